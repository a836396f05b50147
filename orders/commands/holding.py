"""Holds and notes: what stands beside the lifecycle."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from customers.models import User
from customers.selectors import staff_of
from kernel.refusals import Refusal
from orders.commands.writing import commit, locked
from orders.commands.writing import note as write
from orders.models import Hold, Kind, Order

# What a reason keeps from happening until somebody releases it.
BLOCKS: dict[str, tuple[str, ...]] = {
    Hold.Reason.PARTS: ("submit",),
    Hold.Reason.ALLOCATION: ("approve", "submit"),
    Hold.Reason.PLANT: ("submit",),
    Hold.Reason.QUALITY: ("make_ready", "deliver"),
    Hold.Reason.REWORK: ("make_ready", "deliver"),
    Hold.Reason.DAMAGE: ("make_ready", "deliver"),
    Hold.Reason.CARRIER: ("make_ready", "deliver"),
    Hold.Reason.WEATHER: ("make_ready", "deliver"),
    Hold.Reason.STRIKE: ("make_ready", "deliver"),
    Hold.Reason.DIVERTED: ("make_ready", "deliver"),
    Hold.Reason.PORT: ("make_ready", "deliver"),
    Hold.Reason.STOP_SALE: ("approve", "submit", "make_ready", "deliver"),
    Hold.Reason.FINANCE: ("approve", "submit", "deliver"),
    Hold.Reason.PAPERWORK: ("submit", "deliver"),
    Hold.Reason.UPFITTER: ("make_ready",),
    Hold.Reason.CUSTOMER: ("approve", "submit", "make_ready", "deliver"),
    Hold.Reason.DEALER: ("make_ready", "deliver"),
    Hold.Reason.UNKNOWN: ("submit",),
}


class CannotHold(Refusal):
    """The order has ended, or is held for this reason already."""


class CannotReleaseHold(Refusal):
    """The hold is released already."""


class CannotComment(Refusal):
    """There is nothing to write down."""


@transaction.atomic
def place_hold(
    *,
    order_id: int,
    reason: str,
    note: str,
    owner: User | None = None,
    by: User | None,
    now: datetime,
) -> Hold:
    """Stop the transitions the reason names.

    :param owner: who has to see to it; who placed it where nobody is named.
    :raises CannotHold: when it stands already, or its owner works elsewhere.
    """
    order = locked(order_id)
    if not order.is_open:
        raise CannotHold("The order has ended.")
    if reason not in BLOCKS:
        raise CannotHold("That is no reason for a hold.")
    if order.holds.standing().filter(reason=reason).exists():
        raise CannotHold("It is held for this reason already.")
    if owner is not None and not staff_of(order.dealership).filter(pk=owner.pk).exists():
        raise CannotHold(f"{owner} does not work at {order.dealership}.")
    hold: Hold = order.holds.create(
        reason=reason, note=note, blocks=list(BLOCKS[reason]), placed_by=by, placed_at=now,
        owner=owner or by,
    )  # fmt: skip
    commit(
        order,
        Kind.HOLD_PLACED,
        by=by,
        at=now,
        text=f"{hold.get_reason_display()}. {note}".strip(),
        hold=hold.pk,
        reason=reason,
    )
    return hold


@transaction.atomic
def release_hold(*, hold_id: int, note: str, by: User, now: datetime) -> Hold:
    """Let the order go on. :raises CannotReleaseHold: when that was done already."""
    order_id = Hold.objects.values_list("order_id", flat=True).get(pk=hold_id)
    order = locked(order_id)
    hold = Hold.objects.get(pk=hold_id)
    if hold.released_at is not None:
        raise CannotReleaseHold("This hold is released already.")
    hold.released_at, hold.released_by, hold.release_note = now, by, note
    hold.save(update_fields=["released_at", "released_by", "release_note"])
    commit(
        order,
        Kind.HOLD_RELEASED,
        by=by,
        at=now,
        text=f"{hold.get_reason_display()}. {note}".strip(),
        hold=hold.pk,
        reason=hold.reason,
    )
    return hold


def hold_by_rule(order: Order, reason: str, said: str, *, now: datetime) -> None:
    """Stop a locked order without anybody asking for it; it may stand already."""
    if order.holds.standing().filter(reason=reason).exists():
        return
    hold = order.holds.create(
        reason=reason, note=said[:300], blocks=list(BLOCKS[reason]), placed_by=None, placed_at=now,
        owner_id=order.sales_rep_id,
    )  # fmt: skip
    text = f"{hold.get_reason_display()}. {said}"
    write(order, Kind.HOLD_PLACED, by=None, at=now, text=text, hold=hold.pk, reason=reason)


def let_go_by_rule(order: Order, reason: str, said: str, *, now: datetime) -> None:
    """End what `hold_by_rule` began; what a person held, a person releases."""
    hold = order.holds.standing().filter(reason=reason, placed_by=None).first()
    if hold is None:
        return
    hold.released_at, hold.release_note = now, said
    hold.save(update_fields=["released_at", "release_note"])
    text = f"{hold.get_reason_display()}. {said}"
    write(order, Kind.HOLD_RELEASED, by=None, at=now, text=text, hold=hold.pk, reason=reason)


@transaction.atomic
def comment(
    *,
    order_id: int,
    text: str,
    is_for_customer: bool = False,
    is_call: bool = False,
    by: User,
    now: datetime,
) -> Order:
    """Write a note into the timeline, for colleagues or for the customer to read, or what a call brought.

    A call counts as word to the customer (`HEARD`).

    :raises CannotComment: for an empty one.
    """
    order = locked(order_id)
    if not text.strip():
        raise CannotComment("Write something.")
    said = text.strip()
    body: dict[str, Any] = {"customer_text": said} if is_for_customer else {"text": said}
    kind = Kind.CALLED if is_call else Kind.COMMENTED
    commit(order, kind, by=by, at=now, **body)
    return order
