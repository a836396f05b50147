"""Cars beside each other: the same wishes on every trim, or several builds, row by row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from configurator import looks
from configurator.catalogue import Area, Assumption, Catalogue, charges
from configurator.engine import Engine
from configurator.models import Configuration, ModelLine
from configurator.pricing import price, with_specials
from configurator.selectors.catalogues import catalogue, engine, limits_of
from configurator.selectors.decisions import (
    car_of,
    delay_of,
    effect_days_of,
    names,
    picks_with,
    told,
)
from configurator.selectors.specials import SPECIALS, Special, settled
from kernel.money import Money
from kernel.pictures import Look


@dataclass(frozen=True, slots=True)
class Part:
    """One option of a car: what it costs there, and how many days later a car with it arrives."""

    name: str
    price: Money
    days: int


@dataclass(frozen=True, slots=True)
class Row:
    """One option group over all cars; a cell holds what is in that car."""

    group: str
    cells: tuple[tuple[Part, ...], ...]

    @property
    def differs(self) -> bool:
        """Whether the cars are not all alike here, the prices counted."""
        return len(set(self.cells)) > 1


@dataclass(frozen=True, slots=True)
class Wait:
    """What holds a car up: the same wishes without these options arrive ``days`` sooner."""

    names: tuple[str, ...]
    days: int
    difference: Money | None


@dataclass(frozen=True, slots=True)
class WholeCar:
    """A car of a line; without codes there is none, and no ``total``.

    ``specials`` are the settled special requests: part of the total, and a group of their own.
    """

    known: Catalogue
    codes: tuple[str, ...]
    total: Decimal | None
    effects: Mapping[str, int]
    specials: tuple[Special, ...] = ()

    @property
    def days(self) -> int:
        """How many days later it arrives for its options."""
        return delay_of(self.codes, self.effects)

    @property
    def slowest(self) -> tuple[str, ...]:
        """The codes of the options that take longest; none where nothing takes longer."""
        longest = self.days
        return tuple(code for code in self.codes if longest and self.effects.get(code) == longest)

    def cells(self) -> Iterable[tuple[str, tuple[Part, ...]]]:
        """By group name what is in the car, each with its price; special requests last."""
        charged = charges(self.known, self.codes)
        for group in self.known.groups:
            yield (
                group.name,
                tuple(
                    Part(
                        option.name,
                        Money(charged[option.code].retail, self.known.currency),
                        self.effects.get(option.code, 0),
                    )
                    for option in self.known.members[group.code]
                    if option.code in charged
                ),
            )
        if self.specials:
            yield SPECIALS, tuple(self._part(special) for special in self.specials)

    def _part(self, special: Special) -> Part:
        answer, line = special.request.answer, special.line
        days = answer.added_days if answer else 0
        return Part(line.text, Money(line.retail, self.known.currency), days)


@dataclass(frozen=True, slots=True)
class TrimColumn:
    """The wishes carried over to one trim.

    ``lost`` are wishes that do not fit and would go, as few as can be; ``reason`` is why. ``gained``
    is what the car would have that the present one has not. Without a ``total`` no car of the trim
    can be ordered today.
    """

    code: str
    name: str
    is_now: bool
    total: Money | None
    difference: Money | None
    days_difference: int
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    reason: str
    car: WholeCar
    picture: Look


@dataclass(frozen=True, slots=True)
class BuildColumn:
    """One build, what holds it up; ``difference`` and ``days_difference`` are against the first of the comparison."""

    configuration: Configuration
    total: Money | None
    difference: Money | None
    days_difference: int
    wait: Wait | None
    car: WholeCar
    picture: Look


def picture_of(line: ModelLine, codes: Collection[str]) -> Look:
    """The look of a car of the line with these options; needs the line alone."""
    known = catalogue(line.pk)
    parts = [
        looks.Part(known.group_of(option.code).area, known.group_of(option.code).name, option.name,
                   option.rgb, option.rgb2)
        for option in known.options
        if option.code in codes
    ]  # fmt: skip
    return looks.look(line.body_style, str(line), parts)


def trims(configuration: Configuration, now: datetime) -> tuple[TrimColumn, ...]:
    """Every trim with as many of the build's wishes as it can have; two queries.

    Which wishes go is the engine's gentlest repair: fewest of them, then the lowest price.
    """
    line_id = configuration.model_line_id
    known, solver, limits = catalogue(line_id), engine(line_id), limits_of(configuration, now)
    days, picks = effect_days_of(line_id), configuration.picks
    present = whole_car(known, car_of(solver, picks, limits), days)
    codes = [o.code for o in known.options if known.group_of(o.code).area is Area.TRIM]
    columns = []
    for code in codes:
        lost, reason, car = carried_over(known, solver, limits, picks, code)
        found = whole_car(known, car, days)
        columns.append(
            TrimColumn(
                code=code,
                name=known.by_code[code].name,
                is_now=code in present.codes,
                total=_money(known, found.total),
                difference=_difference(known, present, found),
                days_difference=found.days - present.days if found.codes else 0,
                lost=names(known, lost),
                gained=_gained(known, present, found),
                reason=reason,
                car=found,
                picture=picture_of(configuration.model_line, found.codes),
            )
        )
    return tuple(columns)


def _gained(known: Catalogue, present: WholeCar, found: WholeCar) -> tuple[str, ...]:
    new = set(found.codes) - set(present.codes)
    return tuple(
        option.name
        for option in known.options
        if option.code in new and known.group_of(option.code).area is not Area.TRIM
    )


def carried_over(
    known: Catalogue,
    solver: Engine,
    limits: Sequence[Assumption],
    picks: Sequence[str],
    trim: str,
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """The wishes that go, why, and the car; no car where the trim cannot be had at all."""
    wanted = picks_with(known, picks, trim)
    car = car_of(solver, tuple(wanted), limits)
    if car:
        return (), "", car
    clash = solver.explain(wanted - {trim}, trim, limits)
    reason = told(known, clash.rules) if clash else ""
    repairs = solver.repairs(wanted - {trim}, trim, limits, 1)
    if not repairs:
        return (), reason, ()
    dropped = repairs[0].dropped
    return dropped, reason, car_of(solver, tuple(wanted - set(dropped)), limits)


def builds(configurations: Sequence[Configuration], now: datetime) -> tuple[BuildColumn, ...]:
    """Several builds in the given order, two queries each; not all of one line, nor of one currency."""
    columns: list[BuildColumn] = []
    first: WholeCar | None = None
    for configuration in configurations:
        line_id = configuration.model_line_id
        known, limits = catalogue(line_id), limits_of(configuration, now)
        solver = engine(line_id)
        codes = car_of(solver, configuration.picks, limits)
        specials = settled(configuration, configuration.dealership.today(now))
        car = whole_car(known, codes, effect_days_of(line_id), specials)
        first = first or car
        is_alike = first.known.currency == known.currency
        columns.append(
            BuildColumn(
                configuration=configuration,
                total=_money(known, car.total),
                difference=_difference(known, first, car) if is_alike else None,
                days_difference=car.days - first.days,
                wait=_wait(solver, configuration.picks, limits, car),
                car=car,
                picture=picture_of(configuration.model_line, codes),
            )
        )
    return tuple(columns)


def _wait(
    solver: Engine, picks: Sequence[str], limits: Sequence[Assumption], car: WholeCar
) -> Wait | None:
    """None where nothing takes longer, or no car can be had without it."""
    slow = car.slowest
    if not slow:
        return None
    barred = [Assumption(code, "") for code in slow]
    kept = [code for code in picks if code not in slow]
    quicker = car_of(solver, kept, [*limits, *barred])
    other = whole_car(car.known, quicker, car.effects, car.specials)
    if not other.codes or other.days >= car.days:
        return None
    difference = _difference(car.known, car, other)
    return Wait(names(car.known, slow), car.days - other.days, difference)


def rows_of(cars: Sequence[WholeCar], *, is_all: bool) -> tuple[Row, ...]:
    """The groups that have something in one of the cars.

    Groups of several lines meet by their names. Unless ``is_all`` only what differs is told.
    """
    order: dict[str, list[tuple[Part, ...]]] = {}
    for at, car in enumerate(cars):
        for name, parts in car.cells():
            cells = order.setdefault(name, [() for _ in cars])
            cells[at] += parts
    rows = [Row(name, tuple(cells)) for name, cells in order.items()]
    return tuple(row for row in rows if row.differs or (is_all and any(row.cells)))


def whole_car(
    known: Catalogue,
    codes: tuple[str, ...],
    effects: Mapping[str, int],
    specials: tuple[Special, ...] = (),
) -> WholeCar:
    """The priced car, with the special requests that belong to it."""
    if not codes:
        return WholeCar(known, codes, None, effects)
    sheet = with_specials(price(known, codes), (special.line for special in specials))
    return WholeCar(known, codes, sheet.total_retail, effects, specials)


def _money(known: Catalogue, amount: Decimal | None) -> Money | None:
    return None if amount is None else Money(amount, known.currency)


def _difference(known: Catalogue, before: WholeCar, after: WholeCar) -> Money | None:
    if before.total is None or after.total is None:
        return None
    return Money(after.total - before.total, known.currency)
