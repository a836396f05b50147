"""What was changed on a build, by whom, and what each change cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from configurator.catalogue import Assumption, Catalogue
from configurator.engine import Engine
from configurator.models import Configuration, ConfigurationStep
from configurator.pricing import price
from configurator.selectors.catalogues import assumptions_on, catalogue, engine
from configurator.selectors.decisions import car_of, delay_of, effect_days_of, names
from configurator.selectors.differences import Change, differences
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted change; ``total`` is the whole car after it, None where no car has the picks."""

    number: int
    at: datetime
    by: str
    taken: tuple[str, ...]
    dropped: tuple[str, ...]
    total: Money | None
    change: Money | None
    days_change: int
    is_undone: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Since:
    """What is otherwise than it was, group by group."""

    at: datetime
    changes: tuple[Change, ...]
    total: Money | None
    change: Money | None
    days_change: int


@dataclass(frozen=True, slots=True)
class _Car:
    codes: frozenset[str]
    total: Decimal | None
    days: int


class _Cars:
    """The whole cars that complete some picks, each worked out once."""

    def __init__(self, configuration: Configuration, now: datetime) -> None:
        line_id = configuration.model_line_id
        self.lines: Catalogue = catalogue(line_id)
        self.solver: Engine = engine(line_id)
        self.limits: tuple[Assumption, ...] = assumptions_on(
            line_id, on=configuration.dealership.today(now), is_fleet=configuration.is_fleet
        )
        self.days = effect_days_of(line_id)
        self.known: dict[frozenset[str], _Car] = {}

    def __call__(self, picks: Collection[str]) -> _Car:
        """The car of today's rules and prices of its own release; none leaves the total open."""
        key = frozenset(code for code in picks if code in self.lines.by_code)
        if key not in self.known:
            codes = car_of(self.solver, tuple(key), self.limits)
            total = price(self.lines, codes).total_retail if codes else None
            self.known[key] = _Car(frozenset(codes), total, delay_of(codes, self.days))
        return self.known[key]

    def between(self, before: _Car, after: _Car) -> Money | None:
        """What the second costs more than the first."""
        if before.total is None or after.total is None:
            return None
        return Money(after.total - before.total, self.lines.currency)

    def money(self, car: _Car) -> Money | None:
        return None if car.total is None else Money(car.total, self.lines.currency)


def steps_of(configuration: Configuration) -> QuerySet[ConfigurationStep]:
    """Every change of the build with who made it, for a keyset page by number."""
    return ConfigurationStep.objects.filter(configuration=configuration).select_related("by")


def entries(
    configuration: Configuration, steps: Sequence[ConfigurationStep], now: datetime
) -> tuple[Entry, ...]:
    """The changes of one page in the given order, each with the car after it; two queries."""
    cars = _Cars(configuration, now)
    current = (
        configuration.steps.filter(is_undone=False)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return tuple(_entry(step, cars, current) for step in steps)


def _entry(step: ConfigurationStep, cars: _Cars, current: int | None) -> Entry:
    before, after = cars(step.before), cars(step.after)
    return Entry(
        number=step.number,
        at=step.at,
        by=str(step.by or ""),
        taken=_named(cars.lines, step.after, step.before),
        dropped=_named(cars.lines, step.before, step.after),
        total=cars.money(after),
        change=cars.between(before, after),
        days_change=after.days - before.days,
        is_undone=step.is_undone,
        is_now=step.number == current,
    )


def _named(lines: Catalogue, those: Iterable[str], without: Collection[str]) -> tuple[str, ...]:
    codes = [code for code in those if code not in without and code in lines.by_code]
    return names(lines, codes)


def picks_at(configuration: Configuration, at: datetime) -> list[str]:
    """The customer's picks as they were at that moment; what was undone since counts as never done."""
    done = configuration.steps.filter(is_undone=False)
    last = done.filter(at__lte=at).order_by("-number").values_list("after", flat=True).first()
    if last is not None:
        return list(last)
    first = done.order_by("number").values_list("before", flat=True).first()
    return list(configuration.picks if first is None else first)


def changed_since(configuration: Configuration, at: datetime, now: datetime) -> Since:
    """What the car is otherwise than at that moment, at the same rules and prices."""
    cars = _Cars(configuration, now)
    before, after = cars(picks_at(configuration, at)), cars(configuration.picks)
    return Since(
        at=at,
        changes=differences(cars.lines, before.codes, after.codes),
        total=cars.money(before),
        change=cars.between(before, after),
        days_change=after.days - before.days,
    )
