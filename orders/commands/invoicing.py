"""A manufacturer's invoice is written down with its lines; its sum stands on the cost sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from customers.models import User
from kernel.money import Money, sum_money
from kernel.refusals import Refusal
from orders import words
from orders.commands.writing import locked, note
from orders.invoice_lines import Charged, compare
from orders.models import CostLine, Invoice, InvoiceLine, Kind, Order


class CannotRecordInvoice(Refusal):
    """The number is taken by another invoice, the order has no car, or the sum says nothing."""


@transaction.atomic
def record_invoice(
    *,
    order_id: int,
    number: str,
    dated_on: date,
    lines: Sequence[Charged],
    by: User,
    now: datetime,
) -> Invoice:
    """Keep an invoice or a credit note; the same one again gives the first back.

    :raises CannotRecordInvoice: for another content under a known number, without a car, or dated ahead.
    """
    order = locked(order_id)
    if order.specification is None or order.submitted_at is None:
        raise CannotRecordInvoice("The factory has not been sent this order yet.")
    if dated_on > order.dealership.today(now):
        raise CannotRecordInvoice("The invoice is dated in the future.")
    total = sum_money((Money(line.amount, order.currency) for line in lines), order.currency)
    if not total:
        raise CannotRecordInvoice("The lines add up to nothing.")
    known = Invoice.objects.filter(order=order, number=number).prefetch_related("lines").first()
    if known is not None:
        if _lines_of(known) == list(lines):
            return known
        raise CannotRecordInvoice(f"Invoice {number} is recorded already, with other lines.")
    made = Invoice.objects.create(
        order=order, number=number, dated_on=dated_on, total_amount=total.amount,
        currency=total.currency, by=by, at=now,
    )  # fmt: skip
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=made, position=place, code=line.code, text=line.text, amount=line.amount
        )
        for place, line in enumerate(lines, start=1)
    )
    order.costs.create(
        kind=CostLine.Kind.INVOICE, text=f"Invoice {number}", amount=total.amount,
        currency=total.currency, by=by, at=now,
    )  # fmt: skip
    note(
        order, Kind.INVOICED, by=by, at=now, number=number, amount=str(total.amount),
        currency=total.currency, text=_said(order, made, total),
    )  # fmt: skip
    return made


def charged_on(order: Order) -> list[Charged]:
    """Every line of every invoice of the order, oldest first."""
    rows = InvoiceLine.objects.filter(invoice__order=order).order_by("invoice", "position")
    return [Charged(row.code, row.text, row.amount) for row in rows]


def _said(order: Order, made: Invoice, total: Money) -> str:
    assert order.specification is not None
    compared = compare(order.specification.lines, charged_on(order))
    differing = [row for row in compared if row.difference]
    if not differing:
        return f"Invoice {made.number} of {total}: every line as planned."
    more = sum((row.difference for row in differing), Decimal(0))
    lines = "1 line differs" if len(differing) == 1 else f"{len(differing)} lines differ"
    return (
        f"Invoice {made.number} of {total}: {lines} from the plan, "
        f"{words.signed(Money(more, order.currency))} in all."
    )


def _lines_of(invoice: Invoice) -> list[Charged]:
    rows = sorted(invoice.lines.all(), key=lambda row: row.position)
    return [Charged(row.code, row.text, row.amount) for row in rows]
