"""The manufacturer's invoice, line by line beside what the car was planned to cost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from orders import commands
from orders.invoice_lines import Charged, UnreadableInvoice, compare, read_lines
from orders.models import Invoice, InvoiceLine, Kind, Order, State
from orders.selectors.costs import cost_sheet
from orders.selectors.invoices import invoice_page
from tests.factories_orders import NOW, Desk, at

pytestmark = pytest.mark.django_db


def as_planned(order: Order) -> list[Charged]:
    assert order.specification is not None
    return [
        Charged(row["code"], row["text"], Decimal(row["invoice"]))
        for row in order.specification.lines
    ]


def recorded(order: Order, desk: Desk, lines: list[Charged], number: str = "I-1") -> Invoice:
    return commands.record_invoice(
        order_id=order.pk, number=number, dated_on=NOW.date(), lines=lines, by=desk.finance, now=NOW
    )


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_pasted_rows_are_read_whatever_parts_them(sign: str) -> None:
    rows = [("Code", "What", "Amount"), ("RED", "Signal Red", "410.50"), ("X1", "", "-12")]
    pasted = "\n".join(sign.join(row) for row in rows) + "\n\n"
    assert read_lines(pasted) == [
        Charged("RED", "Signal Red", Decimal("410.50")),
        Charged("X1", "", Decimal(-12)),
    ]


def test_every_fault_is_named_by_its_row_and_nothing_is_taken() -> None:
    with pytest.raises(UnreadableInvoice) as wrong:
        read_lines("RED;Red;410\n;none;3\nBLUE;Blue;4.005\nGREEN;Green\nA;B;NaN")
    assert [fault.split(":")[0] for fault in wrong.value.faults] == [
        "Row 2", "Row 3", "Row 4", "Row 5",
    ]  # fmt: skip
    for empty in ("", "\n\n", "code;text;amount"):
        with pytest.raises(UnreadableInvoice, match="no lines"):
            read_lines(empty)


def test_each_code_stands_once_in_the_order_of_the_car() -> None:
    planned = [{"code": "A", "text": "Car", "invoice": "100.00"}, {"code": "B", "text": "Bell"}]
    charged = [Charged("Z", "Freight", Decimal(5)), *2 * [Charged("A", "", Decimal(60))]]
    found = [
        (row.code, row.planned, row.charged, row.difference) for row in compare(planned, charged)
    ]
    assert found == [
        ("A", Decimal(100), Decimal(120), Decimal(20)),
        ("B", Decimal(0), None, Decimal(0)),
        ("Z", None, Decimal(5), Decimal(5)),
    ]


def test_an_invoice_as_planned_differs_in_no_line_and_is_the_cost_of_the_car(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    recorded(order, desk, as_planned(order))
    found = invoice_page(order)
    assert (found.differing, found.charged) == (0, found.planned)
    sheet = cost_sheet(order)
    assert sheet.is_invoiced
    assert sheet.car == sheet.planned == found.charged
    assert order.events.get(kind=Kind.INVOICED).body["text"].endswith("every line as planned.")


def test_what_differs_stands_on_top_and_a_credit_note_puts_it_right(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    first, *rest = as_planned(order)
    recorded(order, desk, [Charged(first.code, first.text, first.amount + 75), *rest])
    found = invoice_page(order)
    assert (found.differing, found.difference) == (1, "+$75.00")
    assert (found.rows[0].code, found.rows[0].difference) == (first.code, "+$75.00")
    said = order.events.get(kind=Kind.INVOICED).body["text"]
    assert "1 line differs from the plan, +$75.00 in all" in said
    recorded(order, desk, [Charged(first.code, "Credit", Decimal(-75))], "C-1")
    assert invoice_page(order).differing == 0


def test_the_same_invoice_twice_is_one_and_another_under_its_number_is_refused(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    assert recorded(order, desk, as_planned(order)) == recorded(order, desk, as_planned(order))
    assert order.costs.count() == order.events.filter(kind=Kind.INVOICED).count() == 1
    with pytest.raises(commands.CannotRecordInvoice, match="with other lines"):
        recorded(order, desk, [Charged("A", "", Decimal(1))])


def test_what_cannot_be_is_refused(desk: Desk) -> None:
    quote, order = at(desk, State.QUOTED), at(desk, State.BANKED)
    with pytest.raises(commands.CannotRecordInvoice, match="not been sent"):
        recorded(quote, desk, [Charged("A", "", Decimal(1))])
    with pytest.raises(commands.CannotRecordInvoice, match="add up to nothing"):
        recorded(order, desk, [Charged("A", "", Decimal(1)), Charged("B", "", Decimal(-1))])
    with pytest.raises(commands.CannotRecordInvoice, match="in the future"):
        commands.record_invoice(
            order_id=order.pk, number="I", dated_on=NOW.date() + timedelta(days=2),
            lines=as_planned(order), by=desk.finance, now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("table", ["invoice", "invoiceline"])
def test_an_invoice_is_final(desk: Desk, table: str) -> None:
    order = at(desk, State.BANKED)
    recorded(order, desk, as_planned(order))
    model = {"invoice": Invoice, "invoiceline": InvoiceLine}[table]
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_finance_pastes_an_invoice(client: Client, desk: Desk) -> None:
    order = at(desk, State.BANKED)
    client.force_login(desk.finance)
    url = reverse("orders:invoice", args=[order.number])
    assert client.get(url).status_code == 200
    rows = "\n".join(f"{row.code};{row.text};{row.amount}" for row in as_planned(order))
    sent = {
        "number": "I-9",
        "dated_on": NOW.date().isoformat(),
        "lines": rows + "\nEXTRA;Freight;9.5",
    }
    bad = client.post(url, {**sent, "lines": rows + "\nEXTRA;Freight;nine"})
    assert bad.status_code == 422
    assert "“nine” is no amount" in bad.text
    assert client.post(url, sent).status_code == 302
    page = client.get(url).text
    assert "1 line differs from the plan" in page
    assert "+$9.50" in page
    client.force_login(desk.rep)
    assert client.get(url).status_code == 403
