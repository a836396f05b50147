"""How the papers of an order and the parts of a price sheet are called. Pure."""

from kernel.money import Money
from orders import words
from orders.price_sheet import Line, Section

SUBJECT = "order"
NAMES = {
    "quote": "Quote",
    "fleet-quote": "Fleet quote",
    "order-confirmation": "Order confirmation",
    "deposit-receipt": "Deposit receipt",
    "handover-record": "Handover record",
    "cancellation": "Cancellation statement",
}
SECTION_NAMES = {
    Section.BASE: "Vehicle",
    Section.OPTION: "Options",
    Section.INCENTIVE: "Incentives",
    Section.DESTINATION: "Destination",
    Section.SPECIAL: "Special requests",
    Section.ACCESSORY: "Accessories",
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
