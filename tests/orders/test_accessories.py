"""What a dealership fits by itself is chosen with the quote, from its own catalogue."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import Accessory, Order
from orders.price_sheet import Section
from tests.factories import DealershipFactory
from tests.factories_orders import Desk

pytestmark = pytest.mark.django_db


def test_accessories_and_a_trade_in_with_its_loan_are_chosen_with_the_quote(
    desk: Desk, client: Client
) -> None:
    given = {"dealership": desk.dealership, "invoice_amount": Decimal(90)}
    mats = Accessory.objects.create(code="MATS", text="Mats", retail_amount=189, **given)
    rack = Accessory.objects.create(code="RACK", text="Roof rack", retail_amount=349, **given)
    Accessory.objects.create(code="OLD", text="Ski box", retail_amount=99, is_active=False, **given)
    foreign = Accessory.objects.create(
        dealership=DealershipFactory.create(), code="MATS", text="Next door", retail_amount=1
    )
    client.force_login(desk.rep)
    address = reverse("orders:quote", args=[desk.configuration().code])
    page = client.get(address).text
    assert "Roof rack, $349.00" in page
    assert "Ski box" not in page
    assert "Next door" not in page
    assert "$90.00" not in page, "what it costs us is nobody's business here"
    sold = {"buyer": "known", "customer": desk.customer.pk}
    assert client.post(address, {**sold, "accessories": [foreign.pk]}).status_code == 422
    owing = {**sold, "payoff": "900", "accessories": [mats.pk, rack.pk]}
    assert "Name what the car is taken in for" in client.post(address, owing).text
    answer = client.post(address, {**owing, "trade_in": "2000"})
    assert answer.status_code == 302
    sheet = Order.objects.get().quotes.get().recomputed()
    assert (sheet.trade_in, sheet.payoff) == (2000, 900)
    lines = sheet.section(Section.ACCESSORY)
    assert {line.code: line.amount for line in lines} == {"MATS": 189, "RACK": 349}


def test_a_dealership_without_a_catalogue_is_not_asked(desk: Desk, client: Client) -> None:
    client.force_login(desk.rep)
    page = client.get(reverse("orders:quote", args=[desk.configuration().code])).text
    assert "Accessories" not in page
