"""Double entry of an order's money. Pure; no Django.

An entry is a list of postings; a debit is positive, a credit negative, and the sum is zero per currency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kernel.money import Money, sum_money, zero


class Account(StrEnum):
    CASH = "CASH"
    CUSTOMER_DEPOSITS = "CUSTOMER_DEPOSITS"
    RECEIVABLE = "RECEIVABLE"
    TRADE_IN_STOCK = "TRADE_IN_STOCK"
    REVENUE = "REVENUE"
    TAX_PAYABLE = "TAX_PAYABLE"
    OTHER_INCOME = "OTHER_INCOME"
    COST_OF_SALE = "COST_OF_SALE"
    PAYABLE_MANUFACTURER = "PAYABLE_MANUFACTURER"
    REFUNDS_PAYABLE = "REFUNDS_PAYABLE"  # owed back to customers, not paid yet
    PAYABLE_LIENS = "PAYABLE_LIENS"  # what is owed on cars taken in, for their lenders


OVERPAID = "overpaid"


class Unbalanced(ValueError):
    """The postings of an entry do not sum to zero in every currency."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry: positive debits ``account``, negative credits it."""

    account: Account
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced set of postings with a sentence that says what happened.

    :raises Unbalanced: when it does not sum to zero per currency, or has no posting.
    """

    kind: str
    text: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        if not self.postings:
            raise Unbalanced("An entry needs postings.")
        for currency in {posting.amount.currency for posting in self.postings}:
            left = sum_money(
                (p.amount for p in self.postings if p.amount.currency == currency),
                currency,
            )
            if left:
                raise Unbalanced(f"{self.text}: {left} is left over.")


def balance(postings: Iterable[Posting], account: Account, currency: str) -> Money:
    """What ``account`` holds in ``currency`` (debits less credits)."""
    return sum_money(
        (p.amount for p in postings if p.account == account and p.amount.currency == currency),
        currency,
    )


def deposit_received(amount: Money) -> Entry:
    """Cash in, owed to the customer until the car is handed over."""
    _positive(amount)
    return Entry(
        "deposit",
        f"Deposit of {amount} received",
        (Posting(Account.CASH, amount), Posting(Account.CUSTOMER_DEPOSITS, -amount)),
    )


def refund_owed(amount: Money) -> Entry:
    """A deposit is no longer one: it is owed back until somebody pays it."""
    _positive(amount)
    return Entry(
        "refund-owed",
        f"Deposit of {amount} to be refunded",
        (
            Posting(Account.CUSTOMER_DEPOSITS, amount),
            Posting(Account.REFUNDS_PAYABLE, -amount),
        ),
    )


def refund_paid(amount: Money) -> Entry:
    """What was owed back leaves the house."""
    _positive(amount)
    return Entry(
        "refund",
        f"{amount} refunded",
        (Posting(Account.REFUNDS_PAYABLE, amount), Posting(Account.CASH, -amount)),
    )


def balance_paid(amount: Money) -> Entry:
    """The customer pays what he owes since the handover, or since a cancellation."""
    _positive(amount)
    return Entry(
        "balance",
        f"Balance of {amount} received",
        (Posting(Account.CASH, amount), Posting(Account.RECEIVABLE, -amount)),
    )


def paid_too_much(amount: Money) -> Entry:
    """Money came in that the order no longer takes: it is owed back from the first moment."""
    _positive(amount)
    return Entry(
        OVERPAID,
        f"{amount} received that is owed back",
        (Posting(Account.CASH, amount), Posting(Account.REFUNDS_PAYABLE, -amount)),
    )


def forfeit(amount: Money) -> Entry:
    """The customer's deposit becomes income (handling fee or forfeiture on cancellation)."""
    _positive(amount)
    return Entry(
        "forfeit",
        f"Deposit of {amount} kept",
        (
            Posting(Account.CUSTOMER_DEPOSITS, amount),
            Posting(Account.OTHER_INCOME, -amount),
        ),
    )


def charge(amount: Money, *, paid: Money) -> Entry:
    """Special requests that were begun: paid from the deposit as far as it reaches, the rest owed."""
    _positive(amount)
    postings = (
        Posting(Account.CUSTOMER_DEPOSITS, paid),
        Posting(Account.RECEIVABLE, amount - paid),
        Posting(Account.OTHER_INCOME, -amount),
    )
    text = f"Special requests of {amount} charged"
    return Entry("charge", text, tuple(p for p in postings if p.amount))


def delivery(
    *,
    total: Money,
    tax: Money,
    trade_in: Money,
    deposits: Money,
    cost: Money,
    payoff: Money | None = None,
) -> Entry:
    """Revenue recognised at handover, with the cost of the car.

    ``total`` is what the customer pays after the trade-in, with the ``payoff`` that we pass on to the
    lender of the car taken in. Deposits settle it as far as they reach, the rest is receivable.
    """
    owed_to_lender = payoff if payoff is not None else zero(total.currency)
    used = min(deposits, total)
    owed = total - used
    postings = [
        Posting(Account.CUSTOMER_DEPOSITS, used),
        Posting(Account.RECEIVABLE, owed),
        Posting(Account.TRADE_IN_STOCK, trade_in),
        Posting(Account.REVENUE, tax - total - trade_in + owed_to_lender),
        Posting(Account.PAYABLE_LIENS, -owed_to_lender),
        Posting(Account.TAX_PAYABLE, -tax),
        Posting(Account.COST_OF_SALE, cost),
        Posting(Account.PAYABLE_MANUFACTURER, -cost),
    ]
    return Entry("delivery", "Vehicle delivered", tuple(p for p in postings if p.amount))


@dataclass(frozen=True, slots=True)
class Charge:
    """A special request that was begun: it is paid although the car is not taken."""

    text: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a deposit is divided when an order is cancelled.

    ``fee`` is what the stage of the order costs, ``charges`` are paid from what the deposit leaves
    after it; ``due`` is what is still to be paid for them.
    """

    held: Money
    fee: Money
    reason: str
    charges: tuple[Charge, ...] = ()

    @property
    def charged(self) -> Money:
        """All charges together."""
        return sum_money((charge.amount for charge in self.charges), self.held.currency)

    @property
    def kept(self) -> Money:
        """What of the deposit is not given back."""
        return min(self.held, self.fee + self.charged)

    @property
    def refunded(self) -> Money:
        """What of the deposit is given back."""
        return self.held - self.kept

    @property
    def due(self) -> Money:
        """What the deposit does not cover of the charges."""
        return self.fee + self.charged - self.kept

    def entries(self) -> tuple[Entry, ...]:
        """The entries that carry it out; none for nothing."""
        made = []
        if self.fee:
            made.append(forfeit(self.fee))
        if self.charged:
            made.append(charge(self.charged, paid=self.kept - self.fee))
        if self.refunded:
            made.append(refund_owed(self.refunded))
        return tuple(made)


class Stage(StrEnum):
    """How far an order had come, as far as the money of a cancellation cares."""

    BEFORE_BANK = "before bank"
    BANKED = "banked"
    FROZEN = "frozen"


def settle(
    *,
    held: Money,
    stage: Stage,
    handling_fee: Money,
    forfeit_limit: Money,
    is_customers_cause: bool,
    charges: tuple[Charge, ...] = (),
    days_late: int = 0,
    delay_free_days: int | None = None,
) -> Settlement:
    """Divide the deposit of a cancelled order by the terms that were accepted (DOMAIN 8).

    :param charges: special requests that were begun; nothing is charged for another's cause.
    :param delay_free_days: how late the car may be before anybody may step back for nothing; None where
        nothing was agreed about it.
    """
    nothing = zero(held.currency)
    if delay_free_days is not None and days_late > delay_free_days:
        reason = f"{days_late} days beyond the promise, {delay_free_days} were agreed: full refund."
        return Settlement(held, nothing, reason)
    if not is_customers_cause:
        return Settlement(held, nothing, "The cause is not the customer's: full refund.")
    if stage is Stage.BEFORE_BANK:
        reason = "The factory had not accepted it: full refund."
        return Settlement(held, nothing, reason, charges)
    if stage is Stage.BANKED:
        reason = "Refund less the handling fee."
        return Settlement(held, min(held, handling_fee), reason, charges)
    reason = "Inside the frozen zone the deposit is kept."
    return Settlement(held, min(held, forfeit_limit), reason, charges)


def _positive(amount: Money) -> None:
    if amount <= zero(amount.currency):
        raise ValueError(f"{amount} is not more than nothing.")
