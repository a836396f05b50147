"""Completing the open choices of a build: first what would change, then one step with undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator import commands
from configurator.forms.completing import Accept, Asked
from configurator.models import Configuration
from configurator.selectors.compare import picture_of
from configurator.selectors.completing import Proposal, Way, proposals
from configurator.views.frames import configuration_of
from customers.access import StaffRequest, can, require
from kernel.pages import page
from kernel.refusals import Refusal

OFFERED = 6


@require_safe
@require("configurator.view")
def completions(request: StaffRequest, code: str) -> HttpResponse:
    """The ways to complete the build by price and arrival, one of them in full."""
    form = Asked(request.GET)
    form.is_valid()  # what cannot be read was not asked for
    return _completions(request, configuration_of(request, code), form)


@require_POST
@require("configurator.configure")
def complete(request: StaffRequest, code: str) -> HttpResponse:
    """Accept a completion as it was shown."""
    configuration, form = configuration_of(request, code), Accept(request.POST)
    if not form.is_valid():
        return _completions(request, configuration, form, "This click was incomplete.", 422)
    try:
        commands.complete(
            configuration_id=configuration.pk,
            way=Way(form.cleaned_data["way"]),
            picks=form.picks,
            like=_saved(request, form.cleaned_data["like"]),
            version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _completions(request, configuration_of(request, code), form, str(refusal), 409)
    messages.success(request, "The choices are made. Undo takes them back.")
    return redirect("configurator:detail", configuration.code)


def _saved(request: StaffRequest, code: str) -> Configuration | None:
    if not code:
        return None
    return Configuration.objects.visible_to(request.scope).for_page().filter(code=code).first()


def _completions(
    request: StaffRequest,
    configuration: Configuration,
    form: Asked,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = form.cleaned_data.get("like", "")
    like = _saved(request, asked)
    way = form.cleaned_data.get("way", "") or (Way.LIKE if asked else "")
    found = proposals(configuration, like, timezone.now())
    shown = _shown(found, way)
    context: dict[str, Any] = {
        "configuration": configuration,
        "proposals": found,
        "shown": shown,
        "asked": asked,
        "like": like,
        "is_like": way == Way.LIKE,
        "recent": [] if like else _others(request, configuration),
        "picture": picture_of(configuration.model_line, shown.codes) if shown else None,
        "problem": problem,
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }
    return page(request, "configurator/complete.html", None, context, status)


def _shown(found: tuple[Proposal, ...], way: str) -> Proposal | None:
    """The one asked for; without a wish the first that can be had."""
    if way:
        return next((one for one in found if one.way == way), None)
    return next((one for one in found if not one.problem), None)


def _others(request: StaffRequest, configuration: Configuration) -> list[Configuration]:
    """Builds of the same car that one could mean, the latest first."""
    line = configuration.model_line
    alike = (
        Configuration.objects.visible_to(request.scope)
        .for_page()
        .filter(
            model_line__code=line.code,
            model_line__release__manufacturer=line.release.manufacturer_id,
        )
        .exclude(pk=configuration.pk)
    )
    return list(alike.order_by("-updated_at")[:OFFERED])
