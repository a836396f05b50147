"""The monthly payment against published figures, and the loan paid back to the last cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kernel.loans import LeaseTerms, LoanTerms, lease, loan
from kernel.money import Money


@pytest.mark.parametrize(
    ("price", "apr", "months", "monthly"),
    [
        # Regulation Z, appendix J (c)(2)(i): 5,000 paid back by 24 payments of 230 is 9.69 % a
        # year, a rate printed to two places, so that the payment may be a cent off.
        ("5000", "9.69", 24, "230.01"),
        # The usual table of loan payments: 6 % over five years costs 19.33 a month per thousand.
        ("10000", "6", 60, "193.33"),
        ("12000", "0", 48, "250.00"),
    ],
)
def test_published_payments(price: str, apr: str, months: int, monthly: str) -> None:
    found = loan(Money(Decimal(price), "USD"), LoanTerms(Decimal(apr), months))
    assert found.monthly == Money(Decimal(monthly), "USD")


def test_a_down_payment_is_taken_off_first() -> None:
    found = loan(Money(Decimal("33333.33"), "USD"), LoanTerms(Decimal("5.9"), 60, Decimal(10)))
    assert found.down == Money(Decimal("3333.33"), "USD")
    assert found.lent == Money(Decimal("30000.00"), "USD")


def test_the_payments_pay_the_loan_back() -> None:
    terms = LoanTerms(Decimal("7.25"), 72)
    found = loan(Money(Decimal(41_250), "USD"), terms)
    owed = found.lent.amount
    for _ in range(terms.months):
        owed = owed * (1 + terms.apr / 1200) - found.monthly.amount
    assert abs(owed) < Decimal("0.50")  # half a cent a month, with interest


def test_a_published_lease() -> None:
    """Edmunds, "Calculate your own lease payment": 20,000 after what is paid at once, 57 % of 23,000 at the
    end, a money factor of 0.00125 over 36 months: 191.39 of depreciation and 41.39 of rent.
    """
    terms = LeaseTerms(Decimal(3), 36, Decimal(57))
    found = lease(Money(Decimal(20_000), "USD"), Money(Decimal(23_000), "USD"), terms)
    assert terms.money_factor == Decimal("0.00125")
    assert found.residual == Money(Decimal(13_110), "USD")
    assert found.monthly == Money(Decimal("232.78"), "USD")


def test_a_lease_takes_what_is_paid_at_once_off_and_never_ends_above_the_cost() -> None:
    terms = LeaseTerms(Decimal(0), 10, Decimal(60), down_percent=Decimal(50))
    found = lease(Money(Decimal(1000), "USD"), Money(Decimal(1000), "USD"), terms)
    assert (found.down, found.residual) == (Money(Decimal(500), "USD"), Money(Decimal(500), "USD"))
    assert found.monthly == Money(Decimal(0), "USD")
