"""What stands about the credit of one order."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.sealing import Unreadable
from kernel.work import WorkState
from orders.lenders.base import Applicant
from orders.lenders.choice import NAMES
from orders.models import CreditApplication, CreditCondition, CreditDecision, Order


@dataclass(frozen=True, slots=True)
class CreditCard:
    """The last question and the last decision; ``says`` is where it stands."""

    application: CreditApplication | None
    decision: CreditDecision | None
    conditions: list[CreditCondition]

    @property
    def is_asking(self) -> bool:
        return self.application is not None and self.application.answered_at is None

    @property
    def says(self) -> str:
        """Where an open question stands; empty without one."""
        if self.application is None or not self.is_asking:
            return ""
        if self.application.state == WorkState.SUPPRESSED:
            return "Finance asks the lender and writes the answer down."
        if self.application.state == WorkState.PARKED:
            return f"The lender could not be asked: {self.application.error}."
        return "The lender is being asked."

    @property
    def lender_name(self) -> str:
        return NAMES.get(self.application.lender, "") if self.application else ""


def credit_card(order: Order) -> CreditCard:
    """In three queries."""
    decision = order.credit_decisions.select_related("by").order_by("-pk").first()
    conditions = decision.conditions.select_related("met_by").order_by("pk") if decision else []
    applications = order.credit_applications.select_related("asked_by")
    return CreditCard(applications.order_by("-number").first(), decision, list(conditions))


def is_short(order: Order) -> bool:
    """Whether the credit ends before the car is expected."""
    if order.credit_until is None or order.estimate_on is None or not order.is_open:
        return False
    return order.credit_until < order.estimate_on


def applicant_of(application: CreditApplication) -> Applicant | None:
    """What the customer said of himself; None when the key it was sealed with is gone."""
    try:
        return application.applicant
    except Unreadable:
        return None
