"""The list of builds, the page of one, and its preparation."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from customers.access import StaffRequest, can, require
from kernel.pages import keyset, page
from kernel.refusals import Refusal
from production.commands import record_pdi
from production.forms import FindBuilds, Inspection, MoveBuild
from production.models import Build
from production.selectors.builds import VIEWS, build_page, build_row, builds
from production.selectors.by_hand import hand_work
from production.selectors.inbox import who_answers


@require_GET
@require("production.view_build")
def build_list(request: StaffRequest) -> HttpResponse:
    """The builds a person may see; view and search stand in the URL."""
    now = timezone.now()
    form = FindBuilds(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"view": "", "q": ""}
    found = keyset(builds(request.scope, view=chosen["view"], text=chosen["q"]), request)
    context = {
        "rows": [build_row(build, now) for build in found.rows],
        "found": found,
        "form": form,
        "views": [(value, label, value == chosen["view"]) for value, label in VIEWS],
        "text": chosen["q"],
    }
    return page(request, "production/builds.html", "rows", context)


@require_GET
@require("production.view_build")
def detail(request: StaffRequest, number: str) -> HttpResponse:
    """One build: where it is, what happened, what can be done."""
    build = newest(request, number)
    user, dealership = request.user, build.dealership_id
    shown = build_page(build, now=timezone.now())
    may_answer = can(user, "production.answer_exception", dealership)
    context = {
        "page": shown,
        "build": build,
        "may_move": can(user, "production.move_build", dealership) and bool(shown.targets),
        "may_inspect": can(user, "production.record_pdi", dealership) and shown.may_inspect,
        "may_answer": may_answer,
        "people": who_answers(request.scope) if may_answer else [],
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "move_form": MoveBuild(initial={"version": build.version}, targets=shown.targets),
        "sees_order": can(user, "orders.view", dealership),
        "hand": hand_work(build),
        "may_record": can(user, "production.record_by_hand", dealership),
    }
    return page(request, "production/build.html", "facts", context)


@require_http_methods(["GET", "POST"])
@require("production.record_pdi")
def inspect(request: StaffRequest, number: str) -> HttpResponse:
    """The checklist of the pre-delivery inspection."""
    build = newest(request, number)
    form = Inspection(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            inspection = record_pdi(
                build_id=build.pk,
                items=form.checks(),
                by=request.user,
                now=timezone.now(),
                note_text=form.cleaned_data["note"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words_ = "passed" if inspection.has_passed else "recorded; the faults stay open"
            messages.success(request, f"Inspection of {number} {words_}.")
            return redirect("production:build", number)
    context = {"build": build, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "production/pdi.html", "form", context, status=status)


def newest(request: StaffRequest, number: str) -> Build:
    """The latest build of an order number that the person may see; else a 404."""
    rows = Build.objects.visible_to(request.scope).select_related(
        "dealership", "manufacturer", "plant", "reservation__bucket__line"
    )
    build = rows.filter(order_number=number).order_by("-pk").first()
    if build is None:
        raise Http404("There is no such build.")
    return build
