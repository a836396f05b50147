"""Quotes and orders not yet sent are held against today's catalogue; what broke is kept with a way out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from orders.commands.gates import faults_of
from orders.commands.writing import locked, note
from orders.models import CarFault, Kind, Order, State
from orders.selectors.hit import WayOut, nearest_way_out

CHECKED = (State.QUOTED, State.ACCEPTED, State.VALIDATED, State.APPROVED)
MOST_REASONS = 8


@transaction.atomic
def check_car(*, order_id: int, now: datetime) -> CarFault | None:
    """Note why the car cannot be built any more, once in the timeline; forget it when it can again."""
    order = locked(order_id)
    faults = faults_of(order, now) if order.state in CHECKED else []
    known = CarFault.objects.filter(order=order).first()
    if not faults:
        if known is not None:
            known.delete()
        return None
    way_out = _way_out(order, now)
    text = " ".join(faults[:MOST_REASONS])
    said = order.events.filter(kind=Kind.VALIDATION_FAILED, body__text=text)
    if known is None and not said.exists():
        note(order, Kind.VALIDATION_FAILED, by=None, at=now, text=text)
    found, _ = CarFault.objects.update_or_create(
        order=order,
        defaults={
            "reasons": faults[:MOST_REASONS],
            "dropped": list(way_out.dropped) if way_out else [],
            "added": list(way_out.added) if way_out else [],
            "difference_amount": way_out.difference.amount if way_out else None,
            "currency": order.currency,
            "found_at": known.found_at if known else now,
            "checked_at": now,
        },
    )
    return found


def _way_out(order: Order, now: datetime) -> WayOut | None:
    if order.specification is None or order.stock_unit_id is not None:
        return None
    return nearest_way_out(order.specification, today=order.dealership.today(now))
