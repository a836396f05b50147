"""Money goes back: asked for by one person, agreed to by another, paid once."""

from __future__ import annotations

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Sum

from customers.models import User
from kernel.events import nudge_after_commit
from kernel.money import Money
from kernel.refusals import Refusal
from kernel.work import WorkState
from orders import ledger
from orders.commands.writing import locked, note, post
from orders.models import Deposit, Kind, Order, Payment, Refund
from orders.payments.base import AskedBack, ProviderRefused, ProviderUnavailable
from orders.payments.choice import MANUAL, provider

SEND_TASK = "orders.send_refunds"
BATCH = 20
log = structlog.get_logger(__name__)


class CannotRefund(Refusal):
    """The refund is not approved, approved by who asked for it, or paid already."""


def owe_back(
    order: Order, amount: Money, *, payment: Payment | None, reason: str, by: User, now: datetime
) -> Refund:
    """Ask for a refund of what is posted as owed back."""
    made: Refund = order.refunds.create(
        payment=payment,
        amount=amount.amount,
        currency=amount.currency,
        reason=reason[:300],
        asked_by=by,
        asked_at=now,
        due_at=now,
    )
    note(
        order,
        Kind.REFUND_ASKED,
        by=by,
        at=now,
        text=f"{amount} to be paid back. {reason}",
        refund=made.pk,
    )
    return made


def owe_deposits_back(
    order: Order, amount: Money, *, reason: str, by: User, now: datetime
) -> list[Refund]:
    """Ask for ``amount`` of the deposits back, the last paid first, each by the way it came."""
    left, made = amount, []
    paid = order.payments.filter(state=Payment.State.CAPTURED).exclude(provider=MANUAL)
    for payment in paid.order_by("-captured_at", "-pk"):
        gone = payment.refunds.aggregate(sum=Sum("amount"))["sum"] or 0
        part = min(left, Money(payment.amount - gone, payment.currency))
        if part.amount > 0:
            made.append(owe_back(order, part, payment=payment, reason=reason, by=by, now=now))
            left -= part
    if left:
        made.append(owe_back(order, left, payment=None, reason=reason, by=by, now=now))
    return made


@transaction.atomic
def approve_refund(*, refund_id: int, by: User, now: datetime) -> Refund:
    """A second person agrees. What a provider took, it is asked to give back.

    :raises CannotRefund: by who asked for it, or when it is approved already.
    """
    order, refund = _locked(refund_id)
    if refund.approved_by_id is not None:
        raise CannotRefund("It is approved already.")
    if refund.asked_by_id == by.pk:
        raise CannotRefund("You asked for it; another person has to approve it.")
    refund.approved_by, refund.approved_at, refund.due_at = by, now, now
    refund.save(update_fields=["approved_by", "approved_at", "due_at"])
    note(order, Kind.REFUND_APPROVED, by=by, at=now, text=f"{refund.money}.", refund=refund.pk)
    if refund.payment_id is not None:
        nudge_after_commit(SEND_TASK)
    return refund


@transaction.atomic
def pay_refund(*, refund_id: int, method: str, reference: str, by: User, now: datetime) -> Refund:
    """Write down how a person paid it back.

    :raises CannotRefund: before it is approved, when it is paid, or while the provider still does it.
    """
    order, refund = _locked(refund_id)
    _need_approved(refund)
    if refund.payment_id is not None and refund.state != WorkState.PARKED:
        raise CannotRefund("The payment service pays it back by itself.")
    asked = AskedBack(key=str(refund.pk), amount=refund.money, reference=reference)
    try:
        named = provider(MANUAL).refund(asked)
    except ProviderRefused as reason:
        raise CannotRefund("A refund needs the reference of its payment.") from reason
    return _paid(order, refund, method=method, reference=named, by=by, now=now)


def send_refunds(*, now: datetime) -> int:
    """Ask the providers for what was approved; returns how many were asked."""
    refunds = Refund.objects.claim(now=now, limit=BATCH)
    for refund in refunds:
        try:
            send_refund(refund=refund, now=now)
        except Exception as trouble:
            log.exception("refund_failed", refund=refund.pk)
            refund.retry(now, str(trouble) or type(trouble).__name__)
    return len(refunds)


def send_refund(*, refund: Refund, now: datetime) -> None:
    """Ask the provider, then write down that it paid. Killed in between, it is asked again with the same key."""
    payment = refund.payment
    if payment is None:
        return
    asked = AskedBack(f"refund-{refund.pk}", refund.money, ref=payment.provider_ref)
    try:
        named = provider(payment.provider).refund(asked)
    except ProviderRefused as reason:
        refund.park(now, str(reason))
    except ProviderUnavailable as reason:
        refund.retry(now, str(reason))
    else:
        refund_sent(refund_id=refund.pk, reference=named, now=now)


@transaction.atomic
def refund_sent(*, refund_id: int, reference: str, now: datetime) -> Refund:
    """The provider paid. Said twice, it is posted once."""
    order, refund = _locked(refund_id)
    if refund.is_paid:
        return refund
    _need_approved(refund)
    return _paid(order, refund, method=Deposit.Method.CARD, reference=reference, by=None, now=now)


def _paid(
    order: Order, refund: Refund, *, method: str, reference: str, by: User | None, now: datetime
) -> Refund:
    entry = post(order, ledger.refund_paid(refund.money), key=f"refund:{refund.pk}", by=by, at=now)
    refund.succeed(
        now, method=method, reference=reference[:80], paid_by=by, paid_at=now, entry=entry
    )
    note(
        order,
        Kind.REFUND_PAID,
        by=by,
        at=now,
        customer_text=f"We paid you back {refund.money}.",
        refund=refund.pk,
        reference=reference[:80],
    )
    return refund


def _need_approved(refund: Refund) -> None:
    if refund.is_paid:
        raise CannotRefund("It is paid already.")
    if refund.approved_by_id is None:
        raise CannotRefund("A second person has to approve it first.")


def _locked(refund_id: int) -> tuple[Order, Refund]:
    """The order first, then the refund: the order in which everybody locks."""
    order = locked(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id))
    return order, Refund.objects.select_for_update().get(pk=refund_id)
