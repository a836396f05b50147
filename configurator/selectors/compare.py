"""Cars beside each other: the same wishes on every trim, or several builds, row by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from configurator.catalogue import Area, Assumption, Catalogue
from configurator.engine import Engine
from configurator.looks import Part, look
from configurator.models import Configuration, ModelLine
from configurator.pricing import price
from configurator.selectors.catalogues import catalogue, engine, limits_of
from configurator.selectors.decisions import (
    car_of,
    delay_of,
    effect_days_of,
    names,
    picks_with,
    told,
)
from kernel.money import Money
from kernel.pictures import Look


@dataclass(frozen=True, slots=True)
class Row:
    """One option group over all cars; a cell holds the names of what is in that car."""

    group: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def differs(self) -> bool:
        """Whether the cars are not all alike here."""
        return len(set(self.cells)) > 1


@dataclass(frozen=True, slots=True)
class TrimColumn:
    """The wishes carried over to one trim.

    ``lost`` are wishes that do not fit and would go, as few as can be; ``reason`` is why. Without a
    ``total`` no car of the trim can be ordered today.
    """

    code: str
    name: str
    is_now: bool
    total: Money | None
    difference: Money | None
    days_difference: int
    lost: tuple[str, ...]
    reason: str
    codes: frozenset[str]
    picture: Look


@dataclass(frozen=True, slots=True)
class BuildColumn:
    """One build; ``difference`` and ``days_difference`` are against the first of the comparison."""

    configuration: Configuration
    total: Money | None
    difference: Money | None
    days_difference: int
    codes: frozenset[str]
    picture: Look


@dataclass(frozen=True, slots=True)
class _Car:
    codes: tuple[str, ...]
    total: Decimal | None
    days: int


def picture_of(line: ModelLine, codes: Collection[str]) -> Look:
    """The look of a car of the line with these options; needs the line alone."""
    known = catalogue(line.pk)
    parts = [
        Part(known.group_of(option.code).area, known.group_of(option.code).name, option.name,
             option.rgb, option.rgb2)
        for option in known.options
        if option.code in codes
    ]  # fmt: skip
    return look(line.body_style, str(line), parts)


def trims(configuration: Configuration, now: datetime) -> tuple[TrimColumn, ...]:
    """Every trim with as many of the build's wishes as it can have; two queries.

    Which wishes go is the engine's gentlest repair: fewest of them, then the lowest price.
    """
    line_id = configuration.model_line_id
    known, solver, limits = catalogue(line_id), engine(line_id), limits_of(configuration, now)
    days, picks = effect_days_of(line_id), configuration.picks
    present = _car(known, car_of(solver, picks, limits), days)
    codes = [o.code for o in known.options if known.group_of(o.code).area is Area.TRIM]
    columns = []
    for code in codes:
        lost, reason, car = _carried_over(known, solver, limits, picks, code)
        found = _car(known, car, days)
        columns.append(
            TrimColumn(
                code=code,
                name=known.by_code[code].name,
                is_now=code in present.codes,
                total=_money(known, found.total),
                difference=_difference(known, present, found),
                days_difference=found.days - present.days if found.codes else 0,
                lost=names(known, lost),
                reason=reason,
                codes=frozenset(found.codes),
                picture=picture_of(configuration.model_line, found.codes),
            )
        )
    return tuple(columns)


def _carried_over(
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
    """Several builds in the given order, a query each; not all of one line, nor of one currency."""
    columns: list[BuildColumn] = []
    first: tuple[Catalogue, _Car] | None = None
    for configuration in configurations:
        line_id = configuration.model_line_id
        known, limits = catalogue(line_id), limits_of(configuration, now)
        codes = car_of(engine(line_id), configuration.picks, limits)
        car = _car(known, codes, effect_days_of(line_id))
        first = first or (known, car)
        is_alike = first[0].currency == known.currency
        columns.append(
            BuildColumn(
                configuration=configuration,
                total=_money(known, car.total),
                difference=_difference(known, first[1], car) if is_alike else None,
                days_difference=car.days - first[1].days,
                codes=frozenset(codes),
                picture=picture_of(configuration.model_line, codes),
            )
        )
    return tuple(columns)


def rows_of(cars: Sequence[tuple[int, Collection[str]]], *, is_all: bool) -> tuple[Row, ...]:
    """The groups of cars (model line and codes) that have something in one of them.

    Groups of several lines meet by their names. Unless ``is_all`` only what differs is told.
    """
    order: dict[str, list[list[str]]] = {}
    for at, (line_id, codes) in enumerate(cars):
        known = catalogue(line_id)
        for group in known.groups:
            cells = order.setdefault(group.name, [[] for _ in cars])
            cells[at] += [o.name for o in known.members[group.code] if o.code in codes]
    rows = [Row(name, tuple(tuple(cell) for cell in cells)) for name, cells in order.items()]
    return tuple(row for row in rows if row.differs or (is_all and any(row.cells)))


def _car(known: Catalogue, codes: tuple[str, ...], days: Mapping[str, int]) -> _Car:
    total = price(known, codes).total_retail if codes else None
    return _Car(codes, total, delay_of(codes, days))


def _money(known: Catalogue, amount: Decimal | None) -> Money | None:
    return None if amount is None else Money(amount, known.currency)


def _difference(known: Catalogue, before: _Car, after: _Car) -> Money | None:
    if before.total is None or after.total is None:
        return None
    return Money(after.total - before.total, known.currency)
