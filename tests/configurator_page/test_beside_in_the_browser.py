"""Completing, comparing and going back in a real browser, on a phone at night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from configurator import commands
from configurator.models import Configuration
from customers.models import Dealership, User
from tests.browser import axe
from tests.configurator_page.cars import begun

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page: Page) -> None:
    """Nothing runs out of the page sideways, and nobody is shut out."""
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    axe(page)


def test_complete_take_another_trim_and_go_back(
    live_server: Any,
    new_page: Callable[..., Page],
    ada: User,
    harbor: Dealership,
) -> None:
    build = begun(ada, harbor)
    for _ in range(5):
        other = commands.start_configuration(
            dealership=harbor, model_line_id=build.model_line_id, by=ada, now=datetime.now(UTC)
        )
        Configuration.objects.filter(pk=other.pk).update(picks=["LUX", "RED", "TOW"])
    client = Client()
    client.force_login(ada)
    page = new_page(live_server.url, width="phone", color_scheme="dark")
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    page.goto(f"/configure/{build.code}/complete/")
    expect(page.get_by_role("row", name="Paint")).to_contain_text("in 5 of 5 builds")
    fits(page)
    page.get_by_role("button", name="Accept these choices").click()
    expect(page.locator(".mto-total")).to_have_text("$38,890")

    page.goto(f"/configure/{build.code}/trims/")
    fits(page)
    page.get_by_role("button", name="Take Base").click()
    expect(page.get_by_role("heading", name="Base changes 2 other choices")).to_be_visible()
    page.get_by_role("button", name="Accept these changes").click()
    expect(page.locator(".mto-total")).to_have_text("$31,650")

    page.goto(f"/configure/compare/?code={build.code}&code={other.code}")
    expect(page.get_by_role("row", name="Whole car")).to_contain_text("+$7,240")
    fits(page)

    page.goto(f"/configure/{build.code}/history/")
    fits(page)
    page.get_by_role("button", name="Back to here").click()
    expect(page.locator(".mto-total")).to_have_text("$38,890")
    page.forgive("409")  # type: ignore[attr-defined]
