"""What a loan or a lease costs a month. Pure: amounts in one currency, rates in percent a year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kernel.money import Money

MONTHS_A_YEAR = 12
PERCENT = Decimal(100)
MONEY_FACTOR = Decimal(2400)


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """An example loan: yearly rate in percent, number of monthly payments, down payment in percent."""

    apr: Decimal
    months: int
    down_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Loan:
    """What the buyer pays at once, what is lent, and every month's payment."""

    terms: LoanTerms
    down: Money
    lent: Money
    monthly: Money


def loan(price: Money, terms: LoanTerms) -> Loan:
    """The level monthly payment for a price, each amount rounded half up to cents.

    The annuity formula P·i / (1 - (1 + i)^-n) with i = APR / 12, as Regulation Z (12 CFR 1026,
    appendix J) computes equal monthly payments without odd days; at no interest P / n.
    """
    down = Money(price.amount * terms.down_percent / PERCENT, price.currency).rounded()
    lent = price - down
    rate = terms.apr / PERCENT / MONTHS_A_YEAR
    if rate:
        monthly = lent.amount * rate / (1 - (1 + rate) ** -terms.months)
    else:
        monthly = lent.amount / terms.months
    return Loan(terms, down, lent, Money(monthly, price.currency).rounded())


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """An example lease: yearly rate and residual value in percent, months, what is paid at once in percent.

    ``residual_percent`` is of the list price, ``down_percent`` of the price agreed.
    """

    apr: Decimal
    months: int
    residual_percent: Decimal
    down_percent: Decimal = Decimal(0)

    @property
    def money_factor(self) -> Decimal:
        """The rate as the trade writes it: APR / 2400, so that it goes on cost and residual together."""
        return self.apr / MONEY_FACTOR


@dataclass(frozen=True, slots=True)
class Lease:
    """What is paid at once, what the car is worth at the end, and every month's payment before its tax."""

    terms: LeaseTerms
    down: Money
    residual: Money
    monthly: Money


def lease(price: Money, list_price: Money, terms: LeaseTerms) -> Lease:
    """The base monthly payment of a lease, each amount rounded half up to cents.

    Depreciation (C - R) / n plus rent charge (C + R) · money factor, where C is the adjusted capitalized
    cost (price less what is paid at once) and R the residual value. The words are those of Regulation M
    (12 CFR 1013.4(f)), which asks for every part to be disclosed but prescribes no formula for the rent
    charge; the money factor is the custom of the trade. A car never ends worth more than it cost.
    """
    down = Money(price.amount * terms.down_percent / PERCENT, price.currency).rounded()
    cost = price - down
    worth = Money(list_price.amount * terms.residual_percent / PERCENT, price.currency).rounded()
    residual = min(worth, cost)
    monthly = (cost.amount - residual.amount) / terms.months
    monthly += (cost.amount + residual.amount) * terms.money_factor
    return Lease(terms, down, residual, Money(monthly, price.currency).rounded())
