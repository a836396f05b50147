"""The history of a build: every change, what is otherwise since a moment, the way back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator import commands
from configurator.forms.history import ReturnTo, Since
from configurator.selectors.history import changed_since, entries, moments, steps_of
from configurator.views.frames import configuration_of
from customers.access import StaffRequest, can, require
from kernel.pages import keyset, page
from kernel.refusals import Refusal


@require_safe
@require("configurator.view")
def history(request: StaffRequest, code: str) -> HttpResponse:
    """Every change, the newest first, and the differences since a moment that was asked for."""
    return _history(request, code)


@require_POST
@require("configurator.configure")
def return_to(request: StaffRequest, code: str) -> HttpResponse:
    """Put the build as it was after a change of its history."""
    configuration = configuration_of(request, code)
    form = ReturnTo(request.POST)
    if not form.is_valid():
        return _history(request, code, "This click was incomplete.", 422)
    try:
        commands.return_to(
            configuration_id=configuration.pk,
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        return _history(request, code, str(refusal), 409)
    messages.success(request, "The build is as it was then. Undo takes this back.")
    return redirect("configurator:detail", configuration.code)


def _history(
    request: StaffRequest, code: str, problem: str = "", status: int = 200
) -> HttpResponse:
    configuration, now = configuration_of(request, code), timezone.now()
    rows = keyset(steps_of(configuration), request, order="-number")
    context: dict[str, Any] = {
        "configuration": configuration,
        "entries": entries(configuration, rows.rows, now),
        "next_url": rows.next_url,
        "first_url": rows.first_url,
        "moments": [(moment, _ceiled(moment.at)) for moment in moments(configuration)],
        "problem": problem,
        "has_specials": configuration.specials.exists(),
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }
    form = Since(request.GET if "since" in request.GET else None)
    if form.is_bound and form.is_valid():
        context["since"] = changed_since(configuration, form.cleaned_data["since"], now)
    elif form.is_bound:
        status = 422
    return page(request, "configurator/history.html", None, context | {"form": form}, status)


def _ceiled(at: datetime) -> str:
    """The moment as the form reads it, in the person's zone, the second counted to its end."""
    local = timezone.localtime(at) + timedelta(seconds=1)
    return f"{local:%Y-%m-%dT%H:%M:%S}"
