"""For which market a build is, what is asked for there, and which documents the car needs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator import commands
from configurator.forms.markets import ChooseMarket
from configurator.models import Configuration
from configurator.selectors import catalogue
from configurator.selectors.differences import differences
from configurator.views.frames import configuration_of
from customers.access import StaffRequest, can, require
from kernel.pages import page
from kernel.refusals import Refusal, Stale


@require_safe
@require("configurator.view")
def market(request: StaffRequest, code: str) -> HttpResponse:
    """The markets of this car, with their rules and papers; the one it is for can be changed."""
    configuration = configuration_of(request, code)
    return _shown(request, configuration, _form(configuration))


@require_POST
@require("configurator.configure")
def set_market(request: StaffRequest, code: str) -> HttpResponse:
    """Build the car for another market; where that changes it, the customer decides first."""
    configuration = configuration_of(request, code)
    form = _form(configuration, request.POST)
    if form.is_valid():
        try:
            done = commands.set_market(
                configuration_id=configuration.pk,
                market=form.cleaned_data["market"],
                version=form.cleaned_data["version"],
                accept=form.accepted,
                by=request.user,
                now=timezone.now(),
            )
        except commands.MarketNeedsDecision as decision:
            return _decision(request, configuration, decision)
        except Stale as stale:
            form = _form(configuration_of(request, code))
            return _shown(request, configuration_of(request, code), form, str(stale), 409)
        except Refusal as refusal:
            form.add_error("market", str(refusal))
        else:
            messages.success(request, _said(done.configuration))
            return redirect("configurator:detail", configuration.code)
    return _shown(request, configuration, form, status=422)


def _form(configuration: Configuration, data: QueryDict | None = None) -> ChooseMarket:
    return ChooseMarket(
        data,
        lines=catalogue(configuration.model_line_id),
        initial={"market": configuration.market, "version": configuration.version},
    )


def _shown(
    request: StaffRequest,
    configuration: Configuration,
    form: ChooseMarket,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = catalogue(configuration.model_line_id)
    context = {
        "configuration": configuration,
        "form": form,
        "problem": problem,
        "may_change": _may_change(request, configuration),
        "markets": [
            {
                "market": each,
                "rules": [lines.sentence_of(rule) for rule in lines.homologation(each.code)],
                "is_own": each.code == configuration.market,
            }
            for each in lines.markets
        ],
    }
    return page(request, "configurator/market.html", None, context, status)


def _may_change(request: StaffRequest, configuration: Configuration) -> bool:
    return can(
        request.user,
        "configurator.configure",
        configuration.dealership_id,
        configuration.created_by_id,
    )


def _said(configuration: Configuration) -> str:
    known = catalogue(configuration.model_line_id).market_by_code
    if configuration.market:
        return f"The car is for {known[configuration.market].name} now. Undo takes this back."
    return "The car is for the home market now. Undo takes this back."


def _decision(
    request: StaffRequest, configuration: Configuration, decision: commands.MarketNeedsDecision
) -> HttpResponse:
    lines = catalogue(configuration.model_line_id)
    dropped = len(decision.ways[0].dropped_codes)
    changes = [differences(lines, way.before, way.after) for way in decision.ways]
    number = len(changes[0])
    context = {
        "configuration": configuration,
        "heading": f"{decision.market.name[0].upper()}{decision.market.name[1:]} "
        f"changes the car in {number} "
        f"place{'' if number == 1 else 's'}",
        "because": " ".join(
            decision.because
            or [lines.sentence_of(rule) for rule in lines.homologation(decision.market.code)]
            or ["What only the other market asked for is no longer needed."]
        ),
        "ways": [
            {"offer": way.offer, "changes": rows}
            for way, rows in zip(decision.ways, changes, strict=True)
        ],
        "asked": (("version", configuration.version), ("market", decision.market.code)),
        "decide_url": reverse("configurator:set-market", args=[configuration.code]),
        "back_url": reverse("configurator:market", args=[configuration.code]),
        "kept": max(len(configuration.picks) - dropped, 0),
    }
    return page(request, "configurator/conflict.html", None, context, 409)
