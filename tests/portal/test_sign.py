"""A customer signs his own quote: once, what he was shown, typed or drawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from customers.models import User
from orders import commands
from orders.models import Order, OrderTerms, Signature, State
from tests.browser import axe
from tests.factories_configurator import NOW
from tests.factories_orders import Desk, again, quoted, whole_desk

SIGNED = {"signed_name": "Dana Dale", "consent": "on", "is_electronic": "on"}


def url(order: Order) -> str:
    return reverse("portal:sign", args=[order.number])


def person(desk: Desk) -> User:
    assert desk.customer.user is not None
    return desk.customer.user


def shown(client: Client, order: Order) -> str:
    found = re.search(r'name="seen" value="(\w{64})"', client.get(url(order)).text)
    assert found is not None
    return found[1]


@pytest.mark.django_db
@pytest.mark.usefixtures("_stopped_clock")
def test_the_quote_is_read_and_signed_once(client: Client) -> None:
    desk = whole_desk()
    order = quoted(desk)
    client.force_login(person(desk))
    assert url(order) in client.get(reverse("portal:order", args=[order.number])).text
    page = unescape(client.get(url(order)).text)
    assert str(order.total) in page
    assert OrderTerms.objects.get().terms_text in page
    seen = shown(client, order)
    for lacking in ({"consent": ""}, {"is_electronic": ""}, {"signed_name": " "}):
        given = {name: value for name, value in {**SIGNED, **lacking}.items() if value}
        assert client.post(url(order), {**given, "seen": seen}).status_code == 422
    assert client.post(url(order), {**SIGNED, "seen": seen}).status_code == 302
    signature = Signature.objects.get()
    assert (signature.by, signature.order) == (person(desk), order)
    assert signature.electronic_consent
    assert signature.address == "127.0.0.1"
    assert again(order).state == State.ACCEPTED
    assert "You have signed this order" in client.get(url(order)).text
    assert client.post(url(order), {**SIGNED, "seen": seen}).status_code == 422


@pytest.mark.django_db
@pytest.mark.usefixtures("_stopped_clock")
def test_what_changed_while_he_read_is_shown_again_and_not_signed(client: Client) -> None:
    desk = whole_desk()
    order = quoted(desk)
    client.force_login(person(desk))
    seen = shown(client, order)
    commands.revise(order_id=order.pk, by=desk.rep, now=NOW)
    assert client.get(url(order)).status_code == 404, "a draft is not the customer's to see"
    assert order.configuration is not None
    commands.quote(
        configuration_id=order.configuration.pk,
        customer_id=desk.customer.pk,
        by=desk.rep,
        now=NOW,
        priority=4,
    )
    OrderTerms.objects.update(handling_fee_amount=400)
    answer = client.post(url(order), {**SIGNED, "seen": seen})
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.text
    assert "$400.00" in answer.text
    assert client.post(url(order), SIGNED).status_code == 422, "what he saw is not said"
    assert client.post(url(order), {**SIGNED, "seen": shown(client, order)}).status_code == 302


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_quote_is_signed_with_a_finger_on_a_phone(
    new_page: Callable[..., Page], live_server: Any, client: Client
) -> None:
    desk = whole_desk()
    order = quoted(desk)
    client.force_login(person(desk))
    page = new_page(live_server.url, width="phone", has_touch=True)
    name, value = settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page.goto(f"/my/orders/{order.number}/")
    page.get_by_role("link", name="Sign your quote").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    pad = page.get_by_role("img", name="Drawn signature")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 80)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 50 + step * 18, box["y"] + (30 if step % 2 else 85))
    page.mouse.up()
    page.mouse.click(box["x"] + 290, box["y"] + 20)
    page.get_by_label("I have read the quote").check()
    page.get_by_label("I agree to sign electronically").check()
    page.get_by_role("button", name="Sign for").click()
    expect(page.locator("main")).to_contain_text("Thank you, you have signed")
    signature = Signature.objects.get()
    assert signature.kind == "drawn"
    assert signature.drawing.count("M") == 2, "the stroke and the dot of the i"
    assert signature.drawing.count("L") >= 12
