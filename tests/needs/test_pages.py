"""The consultation over HTTP: from the questions to a build that is held against the answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from configurator.models import Configuration, NeedsSheet
from configurator.selectors.needs_sheets import answers_of, newest
from customers.models import Customer, Dealership, User
from tests.factories_configurator import configuration
from tests.needs.cars import on_sale

HTMX = {"HX-Request": "true"}
ASKED = {"units": "metric", "budget_kind": "total", "people": "7", "tow_weight": "2000",
         "is_braked": "on", "never": "leather", "budget": "45000"}  # fmt: skip


@pytest.fixture
def rep(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def written(rep: Client, customer: Customer, **more: Any) -> NeedsSheet:
    answer = rep.post(
        f"/configure/needs/new/?customer={customer.number}",
        {**ASKED, "customer": customer.pk, **more},
    )
    assert answer.status_code == 302, text(answer)
    return NeedsSheet.objects.get()


def test_from_the_questions_to_a_build(rep: Client, dana_record: Customer) -> None:
    on_sale()
    sheet = written(rep, dana_record)
    page = text(rep.get(f"/configure/needs/{sheet.code}/"))
    assert "Start with one of these" in page
    assert "nobody has said yet what this means in the catalogue" in page
    line = re.search(r'name="model_line" value="(\d+)"', page)
    assert line is not None
    rep.post(f"/configure/needs/{sheet.code}/start/", {"model_line": line[1], "trim": "LUX"})
    build = Configuration.objects.get()
    assert (build.needs, build.customer) == (sheet, dana_record)
    assert build.picks == ["LUX", "SEVEN", "HEAVY"]
    card = text(rep.get(f"/configure/{build.code}/needs/", headers=HTMX))
    assert "2 of 3 wishes fulfilled" in card
    assert "$5,100 under" in card
    assert f"/configure/{build.code}/needs/" in text(rep.get(f"/configure/{build.code}/summary/"))


def test_words_count_once_their_meaning_is_confirmed(rep: Client, dana_record: Customer) -> None:
    on_sale()
    sheet = written(rep, dana_record)
    answer = rep.post(
        f"/configure/needs/{sheet.code}/words/",
        {"version": 1, "wish-0": ["option:Leather, brown", "option:Something else"]},
    )
    assert answer.status_code == 302
    assert answers_of(newest(sheet)).meanings == {"leather": ("option:Leather, brown",)}
    assert "No car on sale fulfills every must" in text(rep.get(f"/configure/needs/{sheet.code}/"))
    late = rep.post(f"/configure/needs/{sheet.code}/words/", {"version": 1})
    assert late.status_code == 409
    assert "changed elsewhere" in text(late)


def test_the_sheet_is_changed_and_what_was_written_is_not_lost(
    rep: Client, dana_record: Customer
) -> None:
    on_sale()
    sheet = written(rep, dana_record)
    assert 'value="7"' in text(rep.get(f"/configure/needs/{sheet.code}/edit/"))
    changed = {**ASKED, "customer": dana_record.pk, "people": "4", "version": "1"}
    assert rep.post(f"/configure/needs/{sheet.code}/edit/", changed).status_code == 302
    again = rep.post(f"/configure/needs/{sheet.code}/edit/", {**changed, "people": "6"})
    assert again.status_code == 409
    assert 'name="people" value="6"' in text(again)
    assert 'name="version" value="2"' in text(again)
    assert answers_of(newest(sheet)).people == 4


def test_errors_stand_beside_their_field(rep: Client, harbor: Dealership) -> None:
    wrong = {**ASKED, "budget": "", "budget_over": "500", "must": "leather"}
    answer = rep.post("/configure/needs/new/", wrong)
    assert answer.status_code == 422
    assert "Say the budget that may be exceeded." in text(answer)
    assert "Wished for above: leather." in text(answer)
    Dealership.objects.update(loan_apr=None)
    monthly = rep.post("/configure/needs/new/", {**ASKED, "budget_kind": "monthly"})
    assert "names no example loan" in text(monthly)


def test_a_build_finds_its_sheet_later(
    rep: Client, ada: User, harbor: Dealership, dana_record: Customer
) -> None:
    line = on_sale()["FAM"]
    sheet = written(rep, dana_record)
    build = configuration(harbor, ada, line)
    Configuration.objects.filter(pk=build.pk).update(customer=dana_record)
    offered = text(rep.get(f"/configure/{build.code}/needs/", headers=HTMX))
    assert f"Compare with {sheet.code}" in offered
    rep.post(f"/configure/{build.code}/needs/with/", {"sheet": sheet.code})
    shown = text(rep.get(f"/configure/{build.code}/needs/", headers=HTMX))
    assert "What would do it: Three rows" in shown
    rep.post(f"/configure/{build.code}/needs/with/")
    build.refresh_from_db()
    assert build.needs is None


def test_the_customers_page_lists_the_sheets(rep: Client, dana_record: Customer) -> None:
    sheet = written(rep, dana_record)
    address = f"/configure/needs/of/{dana_record.number}/"
    assert address in text(rep.get(f"/customers/{dana_record.number}/"))
    assert sheet.code in text(rep.get(address, headers=HTMX))


def test_aids_are_for_sales_staff_alone(
    rep: Client, client: Client, cora: User, dana_record: Customer
) -> None:
    on_sale()
    sheet = written(rep, dana_record, accessibility="wheelchair_passenger", people="4")
    assert "A passenger stays in the wheelchair" in text(rep.get(f"/configure/needs/{sheet.code}/"))
    client.force_login(cora)
    assert client.get(f"/configure/needs/{sheet.code}/").status_code == 403


def test_erasing_asks_first(rep: Client, dana_record: Customer) -> None:
    sheet = written(rep, dana_record)
    assert "cannot be undone" in text(rep.get(f"/configure/needs/{sheet.code}/delete/"))
    assert NeedsSheet.objects.exists()
    rep.post(f"/configure/needs/{sheet.code}/delete/")
    assert not NeedsSheet.objects.exists()
