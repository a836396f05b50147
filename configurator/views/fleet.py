"""A build ordered several times: units, exceptions, where they go, the list as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator import commands, steps
from configurator.feeds.units import write_rows
from configurator.fleets import written_units
from configurator.forms.fleets import (
    AddUnits,
    BringUnits,
    ExceptUnits,
    PlanFleet,
    SendUnits,
    SomeUnits,
)
from configurator.models import Configuration, FleetPlan
from configurator.selectors import catalogue, limits_of
from configurator.selectors.decisions import told
from configurator.selectors.fleets import FleetPage, Variant, fleet_page
from configurator.views.frames import address, configuration_of
from customers.access import StaffRequest, can, require
from kernel.pages import page
from kernel.refusals import Refusal, Stale


@require_safe
@require("configurator.view")
def fleet(request: StaffRequest, code: str) -> HttpResponse:
    """The units of the build, by what they are and one by one."""
    return _answer(request, configuration_of(request, code))


@require_POST
@require("configurator.configure")
def start(request: StaffRequest, code: str) -> HttpResponse:
    """Plan the build several times."""
    configuration = configuration_of(request, code)
    form = PlanFleet(request.POST)
    if form.is_valid():
        try:
            commands.plan_fleet(
                configuration_id=configuration.pk,
                units=form.cleaned_data["units"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("units", str(refusal))
        else:
            return redirect("configurator:fleet", code)
    return _answer(request, configuration, {"plan_form": form}, status=422)


@require_POST
@require("configurator.configure")
def add(request: StaffRequest, code: str) -> HttpResponse:
    """More units of the build."""
    form = AddUnits(request.POST)
    return _change(
        request, code, form, commands.add_units, place="add_form", done="The units are added."
    )


@require_POST
@require("configurator.configure")
def remove(request: StaffRequest, code: str) -> HttpResponse:
    """Fewer units."""
    form = SomeUnits(request.POST, last=_last(request, code))
    return _change(
        request, code, form, commands.remove_units, place="some_form", done="The units are out."
    )


@require_POST
@require("configurator.configure")
def reset(request: StaffRequest, code: str) -> HttpResponse:
    """Back to the build as it stands."""
    form = SomeUnits(request.POST, last=_last(request, code))
    done = "The units are as the build again."
    return _change(request, code, form, commands.reset_units, place="some_form", done=done)


@require_POST
@require("configurator.configure")
def send(request: StaffRequest, code: str) -> HttpResponse:
    """Where units go and what for."""
    form = SendUnits(request.POST, last=_last(request, code))
    return _change(request, code, form, commands.send_units, place="send_form", done="Noted.")


@require_POST
@require("configurator.configure")
def give(request: StaffRequest, code: str) -> HttpResponse:
    """An exception for some units; where it changes more, the buyer decides first."""
    configuration = configuration_of(request, code)
    plan = _plan(configuration)
    lines = catalogue(configuration.model_line_id)
    form = ExceptUnits(request.POST, last=_last(request, code), lines=lines)
    if not form.is_valid():
        return _answer(request, configuration, {"except_form": form}, status=422)
    data = form.cleaned_data
    version, accept = data["version"], form.accepted
    try:
        for numbers in filter(None, (data["units"], data["rest"])):
            plan = commands.except_units(
                plan_id=plan.pk,
                numbers=numbers,
                accept=accept,
                version=version,
                now=timezone.now(),
                **{data["how"]: data["option"]},
            )
            version, accept = plan.version, None
    except commands.UnitNeedsDecision as decision:
        return _decision(request, configuration, _plan(configuration), data["how"], decision)
    except Stale as stale:
        return _answer(request, configuration, problem=str(stale), status=409)
    except Refusal as refusal:
        form.add_error("option", str(refusal))
        return _answer(request, configuration, {"except_form": form}, status=422)
    name, word = lines.by_code[data["option"]].name, "with" if data["how"] == "take" else "without"
    numbers = written_units([*data["units"], *data["rest"]])
    messages.success(request, f"Unit {numbers}: {word} {name}.")
    return redirect("configurator:fleet", code)


@require_POST
@require("configurator.configure")
def bring(request: StaffRequest, code: str) -> HttpResponse:
    """The unit list from a file, whole or not at all."""
    configuration = configuration_of(request, code)
    plan = _plan(configuration)
    form = BringUnits(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, configuration, {"bring_form": form}, status=422)
    upload = form.cleaned_data["upload"]
    try:
        commands.import_units(
            plan_id=plan.pk,
            content=upload.read(),
            name=upload.name,
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
    except commands.CannotImportUnits as refusal:
        form.add_error("upload", str(refusal))
        context = {"bring_form": form, "faults": refusal.problems}
        return _answer(request, configuration, context, status=422)
    except Refusal as refusal:
        form.add_error("upload", str(refusal))
        return _answer(request, configuration, {"bring_form": form}, status=422)
    messages.success(request, "The unit list is taken over.")
    return redirect("configurator:fleet", code)


@require_safe
@require("configurator.view")
def export(request: StaffRequest, code: str) -> HttpResponse:
    """The unit list as a file that can be brought back."""
    configuration = configuration_of(request, code)
    shown = fleet_page(_plan(configuration), timezone.now())
    of = {unit.pk: variant for variant in shown.variants for unit in variant.units}
    rows = (
        (
            str(unit.number),
            unit.label,
            unit.ship_to,
            unit.use,
            "; ".join(unit.takes),
            "; ".join(unit.drops),
            str(total.amount) if (total := of[unit.pk].car.total) else "",
        )
        for unit in shown.units
    )
    response = HttpResponse(write_rows(rows).encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="fleet-{configuration.code}.csv"'
    return response


def _change(
    request: StaffRequest,
    code: str,
    form: forms.Form,
    run: Callable[..., object],
    *,
    place: str,
    done: str,
) -> HttpResponse:
    """Form, one command, answer."""
    configuration = configuration_of(request, code)
    plan = _plan(configuration)
    if form.is_valid():
        data = dict(form.cleaned_data)
        if "units" in data:
            data["numbers"] = data.pop("units")
        try:
            run(plan_id=plan.pk, now=timezone.now(), **data)
        except Stale as stale:
            return _answer(request, configuration, problem=str(stale), status=409)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("configurator:fleet", code)
    return _answer(request, configuration, {place: form}, status=422)


def _plan(configuration: Configuration) -> FleetPlan:
    plan = FleetPlan.objects.filter(configuration=configuration).first()
    if plan is None:
        raise Http404("There is no fleet of this build.")
    plan.configuration = configuration
    return plan


def _last(request: StaffRequest, code: str) -> int:
    return _plan(configuration_of(request, code)).units.count()


def _answer(
    request: StaffRequest,
    configuration: Configuration,
    given: dict[str, Any] | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    plan = FleetPlan.objects.filter(configuration=configuration).first()
    may_change = can(
        request.user,
        "configurator.configure",
        configuration.dealership_id,
        configuration.created_by_id,
    )
    context: dict[str, Any] = {
        "configuration": configuration,
        "may_change": may_change,
        "problem": problem,
        "window_url": address("production:window-fragment", configuration.code),
    }
    if plan is None:
        return page(
            request,
            "configurator/fleet.html",
            None,
            {"plan_form": PlanFleet(), **context, **(given or {})},
            status,
        )
    plan.configuration = configuration
    shown = fleet_page(plan, timezone.now())
    context |= _shown(request, shown, may_change=may_change and not plan.quoted_as)
    return page(request, "configurator/fleet.html", None, {**context, **(given or {})}, status)


def _shown(request: StaffRequest, shown: FleetPage, *, may_change: bool) -> dict[str, Any]:
    plan, configuration = shown.plan, shown.plan.configuration
    last = len(shown.units)
    first = {"version": plan.version}
    lines = catalogue(configuration.model_line_id)
    return {
        "plan": plan,
        "page": shown,
        "may_change": may_change,
        "rows": [(unit, variant) for unit, variant in _by_unit(shown)],
        "options": [(o.code, f"{o.name} ({o.code})") for o in lines.options],
        "except_form": ExceptUnits(last=last, lines=lines, initial=first),
        "some_form": SomeUnits(last=last, initial=first),
        "send_form": SendUnits(last=last, initial=first),
        "add_form": AddUnits(initial=first),
        "bring_form": BringUnits(initial=first),
        "quote_url": address("orders:quote-fleet", configuration.code),
        "fleet_url": address("orders:fleet", plan.quoted_as) if plan.quoted_as else "",
        "may_see_cost": can(
            request.user,
            "configurator.view_cost",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }


def _by_unit(shown: FleetPage) -> list[tuple[Any, Variant]]:
    of = {unit.pk: variant for variant in shown.variants for unit in variant.units}
    return [(unit, of[unit.pk]) for unit in shown.units]


def _decision(
    request: StaffRequest,
    configuration: Configuration,
    plan: FleetPlan,
    how: str,
    decision: commands.UnitNeedsDecision,
) -> HttpResponse:
    conflict, units = decision.conflict, written_units(decision.units)
    others = len(conflict.offers[0].dropped)
    limits = limits_of(decision.build, timezone.now())
    ways = [
        {
            "offer": offer,
            "changes": steps.changes(decision.build, conflict.take, offer, limits),
        }
        for offer in conflict.offers
    ]
    rest = written_units(decision.rest) if decision.rest else ""
    because = told(catalogue(configuration.model_line_id), conflict.explanation.rules)
    context = {
        "configuration": configuration,
        "heading": f"Unit {units}: {conflict.name} changes {others} other "
        f"choice{'' if others == 1 else 's'}",
        "because": f"{because} Unit {rest} is asked about next." if rest else because,
        "ways": ways,
        "asked": (
            ("version", plan.version),
            ("units", units),
            ("rest", rest),
            ("option", conflict.take),
            ("how", how),
        ),
        "decide_url": reverse("configurator:fleet-except", args=[configuration.code]),
        "back_url": reverse("configurator:fleet", args=[configuration.code]),
        "kept": max(len(decision.build.picks) - others, 0),
        "afterwards": "You can make these units as the build again at any time.",
        "is_whole_page": True,
    }
    return page(request, "configurator/conflict.html", None, context, 409)
