"""A signed price is kept; what the car costs later is the manager's to see, with the end of the protection."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from orders import commands
from orders.models import Order, OrderTerms, State
from orders.selectors.price_today import PriceToday, price_today
from tests.factories_configurator import NOW, published_line, release_payload
from tests.factories_orders import Desk, again, at, quoted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def reprice(retail: str) -> None:
    payload = release_payload(release="2027-2")
    payload["model_lines"][0]["groups"][0]["options"][0]["retail"] = retail
    published_line(payload, NOW + DAY)


def compared(order: Order, days: int = 2) -> PriceToday:
    return price_today(again(order), commands.terms_at(order), now=NOW + days * DAY)


@pytest.mark.parametrize(
    ("retail", "cheaper", "dearer"),
    [("19500.00", 500, None), ("20250.00", None, 250), ("20000.00", None, None)],
)
def test_the_difference_of_the_car_is_told_and_the_order_keeps_its_price(
    desk: Desk, retail: str, cheaper: int | None, dearer: int | None
) -> None:
    order = quoted(desk)
    before = order.total_amount
    reprice(retail)
    found = compared(order)
    assert (found.cheaper.amount if found.cheaper else None) == cheaper
    assert (found.dearer.amount if found.dearer else None) == dearer
    assert again(order).total_amount == before
    assert len(found.rows) == (retail != "20000.00")


def test_the_protection_that_was_signed_holds_and_ends(desk: Desk) -> None:
    OrderTerms.objects.update(protection_days=30)
    order = at(desk, State.ACCEPTED)
    OrderTerms.objects.update(protection_days=1)
    assert "is protected until" in compared(order, 30).protection
    assert "ended" in compared(order, 31).protection
    other = quoted(desk)
    assert "once it is signed" in compared(other).protection
    OrderTerms.objects.update(protection_days=None)
    unlimited = at(desk, State.ACCEPTED)
    assert "until the car is handed over" in compared(unlimited, 900).protection


@pytest.mark.usefixtures("_stopped_clock")
def test_the_manager_compares_on_the_order_page_and_a_rep_does_not(
    desk: Desk, client: Client
) -> None:
    order = quoted(desk)
    address = reverse("orders:price-today", args=[order.number])
    client.force_login(desk.rep)
    assert address not in client.get(order.get_absolute_url()).text
    assert client.get(address).status_code == 403
    client.force_login(desk.manager)
    assert address in client.get(order.get_absolute_url()).text
    fragment = client.get(address, headers={"HX-Request": "true"}).text
    assert fragment.strip().startswith('<div id="price-today"')
    assert "The car costs the same today" in fragment
