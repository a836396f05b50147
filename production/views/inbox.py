"""The exception inbox and its answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from customers.access import StaffRequest, can, require
from kernel.pages import page
from kernel.refusals import Refusal
from production.commands import exceptions
from production.forms import Assign, Resolve, Snooze
from production.models import BuildException
from production.selectors.inbox import exception_inbox, who_answers

ANSWER = "production.answer_exception"


@require_GET
@require("production.view")
def inbox(request: StaffRequest) -> HttpResponse:
    """Everything that needs somebody, by customer impact."""
    now = timezone.now()
    kind, who = request.GET.get("kind", ""), request.GET.get("who", "")
    context = {
        "inbox": exception_inbox(request.scope, now=now, kind=kind, who=who),
        "kind": kind,
        "who": who,
        "may_answer": can(request.user, ANSWER),
        "people": who_answers(request.scope),
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }
    return page(request, "production/inbox.html", "rows", context)


@require_POST
@require(ANSWER)
def apply_fix(request: StaffRequest, pk: int) -> HttpResponse:
    """Do what the row proposes."""
    row = _row(request, pk)
    try:
        exceptions.apply_fix(exception_id=row.pk, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _back(request, str(refusal), is_error=True)
    return _back(request, f"{row.build}: done. “{row.proposed_fix}” is off the list.")


@require_POST
@require(ANSWER)
def snooze(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the row sleep until the morning of a day."""
    row = _row(request, pk)
    form = Snooze(request.POST)
    if not form.is_valid():
        return _back(request, "Choose the day it shall come back.", is_error=True)
    day = form.cleaned_data["until"]
    until = datetime.combine(day, time(6), row.dealership.zone)
    try:
        exceptions.snooze(exception_id=row.pk, until=until, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _back(request, str(refusal), is_error=True)
    return _back(request, f"{row.build} sleeps until {day:%b} {day.day}.")


@require_POST
@require(ANSWER)
def assign(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the row to a colleague."""
    row = _row(request, pk)
    form = Assign(request.POST, people=who_answers(request.scope))
    if not form.is_valid():
        return _back(request, "Choose a colleague.", is_error=True)
    to = form.cleaned_data["to"]
    try:
        exceptions.assign(exception_id=row.pk, to=to, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _back(request, str(refusal), is_error=True)
    return _back(request, f"{row.build} is with {to}.")


@require_POST
@require(ANSWER)
def resolve(request: StaffRequest, pk: int) -> HttpResponse:
    """Close the row with a note."""
    row = _row(request, pk)
    form = Resolve(request.POST)
    if not form.is_valid():
        return _back(request, "Say in a few words how it was resolved.", is_error=True)
    try:
        exceptions.resolve(
            exception_id=row.pk, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        return _back(request, str(refusal), is_error=True)
    return _back(request, f"{row.build}: resolved.")


def back_to(request: HttpRequest, fallback: str) -> str:
    """The page of ours the form stood on."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if is_ours and target.startswith("/") else fallback


def _row(request: StaffRequest, pk: int) -> BuildException:
    rows = BuildException.objects.visible_to(request.scope).select_related("build", "dealership")
    return get_object_or_404(rows, pk=pk)


def _back(request: StaffRequest, text: str, *, is_error: bool = False) -> HttpResponse:
    (messages.error if is_error else messages.success)(request, text)
    return redirect(back_to(request, "/production/"))
