"""A lender for demonstrations: it decides by what the payments would take of the income."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from kernel.loans import LoanTerms, loan
from kernel.money import Money
from orders.lenders.base import CreditAsked, LenderAnswer

HOLDS = timedelta(days=60)
APR = Decimal("6.9")
# Debt to income in percent: up to 36 is the usual limit of lenders, up to 50 what the largest buyer of
# mortgages in the United States still takes with good reasons. Here they are the rule of a simulation.
EASY, MOST = 36, 50
LONG_ENOUGH = 1  # years with one employer


class SimulatedLender:
    def ask(self, asked: CreditAsked) -> LenderAnswer:
        """The same question has the same answer on the same day."""
        applicant = asked.applicant
        lent = loan(asked.amount, LoanTerms(APR, asked.months))
        monthly = lent.monthly + Money(applicant.housing_cost, asked.amount.currency)
        income = applicant.yearly_income / 12
        burden = int(100 * monthly.amount / income) if income else 100
        if burden > MOST:
            reason = f"Housing and payments would take {burden} % of the income."
            return LenderAnswer("declined", reason=reason)
        conditions = []
        if burden > EASY:
            conditions.append("Proof of income of the last two months")
        if applicant.years_employed < LONG_ENOUGH:
            conditions.append("A letter of the employer")
        return LenderAnswer(
            "conditional" if conditions else "approved",
            expires_on=asked.today + HOLDS,
            apr=APR,
            conditions=tuple(conditions),
        )
