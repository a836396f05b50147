"""What a loan costs a month. Pure: amounts in one currency, rates in percent a year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kernel.money import Money

MONTHS_A_YEAR = 12
PERCENT = Decimal(100)


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
