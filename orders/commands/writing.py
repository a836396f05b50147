"""What every command does the same way: lock the order, move it, save it, write the event."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from customers.models import User
from kernel.events import record
from kernel.locks import locked as lock
from kernel.refusals import Refusal, refusing
from orders import words
from orders.ledger import Entry
from orders.models import JournalEntry, JournalLine, Kind, Order, OrderEvent


def locked(order_id: int) -> Order:
    """The order, locked until the transaction ends. Rows that point at it can still be added by others."""
    joined = ("dealership", "customer", "specification", "sales_rep", "build", "stock_unit")
    order: Order = lock(Order.objects.select_related(*joined), pk=order_id)
    return order


def need_state(order: Order, refusal: type[Refusal], *states: str) -> None:
    """:raises Refusal: as ``refusal``, while the order is in none of ``states``."""
    if order.state not in states:
        state = order.get_state_display().lower()
        raise refusal(
            f"Not possible while it is {state}. If that is new to you, somebody was quicker: "
            "look at the order again."
        )


def move(
    order: Order,
    transition: str,
    refusal: type[Refusal],
    *,
    at: datetime,
    sentence: str | None = None,
    **fields: Any,
) -> tuple[str, str]:
    """Take one transition that a person asks for; a standing hold that names it refuses.

    Returns the state before and after. The factory's news goes by `follow`, which no hold can stop.
    """
    for hold in order.holds.standing().filter(blocks__contains=[transition]):
        note = f": {hold.note}" if hold.note else ""
        raise refusal(f"There is a hold on this order ({hold.get_reason_display().lower()}{note}).")
    return follow(order, transition, refusal, at=at, sentence=sentence, **fields)


def follow(
    order: Order,
    transition: str,
    refusal: type[Refusal],
    *,
    at: datetime,
    sentence: str | None = None,
    **fields: Any,
) -> tuple[str, str]:
    """Take one transition whatever holds stand."""
    before = str(order.state)
    with refusing(refusal, sentence):
        getattr(order, transition)(at=at, **fields)
    return before, str(order.state)


def commit(
    order: Order,
    kind: Kind,
    *,
    by: User | None,
    at: datetime,
    moved: tuple[str, str] | None = None,
    source_event: UUID | None = None,
    **body: Any,
) -> OrderEvent:
    """Save the order with its next version and write the event, in the caller's transaction."""
    order.version += 1
    order.next_step = words.NEXT_STEPS.get(order.state, "")
    order.save()
    if moved is not None:
        body |= {"from": moved[0], "to": moved[1]}
    return note(order, kind, by=by, at=at, source_event=source_event, **body)


def note(
    order: Order,
    kind: Kind,
    *,
    by: User | None,
    at: datetime,
    source_event: UUID | None = None,
    **body: Any,
) -> OrderEvent:
    """Write an event that changes nothing about the order itself. Empty texts are left out."""
    told = {key: value for key, value in body.items() if value not in ("", None)}
    return record(
        OrderEvent, kind=kind, by=by, at=at, body=told, order=order, source_event=source_event
    )


def post(order: Order, entry: Entry, *, key: str, by: User | None, at: datetime) -> JournalEntry:
    """Write a balanced entry into the journal; ``key`` keeps it from being written twice."""
    made = JournalEntry.objects.create(
        order=order, kind=entry.kind, key=key, text=entry.text, posted_at=at, by=by
    )
    JournalLine.objects.bulk_create(
        JournalLine(
            entry=made,
            account=posting.account,
            amount=posting.amount.amount,
            currency=posting.amount.currency,
        )
        for posting in entry.postings
    )
    return made
