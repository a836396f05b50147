"""Special requests: asked on a build, worked through by engineering, accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from configurator import commands
from configurator.forms.specials import AcceptAnswer, AnswerSpecial, AskSpecial, Version
from configurator.models import (
    Configuration,
    SpecialAnswer,
    SpecialFile,
    SpecialRequest,
    SpecialState,
)
from configurator.selectors.exports import export_market
from configurator.selectors.specials import (
    VIEWS,
    answer_expected_on,
    special,
    specials_of,
    worklist,
)
from configurator.views.frames import configuration_of
from customers.access import StaffRequest, can, require
from customers.models import User
from kernel.pages import page
from kernel.refusals import Refusal, Stale

PAGE = "configurator/special.html"


@require_GET
@require("configurator.view_requests")
def requests(request: StaffRequest) -> HttpResponse:
    """What waits for engineering, oldest first; what it has answered; what I asked."""
    found = worklist(request.scope, view=request.GET.get("view", ""), now=timezone.now())
    views = [(value, label, found.counts[value], value == found.view) for value, label in VIEWS]
    return page(request, "configurator/requests.html", "rows", {"found": found, "views": views})


@require_safe
@require("configurator.view")
def of_build(request: StaffRequest, code: str) -> HttpResponse:
    """Every standing request of a build."""
    configuration = configuration_of(request, code)
    context = {
        "configuration": configuration,
        "specials": specials_of(configuration),
        "may_change": _may_configure(request, configuration),
    }
    return page(request, "configurator/specials.html", None, context)


@require_http_methods(["GET", "POST"])
@require("configurator.configure")
def new(request: StaffRequest, code: str) -> HttpResponse:
    """Write a wish down, and ask it at once or keep it as a draft."""
    configuration = configuration_of(request, code)
    form = AskSpecial(
        request.POST or None,
        request.FILES or None,
        dealership=configuration.dealership,
        asker=request.user,
    )
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            made = commands.draft_special(
                configuration_id=configuration.pk,
                wish=form.wish(),
                files=form.cleaned_data["papers"],
                is_asked="draft" not in request.POST,
                by=request.user,
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = "is a draft" if made.state == SpecialState.DRAFT else "is with engineering"
            messages.success(request, f"{made.number} {said}.")
            return redirect("configurator:special", made.number)
    context = {
        "configuration": configuration,
        "form": form,
        "review_days": configuration.dealership.special_review_days,
    }
    status = 422 if form.is_bound else 200
    return page(request, "configurator/special_form.html", None, context, status)


@require_http_methods(["GET", "POST"])
@require("configurator.configure")
def edit(request: StaffRequest, number: str) -> HttpResponse:
    """Say it otherwise; what was answered is asked again."""
    found = _found(request, number)
    initial = {
        name: getattr(found, name)
        for name in (
            "version", "kind", "title", "description", "quantity", "unit", "needed_by",
            "destination", "approver",
        )
    }  # fmt: skip
    form = AskSpecial(
        request.POST or None, request.FILES or None,
        dealership=found.dealership, asker=request.user, initial=initial,
    )  # fmt: skip
    del form.fields["papers"]
    if request.method == "POST" and form.is_valid():
        try:
            commands.rewrite_special(
                request_id=found.pk,
                version=form.cleaned_data["version"] or 0,
                wish=form.wish(),
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("configurator:special", found.number)
    context = {"configuration": found.configuration, "form": form, "special": found}
    status = 422 if form.is_bound else 200
    return page(request, "configurator/special_form.html", None, context, status)


@require_safe
@require("configurator.view_requests")
def detail(request: StaffRequest, number: str) -> HttpResponse:
    """One request: the wish, the answers, the files, the history."""
    return _shown(request, _found(request, number))


@require_POST
@require("configurator.configure")
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """To engineering, or once more."""
    return _do(request, number, commands.ask_special, "is with engineering")


@require_POST
@require("configurator.configure")
def withdraw(request: StaffRequest, number: str) -> HttpResponse:
    """Nobody wants it any more."""
    return _do(request, number, commands.withdraw_special, "is withdrawn")


@require_POST
@require("configurator.configure")
def accept(request: StaffRequest, number: str) -> HttpResponse:
    """The customer agrees to the answer."""
    found = _found(request, number)
    form = AcceptAnswer(request.POST)
    if not form.is_valid():
        return _shown(request, found, accept_form=form, status=422)
    try:
        commands.accept_answer(
            request_id=found.pk, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, f"{found.number} is part of the car and of its price.")
    return redirect("configurator:special", found.number)


@require_POST
@require("configurator.review_request")
def review(request: StaffRequest, number: str) -> HttpResponse:
    """I look at it."""
    return _do(request, number, commands.review_special, "is with you", is_versioned=False)


@require_POST
@require("configurator.review_request")
def answer(request: StaffRequest, number: str) -> HttpResponse:
    """What engineering found."""
    found = _found(request, number)
    form = AnswerSpecial(request.POST, request.FILES, request=found)
    if form.is_valid():
        try:
            commands.answer_special(
                request_id=found.pk,
                finding=form.finding(),
                files=form.cleaned_data["papers"],
                version=form.cleaned_data["version"],
                by=request.user,
                now=timezone.now(),
            )
        except Stale as stale:
            return _refused(request, found, stale)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.number} is answered; {found.asked_by} sees it now.")
            return redirect("configurator:requests")
    return _shown(request, found, answer_form=form, status=422)


@require_POST
@require("configurator.approve_prototype")
def approve(request: StaffRequest, number: str) -> HttpResponse:
    """The named approver lets the prototype be built."""
    found = _found(request, number)
    try:
        commands.approve_prototype(
            request_id=found.pk,
            answer=found.answer.number if found.answer else 0,
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, f"{found.number} is approved.")
    return redirect("configurator:special", found.number)


@require_safe
@require("configurator.view_requests")
def file(request: StaffRequest, number: str, key: int) -> HttpResponse:
    """A file of a request, always as a download that runs nothing."""
    rows = SpecialRequest.objects.visible_to(request.scope)
    owner = get_object_or_404(rows.only("pk"), number=number.upper())
    kept = get_object_or_404(SpecialFile, pk=key, request=owner)
    response = HttpResponse(bytes(kept.content), content_type=kept.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=kept.name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: StaffRequest, number: str) -> SpecialRequest:
    """:raises Http404: for one out of reach."""
    rows = SpecialRequest.objects.visible_to(request.scope).for_page()
    return get_object_or_404(rows, number=number.upper())


def _may_configure(request: StaffRequest, configuration: Configuration) -> bool:
    return can(
        request.user,
        "configurator.configure",
        configuration.dealership_id,
        configuration.created_by_id,
    )


def _do(
    request: StaffRequest,
    number: str,
    command: Callable[..., SpecialRequest],
    said: str,
    *,
    is_versioned: bool = True,
) -> HttpResponse:
    """One command that needs nothing but the request, then back to its page."""
    found = _found(request, number)
    more: dict[str, Any] = {}
    if is_versioned:
        form = Version(request.POST)
        if not form.is_valid():
            return _shown(request, found, problem="This click was incomplete.", status=422)
        more = {"version": form.cleaned_data["version"]}
    try:
        command(request_id=found.pk, by=request.user, now=timezone.now(), **more)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, f"{found.number} {said}.")
    return redirect("configurator:special", found.number)


def _refused(request: StaffRequest, found: SpecialRequest, refusal: Refusal) -> HttpResponse:
    status = 409 if isinstance(refusal, Stale) else 422
    return _shown(request, _found(request, found.number), problem=str(refusal), status=status)


def _shown(
    request: StaffRequest,
    found: SpecialRequest,
    *,
    answer_form: AnswerSpecial | None = None,
    accept_form: AcceptAnswer | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    user, place, now = request.user, found.dealership, timezone.now()
    asked_it = user.pk in {found.created_by_id, found.asked_by_id}
    answers = list(found.answers.select_related("by", "upfitter").order_by("-number"))
    beside, expected_on = special(found, found.configuration), answer_expected_on(found)
    may_review = can(user, "configurator.review_request", place.pk) and not asked_it
    may_answer = may_review and found.state not in {SpecialState.DRAFT, SpecialState.WITHDRAWN}
    if may_answer and answer_form is None:
        answer_form = AnswerSpecial(request=found, initial={"version": found.version})
    context = {
        "special": found,
        "beside": beside,
        "configuration": found.configuration,
        "answers": [(each, _costs(user, found, each)) for each in answers],
        "files": found.files.defer("content").select_related("by").order_by("pk"),
        "events": found.events.select_related("by").order_by("id"),
        "fault": beside.fault(place.today(now)),
        "export": export_market(found),
        "expected_on": expected_on,
        "is_late": expected_on is not None and expected_on < place.today(now),
        "problem": problem,
        **_forms(request, found, answer_form if may_answer else None, accept_form, now),
    }
    return page(request, PAGE, None, context, status)


def _forms(
    request: StaffRequest,
    found: SpecialRequest,
    answer_form: AnswerSpecial | None,
    accept_form: AcceptAnswer | None,
    now: datetime,
) -> dict[str, Any]:
    """What this person can do with it now."""
    user, place = request.user, found.dealership_id
    may_change = can(user, "configurator.configure", place, found.created_by_id)
    offer, today = found.answer, found.dealership.today(now)
    is_live = found.is_offered and offer is not None and not offer.is_lapsed(today)
    if may_change and is_live and offer is not None and not found.is_accepted:
        name = found.configuration.customer.name if found.configuration.customer else ""
        initial = {"version": found.version, "answer": offer.number, "customer_name": name}
        accept_form = accept_form or AcceptAnswer(initial=initial)
    else:
        accept_form = None
    signs = can(user, "configurator.approve_prototype", place) and found.approver_id == user.pk
    stands = found.state != SpecialState.WITHDRAWN
    return {
        "answer_form": answer_form,
        "accept_form": accept_form,
        "may_withdraw": may_change and stands,
        "may_edit": may_change and stands and not found.is_open,
        "may_ask": may_change and stands and not found.is_open,
        "may_set_market": may_change and stands,
        "may_take": answer_form is not None and found.state == SpecialState.ASKED,
        "may_approve": signs and is_live and found.needs_approval,
        "sees_build": can(user, "configurator.view", place, found.created_by_id),
    }


def _costs(user: User, found: SpecialRequest, each: SpecialAnswer) -> dict[str, Any]:
    """An answer's amounts for the whole quantity; the dealer's own only for who may see them."""
    sees = can(user, "configurator.view_cost", found.dealership_id, found.created_by_id)
    return {
        "retail": each.retail_amount * found.quantity,
        "invoice": each.invoice_amount * found.quantity if sees else None,
        "is_current": each.pk == found.answer_id,
    }
