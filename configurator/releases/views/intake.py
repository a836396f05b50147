"""Files that are brought: the form, and how far the worker is with them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from configurator import commands
from configurator.models import Intake
from configurator.releases import reading
from configurator.releases.forms import BringFiles
from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.refusals import Refusal

IMPORT = "configurator.import"


@require_http_methods(["GET", "HEAD", "POST"])
@require(IMPORT)
def bring(request: StaffRequest) -> HttpResponse:
    """Files are handed to the worker; a page shows how far it is."""
    if request.method != "POST":
        return page(request, "catalogues/bring.html", None, {"form": BringFiles()})
    form = BringFiles(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "catalogues/bring.html", None, {"form": form}, status=422)
    files = {str(file.name): file.read() for file in form.cleaned_data["upload"]}
    work = commands.queue_intake(
        files=files, about=form.about(), by=request.user, now=timezone.now()
    )
    return redirect("catalogues:intake", pk=work.pk)


@require_safe
@require(IMPORT)
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it is; what came of it; or every fault."""
    work = get_object_or_404(Intake.objects.select_related("by", "manufacturer"), pk=pk)
    if work.releases:
        (*_, last) = work.releases
        url = reverse("catalogues:list")
        if len(work.releases) == 1:
            url = reverse("catalogues:release", kwargs={"pk": last})
        return (
            HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)
        )
    context = {
        "work": work,
        "problems": work.problems[: reading.MOST_SHOWN],
        "count": len(work.problems),
        "may_try_again": work.is_refused and not work.problems,
    }
    return page(request, "catalogues/intake.html", "progress", context)


@require_POST
@require(IMPORT)
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop it."""
    work = get_object_or_404(Intake.objects.all(), pk=pk)
    try:
        commands.cancel_intake(intake_id=work.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("catalogues:intake", pk=pk)


@require_POST
@require(IMPORT)
def again(request: StaffRequest, pk: int) -> HttpResponse:
    """Let refused files run again."""
    work = get_object_or_404(Intake.objects.all(), pk=pk)
    try:
        commands.try_intake_again(intake_id=work.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("catalogues:intake", pk=pk)
