"""Money comes in: at the desk by a person's word, or through a provider by its signed message.

A capture is posted once, in one transaction with what it changes. Messages may come twice, late or in the
wrong order; what nobody understands is kept and parked. Captured is final.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from customers.models import User
from kernel.events import nudge_after_commit
from kernel.money import Money, zero
from kernel.refusals import Refusal
from kernel.signatures import BadSignature, verify
from kernel.work import WorkState
from orders import ledger, lifecycle
from orders.commands.refunding import owe_back
from orders.commands.writing import commit, locked, need_state, note, post
from orders.models import Deposit, JournalEntry, Kind, Order, Payment, ProviderEvent, State
from orders.payments.base import (
    Asked,
    PaymentFact,
    ProviderRefused,
    ProviderUnavailable,
    Said,
    Unreadable,
)
from orders.payments.choice import MANUAL, pays_online, provider
from orders.selectors.money import receivable

TAKES_DEPOSIT = lifecycle.WAY[
    lifecycle.WAY.index(lifecycle.ACCEPTED) : lifecycle.WAY.index(lifecycle.DELIVERED)
]
OWES_AFTER = (State.DELIVERED, State.CLOSED, State.CANCELLED)
TAKE_TASK = "orders.take_payments"
BATCH = 50
log = structlog.get_logger(__name__)


class CannotPay(Refusal):
    """Nothing is due, or the provider does not take it."""


class CannotReceive(Refusal):
    """The pushed message is not the provider's."""


def what_to_pay(order: Order) -> tuple[Payment.Purpose, Money] | None:
    """What is due from the customer now: the deposit, then the balance at the handover, then what is owed."""
    if order.state in OWES_AFTER:
        owed = receivable(order)
        return (Payment.Purpose.BALANCE, owed) if owed.amount > 0 else None
    if order.state == State.READY:
        return (Payment.Purpose.BALANCE, order.due) if order.due.amount > 0 else None
    missing = order.deposit - order.deposit_held
    if order.state in TAKES_DEPOSIT and missing.amount > 0:
        return Payment.Purpose.DEPOSIT, missing
    return None


def start_payment(
    *, order_id: int, notify_url: str, return_url: str, by: User, now: datetime
) -> Payment:
    """Ask the provider for what is due; the same again gives the same payment. Its ``url`` is where one pays.

    The row is committed before the provider is asked, so that no message can come for one unknown here.
    :raises CannotPay: when nothing is due, or the provider refuses or does not answer.
    """
    payment = _open_payment(order_id=order_id, by=by, now=now)
    asked = Asked(
        key=str(payment.pk),
        amount=payment.money,
        title=f"{payment.get_purpose_display()} for order {payment.order.number}",
        notify_url=notify_url,
        return_url=return_url,
    )
    try:
        started = provider(payment.provider).start(asked)
    except ProviderRefused as reason:
        raise CannotPay(str(reason)) from reason
    except ProviderUnavailable as reason:
        raise CannotPay("The payment service does not answer. Try again in a moment.") from reason
    payment.provider_ref, payment.url = started.ref, started.url
    payment.save(update_fields=["provider_ref", "url"])
    return payment


@transaction.atomic
def pay_balance(
    *, order_id: int, amount: Money, method: str, reference: str, by: User, now: datetime
) -> Payment:
    """Book what a customer pays at the desk at the handover or after it, once per reference.

    Before the handover it is held like a deposit; afterwards it settles what he owes.
    :raises CannotPay: when less or nothing is due, or the reference belongs to another payment.
    """
    order = locked(order_id)
    need_state(order, CannotPay, State.READY, *OWES_AFTER)
    ref = reference_of(order, reference)
    known = Payment.objects.filter(provider=MANUAL, provider_ref=ref).first()
    if known is not None:
        if known.order_id == order.pk and known.money == amount:
            return known
        raise CannotPay(f"The reference {reference.strip()} belongs to another payment.")
    due = what_to_pay(order)
    if due is None:
        raise CannotPay("Nothing is due.")
    if amount.currency != order.currency or not zero(order.currency) < amount:
        raise CannotPay(f"Name an amount in {order.currency}.")
    if due[1] < amount:
        raise CannotPay(f"Only {due[1]} is due.")
    key = f"payment:{MANUAL}:{ref}"
    if order.state == State.READY:
        entry = book_deposit(
            order, amount, method=method, reference=reference.strip(), kind=Kind.BALANCE_PAID,
            by=by, now=now,
        ).entry  # fmt: skip
    else:
        entry = _settle(order, amount, key=key, method=method, reference=reference, by=by, now=now)
    return keep_manual(order, due[0], amount, reference=reference, entry=entry, by=by, now=now)


@transaction.atomic
def receive_event(
    *, name: str, body: bytes, headers: Mapping[str, str], now: datetime
) -> ProviderEvent:
    """Keep one pushed message as it came; it is understood later. The same again is only counted.

    :raises CannotReceive: for a signature that is wrong or older than five minutes.
    """
    try:
        kept = verify(body, headers, secrets=settings.PAYMENT_WEBHOOK_SECRET)
    except BadSignature as bad:
        log.warning("payment_webhook_refused", provider=name)
        raise CannotReceive(str(bad)) from bad
    event, is_new = ProviderEvent.objects.get_or_create(
        provider=name,
        event_id=kept["webhook-id"][:120],
        defaults={
            "body": body.decode(errors="replace").replace("\0", "\ufffd"),
            "headers": kept,
            "received_at": now,
            "due_at": now,
        },
    )
    if not is_new:
        ProviderEvent.objects.filter(pk=event.pk).update(copies=F("copies") + 1)
    nudge_after_commit(TAKE_TASK)
    return event


def take_payments(*, now: datetime) -> int:
    """Understand the messages that wait; returns how many were settled."""
    events = ProviderEvent.objects.claim(now=now, limit=BATCH)
    for event in events:
        try:
            take_payment(event_id=event.pk, now=now)
        except Exception as trouble:
            log.exception("payment_event_failed", event_id=event.event_id)
            event.retry(now, str(trouble) or type(trouble).__name__)
    return len(events)


@transaction.atomic
def take_payment(*, event_id: int, now: datetime) -> None:
    """Apply one message, in one transaction with the mark that it was; or park it with its reason."""
    event = ProviderEvent.objects.get(pk=event_id)
    try:
        fact = provider(event.provider).read(event.body)
        order_id, key = _whose(event, fact)
    except (Unreadable, KeyError) as bad:
        event.park(now, f"Not understood: {bad}")
        return
    order = locked(order_id)
    event = ProviderEvent.objects.select_for_update().get(pk=event_id)
    if event.state != WorkState.QUEUED:
        return
    payment = Payment.objects.select_for_update(of=("self",)).select_related("by").get(pk=key)
    if fact.amount != payment.money:
        event.park(now, f"It says {fact.amount}, asked was {payment.money}.", payment=payment)
        return
    _apply(order, payment, fact, now)
    event.succeed(now, payment=payment)


def book_deposit(
    order: Order, amount: Money, *, method: str, reference: str, kind: Kind, by: User, now: datetime
) -> Deposit:
    """Post money paid ahead, with its receipt's row and its event.

    :raises IntegrityError: when another order has the reference.
    """
    key = f"deposit:{order.dealership_id}:{reference}"
    with transaction.atomic():
        entry = post(order, ledger.deposit_received(amount), key=key, by=by, at=now)
    deposit: Deposit = order.deposits.create(
        dealership=order.dealership,
        entry=entry,
        amount=amount.amount,
        currency=amount.currency,
        method=method,
        reference=reference,
        received_at=now,
        by=by,
    )
    order.deposit_held_amount = (order.deposit_held + amount).amount
    word = "deposit" if kind == Kind.DEPOSIT_RECEIVED else "payment"
    commit(
        order,
        kind,
        by=by,
        at=now,
        customer_text=f"We received your {word} of {amount}. Thank you.",
        deposit=deposit.pk,
        amount=str(amount.amount),
        currency=amount.currency,
        method=deposit.get_method_display(),
        reference=reference,
    )
    return deposit


def keep_manual(
    order: Order,
    purpose: str,
    amount: Money,
    *,
    reference: str,
    entry: JournalEntry,
    by: User,
    now: datetime,
) -> Payment:
    """The row of a payment that a person took."""
    asked = Asked(key="", amount=amount, title="", reference=reference_of(order, reference))
    made: Payment = order.payments.create(
        purpose=purpose,
        provider=MANUAL,
        provider_ref=provider(MANUAL).start(asked).ref,
        amount=amount.amount,
        currency=amount.currency,
        state=Payment.State.CAPTURED,
        entry=entry,
        by=by,
        started_at=now,
        captured_at=now,
    )
    return made


def reference_of(order: Order, reference: str) -> str:
    """The reference a person gave, unique within his dealership. :raises CannotPay: without one."""
    if not reference.strip():
        raise CannotPay("A payment needs its reference.")
    return f"{order.dealership_id}:{reference.strip()}"


def lowest_total(order: Order) -> Money:
    """The price, or that of an open change of the car that may make it cheaper."""
    offered = order.changes.open().exclude(quote=None).select_related("quote").first()
    if offered is None or offered.quote is None:
        return order.total
    return min(order.total, offered.quote.total)


@transaction.atomic
def _open_payment(*, order_id: int, by: User, now: datetime) -> Payment:
    """The order's open payment, made anew when another amount is due."""
    order, name = locked(order_id), pays_online()
    due = what_to_pay(order)
    if due is None or not name:
        raise CannotPay("Nothing is due online. Your dealership can tell you more.")
    purpose, amount = due
    known = order.payments.filter(state=Payment.State.STARTED).first()
    if known is not None:
        if (known.purpose, known.money, known.provider) == (purpose, amount, name):
            return known
        known.state, known.reason = Payment.State.FAILED, "Another amount is due now."
        known.save(update_fields=["state", "reason"])
    made: Payment = order.payments.create(
        purpose=purpose,
        provider=name,
        amount=amount.amount,
        currency=amount.currency,
        by=by,
        started_at=now,
    )
    return made


def _whose(event: ProviderEvent, fact: PaymentFact) -> tuple[int, UUID]:
    """:raises Unreadable: for a payment we never asked for."""
    try:
        payment = Payment.objects.get(pk=UUID(fact.key), provider=event.provider)
    except (ValueError, Payment.DoesNotExist) as missing:
        raise Unreadable(f"nobody here asked for the payment {fact.key[:60]!r}.") from missing
    return payment.order_id, payment.pk


def _apply(order: Order, payment: Payment, fact: PaymentFact, now: datetime) -> None:
    """What is captured stays captured, whatever is said afterwards."""
    if payment.state == Payment.State.CAPTURED:
        return
    payment.provider_ref = fact.ref
    if fact.said is Said.FAILED:
        payment.state = Payment.State.FAILED
        payment.reason = (fact.reason or "The customer did not pay.")[:300]
    else:
        payment.state, payment.captured_at, payment.reason = Payment.State.CAPTURED, now, ""
        payment.entry = _capture(order, payment, now)
    payment.save(update_fields=["provider_ref", "state", "reason", "captured_at", "entry"])
    if payment.entry is not None and payment.entry.kind == ledger.OVERPAID:
        why = "Paid although the order no longer takes it."
        owe_back(order, payment.money, payment=payment, reason=why, by=payment.by, now=now)


def _capture(order: Order, payment: Payment, now: datetime) -> JournalEntry:
    """Post the money where it belongs today, which need not be what it was asked for."""
    amount, by = payment.money, payment.by
    ref = f"{payment.provider}:{payment.provider_ref}"
    if order.state in TAKES_DEPOSIT and not lowest_total(order) < order.deposit_held + amount:
        kinds = {Payment.Purpose.DEPOSIT: Kind.DEPOSIT_RECEIVED}
        kind = kinds.get(Payment.Purpose(payment.purpose), Kind.BALANCE_PAID)
        return book_deposit(
            order, amount, method=Deposit.Method.CARD, reference=ref, kind=kind, by=by, now=now
        ).entry
    key = f"payment:{ref}"
    if order.state in OWES_AFTER and not receivable(order) < amount:
        method = Deposit.Method.CARD
        return _settle(order, amount, key=key, method=method, reference=ref, by=by, now=now)
    return post(order, ledger.paid_too_much(amount), key=key, by=by, at=now)


def _settle(
    order: Order, amount: Money, *, key: str, method: str, reference: str, by: User, now: datetime
) -> JournalEntry:
    """What the customer owes is paid. :raises CannotPay: when another order has the reference."""
    try:
        with transaction.atomic():
            entry = post(order, ledger.balance_paid(amount), key=key, by=by, at=now)
    except IntegrityError as clash:
        raise CannotPay("The reference was booked on another order a moment ago.") from clash
    note(
        order,
        Kind.BALANCE_PAID,
        by=by,
        at=now,
        customer_text=f"We received your payment of {amount}. Thank you.",
        amount=str(amount.amount),
        currency=amount.currency,
        method=Deposit.Method(method).label,
        reference=reference.strip(),
    )
    return entry
