"""Incentives: for whom, where, beside which other, and what waits for the month of delivery."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Incentive, Order
from orders.price_sheet import Section
from tests.factories_orders import NOW, Desk, quoted

pytestmark = pytest.mark.django_db


def incentive(code: str, amount: int, **more: Any) -> Incentive:
    day = NOW.date()
    given = {"manufacturer_code": "ACME", "text": code.title(), "valid_from": day, "valid_to": day}
    return Incentive.objects.create(code=code, amount=Decimal(amount), **{**given, **more})


def given(order: Order) -> dict[str, int]:
    sheet = order.quotes.get().recomputed()
    assert order.quotes.get().sheet == sheet.to_json()
    return {line.code: int(line.amount) for line in sheet.section(Section.INCENTIVE)}


def test_who_can_show_it_gets_it_and_nobody_else(desk: Desk) -> None:
    incentive("MIL", 500, eligibility="military")
    incentive("GRAD", 400, eligibility="graduate")
    incentive("PRIVATE", 300, eligibility="retail")
    incentive("FLEET", 900, eligibility="fleet")
    assert given(quoted(desk)) == {"PRIVATE": -300}
    order = quoted(desk, claims={"military": " ID card ", "graduate": " "})
    assert given(order) == {"MIL": -500, "PRIVATE": -300}
    line = next(line for line in order.quotes.get().terms["lines"] if line["code"] == "MIL")
    assert line["source"].endswith("; eligible by Military service: ID card")


def test_it_holds_in_its_place_only(desk: Desk) -> None:
    incentive("HERE", 100, country=desk.dealership.country)
    incentive("STATE", 200, country="US", subdivision=desk.dealership.subdivision)
    incentive("THERE", 300, country="US", subdivision="ZZ")
    incentive("ABROAD", 400, country="CA")
    assert given(quoted(desk)) == {"HERE": -100, "STATE": -200}


@pytest.mark.parametrize(
    ("alone", "taken"), [(701, {"ALONE": -701}), (700, {"ONE": -400, "TWO": -300})]
)
def test_what_goes_with_no_other_is_taken_where_it_is_more(
    desk: Desk, alone: int, taken: dict[str, int]
) -> None:
    incentive("ONE", 400)
    incentive("TWO", 300)
    incentive("ALONE", alone, stacks_with_others=False)
    incentive("LESS", 650, stacks_with_others=False)
    assert given(quoted(desk)) == taken


def test_what_is_set_at_delivery_is_named_and_not_in_the_total(desk: Desk, client: Client) -> None:
    before = quoted(desk).total_amount
    incentive("MONTH", 800, is_set_at_delivery=True, text="Allowance of the month")
    order = quoted(desk)
    assert (given(order), order.total_amount) == ({"MONTH": 0}, before)
    client.force_login(desk.rep)
    page = client.get(reverse("orders:detail", args=[order.number])).text
    assert "Set at delivery" in page
    assert "$800.00 today, set at delivery" in page


def test_the_form_asks_for_what_is_worth_asking(desk: Desk, client: Client) -> None:
    incentive("MIL", 500, eligibility="military", text="Thank you")
    client.force_login(desk.rep)
    configuration = desk.configuration()
    address = reverse("orders:quote", args=[configuration.code])
    page = client.get(address).text
    assert "Military service: the proof you saw" in page
    assert "Thank you ($500.00)" in page
    assert "Recent graduate" not in page
    answer = client.post(
        address,
        {"buyer": "known", "customer": desk.customer.pk, "claim_military": "Discharge paper"},
    )
    assert answer.status_code == 302
    assert given(Order.objects.get(configuration=configuration)) == {"MIL": -500}
