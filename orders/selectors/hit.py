"""Quotes and orders not yet built that a stop-sale or a short option hits, each with a way out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from configurator.catalogue import Assumption, UnknownMarket
from configurator.engine import Engine, Taste, Unbuildable
from configurator.feeds.supply import Short, Stopped, Supply
from configurator.models import Manufacturer, Specification
from configurator.pricing import price
from configurator.selectors import assumptions_on, current_model_line, engine
from customers.models import Scope
from kernel.calendar import iso_week
from kernel.money import Money
from orders.models import Order
from orders.selectors.affected import NOT_YET_BUILT
from production.models import Reservation

MOST_SHOWN = 50
OWN, REST = 1000, 1
"""How much a changed pick of the customer is regretted, and any other change of the car."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """The nearest car without what is stopped, and what it costs more or less."""

    dropped: tuple[str, ...]
    added: tuple[str, ...]
    difference: Money


@dataclass(frozen=True, slots=True)
class Hit:
    """An order with something in it that is stopped or short."""

    number: str
    customer: str
    state: str
    options: tuple[str, ...]
    week: str
    way_out: WayOut | None


@dataclass(frozen=True, slots=True)
class Hits:
    """``count`` orders are hit; of the newest ones the way out is worked out."""

    count: int
    shown: Sequence[Hit]


def hit(scope: Scope, maker: Manufacturer, supply: Supply, *, now: datetime) -> Hits:
    """Every open quote and order of the maker that has one of the options, where that matters.

    A short option hits what has no week yet or a week within its time.
    """
    rows = _orders(scope, maker, supply.options)
    weeks = _weeks(row.number for row in rows)
    found = [
        (row, car, touched)
        for row in rows
        if (car := row.specification) is not None
        and (touched := _touching(car, supply, weeks.get(row.number)))
    ]
    return Hits(len(found), list(_shown(found[:MOST_SHOWN], weeks, now.date())))


def touched_orders(
    scope: Scope, maker: Manufacturer, supply: Supply
) -> dict[int, dict[int, tuple[str, ...]]]:
    """The signed orders it hits, by dealership: each with the codes of its car that are touched."""
    rows = _orders(scope, maker, supply.options).exclude(accepted_at=None)
    weeks, found = _weeks(row.number for row in rows), dict[int, dict[int, tuple[str, ...]]]()
    for row in rows:
        car = row.specification
        codes = _touching(car, supply, weeks.get(row.number)) if car is not None else frozenset()
        if codes:
            found.setdefault(row.dealership_id, {})[row.pk] = tuple(sorted(codes))
    return found


def way_out_of(
    car: Specification, touched: Collection[str], *, today: date
) -> frozenset[str] | None:
    """The codes of the nearest car in its own release without these options; None if there is none."""
    try:
        limits = assumptions_on(
            car.model_line_id, on=today, is_fleet=car.is_fleet, market=car.market, has_place=True
        )
    except UnknownMarket:
        return None
    had = {*car.codes} - {*touched}
    binding = tuple(each for each in limits if each.allowed or each.code not in had)
    return _Line(engine(car.model_line_id), binding).nearest(car, touched)


def nearest_way_out(car: Specification, *, today: date) -> WayOut | None:
    """The nearest car that can be built today; None where none of its line can."""
    line = _line_of(car, today)
    return line.way_out(car, ()) if line else None


def _orders(scope: Scope, maker: Manufacturer, codes: list[str]) -> QuerySet[Order]:
    return (
        Order.objects.visible_to(scope)
        .filter(
            state__in=NOT_YET_BUILT,
            specification__release__manufacturer=maker,
            specification__codes__has_any_keys=codes,
        )
        .select_related("specification__model_line__release")
        .order_by("-pk")
    )


type Week = tuple[str, date]
"""A plant and the week an order has there."""


def _weeks(numbers: Iterable[str]) -> dict[str, Week]:
    rows = Reservation.objects.live().filter(order_number__in=list(numbers))
    return {
        number: (plant, week)
        for number, plant, week in rows.values_list(
            "order_number", "bucket__line__plant__code", "bucket__week_start"
        )
    }


def _touching(car: Specification, supply: Supply, week: Week | None) -> frozenset[str]:
    line, has = car.model_line.code, set(car.codes)
    stopped = {s.option for s in supply.stops if s.option in has and _is_about(s, line)}
    short = {s.option for s in supply.short if s.option in has and _is_in_time(s, week)}
    return frozenset(stopped | short)


def _is_about(stop: Stopped, line: str) -> bool:
    return not stop.lines or line in stop.lines


def _is_in_time(short: Short, week: Week | None) -> bool:
    if week is None:
        return True
    plant, day = week
    here = short.plant in ("", plant)
    return here and short.from_on <= day and (short.until_on is None or day <= short.until_on)


@dataclass(frozen=True, slots=True)
class _Line:
    """The line that cars of an order are looked for in, as it is on sale today."""

    solver: Engine
    limits: tuple[Assumption, ...]

    @classmethod
    def of(cls, car: Specification, today: date) -> _Line:
        """:raises UnknownMarket: today's release is not sold in the market of the car."""
        line = current_model_line(car.model_line, on=today) or car.model_line
        limits = assumptions_on(
            line.pk, on=today, is_fleet=car.is_fleet, market=car.market, has_place=True
        )
        return cls(engine(line.pk), limits)

    def names(self, codes: Collection[str]) -> tuple[str, ...]:
        known = self.solver.catalogue.by_code
        return tuple(known[code].name if code in known else code for code in sorted(codes))

    def way_out(self, car: Specification, touched: Collection[str]) -> WayOut | None:
        """The car that differs least, the customer's own picks counting most; then the cheapest."""
        lines = self.solver.catalogue
        old = frozenset(code for code in car.codes if code in lines.by_code)
        new = self.nearest(car, touched)
        if new is None:
            return None
        step = price(lines, sorted(new)).total_retail - price(lines, sorted(old)).total_retail
        return WayOut(self.names(old - new), self.names(new - old), Money(step, lines.currency))

    def nearest(self, car: Specification, touched: Collection[str]) -> frozenset[str] | None:
        """The codes of that car; None where every car of the line has one of them."""
        lines = self.solver.catalogue
        old = frozenset(code for code in car.codes if code in lines.by_code)
        stopped = [Assumption(code, "Stopped.") for code in touched if code in lines.by_code]
        own = frozenset(car.picks)
        tastes = {
            option.code: Taste(if_out=OWN if option.code in own else REST)
            if option.code in old
            else Taste(if_in=REST)
            for option in lines.options
        }
        try:
            return frozenset(self.solver.like((), tastes, [*self.limits, *stopped]))
        except Unbuildable:
            return None


def _shown(
    found: Sequence[tuple[Order, Specification, frozenset[str]]],
    weeks: Mapping[str, Week],
    today: date,
) -> Iterator[Hit]:
    """Every line is read once, however many of the orders are for it."""
    lines: dict[tuple[int, bool, str], _Line | None] = {}
    for order, car, touched in found:
        key = car.model_line_id, car.is_fleet, car.market
        if key not in lines:
            lines[key] = _line_of(car, today)
        line = lines[key]
        week = weeks.get(order.number)
        yield Hit(
            order.number,
            order.customer_name,
            order.get_state_display(),
            line.names(touched) if line else tuple(sorted(touched)),
            f"{iso_week(week[1])}, {week[0]}" if week else "",
            line.way_out(car, touched) if line else None,
        )


def _line_of(car: Specification, today: date) -> _Line | None:
    try:
        return _Line.of(car, today)
    except UnknownMarket:
        return None
