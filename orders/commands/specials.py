"""What becomes of a special request stands in the timeline of the order it belongs to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from configurator.models import SpecialEvent, SpecialRequest
from orders import lifecycle
from orders.commands.writing import note
from orders.models import Kind, Order, OrderEvent


@transaction.atomic
def note_special(event: SpecialEvent, *, now: datetime) -> OrderEvent | None:
    """Write the news into the newest order of the same build that has not ended; once per event."""
    del now
    request = SpecialRequest.objects.get(pk=event.request_id)
    order = (
        Order.objects.filter(configuration=request.configuration_id)
        .exclude(state__in=lifecycle.END_STATES)
        .order_by("-pk")
        .first()
    )
    if order is None:
        return None
    known = OrderEvent.objects.filter(source_event=event.pk, kind=Kind.COMMENTED).first()
    return known or note(
        order,
        Kind.COMMENTED,
        by=event.by,
        at=event.occurred_at,
        source_event=event.pk,
        text=f"Special request {request}: {event.label.lower()}. {event.text}".strip(),
        special=request.number,
    )
