"""A car is damaged on its way, or lost: it is built again, or the customer wants no other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from customers.models import User
from kernel.refusals import Refusal
from orders.commands.cancelling import end
from orders.commands.holding import place_hold
from orders.commands.writing import commit, locked, need_state, note
from orders.models import Hold, Kind, Order, State
from production.commands import CannotReplace, ask_replacement, write_off

DAMAGEABLE = (State.BUILT, State.IN_TRANSIT, State.AT_DEALER, State.READY)


class CannotReportLoss(Refusal):
    """The car is not on its way, or its replacement is asked for already."""


class CannotReportDamage(Refusal):
    """There is no car yet, or it is held for its damage already."""


@transaction.atomic
def report_damage(
    *, order_id: int, text: str, customer_text: str = "", owner: User | None = None, by: User,
    now: datetime,
) -> Order:  # fmt: skip
    """The car came to harm: it is held until somebody says what was done about it.

    :param customer_text: what the customer reads; empty tells him nothing yet.
    :raises CannotReportDamage: before it is built or after the handover, without a word, or twice.
    """
    order = locked(order_id)
    need_state(order, CannotReportDamage, *DAMAGEABLE)
    if not text.strip():
        raise CannotReportDamage("Say what is damaged.")
    if order.holds.standing().filter(reason=Hold.Reason.DAMAGE).exists():
        raise CannotReportDamage("It is held for a damage already; add a note instead.")
    note(
        order, Kind.DAMAGE_REPORTED, by=by, at=now, text=text.strip(),
        customer_text=customer_text.strip(),
    )  # fmt: skip
    place_hold(
        order_id=order.pk, reason=Hold.Reason.DAMAGE, note=text.strip()[:300], owner=owner, by=by,
        now=now,
    )  # fmt: skip
    return order


@transaction.atomic
def replace_lost(*, order_id: int, reason: str, by: User, now: datetime) -> Order:
    """Ask the factory for another one; the order is back in its bank when the factory says so.

    :raises CannotReportLoss: unless the car is on its way, without a reason, or asked for already.
    """
    order = _lost(order_id, reason)
    try:
        ask_replacement(build_id=_build_of(order), reason=reason.strip(), by=by, now=now)
    except CannotReplace as refusal:
        raise CannotReportLoss(str(refusal)) from refusal
    commit(
        order,
        Kind.LOSS_REPORTED,
        by=by,
        at=now,
        text=reason.strip(),
        customer_text="Your car was lost on its way to us. We asked the factory to build it again.",
    )
    return order


@transaction.atomic
def cancel_lost(*, order_id: int, reason: str, by: User, now: datetime) -> Order:
    """The customer does not wait for another one: the order ends with his whole deposit returned.

    :raises CannotReportLoss: unless the car is on its way, or without a reason.
    """
    order = _lost(order_id, reason)
    write_off(build_id=_build_of(order), reason=reason.strip(), by=by, now=now)
    return end(
        order_id=order.pk,
        reason=f"Lost in transit: {reason.strip()}",
        is_customers_cause=False,
        by=by,
        now=now,
    )


def _lost(order_id: int, reason: str) -> Order:
    order = locked(order_id)
    need_state(order, CannotReportLoss, State.IN_TRANSIT)
    if not reason.strip():
        raise CannotReportLoss("Say what happened.")
    return order


def _build_of(order: Order) -> int:
    if order.build_id is None:
        raise CannotReportLoss("There is no car.")
    return order.build_id
