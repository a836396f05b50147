"""An order ends before its time: slot and build are given back, the deposit divided by the terms."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from customers.access import can
from customers.models import User
from kernel.money import Money, zero
from kernel.refusals import Refusal
from orders import lifecycle
from orders.commands.changing import drop_change
from orders.commands.pricing import terms_at
from orders.commands.refunding import owe_deposits_back
from orders.commands.writing import commit, locked, move, need_state, note, post
from orders.ledger import Charge, Settlement, Stage, settle
from orders.models import CancellationRequest, Kind, Order, State
from orders.signing import AgreedTerms
from production.commands import CannotWithdraw, detach_build, release_slot, withdraw_build
from production.milestones import MEANINGS, STAGE_RANK
from production.milestones import Stage as BuildStage
from production.models import Build

BEFORE_BANK = (State.ACCEPTED, State.VALIDATED, State.APPROVED, State.SUBMITTED, State.REJECTED)
ARRIVED = (State.AT_DEALER, State.READY)
APPROVE = "orders.approve_cancellation"
STILL_STOPPABLE = (State.SUBMITTED, State.BANKED, State.SCHEDULED)


class CannotCancel(Refusal):
    """The order is not signed yet, delivered, or ended."""


@transaction.atomic
def cancel(
    *, order_id: int, reason: str, is_customers_cause: bool, by: User, now: datetime
) -> Order:
    """End the order on a person's word whose cause it is.

    :raises CannotCancel: as `end`, or when a manager has to agree that it is at our cost.
    """
    order = locked(order_id)
    if not is_customers_cause and needs_manager(order, by=by, now=now):
        raise CannotCancel("A manager has to agree that the cause is ours. Ask for it.")
    return end(
        order_id=order_id, reason=reason, is_customers_cause=is_customers_cause, by=by, now=now
    )


def needs_manager(order: Order, *, by: User, now: datetime) -> bool:
    """Would it cost us money to call the cause ours, and may this person not say so alone?"""
    if order.state not in lifecycle.CANCELLABLE or can(by, APPROVE, order.dealership_id):
        return False
    terms, today = terms_at(order), order.dealership.today(now)
    ours, customers = (
        settlement_of(order, is_customers_cause=cause, today=today, terms=terms)
        for cause in (False, True)
    )
    return (ours.kept, ours.due) != (customers.kept, customers.due)


@transaction.atomic
def ask_cancellation(*, order_id: int, reason: str, by: User, now: datetime) -> CancellationRequest:
    """Ask a manager to cancel at our cost.

    :raises CannotCancel: without a reason, when one waits already, or when nobody has to be asked.
    """
    order = locked(order_id)
    need_state(order, CannotCancel, *lifecycle.CANCELLABLE)
    if not reason.strip():
        raise CannotCancel("Say why the cause is ours.")
    if not needs_manager(order, by=by, now=now):
        raise CannotCancel("Nobody has to be asked: cancel the order.")
    if order.cancellation_requests.waiting().exists():
        raise CannotCancel("A manager has been asked already.")
    made: CancellationRequest = order.cancellation_requests.create(
        reason=reason.strip()[:300], asked_by=by, asked_at=now
    )
    note(order, Kind.CANCELLATION_ASKED, by=by, at=now, text=f"At our cost: {made.reason}")
    return made


@transaction.atomic
def decide_cancellation(
    *, order_id: int, is_granted: bool, answer: str, by: User, now: datetime
) -> CancellationRequest:
    """A manager agrees, and the order ends at our cost; or does not, and it goes on.

    :raises CannotCancel: when nothing waits, by who asked, or a refusal without a reason.
    """
    order = locked(order_id)
    request = order.cancellation_requests.waiting().first()
    if request is None:
        raise CannotCancel("Nobody waits for an answer.")
    if request.asked_by_id == by.pk:
        raise CannotCancel("You asked for it; another person has to decide.")
    if not is_granted and not answer.strip():
        raise CannotCancel("Say why not.")
    request.decided_by, request.decided_at = by, now
    request.is_granted, request.answer = is_granted, answer.strip()[:300]
    request.save(update_fields=["decided_by", "decided_at", "is_granted", "answer"])
    if is_granted:
        end(order_id=order_id, reason=request.reason, is_customers_cause=False, by=by, now=now)
    else:
        note(order, Kind.CANCELLATION_DECLINED, by=by, at=now, text=request.answer)
    return request


@transaction.atomic
def end(*, order_id: int, reason: str, is_customers_cause: bool, by: User, now: datetime) -> Order:
    """End the order by its stage: release the slot, withdraw or detach the build, settle the deposit.

    What is given back waits for a second person's approval (`refunding`).
    :raises CannotCancel: before acceptance (a quote is revised or expires), after delivery, or without
        a reason.
    """
    order = locked(order_id)
    need_state(order, CannotCancel, *lifecycle.CANCELLABLE)
    if not reason.strip():
        raise CannotCancel("Say why it is cancelled.")
    today = order.dealership.today(now)
    settlement = settlement_of(order, is_customers_cause=is_customers_cause, today=today)
    details = " ".join((settlement.reason, *_said(settlement)))
    state, build = str(order.state), order.build
    moved = move(order, "cancel", CannotCancel, at=now)
    drop_change(order, "The order was cancelled.", by=by, now=now)
    for number, entry in enumerate(settlement.entries(), start=1):
        post(order, entry, key=f"cancel:{order.number}:{number}", by=by, at=now)
    order.deposit_held_amount = zero(order.currency).amount
    commit(
        order,
        Kind.CANCELLED,
        by=by,
        at=now,
        moved=moved,
        text=reason.strip(),
        customer_text="Your order is cancelled. The statement of your deposit is in your documents.",
        is_customers_cause=is_customers_cause,
    )
    note(
        order,
        Kind.SETTLED,
        by=by,
        at=now,
        text=f"Deposit {settlement.held}: {settlement.refunded} refunded, {settlement.kept} kept. "
        f"{details}",
        details=details,
        held=str(settlement.held.amount),
        refunded=str(settlement.refunded.amount),
        kept=str(settlement.kept.amount),
        currency=order.currency,
        reason=settlement.reason,
        fee=str(settlement.fee.amount),
        due=str(settlement.due.amount),
        charges=[[each.text, str(each.amount.amount)] for each in settlement.charges],
    )
    if settlement.refunded:
        owe_deposits_back(order, settlement.refunded, reason=settlement.reason, by=by, now=now)
    if build is not None:
        _let_go(build, state, reason.strip(), by=by, now=now)
    elif state == State.APPROVED:
        release_slot(order_number=order.number, by=by, now=now)
    return order


def settlement_of(
    order: Order, *, is_customers_cause: bool, today: date, terms: AgreedTerms | None = None
) -> Settlement:
    """What a cancellation now would give back, by the terms as signed; shown before anybody confirms it."""
    terms = terms or terms_at(order)
    return settle(
        held=order.deposit_held,
        stage=_stage(order),
        handling_fee=Money(terms.handling_fee, order.currency),
        forfeit_limit=Money(terms.forfeit_limit, order.currency),
        is_customers_cause=is_customers_cause,
        charges=_begun(order),
        days_late=days_late(order, today),
        delay_free_days=terms.delay_free_days,
    )


def days_late(order: Order, today: date) -> int:
    """Days beyond the promise: to the arrival, or to the later of today and the estimate before it."""
    if order.promised_on is None:
        return 0
    if order.state in ARRIVED:
        arrived = order.events.filter(kind=Kind.ARRIVED).order_by("occurred_at").first()
        on = order.dealership.today(arrived.occurred_at) if arrived else today
    else:
        on = max(today, order.estimate_p50 or today)
    return max(0, (on - order.promised_on).days)


def _said(settlement: Settlement) -> list[str]:
    """The charges in sentences."""
    told = [f"{each.text}: {each.amount}, begun already." for each in settlement.charges]
    return [*told, f"{settlement.due} is still to be paid."] if settlement.due else told


def _begun(order: Order) -> tuple[Charge, ...]:
    """The special requests whose last moment for a change has passed: they are made or bought."""
    if order.build is None or order.specification is None:
        return ()
    reached = STAGE_RANK[BuildStage(order.build.stage)]
    return tuple(
        Charge(
            each["title"], Money(Decimal(each["unit_retail"]) * each["quantity"], order.currency)
        )
        for each in order.specification.specials
        if _is_fixed(each["milestone"], reached) and Decimal(each["unit_retail"])
    )


def _is_fixed(milestone: str, reached: int) -> bool:
    meaning = MEANINGS.get(milestone)
    return meaning is not None and reached >= STAGE_RANK[meaning.stage]


def _let_go(build: Build, state: str, reason: str, *, by: User, now: datetime) -> None:
    """Stop the build if it has not begun; else it lives on as a stock unit. One that ended is left."""
    if not build.is_live:
        return
    try:
        if state in STILL_STOPPABLE:
            withdraw_build(build_id=build.pk, reason=reason, by=by, now=now)
            return
    except CannotWithdraw:
        pass  # the factory was quicker; the car is kept
    detach_build(build_id=build.pk, by=by, now=now)


def _stage(order: Order) -> Stage:
    if order.state in BEFORE_BANK:
        return Stage.BEFORE_BANK
    if order.state == State.BANKED:
        return Stage.BANKED
    frozen = STAGE_RANK[BuildStage.FROZEN]
    if (
        order.state == State.SCHEDULED
        and order.build is not None
        and STAGE_RANK[BuildStage(order.build.stage)] < frozen
    ):
        return Stage.BANKED
    return Stage.FROZEN
