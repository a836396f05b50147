"""An old build against the catalogue in force."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator import commands
from configurator.forms.reopening import Bring
from configurator.selectors.reopening import newer_line, today
from configurator.views.frames import configuration_of
from customers.access import StaffRequest, can, require
from kernel.pages import page
from kernel.refusals import Refusal


@require_safe
@require("configurator.view")
def changed(request: StaffRequest, code: str) -> HttpResponse:
    """What the catalogue in force would change; nothing changes by looking."""
    return _changed(request, code)


@require_POST
@require("configurator.configure")
def bring(request: StaffRequest, code: str) -> HttpResponse:
    """Bring the build to the catalogue that was looked at."""
    configuration = configuration_of(request, code)
    form = Bring(request.POST)
    if not form.is_valid():
        return _changed(request, code, "This click was incomplete.", 422)
    try:
        commands.bring_to_today(
            configuration_id=configuration.pk,
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        return _changed(request, code, str(refusal), 409)
    messages.success(request, "The build is on today's catalogue. Undo takes this back.")
    return redirect("configurator:detail", configuration.code)


def _changed(
    request: StaffRequest, code: str, problem: str = "", status: int = 200
) -> HttpResponse:
    configuration, now = configuration_of(request, code), timezone.now()
    line = newer_line(configuration, now)
    context = {
        "configuration": configuration,
        "today": today(configuration, line, now) if line else None,
        "problem": problem,
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }
    return page(request, "configurator/reopened.html", None, context, status)
