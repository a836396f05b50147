"""Quotes and orders not yet built that a release of a catalogue touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from configurator.catalogue import UnknownMarket, availability
from configurator.engine import Engine, SatEngine
from configurator.models import CatalogueRelease, ModelLine, Specification
from configurator.pricing import price
from configurator.selectors import read_catalogue
from customers.models import Scope
from kernel.money import Money
from orders import lifecycle
from orders.models import Order

MOST_LOOKED_AT = 300
MOST_SHOWN = 50
NOT_YET_BUILT = (*lifecycle.WAY[: lifecycle.WAY.index(lifecycle.IN_PRODUCTION)], lifecycle.REJECTED)


@dataclass(frozen=True, slots=True)
class Touched:
    """An order whose car could not be built, or would cost something else, by the release."""

    number: str
    customer: str
    state: str
    reasons: tuple[str, ...]
    difference: Money | None


@dataclass(frozen=True, slots=True)
class Affected:
    """``looked_at`` orders not yet built are for these cars; ``touched`` of them would be others."""

    looked_at: int
    touched: tuple[Touched, ...]
    is_cut: bool


def affected(scope: Scope, release: CatalogueRelease, *, now: datetime) -> Affected:
    """Every quote and order not yet built for the cars of the release, as if it were asked for today."""
    lines = {line.code: line for line in release.model_lines.all()}
    orders = list(
        Order.objects.visible_to(scope)
        .filter(
            state__in=NOT_YET_BUILT,
            specification__model_line__code__in=lines,
            specification__release__manufacturer=release.manufacturer_id,
            specification__release__series=release.series,
        )
        .select_related("specification__model_line")
        .order_by("-pk")[: MOST_LOOKED_AT + 1]
    )
    engines: dict[str, Engine] = {}
    found = [
        touched
        for order in orders[:MOST_LOOKED_AT]
        if (touched := _touched(order, engines, lines, release, now)) is not None
    ]
    return Affected(
        min(len(orders), MOST_LOOKED_AT), tuple(found[:MOST_SHOWN]), len(orders) > MOST_LOOKED_AT
    )


def _touched(
    order: Order,
    engines: dict[str, Engine],
    lines: dict[str, ModelLine],
    release: CatalogueRelease,
    now: datetime,
) -> Touched | None:
    specification = order.specification
    if specification is None:
        return None
    code = specification.model_line.code
    if code not in engines:
        engines[code] = SatEngine(read_catalogue(lines[code]))
    engine = engines[code]
    day = max(now.date(), release.valid_from)
    broken = _broken(engine, specification, day)
    known = [code for code in specification.codes if code in engine.catalogue.by_code]
    difference = price(engine.catalogue, known).total_retail - specification.total_amount
    if not broken and not difference:
        return None
    return Touched(
        order.number,
        order.customer_name,
        order.get_state_display(),
        tuple(_sentences(broken)),
        Money(Decimal(difference), release.currency) if difference and not broken else None,
    )


def _broken(engine: Engine, specification: Specification, day: date) -> list[str]:
    """What forbids the car that day, in sentences."""
    try:
        limits = availability(
            engine.catalogue, on=day, is_fleet=specification.is_fleet, market=specification.market
        )
    except UnknownMarket as gone:
        return [str(gone)]
    return [violation.sentence for violation in engine.validate(specification.codes, limits)]


def _sentences(sentences: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentences))[:5]
