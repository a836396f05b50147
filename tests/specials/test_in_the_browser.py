"""The whole road of a special request, walked by three people: asked, answered, on the quote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from configurator.models import SpecialRequest
from customers.models import Customer, Dealership, User
from orders.models import Order, QuoteVersion
from orders.price_sheet import Section
from tests.browser import axe
from tests.factories_orders import desk as make_desk
from tests.factories_specials import photo

pytestmark = pytest.mark.django_db(transaction=True)


def as_(user: User, page: Page, server: Any) -> Page:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}]
    )
    return page


def fits(page: Page) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_the_wish_to_the_quote(
    new_page: Callable[..., Page],
    live_server: Any,
    harbor: Dealership,
    ada: User,
    mona: User,
    finn: User,
    cora: User,
    dana_record: Customer,
) -> None:
    desk = make_desk(harbor, ada, mona, finn, cora, dana_record)
    car = desk.configuration()
    rep = as_(ada, new_page(live_server.url), live_server)
    rep.goto(f"/configure/{car.code}/")
    rep.get_by_role("link", name="Special request").click()
    rep.get_by_role("link", name="Ask for something").click()
    fits(rep)
    rep.get_by_label("Title").fill("Hand controls")
    rep.get_by_label("What is wanted").fill("Push and pull, left of the wheel.")
    rep.get_by_label("Photos, drawings, papers").set_input_files(
        {"name": "seat.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    rep.get_by_role("button", name="Ask engineering").click()
    expect(rep.get_by_text("is not answered yet")).to_be_visible()
    fits(rep)

    engineer = as_(cora, new_page(live_server.url, width="phone"), live_server)
    engineer.goto("/configure/requests/")
    fits(engineer)
    engineer.get_by_role("link", name="Hand controls").click()
    fits(engineer)
    engineer.get_by_label("Feasible with conditions").check()
    engineer.get_by_label("What the answer rests on").fill("Drawing HC-12.")
    engineer.get_by_role("textbox", name="Conditions").fill("No knee airbag.")
    engineer.get_by_label("Price of one, in USD").fill("1200")
    engineer.get_by_label("Dealer invoice for one").fill("900")
    engineer.get_by_label("Working days it adds").fill("6")
    engineer.get_by_label("Holds until").fill("2099-01-01")
    engineer.get_by_role("button", name="Answer", exact=True).click()
    expect(engineer.get_by_text("is answered")).to_be_visible()

    rep.reload()
    expect(rep.get_by_text("No knee airbag.").first).to_be_visible()
    rep.get_by_label("Agreed by").fill("Dana Dale")
    rep.get_by_role("button", name="Accept for the customer").click()
    expect(rep.get_by_text("Part of the car and of its price. Dana")).to_be_visible()
    fits(rep)
    rep.goto(f"/configure/{car.code}/summary/")
    expect(rep.get_by_text("Hand controls").first).to_be_visible()
    rep.get_by_role("link", name="Make a quote").click()
    rep.locator("[name=customer]").select_option(str(dana_record.pk))
    rep.get_by_role("button", name="Give the quote").click()
    rep.wait_for_url("**/orders/*/")
    number = SpecialRequest.objects.get().number
    version = QuoteVersion.objects.get(order=Order.objects.get(configuration=car))
    assert [line.code for line in version.recomputed().section(Section.SPECIAL)] == [number]
    expect(rep.get_by_text("Hand controls").first).to_be_visible()
