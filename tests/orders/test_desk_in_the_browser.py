"""The desk as a rep meets it: no complaint, no barrier, nothing to scroll sideways for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from customers.models import User
from orders.models import State
from tests.browser import axe
from tests.factories_orders import Desk, again, at, quoted
from tests.orders.test_changes import answers, factory_has, offered

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(page: Page, client: Client, desk: Desk, server: Any, who: User | None = None) -> Page:
    client.force_login(who or desk.rep)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}]
    )
    return page


def fits(page: Page) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_list_order_and_forms_have_no_barrier(
    width: str, new_page: Callable[..., Page], live_server: Any, client: Client, desk: Desk
) -> None:
    order = at(desk, State.SCHEDULED)
    page = signed_in(new_page(live_server.url, width=width), client, desk, live_server)
    for address in ("", "?q=nothing-like-it", f"{order.number}/", f"{order.number}/cancel/"):
        page.goto(f"/orders/{address}")
        fits(page)


def test_a_quote_is_signed_at_the_desk(
    new_page: Callable[..., Page], live_server: Any, client: Client, desk: Desk
) -> None:
    order = quoted(desk)
    page = signed_in(new_page(live_server.url), client, desk, live_server)
    page.goto(f"/orders/{order.number}/")
    page.get_by_role("link", name="Accept and sign").click()
    page.get_by_label("Full name of who signs").fill("Dana Dale")
    page.get_by_label("The customer read the terms").check()
    page.get_by_role("button", name="Sign").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accepted")
    assert again(order).state == State.ACCEPTED
    page.get_by_role("link", name="Visible to the customer").click()
    expect(page.locator("#timeline")).to_contain_text("Only what the customer can read")
    fits(page)


def test_a_change_with_price_and_date_is_approved_on_a_phone(
    new_page: Callable[..., Page], live_server: Any, client: Client, desk: Desk
) -> None:
    order = factory_has(at(desk, State.BANKED))
    offered(order, desk, "SPORT", "BLUE")
    customer = desk.customer.user
    page = signed_in(new_page(live_server.url, width="phone"), client, desk, live_server, customer)
    page.goto(f"/my/orders/{order.number}/")
    page.get_by_role("link", name="Look at the change of your car and sign it").click()
    for said in ("Lake Blue", "New total", "Delivery window", "Price protection"):
        expect(page.locator("main")).to_contain_text(said)
    fits(page)
    page.get_by_label("Your full name, as your signature").fill("Dana Dale")
    page.get_by_label("I agree to the change").check()
    page.get_by_label("I agree to sign electronically").check()
    page.get_by_role("button", name="Sign the change").click()
    expect(page.locator("main")).to_contain_text("The factory is asked")
    answers(order, is_accepted=True)
    page.reload()
    expect(page.locator("main")).to_contain_text("Confirmed")
    assert "BLUE" in again(order).specification.codes
