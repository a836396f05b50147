"""Whether the car of an order can still be built: asked again at every gate it passes."""

from __future__ import annotations

from datetime import datetime

from configurator.selectors import buildable_today
from kernel.refusals import Refusal
from orders.models import Order


def faults_of(order: Order, now: datetime) -> list[str]:
    """Why the specified car cannot be built as of today, in sentences; empty when it can.

    A car that is taken from stock is built or being built already.
    """
    if order.stock_unit is not None and order.build_id is None:
        return [] if order.stock_unit.is_live else ["The stock unit is no longer there."]
    if order.specification is None:
        return ["Nothing is specified."]
    today = order.dealership.today(now)
    return list(buildable_today(order.specification, today, is_fleet=order.specification.is_fleet))


def need_buildable(order: Order, refusal: type[Refusal], *, now: datetime, way_out: str) -> None:
    """:raises Refusal: as ``refusal``, with every reason and ``way_out``, when it cannot be built."""
    if faults := faults_of(order, now):
        raise refusal(f"{' '.join(faults)} {way_out}")
