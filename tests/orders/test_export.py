"""The list as a file: exactly the orders of the list, nobody else's, and no cell that calculates."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook

from customers.models import Role, User
from orders.models import Order, State
from orders.views import exporting
from tests.factories_orders import NOW, Desk, at, quoted


@pytest.fixture
def manager(client: Client, desk: Desk) -> Client:
    client.force_login(desk.manager)
    return client


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/orders/export.csv{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content)))


def test_the_filtered_list_is_written_whole_with_plain_amounts(manager: Client, desk: Desk) -> None:
    quotes = [quoted(desk) for _ in range(30)]  # more than a page
    driving = at(desk, State.IN_TRANSIT)
    rows = table(manager, "?view=quotes")
    assert [row["Order"] for row in rows] == [order.number for order in reversed(quotes)]
    assert [row["Order"] for row in table(manager, "?view=transit")] == [driving.number]
    (row,) = table(manager, f"?q={driving.number}")
    driving.refresh_from_db()
    assert Decimal(row["Total"]) == driving.total_amount
    assert (row["Currency"], row["State"]) == ("USD", "In transit")
    assert row["Promised to"] == driving.promised_on.isoformat()  # type: ignore[union-attr]
    assert row["Since"] == NOW.isoformat()


def test_no_cell_is_carried_out_by_the_spreadsheet(manager: Client, desk: Desk) -> None:
    order = quoted(desk)
    evil = '=HYPERLINK("http://x.example","Dana")'
    Order.objects.filter(pk=order.pk).update(customer_name=evil, next_step="@SUM(A1)")
    (row,) = table(manager)
    assert (row["Customer"], row["Next step"]) == (f"'{evil}", "'@SUM(A1)")
    book = load_workbook(io.BytesIO(manager.get("/orders/export.xlsx").content))
    heading, written = book["Orders"].iter_rows()
    cells = {h.value: cell for h, cell in zip(heading, written, strict=True)}
    assert (cells["Customer"].data_type, cells["Customer"].value) == ("s", f"'{evil}")
    assert Decimal(str(cells["Total"].value)) == order.total_amount


def test_another_dealership_finds_nothing_of_it(client: Client, desk: Desk, cleo: User) -> None:
    quoted(desk)
    cleo.memberships.update(role=Role.SALES_MANAGER)
    client.force_login(cleo)
    assert table(client) == []


def test_a_representative_does_not_take_the_list_away(client: Client, desk: Desk) -> None:
    quoted(desk)
    client.force_login(desk.rep)
    assert client.get("/orders/export.csv").status_code == 403
    assert "export.csv" not in client.get("/orders/").content.decode()


def test_a_list_too_long_for_a_workbook_says_what_to_do(
    manager: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted(desk)
    monkeypatch.setattr(exporting, "MOST_IN_A_WORKBOOK", 0)
    answer = manager.get("/orders/export.xlsx?view=quotes")
    assert answer.status_code == 422
    assert "/orders/export.csv?view=quotes" in answer.content.decode()
    assert "/orders/export.csv?view=quotes" in manager.get("/orders/?view=quotes").content.decode()
