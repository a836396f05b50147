"""What was changed on a build, by whom, and what each change cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from django.db.models import QuerySet

from configurator.catalogue import Assumption, Catalogue
from configurator.engine import Engine
from configurator.models import Configuration, ConfigurationStep, Specification
from configurator.pricing import price
from configurator.selectors.catalogues import catalogue, engine, limits_of
from configurator.selectors.decisions import car_of, delay_of, effect_days_of, names
from configurator.selectors.differences import Change, differences
from kernel.money import Money

VISIT_PAUSE = timedelta(hours=4)
MOMENTS = 4
CHANGES_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted change; ``total`` is the whole car after it, None where no car has the picks.

    ``taken`` and ``dropped`` are the customer's own picks, ``brought`` came along with them.
    ``moved_to`` is the newer catalogue to which the build was brought by it.
    """

    number: int
    at: datetime
    by: str
    taken: tuple[str, ...]
    dropped: tuple[str, ...]
    brought: tuple[str, ...]
    total: Money | None
    change: Money | None
    days_change: int
    is_undone: bool
    is_now: bool
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What is otherwise than it was, group by group."""

    at: datetime
    changes: tuple[Change, ...]
    total: Money | None
    change: Money | None
    days_change: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment one may ask back to; ``is_quote`` where the car was frozen, else a visit's end."""

    at: datetime
    is_quote: bool


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
        self.limits: Callable[[str], tuple[Assumption, ...]] = lru_cache(
            lambda market: limits_of(configuration, now, market=market)
        )
        self.days = effect_days_of(line_id)
        self.known: dict[tuple[frozenset[str], str], _Car] = {}

    def __call__(self, picks: Collection[str], market: str) -> _Car:
        """The car of today's rules and prices of its own release; none leaves the total open."""
        wanted = frozenset(code for code in picks if code in self.lines.by_code)
        key = wanted, market
        if key not in self.known:
            codes = car_of(self.solver, tuple(wanted), self.limits(market))
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
    return ConfigurationStep.objects.filter(configuration=configuration).select_related(
        "by", "line_after__release"
    )


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
    before = cars(step.before, step.market_before)
    after = cars(step.after, step.market_after)
    return Entry(
        number=step.number,
        at=step.at,
        by=str(step.by or ""),
        taken=(*_market(cars.lines, step), *_named(cars.lines, step.after, step.before)),
        dropped=_named(cars.lines, step.before, step.after),
        brought=_brought(cars.lines, step, before, after),
        total=cars.money(after),
        change=cars.between(before, after),
        days_change=after.days - before.days,
        is_undone=step.is_undone,
        is_now=step.number == current,
        moved_to=step.line_after.release.title if step.line_after else "",
    )


def _market(lines: Catalogue, step: ConfigurationStep) -> Iterable[str]:
    """For which market the car is since this change, if that is what it changed."""
    if step.market_after != step.market_before:
        market = lines.market_by_code.get(step.market_after)
        yield f"built for {market.name if market else 'the home market'}"


def _brought(
    lines: Catalogue, step: ConfigurationStep, before: _Car, after: _Car
) -> tuple[str, ...]:
    """What is new in the whole car without having been picked; nothing where a car is unknown."""
    if not before.codes:
        return ()
    new = after.codes - before.codes - set(step.after)
    return tuple(option.name for option in lines.options if option.code in new)


def _named(lines: Catalogue, those: Iterable[str], without: Collection[str]) -> tuple[str, ...]:
    codes = [code for code in those if code not in without and code in lines.by_code]
    return names(lines, codes)


def moments(configuration: Configuration) -> tuple[Moment, ...]:
    """When the car was frozen for a quote, and how earlier visits ended; newest first, two queries.

    A visit is a row of changes with less than ``VISIT_PAUSE`` between them; the latest one is still
    going on, so it has no end to ask back to.
    """
    frozen = Specification.objects.filter(configuration=configuration).order_by("-frozen_at")
    quotes = [
        Moment(at, is_quote=True) for at in frozen.values_list("frozen_at", flat=True)[:MOMENTS]
    ]
    newest = configuration.steps.order_by("-number").values_list("at", flat=True)
    at = list(newest[:CHANGES_LOOKED_AT])
    visits = [
        Moment(before, is_quote=False)
        for after, before in pairwise(at)
        if after - before >= VISIT_PAUSE
    ]
    if at and at[-1] - configuration.created_at >= VISIT_PAUSE and len(at) < CHANGES_LOOKED_AT:
        visits.append(Moment(configuration.created_at, is_quote=False))
    found = sorted([*quotes, *visits[:MOMENTS]], key=lambda moment: moment.at, reverse=True)
    return tuple(found[:MOMENTS])


def wishes_at(configuration: Configuration, at: datetime) -> tuple[list[str], str]:
    """The customer's picks and market as they were then; what was undone since was never done."""
    done = configuration.steps.filter(is_undone=False)
    last = done.filter(at__lte=at).order_by("-number").first()
    if last is not None:
        return list(last.after), last.market_after
    first = done.order_by("number").first()
    if first is not None:
        return list(first.before), first.market_before
    return list(configuration.picks), configuration.market


def changed_since(configuration: Configuration, at: datetime, now: datetime) -> Since:
    """What the car is otherwise than at that moment, at the same rules and prices."""
    cars = _Cars(configuration, now)
    before = cars(*wishes_at(configuration, at))
    after = cars(configuration.picks, configuration.market)
    return Since(
        at=at,
        changes=differences(cars.lines, before.codes, after.codes),
        total=cars.money(before),
        change=cars.between(before, after),
        days_change=after.days - before.days,
    )
