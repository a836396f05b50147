"""A build ordered several times: the units, and what one of them has otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from configurator.commands.configurations import (
    CannotChoose,
    ConflictNeedsDecision,
    dropping,
    taking,
)
from configurator.commands.special_carrying import carry_special
from configurator.fleets import written_units
from configurator.models import Configuration, FleetPlan, FleetUnit
from configurator.models.configurations import new_code
from configurator.models.fleets import MOST_UNITS
from configurator.selectors.fleets import FleetCars, UnitCar
from customers.models import User
from kernel.locks import locked
from kernel.refusals import Refusal, Stale

PLANS = FleetPlan.objects.select_related(
    "configuration__dealership",
    "configuration__customer",
    "configuration__model_line__release__manufacturer",
)


class CannotPlanFleet(Refusal):
    """The fleet stays as it is; the text says why."""


class UnitNeedsDecision(Refusal):
    """An exception fits only if something else changes on ``units``; nothing has changed yet.

    ``rest`` are the units still to be asked about, because they are another car.
    """

    def __init__(
        self,
        conflict: ConflictNeedsDecision,
        build: Configuration,
        units: Sequence[int],
        rest: Sequence[int],
    ) -> None:
        super().__init__(f"Unit {written_units(units)}: {conflict}")
        self.conflict, self.build = conflict, build
        self.units, self.rest = tuple(units), tuple(rest)


@dataclass(frozen=True, slots=True)
class UnitWish:
    """One row of a unit list: its options beside the build's and without, by code."""

    takes: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    label: str = ""
    ship_to: str = ""
    use: str = ""


@transaction.atomic
def plan_fleet(*, configuration_id: int, units: int, by: User, now: datetime) -> FleetPlan:
    """Plan the build ``units`` times; a fleet that is planned already is given back as it is.

    :raises CannotPlanFleet: fewer than two or more than `MOST_UNITS`, or a unit of another fleet.
    """
    configuration = locked(Configuration.objects.all(), pk=configuration_id)
    known = PLANS.filter(configuration=configuration).first()
    if known is not None:
        return known
    if not 2 <= units <= MOST_UNITS:
        raise CannotPlanFleet(f"A fleet has 2 to {MOST_UNITS} units.")
    if FleetUnit.objects.filter(configuration=configuration).exists():
        raise CannotPlanFleet("This car is a unit of a fleet itself.")
    plan = FleetPlan.objects.create(configuration=configuration, created_by=by, updated_at=now)
    FleetUnit.objects.bulk_create(FleetUnit(plan=plan, number=n + 1) for n in range(units))
    return PLANS.get(pk=plan.pk)


@transaction.atomic
def add_units(*, plan_id: int, number: int, version: int, now: datetime) -> FleetPlan:
    """So many more units of the build. :raises CannotPlanFleet: too many, or quoted."""
    plan = _open_plan(plan_id, version)
    last = plan.units.count()
    if number < 1 or last + number > MOST_UNITS:
        raise CannotPlanFleet(f"A fleet has at most {MOST_UNITS} units; this one has {last}.")
    FleetUnit.objects.bulk_create(FleetUnit(plan=plan, number=last + n + 1) for n in range(number))
    return _changed(plan, now)


@transaction.atomic
def remove_units(
    *, plan_id: int, numbers: Collection[int], version: int, now: datetime
) -> FleetPlan:
    """Take units out; the others move up. :raises CannotPlanFleet: one would be left, or quoted."""
    plan = _open_plan(plan_id, version)
    kept = [unit for unit in plan.units.order_by("number") if unit.number not in numbers]
    if len(kept) < 2:
        raise CannotPlanFleet("A fleet has at least two units. Quote a single car by itself.")
    plan.units.filter(number__in=numbers).delete()
    for number, unit in enumerate(kept, 1):
        unit.number = number
    FleetUnit.objects.bulk_update(kept, ["number"])
    return _changed(plan, now)


@transaction.atomic
def except_units(
    *,
    plan_id: int,
    numbers: Collection[int],
    take: str | None = None,
    drop: str | None = None,
    accept: Sequence[str] | None = None,
    version: int,
    now: datetime,
) -> FleetPlan:
    """Give units an option beside the build's, or take one off them: all of them or none.

    Each unit is asked as a click on its own build would be. Where something else has to go,
    ``accept`` names what the buyer gives up for it.

    :raises UnitNeedsDecision: something else would change on some of them.
    :raises CannotPlanFleet: no such unit can have it today (the unit is named), or quoted.
    """
    plan = _open_plan(plan_id, version)
    cars = FleetCars(plan, now)
    code = take or drop or ""
    if code not in cars.lines.by_code:
        raise CannotPlanFleet(f"{cars.lines.name} has no option {code}.")
    chosen = list(plan.units.filter(number__in=numbers).order_by("number"))
    groups: dict[UnitCar, list[FleetUnit]] = {}
    for unit in chosen:
        groups.setdefault(cars.of(unit), []).append(unit)
    for car, units in groups.items():
        own = [unit.number for unit in units]
        build = cars.as_build(car)
        try:
            picks = (
                dropping(build, code, cars.limits)
                if take is None
                else taking(build, code, cars.limits, accept)
            )
        except ConflictNeedsDecision as conflict:
            rest = [unit.number for unit in chosen if unit.number not in own]
            raise UnitNeedsDecision(conflict, build, own, rest) from conflict
        except CannotChoose as refusal:
            raise CannotPlanFleet(f"Unit {written_units(own)}: {refusal}") from refusal
        takes, drops = cars.exceptions(picks)
        for unit in units:
            unit.takes, unit.drops = takes, drops
    FleetUnit.objects.bulk_update(chosen, ["takes", "drops"])
    return _changed(plan, now)


@transaction.atomic
def reset_units(
    *, plan_id: int, numbers: Collection[int], version: int, now: datetime
) -> FleetPlan:
    """Make units the build as it stands again. :raises CannotPlanFleet: quoted."""
    plan = _open_plan(plan_id, version)
    plan.units.filter(number__in=numbers).update(takes=[], drops=[])
    return _changed(plan, now)


@transaction.atomic
def send_units(
    *,
    plan_id: int,
    numbers: Collection[int],
    label: str,
    ship_to: str,
    use: str,
    version: int,
    now: datetime,
) -> FleetPlan:
    """Say where units go and what for; an empty text leaves what is there.

    :raises CannotPlanFleet: one label for several units, a label that is taken, or quoted.
    """
    plan = _open_plan(plan_id, version)
    if label and len(set(numbers)) > 1:
        raise CannotPlanFleet("A label is for one unit. Bring several by a file.")
    if label and plan.units.filter(label=label).exclude(number__in=numbers).exists():
        raise CannotPlanFleet(f"Another unit has the label {label}.")
    said = {"label": label, "ship_to": ship_to, "use": use}
    told = {name: text for name, text in said.items() if text}
    if told:
        plan.units.filter(number__in=numbers).update(**told)
    return _changed(plan, now)


@transaction.atomic
def replace_units(
    *, plan_id: int, wishes: Sequence[UnitWish], version: int, now: datetime
) -> FleetPlan:
    """The whole list anew, as a file says. :raises CannotPlanFleet: its size, or quoted."""
    plan = _open_plan(plan_id, version)
    if not 2 <= len(wishes) <= MOST_UNITS:
        raise CannotPlanFleet(f"A fleet has 2 to {MOST_UNITS} units; the file has {len(wishes)}.")
    plan.units.all().delete()
    FleetUnit.objects.bulk_create(
        FleetUnit(
            plan=plan,
            number=number,
            takes=list(wish.takes),
            drops=list(wish.drops),
            label=wish.label,
            ship_to=wish.ship_to,
            use=wish.use,
        )
        for number, wish in enumerate(wishes, 1)
    )
    return _changed(plan, now)


@transaction.atomic
def configure_units(*, plan_id: int, fleet_number: str, by: User, now: datetime) -> list[FleetUnit]:
    """Every unit as a build of its own, for its order; after that the plan is final.

    :raises CannotPlanFleet: quoted already, or units cannot be built today: they are named.
    """
    plan = _open_plan(plan_id)
    cars = FleetCars(plan, now)
    units = list(plan.units.order_by("number"))
    broken: dict[str, list[int]] = {}
    for unit in units:
        if why_not := cars.of(unit).why_not:
            broken.setdefault(why_not, []).append(unit.number)
    if broken:
        raise CannotPlanFleet(
            " ".join(
                f"Unit {written_units(numbers)} cannot be built today. {reason}"
                for reason, numbers in broken.items()
            )
        )
    for unit, code in zip(units, _free_codes(len(units)), strict=True):
        build = cars.as_build(cars.of(unit))
        build.code, build.version, build.created_by = code, 1, by
        build.created_at = build.updated_at = now
        unit.configuration = build
    builds = [unit.configuration for unit in units if unit.configuration]
    Configuration.objects.bulk_create(builds)
    for special in cars.specials:
        for build in builds:
            carry_special(special.request, build, by=by, now=now)
    FleetUnit.objects.bulk_update(units, ["configuration"])
    plan.quoted_as = fleet_number
    _changed(plan, now)
    return units


def _free_codes(number: int) -> list[str]:
    """So many codes that no build has."""
    codes: set[str] = set()
    while len(codes) < number:
        drawn = {new_code() for _ in range(number - len(codes))}
        taken = Configuration.objects.filter(code__in=drawn).values_list("code", flat=True)
        codes |= drawn - set(taken)
    return sorted(codes)


def _open_plan(plan_id: int, version: int | None = None) -> FleetPlan:
    plan = locked(PLANS, pk=plan_id)
    if plan.quoted_as:
        raise CannotPlanFleet(f"The fleet is quoted as {plan.quoted_as} and stays as it is.")
    if version is not None and plan.version != version:
        raise Stale("This fleet was changed elsewhere. Here is its newest state.")
    return plan


def _changed(plan: FleetPlan, now: datetime) -> FleetPlan:
    plan.version += 1
    plan.updated_at = now
    plan.save(update_fields=["version", "updated_at", "quoted_as"])
    return plan
