"""What a price means a month, in sentences: the dealership's example loan and example lease."""

from __future__ import annotations

from decimal import Decimal

from customers.models import Dealership
from kernel.loans import lease, loan
from orders.price_sheet import PriceSheet

NO_OFFER = "Examples over the whole price, no offer: the lender decides."


def monthly(dealership: Dealership, sheet: PriceSheet) -> list[str]:
    """One sentence for each example the dealership names; none in another currency than its own."""
    if sheet.currency != dealership.currency:
        return []
    found, price = [], sheet.money("total")
    if (terms := dealership.loan_terms) is not None:
        lent = loan(price, terms)
        found.append(
            f"Loan: about {lent.monthly} a month for {terms.months} months at {_plain(terms.apr)}% APR, "
            f"{lent.down} down."
        )
    if (offered := dealership.lease_terms) is not None:
        leased = lease(price, sheet.money("vehicle"), offered)
        found.append(
            f"Lease: about {leased.monthly} a month for {offered.months} months, nothing down, money "
            f"factor {offered.money_factor:.5f} ({_plain(offered.apr)}% a year), residual value "
            f"{leased.residual}."
        )
    return [*found, NO_OFFER] if found else []


def _plain(rate: Decimal) -> str:
    return f"{rate.normalize():f}"
