"""Releases: the list, the report, and what a person does with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator import commands
from configurator.addresses import address
from configurator.commands.releases import is_report_fresh
from configurator.feeds.template import csv_files, workbook
from configurator.models import CatalogueRelease
from configurator.releases import reading
from configurator.releases.forms import Discard, Publish, Withdraw
from customers.access import StaffRequest, can, require
from kernel.pages import keyset, page
from kernel.refusals import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@require("configurator.import")
def release_list(request: StaffRequest) -> HttpResponse:
    """Every release, the newest first."""
    rows = keyset(reading.releases(), request)
    context = {
        "rows": rows.rows,
        "next_url": rows.next_url,
        "first_url": rows.first_url,
        "coming": reading.coming_in(),
        "pulls_url": address("production:pulls"),
    }
    return page(request, "catalogues/list.html", "rows", context)


@require_safe
@require("configurator.import")
def template_workbook(request: StaffRequest) -> HttpResponse:
    """The template of small brands."""
    return _file(workbook(), "catalogue-template.xlsx", XLSX)


@require_safe
@require("configurator.import")
def template_csv(request: StaffRequest) -> HttpResponse:
    """The same as CSV files."""
    return _file(csv_files(), "catalogue-template.zip", "application/zip")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
@require("configurator.import")
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """One release with its report and what can be done with it."""
    found = get_object_or_404(reading.for_page(), pk=pk)
    return _shown(request, found)


def _shown(
    request: StaffRequest, found: CatalogueRelease, status: int = 200, **forms: Any
) -> HttpResponse:
    context = {
        "release": found,
        "report": reading.report_page(found),
        "compiled": reading.compiled(found),
        "is_fresh": not found.is_draft or is_report_fresh(found),
        "may_publish": can(request.user, "configurator.publish"),
        "publish": Publish(initial={"valid_from": found.valid_from, "seen": reading.mark(found)}),
        "discard": Discard(initial={"seen": reading.mark(found)}),
        "withdraw": Withdraw(),
        "affected_url": address("orders:affected", found.pk),
        **forms,
    }
    return page(request, "catalogues/release.html", None, context, status=status)


@require_safe
@require("configurator.import")
def compiling(request: StaffRequest, pk: int) -> HttpResponse:
    """How far the worker is with the lines of a published release."""
    found = get_object_or_404(reading.for_page(), pk=pk)
    if not request.headers.get("HX-Request"):
        return redirect("catalogues:release", pk=pk)
    context = {"release": found, "compiled": reading.compiled(found)}
    return page(request, "catalogues/compiling.html", None, context)


@require_POST
@require("configurator.publish")
def look_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Examine the draft as it is now."""
    found = get_object_or_404(reading.for_page(), pk=pk)
    try:
        commands.report_again(release_id=found.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("catalogues:release", pk=pk)


@require_POST
@require("configurator.publish")
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the draft that the person has seen final."""
    found = get_object_or_404(reading.for_page(), pk=pk)
    form = Publish(request.POST)
    return _done(
        request,
        found,
        {"publish": form},
        lambda data: commands.publish_release(
            release_id=found.pk,
            by=request.user,
            now=timezone.now(),
            valid_from=data["valid_from"],
        ),
    )


@require_POST
@require("configurator.publish")
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Throw the draft that the person has seen away."""
    found = get_object_or_404(reading.for_page(), pk=pk)
    form = Discard(request.POST)
    answer = _done(
        request,
        found,
        {"discard": form},
        lambda _: commands.discard_release(release_id=found.pk),
    )
    return redirect("catalogues:list") if answer.status_code == 302 else answer


@require_POST
@require("configurator.publish")
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a release off sale."""
    found = get_object_or_404(reading.for_page(), pk=pk)
    form = Withdraw(request.POST)
    return _done(
        request,
        found,
        {"withdraw": form},
        lambda data: commands.withdraw_release(
            release_id=found.pk, because=data["because"], by=request.user, now=timezone.now()
        ),
    )


def _done(
    request: StaffRequest,
    found: CatalogueRelease,
    forms: dict[str, Any],
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Do it, or show the release again with the refusal."""
    (form,) = forms.values()
    if form.is_valid():
        seen = form.cleaned_data.get("seen")
        try:
            if seen is not None and seen != reading.mark(found):
                raise Refusal("The draft changed since you opened it. Here it is as it is now.")
            act(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            form.data = {**form.data.dict(), "seen": reading.mark(found)}
        else:
            return redirect("catalogues:release", pk=found.pk)
    return _shown(request, found, 422, **forms)
