"""Credit: asked of a lender, decided by it or by finance, watched until the handover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import structlog
from django.db import transaction

from customers.models import User
from kernel.events import nudge_after_commit
from kernel.money import Money
from kernel.refusals import Refusal
from kernel.work import WorkState
from orders import lifecycle, words
from orders.commands.holding import hold_by_rule, let_go_by_rule
from orders.commands.writing import commit, follow, locked, need_state, note
from orders.lenders.base import Applicant, CreditAsked, LenderAnswer, LenderUnavailable
from orders.lenders.choice import lender, lenders
from orders.models import (
    CreditApplication,
    CreditCondition,
    CreditDecision,
    Hold,
    Kind,
    Order,
    State,
)
from production.commands import release_slot

CREDIT_OPEN = lifecycle.WAY[
    lifecycle.WAY.index(lifecycle.ACCEPTED) : lifecycle.WAY.index(lifecycle.DELIVERED)
]
UNPROMISED = (State.ACCEPTED, State.VALIDATED)
AT_THE_FACTORY_OR_HERE = CREDIT_OPEN[CREDIT_OPEN.index(lifecycle.SUBMITTED) :]
LAPSES = (CreditDecision.Decision.APPROVED, CreditDecision.Decision.CONDITIONAL)
ASK_TASK = "orders.ask_lenders"
BATCH = 20
OF_AGE = 18
SAID = {
    CreditDecision.Decision.APPROVED: Kind.CREDIT_APPROVED,
    CreditDecision.Decision.CASH: Kind.CREDIT_APPROVED,
    CreditDecision.Decision.CONDITIONAL: Kind.CREDIT_CONDITIONAL,
    CreditDecision.Decision.DECLINED: Kind.CREDIT_DECLINED,
}
log = structlog.get_logger(__name__)


class CannotDecideCredit(Refusal):
    """Finance has nothing to decide here, or this person may not."""


class CannotApplyForCredit(Refusal):
    """A lender is asked already, there is nothing to lend for, or too much is asked."""


@transaction.atomic
def apply_for_credit(
    *,
    order_id: int,
    applicant: Applicant,
    amount: Money,
    months: int,
    lender: str,
    by: User,
    now: datetime,
) -> CreditApplication:
    """Ask a lender for the money, for the first time or anew. What the customer said of himself is sealed.

    :raises CannotApplyForCredit: before the signature or after the handover, while another application
        waits, by a minor, or for more than the order costs.
    """
    order = locked(order_id)
    need_state(order, CannotApplyForCredit, *CREDIT_OPEN)
    if lender not in dict(lenders()):
        raise CannotApplyForCredit("That lender is not known here.")
    if not _is_of_age(applicant.born_on, order.dealership.today(now)):
        raise CannotApplyForCredit("The applicant has to be of age.")
    if order.credit_applications.open().exists():
        raise CannotApplyForCredit("A lender is asked already; wait for the answer.")
    if amount.currency != order.currency or amount.amount <= 0 or months <= 0:
        raise CannotApplyForCredit(f"Name an amount in {order.currency} and the months.")
    if order.total < amount:
        raise CannotApplyForCredit(f"The order costs {order.total}; more is not lent for it.")
    made: CreditApplication = order.credit_applications.create(
        number=order.credit_applications.count() + 1,
        lender=lender,
        sealed=CreditApplication.sealed_of(applicant),
        amount=amount.amount,
        currency=amount.currency,
        months=months,
        asked_by=by,
        asked_at=now,
        due_at=now,
    )
    text = f"{amount} over {months} months."
    note(order, Kind.CREDIT_APPLIED, by=by, at=now, text=text, application=made.number)
    nudge_after_commit(ASK_TASK)
    return made


def ask_lenders(*, now: datetime) -> int:
    """Ask the lenders what waits; returns how many were asked."""
    applications = CreditApplication.objects.claim(now=now, limit=BATCH)
    for application in applications:
        try:
            ask_lender(application=application, now=now)
        except Exception as trouble:
            log.exception("credit_application_failed", application=application.pk)
            application.retry(now, type(trouble).__name__)
    return len(applications)


def ask_lender(*, application: CreditApplication, now: datetime) -> None:
    """Ask, then write the answer down. Killed in between, the same is asked again under the same key."""
    order = Order.objects.select_related("dealership").get(pk=application.order_id)
    asked = CreditAsked(
        key=f"credit-{application.pk}",
        applicant=application.applicant,
        amount=application.money,
        months=application.months,
        today=order.dealership.today(now),
    )
    try:
        answer = lender(application.lender).ask(asked)
    except LenderUnavailable as reason:
        application.retry(now, str(reason))
        return
    if answer is None:
        application.suppress(now, "Finance writes the lender's answer down.")
    else:
        lender_answered(application_id=application.pk, answer=answer, now=now)


@transaction.atomic
def lender_answered(*, application_id: int, answer: LenderAnswer, now: datetime) -> None:
    """Write down what a lender said. Said twice, or after finance decided, it counts once."""
    order_id = CreditApplication.objects.values_list("order_id", flat=True).get(pk=application_id)
    order = locked(order_id)
    application = CreditApplication.objects.select_for_update().get(pk=application_id)
    if application.state == WorkState.QUEUED:
        application.succeed(now)
    if application.answered_at is None and order.state in CREDIT_OPEN:
        _decide(order, answer, application=application, by=None, now=now)


@transaction.atomic
def decide_credit(
    *,
    order_id: int,
    decision: str,
    expires_on: date | None,
    note: str,
    conditions: Sequence[str] = (),
    by: User,
    now: datetime,
) -> CreditDecision:
    """Finance says how the car is paid, until when that holds, and what the lender still wants to see.

    :raises CannotDecideCredit: by the order's own seller, in the past, or too early or late.
    """
    order = locked(order_id)
    need_state(order, CannotDecideCredit, *CREDIT_OPEN)
    if by.pk == order.sales_rep_id:
        raise CannotDecideCredit("Who sells the car does not decide its credit.")
    wanted = tuple(text.strip()[:200] for text in conditions if text.strip())
    if decision in LAPSES:
        if expires_on is None:
            raise CannotDecideCredit("A credit approval needs its last day.")
        if expires_on <= order.dealership.today(now):
            raise CannotDecideCredit("The approval would already have lapsed.")
    else:
        expires_on = None
    if (decision == CreditDecision.Decision.CONDITIONAL) != bool(wanted):
        raise CannotDecideCredit("Conditions belong to an approval on conditions; name them there.")
    answer = LenderAnswer(decision, expires_on, conditions=wanted, reason=note)
    application = order.credit_applications.open().first()
    return _decide(order, answer, application=application, by=by, now=now)


@transaction.atomic
def meet_condition(*, condition_id: int, by: User, now: datetime) -> CreditCondition:
    """Finance saw what the lender wanted; with the last one the approval counts.

    :raises CannotDecideCredit: when it is met already, the decision is not the last one, or by the seller.
    """
    decisions = CreditCondition.objects.values_list("decision__order_id", "decision_id")
    order_id, decision_id = decisions.get(pk=condition_id)
    order = locked(order_id)
    condition = CreditCondition.objects.select_for_update().get(pk=condition_id)
    last = order.credit_decisions.order_by("-pk").first()
    if condition.met_at is not None:
        raise CannotDecideCredit("It is met already.")
    if by.pk == order.sales_rep_id:
        raise CannotDecideCredit("Who sells the car does not decide its credit.")
    if last is None or last.pk != decision_id or order.state not in CREDIT_OPEN:
        raise CannotDecideCredit("The credit was decided anew since.")
    condition.met_at, condition.met_by = now, by
    condition.save(update_fields=["met_at", "met_by"])
    note(order, Kind.CREDIT_CONDITION_MET, by=by, at=now, text=condition.text)
    if not last.conditions.filter(met_at=None).exists():
        _count(order, CreditDecision.Decision.APPROVED, last, by=by, now=now)
    return condition


@transaction.atomic
def lapse_credit(*, order_id: int, now: datetime) -> bool:
    """A credit that ran out: before the factory has the order, it goes back and gives its slot up; later
    it is held until finance asks anew. True if something was done.
    """
    order = locked(order_id)
    today = order.dealership.today(now)
    if order.credit_until is None or order.credit_until >= today:
        return False
    if order.credit_status not in LAPSES:
        return False
    text = f"The approval held until {words.day(order.credit_until)}."
    if order.state == State.APPROVED:
        moved = follow(order, "lapse_credit", CannotDecideCredit, at=now)
        text += " The slot was given up."
        release_slot(order_number=order.number, by=None, now=now)
    elif order.state in AT_THE_FACTORY_OR_HERE:
        moved = None
        hold_by_rule(order, Hold.Reason.FINANCE, f"{text} Ask the lender anew.", now=now)
    else:
        return False
    order.credit_status = ""
    commit(order, Kind.CREDIT_LAPSED, by=None, at=now, moved=moved, text=text)
    return True


@transaction.atomic
def warn_of_credit(*, order_id: int, now: datetime) -> bool:
    """Say once per approval that it ends before the car is expected. True if it was said now."""
    order = locked(order_id)
    until, expected = order.credit_until, order.estimate_on
    if order.state not in CREDIT_OPEN or until is None or expected is None or until >= expected:
        return False
    said = order.events.filter(kind=Kind.CREDIT_ENDING, body__until=until.isoformat())
    if said.exists():
        return False
    note(
        order,
        Kind.CREDIT_ENDING,
        by=None,
        at=now,
        text=(
            f"It holds until {words.day(until)}; the car is expected by {words.day(expected)}. "
            "Ask the lender anew in good time."
        ),
        until=until.isoformat(),
        expected=expected.isoformat(),
    )
    return True


def _decide(
    order: Order,
    answer: LenderAnswer,
    *,
    application: CreditApplication | None,
    by: User | None,
    now: datetime,
) -> CreditDecision:
    made: CreditDecision = order.credit_decisions.create(
        application=application,
        decision=answer.decision,
        expires_on=answer.expires_on,
        apr=answer.apr,
        note=answer.reason[:300],
        decided_at=now,
        by=by,
    )
    CreditCondition.objects.bulk_create(
        CreditCondition(decision=made, text=text) for text in answer.conditions
    )
    if application is not None:
        application.answered_at = now
        application.save(update_fields=["answered_at"])
    _count(order, answer.decision, made, by=by, now=now, conditions=answer.conditions)
    return made


def _count(
    order: Order,
    status: str,
    made: CreditDecision,
    *,
    by: User | None,
    now: datetime,
    conditions: Sequence[str] = (),
) -> None:
    """What a decision means for the order: its credit, a hold that ends, or one that begins."""
    order.credit_status, order.credit_until = status, made.expires_on
    kind = SAID[CreditDecision.Decision(status)]
    until = f" It holds until {words.day(made.expires_on)}." if made.expires_on else ""
    told = {
        Kind.CREDIT_APPROVED: f"Your finance is settled.{until}",
        Kind.CREDIT_CONDITIONAL: f"The lender still wants: {'; '.join(conditions)}.",
    }.get(kind, "")
    commit(
        order,
        kind,
        by=by,
        at=now,
        text=made.note,
        customer_text=told,
        decision=made.decision,
        expires_on=made.expires_on.isoformat() if made.expires_on else "",
        apr=_plain(made.apr),
    )
    if kind == Kind.CREDIT_APPROVED:
        let_go_by_rule(order, Hold.Reason.FINANCE, "The credit is settled.", now=now)
    elif order.state not in UNPROMISED:
        hold_by_rule(order, Hold.Reason.FINANCE, f"{made}. {made.note}".strip(), now=now)


def _is_of_age(born: date, today: date) -> bool:
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return years >= OF_AGE


def _plain(rate: Decimal | None) -> str:
    return "" if rate is None else str(rate)
