"""A fleet as its page shows it: units of the same car together, each car worked out once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from configurator.engine import Unbuildable
from configurator.fleets import exception_of, picks_of, written_units
from configurator.models import Configuration, FleetPlan, FleetUnit
from configurator.pricing import price, with_specials
from configurator.selectors.catalogues import assumptions_on, catalogue, engine, limits_of
from configurator.selectors.decisions import (
    car_of,
    delay_of,
    effect_days_of,
    names,
    picks_with,
    told,
)
from configurator.selectors.specials import Special, not_settled, specials_of
from kernel.money import Money

type Key = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class UnitCar:
    """What the units with the same exceptions are; ``why_not`` says why they cannot be built."""

    picks: frozenset[str]
    codes: tuple[str, ...]
    takes: tuple[str, ...]
    drops: tuple[str, ...]
    total: Money | None
    invoice: Money | None
    days: int
    why_not: str


@dataclass(frozen=True, slots=True)
class Variant:
    """Units of the same car, and what it has otherwise than the build."""

    car: UnitCar
    units: tuple[FleetUnit, ...]
    takes: tuple[str, ...]
    drops: tuple[str, ...]
    more_days: int
    difference: Money | None

    @property
    def numbers(self) -> str:
        """“3–5, 7”."""
        return written_units(unit.number for unit in self.units)

    @property
    def is_plain(self) -> bool:
        """Whether it is the build as it stands."""
        return not self.car.takes and not self.car.drops

    @property
    def together(self) -> Money | None:
        """What all of its units cost."""
        return self.car.total and self.car.total * len(self.units)


@dataclass(frozen=True)
class FleetPage:
    """The units of a plan, by variant and one by one."""

    plan: FleetPlan
    units: tuple[FleetUnit, ...]
    variants: tuple[Variant, ...]
    specials: tuple[Special, ...]
    currency: str

    @cached_property
    def total(self) -> Money | None:
        """What all units cost; None while one of them cannot be built."""
        sums = [variant.together for variant in self.variants]
        if any(each is None for each in sums):
            return None
        return sum((each for each in sums if each), Money(Decimal(0), self.currency))

    @cached_property
    def invoice(self) -> Money | None:
        """What the dealership pays for them."""
        costs = [v.car.invoice and v.car.invoice * len(v.units) for v in self.variants]
        if any(each is None for each in costs):
            return None
        return sum((each for each in costs if each), Money(Decimal(0), self.currency))

    @property
    def is_buildable(self) -> bool:
        """Whether every unit can be built today."""
        return all(not variant.car.why_not for variant in self.variants)


class FleetCars:
    """The cars of a fleet today: each set of exceptions is worked out once."""

    def __init__(self, plan: FleetPlan, now: datetime) -> None:
        self.build = plan.configuration
        line_id = self.build.model_line_id
        self.today = self.build.dealership.today(now)
        self.specials = specials_of(self.build)
        self.lines, self.solver = catalogue(line_id), engine(line_id)
        self.limits = assumptions_on(
            line_id, on=self.today, is_fleet=True, market=self.build.market
        )
        self.base = self._base(now)
        self.days = effect_days_of(line_id)
        self._known: dict[Key, UnitCar] = {}

    def _base(self, now: datetime) -> frozenset[str]:
        """The build's picks, and what keeps its car the same now that fleet options are open too."""
        picks = frozenset(self.build.picks)
        car = car_of(self.solver, self.build.picks, limits_of(self.build, now))
        fleet_car = car_of(self.solver, self.build.picks, self.limits)
        return picks | (set(car) - set(fleet_car)) if car and fleet_car else picks

    def of(self, unit: FleetUnit) -> UnitCar:
        """The unit's car."""
        return self.with_exceptions(unit.takes, unit.drops)

    def with_exceptions(self, takes: Sequence[str], drops: Sequence[str]) -> UnitCar:
        """The car with these exceptions."""
        key = tuple(takes), tuple(drops)
        if key not in self._known:
            self._known[key] = self._worked_out(*key)
        return self._known[key]

    def _worked_out(self, takes: tuple[str, ...], drops: tuple[str, ...]) -> UnitCar:
        picks = picks_of(self.lines, self.base, takes, drops)
        money = self.lines.currency
        try:
            codes = self.solver.complete(picks, self.limits)
        except Unbuildable:
            clash = self.solver.explain(picks, None, self.limits)
            why_not = told(self.lines, clash.rules) if clash else "It cannot be built today."
            return UnitCar(picks, (), takes, drops, None, None, 0, why_not)
        fitted = self.fitted(picks)
        if open_ones := not_settled(fitted, self.today):
            return UnitCar(picks, codes, takes, drops, None, None, 0, " ".join(open_ones))
        sheet = with_specials(price(self.lines, codes), (each.line for each in fitted))
        return UnitCar(
            picks,
            codes,
            takes,
            drops,
            Money(sheet.total_retail, money),
            Money(sheet.total_invoice, money),
            delay_of(codes, self.days),
            "",
        )

    def fitted(self, picks: frozenset[str]) -> tuple[Special, ...]:
        """The build's special requests beside a unit's car; every unit has them."""
        car = frozenset(self.build.picks) if picks == self.base else picks
        return tuple(replace(each, picks=car) for each in self.specials)

    def exceptions(self, picks: Collection[str]) -> tuple[list[str], list[str]]:
        """What these picks have otherwise than the build."""
        return exception_of(self.lines, self.base, picks)

    def as_build(self, car: UnitCar) -> Configuration:
        """The unit as a build of its own, not saved."""
        return Configuration(
            code=self.build.code,
            dealership=self.build.dealership,
            model_line=self.build.model_line,
            customer=self.build.customer,
            picks=[o.code for o in self.lines.options if o.code in car.picks],
            is_fleet=True,
            market=self.build.market,
            version=self.build.version,
        )

    def clash_of(self, codes: Iterable[str], without: Collection[str]) -> str:
        """Why the build cannot have these options, in sentences; empty if it can."""
        picks = frozenset(self.base) - set(without)
        for code in codes:
            picks = picks_with(self.lines, tuple(picks), code)
        clash = self.solver.explain(picks, None, self.limits)
        return "" if clash is None else told(self.lines, clash.rules)


def fleet_page(plan: FleetPlan, now: datetime) -> FleetPage:
    """Everything the page of a fleet shows; four queries once warm, however many units."""
    cars = FleetCars(plan, now)
    units = tuple(plan.units.order_by("number"))
    by_car: dict[Key, list[FleetUnit]] = {}
    for unit in units:
        by_car.setdefault((tuple(unit.takes), tuple(unit.drops)), []).append(unit)
    plain = cars.with_exceptions((), ())
    variants = [
        _variant(cars, cars.with_exceptions(*key), plain, rows) for key, rows in by_car.items()
    ]
    variants.sort(key=lambda variant: (not variant.is_plain, variant.units[0].number))
    return FleetPage(plan, units, tuple(variants), cars.specials, cars.lines.currency)


def _variant(cars: FleetCars, car: UnitCar, plain: UnitCar, units: Sequence[FleetUnit]) -> Variant:
    takes, drops = _otherwise(cars, car, plain)
    return Variant(
        car=car,
        units=tuple(units),
        takes=names(cars.lines, takes),
        drops=names(cars.lines, drops),
        more_days=car.days - plain.days,
        difference=car.total - plain.total if car.total and plain.total else None,
    )


def _otherwise(cars: FleetCars, car: UnitCar, plain: UnitCar) -> tuple[list[str], list[str]]:
    """What the whole car has beside the build's and what it lacks; replaced is not lacking."""
    own, others = (car.codes, plain.codes) if car.codes and plain.codes else (car.takes, car.drops)
    comes = [code for code in own if code not in others or not car.codes]
    comes.sort(key=lambda code: code not in car.takes)
    goes = [code for code in others if code not in own or not car.codes]
    filled = {cars.lines.group_of(code).code for code in comes}
    return comes, [code for code in goes if cars.lines.group_of(code).code not in filled]
