"""The journal is handed over: every entry once, the exports numbered and final."""

from __future__ import annotations

import csv
import hashlib
from io import BytesIO, StringIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from kernel.rendering import render_due
from orders import commands
from orders.models import JournalEntry, JournalExport, Order, State
from tests.factories import DealershipFactory
from tests.factories_orders import NOW, Desk, at, pay
from tests.lasting import unmade

pytestmark = pytest.mark.django_db


def export(desk: Desk) -> JournalExport:
    return commands.export_journal(dealership_id=desk.dealership.pk, by=desk.finance, now=NOW)


def test_every_entry_is_in_exactly_one_export(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    Order.objects.filter(pk=order.pk).update(customer_name="=1+1")
    pay(order, desk, "=cmd()", "300")
    first = export(desk)
    with pytest.raises(commands.CannotExportJournal):
        export(desk)
    pay(order, desk, "R2", "100")
    pay(order, desk, "R3", "100")
    second = export(desk)
    assert [(made.number, made.size) for made in (first, second)] == [(1, 1), (2, 2)]
    rows = [list(csv.DictReader(StringIO(made.content))) for made in (first, second)]
    seen = [row["entry"] for page in rows for row in page]
    assert sorted({*seen}) == sorted(
        str(pk) for pk in JournalEntry.objects.values_list("pk", flat=True)
    )
    assert not {row["entry"] for row in rows[0]} & {row["entry"] for row in rows[1]}
    assert [(row["account"], row["debit"], row["credit"]) for row in rows[0]] == [
        ("CASH", "300.00", ""),
        ("CUSTOMER_DEPOSITS", "", "300.00"),
    ]
    assert first.sha256 == hashlib.sha256(first.content.encode()).hexdigest()


def test_a_number_of_an_export_that_failed_is_given_again(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    pay(order, desk, "R1", "100")
    with unmade():
        export(desk)
    assert export(desk).number == 1


@pytest.mark.parametrize(
    ("sql", "refusal"),
    [
        ("UPDATE orders_journalexport SET content = 'x'", "Cannot update"),
        ("DELETE FROM orders_journalexport", "Cannot delete"),
        ("UPDATE orders_journalentry SET export_id = NULL", "already"),
        ("UPDATE orders_journalentry SET text = 'x'", "Cannot update"),
    ],
)
def test_an_export_is_final(desk: Desk, sql: str, refusal: str) -> None:
    pay(at(desk, State.ACCEPTED), desk, "R1", "100")
    export(desk)
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        JournalExport.objects.raw(sql)._fetch_all()


def test_an_entry_never_goes_into_another_dealerships_export(desk: Desk) -> None:
    pay(at(desk, State.ACCEPTED), desk, "R1", "100")
    foreign = JournalExport.objects.create(
        dealership=DealershipFactory.create(), number=1, size=1, content="x",
        sha256=hashlib.sha256(b"x").hexdigest(), made_by=desk.finance, made_at=NOW,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="another dealership"), transaction.atomic():
        JournalEntry.objects.update(export=foreign)


def test_finance_exports_and_downloads(client: Client, desk: Desk) -> None:
    pay(at(desk, State.ACCEPTED), desk, "R1", "100")
    client.force_login(desk.finance)
    url = reverse("orders:journal-export")
    client.post(url, {"dealership": desk.dealership.pk})
    made = JournalExport.objects.get()
    page = client.get(reverse("orders:journal")).content.decode()
    assert f"{desk.dealership.code} 1" in page
    assert (
        client.get(reverse("orders:journal-download", args=[made.pk])).content.decode()
        == made.content
    )
    assert client.get(reverse("orders:journal-paper", args=[made.pk])).status_code == 404
    assert render_due(now=timezone.now()) == 1
    paper = client.get(reverse("orders:journal-paper", args=[made.pk]))
    text = " ".join(p.extract_text() for p in PdfReader(BytesIO(paper.content)).pages)
    assert "Sums by account" in text
    assert text.count("$100.00") == 7, "the entry and its two lines, two accounts, two sums"
    assert "PDF</a>" in client.get(reverse("orders:journal")).text
    assert client.post(url, {"dealership": "0"}).status_code == 404
