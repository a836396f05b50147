"""What a price means a month, in sentences: the dealership's example loan and example lease."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from customers.models import Dealership
from kernel.loans import lease, loan
from orders.price_sheet import PriceSheet

LOAN = "Loan: about {monthly} a month for {months} months at {apr}% APR, {down} down."
LEASE = (
    "Lease: about {monthly} a month for {months} months, nothing down, money factor {factor} "
    "({apr}% a year), residual value {residual}."
)
NO_OFFER = "Examples over the whole price, no offer: the lender decides."


def monthly(dealership: Dealership, sheet: PriceSheet) -> list[str]:
    """One sentence for each example the dealership names; none in another currency than its own."""
    return [sentence.format(**values) for sentence, values in examples(dealership, sheet)]


def examples(dealership: Dealership, sheet: PriceSheet) -> list[tuple[str, dict[str, Any]]]:
    """The same sentences, each with what is to be filled in: money, whole months, rates as text."""
    if sheet.currency != dealership.currency:
        return []
    found: list[tuple[str, dict[str, Any]]] = []
    price = sheet.money("total")
    if (terms := dealership.loan_terms) is not None:
        lent = loan(price, terms)
        values = {"monthly": lent.monthly, "months": terms.months, "down": lent.down}
        found.append((LOAN, values | {"apr": _plain(terms.apr)}))
    if (offered := dealership.lease_terms) is not None:
        leased = lease(price, sheet.money("vehicle"), offered)
        values = {"monthly": leased.monthly, "months": offered.months, "residual": leased.residual}
        rates = {"apr": _plain(offered.apr), "factor": f"{offered.money_factor:.5f}"}
        found.append((LEASE, values | rates))
    return [*found, (NO_OFFER, {})] if found else []


def _plain(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
