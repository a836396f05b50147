"""Double entry: every entry balances, and a deposit ends up where the terms say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import Money, zero
from orders import ledger
from orders.ledger import Account, Entry, Posting, Stage, Unbalanced, balance, settle

cents = st.integers(1, 10_000_000).map(lambda n: Decimal(n) / 100)


def usd(text: str | int | Decimal) -> Money:
    return Money(Decimal(text), "USD")


def test_an_entry_that_does_not_balance_is_refused() -> None:
    with pytest.raises(Unbalanced, match="left over"):
        Entry("x", "Odd", (Posting(Account.CASH, usd(1)),))


def test_an_entry_balances_in_each_currency_on_its_own() -> None:
    with pytest.raises(Unbalanced):
        Entry(
            "x",
            "Mixed",
            (Posting(Account.CASH, usd(1)), Posting(Account.REVENUE, Money(Decimal(-1), "EUR"))),
        )


def test_an_entry_without_postings_is_refused() -> None:
    with pytest.raises(Unbalanced):
        Entry("x", "Empty", ())


@pytest.mark.parametrize(
    "make",
    [
        ledger.deposit_received,
        ledger.refund_owed,
        ledger.refund_paid,
        ledger.balance_paid,
        ledger.paid_too_much,
        ledger.forfeit,
    ],
)
def test_nothing_or_less_cannot_be_posted(make: object) -> None:
    with pytest.raises(ValueError, match="not more than nothing"):
        make(usd(0))  # type: ignore[operator]


@given(cents, cents, cents, cents, cents, cents)
def test_delivery_clears_deposits_and_recognises_the_whole_price(
    total: Decimal, tax: Decimal, trade_in: Decimal, deposits: Decimal, cost: Decimal, lien: Decimal
) -> None:
    entry = ledger.delivery(
        total=usd(total), tax=usd(tax), trade_in=usd(trade_in), deposits=usd(deposits),
        cost=usd(cost), payoff=usd(lien),
    )  # fmt: skip
    earned = -balance(entry.postings, Account.REVENUE, "USD")
    assert earned + usd(tax) + usd(lien) == usd(total) + usd(trade_in)
    assert -balance(entry.postings, Account.PAYABLE_LIENS, "USD") == usd(lien)
    assert balance(entry.postings, Account.RECEIVABLE, "USD") == max(
        usd(total) - usd(deposits), zero("USD")
    )
    assert -balance(entry.postings, Account.PAYABLE_MANUFACTURER, "USD") == usd(cost)


@pytest.mark.parametrize(
    ("stage", "is_customers_cause", "kept"),
    [
        (Stage.BEFORE_BANK, True, "0"),
        (Stage.BANKED, True, "250"),
        (Stage.FROZEN, True, "800"),
        (Stage.BANKED, False, "0"),
        (Stage.FROZEN, False, "0"),
    ],
)
def test_a_cancelled_deposit_is_divided_by_stage_and_cause(
    stage: Stage, is_customers_cause: bool, kept: str
) -> None:
    settlement = settle(
        held=usd(1000), stage=stage, handling_fee=usd(250), forfeit_limit=usd(800),
        is_customers_cause=is_customers_cause,
    )  # fmt: skip
    assert settlement.kept == usd(kept)
    assert settlement.kept + settlement.refunded == usd(1000)
    assert balance(
        [p for entry in settlement.entries() for p in entry.postings],
        Account.CUSTOMER_DEPOSITS,
        "USD",
    ) == usd(1000)


def test_no_more_is_kept_than_was_paid() -> None:
    settlement = settle(
        held=usd(100), stage=Stage.FROZEN, handling_fee=usd(250), forfeit_limit=usd(800),
        is_customers_cause=True,
    )  # fmt: skip
    assert (settlement.kept, settlement.refunded) == (usd(100), usd(0))
    assert [entry.kind for entry in settlement.entries()] == ["forfeit"]
