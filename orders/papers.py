"""How the papers of an order and the parts of a price sheet are called. Pure."""

from __future__ import annotations

from datetime import date

from kernel.money import Money
from orders import words
from orders.price_sheet import Line, Section

SUBJECT = "order"
JOURNAL = "journal"
NAMES = {
    "quote": "Quote",
    "fleet-quote": "Fleet quote",
    "price-sheet": "Price sheet",
    "order-confirmation": "Order confirmation",
    "change-order": "Change order",
    "deposit-receipt": "Deposit receipt",
    "build-sheet": "Build sheet",
    "inspection-record": "Inspection record",
    "balance-receipt": "Receipt",
    "handover-record": "Handover record",
    "cancellation": "Cancellation statement",
    "journal-export": "Journal export",
}
FOR_CUSTOMERS = frozenset(
    {
        "quote",
        "fleet-quote",
        "price-sheet",
        "order-confirmation",
        "change-order",
        "deposit-receipt",
        "balance-receipt",
        "handover-record",
        "cancellation",
    }
)
"""Kinds a customer may see; one that nobody has put here is for the dealership only."""
SECTION_NAMES = {
    Section.BASE: "Vehicle",
    Section.OPTION: "Options",
    Section.INCENTIVE: "Incentives",
    Section.DESTINATION: "Destination",
    Section.SPECIAL: "Special requests",
    Section.ACCESSORY: "Accessories",
    Section.DELIVERY: "Delivery",
    Section.DISCOUNT: "Discount",
    Section.FEE: "Dealer fees",
    Section.TAX: "Taxes",
    Section.REGISTRATION: "Registration",
    Section.TRADE_IN: "Trade-in",
    Section.PAYOFF: "Owed on the trade-in",
}


def said_amount(line: Line, currency: str) -> str:
    """What a line costs or saves, in words where it has no figure."""
    if line.is_set_at_delivery:
        return "Set at delivery"
    return words.charge(Money(line.amount, currency))


def kept_amount(line: Line, currency: str) -> dict[str, str] | str:
    """The same for a paper, which writes the figure in its own language."""
    if line.is_set_at_delivery:
        return "Set at delivery"
    return kept(Money(line.amount, currency)) if line.amount else "Included"


def kept(amount: Money) -> dict[str, str]:
    """Money as a snapshot keeps it (``orders.paper_words``)."""
    return {"amount": str(amount.amount), "currency": amount.currency}


def kept_day(day: date) -> dict[str, str]:
    """A day as a snapshot keeps it."""
    return {"on": day.isoformat()}
