"""The customer signs and pays ahead; the build sheet is checked; finance decides."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from customers.models import User
from kernel.money import Money, zero
from kernel.refusals import Refusal
from orders import words
from orders.commands.checking import barred_from_check, sellers
from orders.commands.gates import faults_of, need_buildable
from orders.commands.paying import TAKES_DEPOSIT, book_deposit, keep_manual, lowest_total
from orders.commands.pricing import terms_of
from orders.commands.signing import CannotSign, sign
from orders.commands.writing import commit, follow, locked, move, need_state
from orders.models import Deposit, Kind, Order, Payment, State
from orders.signing import offer_print


class CannotAccept(Refusal):
    """The quote cannot be signed as it stands."""


class CannotRecordDeposit(Refusal):
    """The payment does not fit the order, or its reference is used."""


class CannotValidate(Refusal):
    """The car cannot be built as specified, or there is nothing to check."""


@transaction.atomic
def accept(
    *,
    order_id: int,
    signed_name: str,
    consent: bool,
    by: User,
    now: datetime,
    address: str | None = None,
    drawing: str = "",
    is_electronic: bool = False,
    seen: str | None = None,
) -> Order:
    """The customer signs the quote: name, terms, time and fingerprint of the price sheet are kept.

    ``seen`` is the fingerprint of what he was shown (``signing.offer_print``); None where somebody of the
    dealership shows it to him.
    :raises CannotAccept: without consent or name, after the last day, while a discount waits, or when it
        is not what was shown.
    """
    order = locked(order_id)
    if not consent:
        raise CannotAccept("The customer has to agree to the terms.")
    if order.state == State.QUOTED:
        _check_quote_holds(order, now)
        need_buildable(order, CannotAccept, now=now, way_out="Take the quote back and revise it.")
    moved = move(order, "accept", CannotAccept, at=now)
    version, terms = order.quotes.get(number=order.quote_number), terms_of(order.dealership)
    if seen is not None and seen != offer_print(version.sha256, terms.consent_text, terms.agreed):
        raise CannotAccept("The quote or its terms changed meanwhile. Read them again, then sign.")
    try:
        signature = sign(
            order,
            version,
            name=signed_name,
            by=by,
            now=now,
            address=address,
            drawing=drawing,
            is_electronic=is_electronic,
            terms=terms.agreed,
        )
    except CannotSign as reason:
        raise CannotAccept(str(reason)) from reason
    name = signature.signed_name
    commit(
        order,
        Kind.ACCEPTED,
        by=by,
        at=now,
        moved=moved,
        customer_text=f"{name} signed the order. A deposit of {order.deposit} is due now.",
        quote=version.number,
        signed_name=name,
        total=str(version.total_amount),
    )
    return order


@transaction.atomic
def record_deposit(
    *, order_id: int, amount: Money, method: str, reference: str, by: User, now: datetime
) -> Deposit:
    """Book a payment, once per reference: the same payment again gives the first one back.

    :raises CannotRecordDeposit: for nothing, another currency, another payment's reference, or an
        order that takes no deposit.
    """
    order = locked(order_id)
    reference = reference.strip()
    _check_payment(order, amount, reference)
    known = Deposit.objects.filter(dealership=order.dealership, reference=reference).first()
    if known is not None:
        if known.order_id == order.pk and known.amount == amount.amount:
            return known
        raise CannotRecordDeposit(f"The reference {reference} belongs to another payment.")
    need_state(order, CannotRecordDeposit, *TAKES_DEPOSIT)
    if (most := lowest_total(order)) < order.deposit_held + amount:
        raise CannotRecordDeposit(f"That is more than the price of {most}.")
    kind, purpose = Kind.DEPOSIT_RECEIVED, Payment.Purpose.DEPOSIT
    try:
        deposit = book_deposit(
            order, amount, method=method, reference=reference, kind=kind, by=by, now=now
        )
    except IntegrityError as clash:
        raise CannotRecordDeposit(
            f"The reference {reference} was booked on another order a moment ago."
        ) from clash
    entry = deposit.entry
    keep_manual(order, purpose, amount, reference=reference, entry=entry, by=by, now=now)
    return deposit


@transaction.atomic
def validate(*, order_id: int, by: User, now: datetime, note: str = "") -> Order:
    """Check the specification against today's rules, dates and stop-sales, and note who looked.

    :raises CannotValidate: with every reason why the car cannot be built today, or for somebody who may
        not check what he sold himself.
    """
    order = locked(order_id)
    if order.state == State.ACCEPTED and (reason := barred_from_check(order, by)):
        raise CannotValidate(reason)
    if order.state == State.ACCEPTED and (faults := faults_of(order, now)):
        raise CannotValidate(" ".join(faults))
    moved = move(order, "validate", CannotValidate, at=now)
    commit(
        order,
        Kind.VALIDATED,
        by=by,
        at=now,
        moved=moved,
        text=note,
        four_eyes=by.pk not in sellers(order),
        customer_text="Your build was checked against today's catalogue: it can be made as chosen.",
    )
    return order


@transaction.atomic
def recheck(*, order_id: int, now: datetime) -> bool:
    """Look again at a validated order; one that can no longer be built goes back. True if it did."""
    order = locked(order_id)
    if order.state != State.VALIDATED:
        return False
    faults = faults_of(order, now)
    if not faults:
        return False
    moved = follow(order, "fail_validation", CannotValidate, at=now)
    commit(order, Kind.VALIDATION_FAILED, by=None, at=now, moved=moved, text=" ".join(faults))
    return True


def _check_payment(order: Order, amount: Money, reference: str) -> None:
    if not reference:
        raise CannotRecordDeposit("A payment needs its reference.")
    if amount.currency != order.currency:
        raise CannotRecordDeposit(f"This order is in {order.currency}.")
    if amount <= zero(order.currency):
        raise CannotRecordDeposit("A deposit is more than nothing.")


def _check_quote_holds(order: Order, now: datetime) -> None:
    if (
        order.quote_valid_until is not None
        and order.dealership.today(now) > order.quote_valid_until
    ):
        raise CannotAccept(
            f"The quote was valid until {words.day(order.quote_valid_until)}. Give a new one."
        )
    if order.discount_asked_by_id is not None and order.discount_approved_by_id is None:
        raise CannotAccept("The discount still waits for a manager's approval.")
