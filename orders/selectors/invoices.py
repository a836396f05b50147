"""What the manufacturer charged beside what the car was planned to cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kernel.money import Money
from orders import words
from orders.invoice_lines import Charged, compare
from orders.models import Invoice, InvoiceLine, Order


@dataclass(frozen=True, slots=True)
class Row:
    """One part in words; empty where a side knows nothing of it."""

    code: str
    text: str
    planned: str
    charged: str
    difference: str


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """Everything the page shows. ``rows`` are the parts with a price, those that differ first; ``free`` is
    how many have none on either side.
    """

    invoices: list[Invoice]
    rows: list[Row]
    differing: int
    free: int
    planned: Money
    charged: Money
    difference: str


def invoice_page(order: Order) -> InvoicePage:
    """Two queries beside the order with its specification."""
    invoices = list(order.invoices.select_related("by").order_by("dated_on", "pk"))
    lines = InvoiceLine.objects.filter(invoice__order=order).order_by("invoice", "position")
    charged = [Charged(row.code, row.text, row.amount) for row in lines]
    plan = order.specification.lines if order.specification is not None else []
    everything = compare(plan, charged)
    compared = [each for each in everything if each.planned or each.charged]
    is_charged = bool(charged)

    def said(amount: Decimal | None) -> str:
        return "" if amount is None else str(Money(amount, order.currency))

    rows = [
        Row(
            each.code,
            each.text,
            said(each.planned),
            said(each.charged),
            words.signed(Money(each.difference, order.currency))
            if is_charged and each.difference
            else "",
        )
        for each in compared
    ]
    planned = sum((each.planned or Decimal(0) for each in compared), Decimal(0))
    billed = sum((each.charged or Decimal(0) for each in compared), Decimal(0))
    return InvoicePage(
        invoices=invoices,
        rows=sorted(rows, key=lambda row: not row.difference),
        differing=sum(1 for row in rows if row.difference),
        free=len(everything) - len(compared),
        planned=Money(planned, order.currency),
        charged=Money(billed, order.currency),
        difference=words.signed(Money(billed - planned, order.currency)) if is_charged else "",
    )
