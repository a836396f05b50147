"""What a person saw of an order when he opened a page, and what has happened to it since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from orders.models import ChangeRequest, Hold, Order, OrderEvent
from orders.models.events import Kind

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """A digest of what a decision rests on, and the last event by then."""

    digest: str
    last_event: UUID | None

    def __str__(self) -> str:
        return f"{self.digest}.{self.last_event}"


def seen(order_id: int, *, for_update: bool = False) -> Seen:
    """State, price, car, holds and open change of the order as they are now; one query.

    Not its version: a harmless message of the factory raises that, and nobody has to decide anew.
    :param for_update: lock the order until the transaction ends.
    """
    rows = Order.objects.filter(pk=order_id)
    if for_update:
        rows = rows.select_for_update(no_key=True, of=("self",))
    holds = Hold.objects.standing().filter(order=OuterRef("pk")).order_by("pk")
    changes = ChangeRequest.objects.open().filter(order=OuterRef("pk"))
    events = OrderEvent.objects.filter(order=OuterRef("pk")).order_by("-pk").values("pk")
    facts = (
        rows.annotate(
            held=ArraySubquery(holds.values("pk")),
            open_change=Subquery(changes.values("pk")[:1]),
            change_state=Subquery(changes.values("state")[:1]),
            last_event=Subquery(events[:1]),
        )
        .values_list(
            "state", "quote_number", "total_amount", "specification_id", "credit_status",
            "held", "open_change", "change_state", "last_event",
        )
        .get()
    )  # fmt: skip
    told = json.dumps(facts[:-1], default=str)
    return Seen(hashlib.sha256(told.encode()).hexdigest()[:16], facts[-1])


def happened_since(order_id: int, was: str) -> list[str]:
    """What happened after a page was opened, newest first, each in a line."""
    try:
        last = UUID(was.rpartition(".")[2])
    except ValueError:
        return []
    rows = OrderEvent.objects.filter(order=order_id, pk__gt=last).order_by("-pk")[:SHOWN]
    return [f"{Kind(event.kind).label} ({event.actor_name})" for event in rows]
