"""What waits for a second person, and what was handed to the bookkeeping."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from customers.models import Scope, User
from kernel.models import Document
from kernel.money import Money
from kernel.work import WorkState
from orders.models import CancellationRequest, JournalEntry, JournalExport, Order, Payment, Refund
from orders.papers import JOURNAL
from orders.selectors.money import receivable, to_be_refunded

MOST = 100


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One refund of the list, with what this person can do about it."""

    refund: Refund
    said: str
    can_approve: bool
    can_pay: bool


@dataclass(frozen=True, slots=True)
class MoneyCard:
    """What the order page says about money beside the price. Empty lists and None say nothing."""

    owed: Money | None
    to_refund: Money | None
    payments: list[Payment]
    refunds: list[RefundRow]
    request: CancellationRequest | None

    @property
    def is_empty(self) -> bool:
        return not (self.owed or self.to_refund or self.payments or self.refunds or self.request)


def refunds_waiting(scope: Scope, user: User) -> list[RefundRow]:
    """Refunds not paid yet, the longest waiting first."""
    rows = Refund.objects.visible_to(scope).waiting()
    joined = rows.select_related("order", "asked_by", "approved_by", "payment")[:MOST]
    return [_row(refund, user) for refund in joined]


def cancellations_waiting(scope: Scope) -> list[CancellationRequest]:
    """Cancellations at our cost that a manager has to decide, the longest waiting first."""
    rows = CancellationRequest.objects.visible_to(scope).waiting()
    return list(rows.select_related("order", "asked_by").order_by("asked_at")[:MOST])


def money_card(order: Order, user: User) -> MoneyCard:
    """What waits or is owed on one order."""
    refunds = order.refunds.select_related("asked_by", "approved_by", "payment")
    owed, back = receivable(order), to_be_refunded(order)
    return MoneyCard(
        owed=owed if owed.amount > 0 else None,
        to_refund=back if back.amount > 0 else None,
        payments=list(order.payments.exclude(provider="manual").order_by("-started_at")[:10]),
        refunds=[_row(refund, user) for refund in refunds.order_by("asked_at", "pk")],
        request=order.cancellation_requests.waiting().select_related("asked_by").first(),
    )


def exports(scope: Scope) -> list[JournalExport]:
    """The exports of the dealerships in reach, the newest first; their content is not read."""
    papers = Document.objects.filter(
        subject_kind=JOURNAL, subject_key=Cast(OuterRef("pk"), CharField()), state=WorkState.DONE
    )
    made = (
        JournalExport.objects.visible_to(scope).defer("content").annotate(has_paper=Exists(papers))
    )
    return list(made.select_related("dealership", "made_by").order_by("-made_at", "-pk")[:MOST])


def waiting_entries(dealership_id: int) -> int:
    """How many entries no export holds yet."""
    return JournalEntry.objects.filter(order__dealership=dealership_id, export=None).count()


def _row(refund: Refund, user: User) -> RefundRow:
    by_hand = refund.payment_id is None or refund.state == WorkState.PARKED
    is_approved = refund.approved_by_id is not None
    return RefundRow(
        refund=refund,
        said=_said(refund, by_hand=by_hand),
        can_approve=not is_approved and refund.asked_by_id != user.pk,
        can_pay=is_approved and by_hand and not refund.is_paid,
    )


def _said(refund: Refund, *, by_hand: bool) -> str:
    if refund.is_paid:
        return f"Paid, {refund.reference}"
    if refund.approved_by_id is None:
        return "Waits for a second person"
    if refund.state == WorkState.PARKED:
        return f"The payment service refused: {refund.error}"
    return "Approved, to be paid" if by_hand else "The payment service pays it back"
