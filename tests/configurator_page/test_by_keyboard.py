"""The configurator by keyboard alone, and without JavaScript, from the first step to the summary."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from customers.models import Dealership, User
from tests.configurator_page.cars import begun

FIT = re.compile("Make it fit.*Tow package")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_step(
    live_server: Any, new_page: Callable[..., Page], ada: User, harbor: Dealership
) -> Callable[..., Page]:
    """Opens a step of Ada's build."""
    build = begun(ada, harbor)
    client = Client()
    client.force_login(ada)
    session = client.cookies["sessionid"].value

    def opened(step: str, **options: Any) -> Page:
        page = new_page(live_server.url, **options)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(f"/configure/{build.code}/?step={step}")
        return page

    return opened


def test_the_keyboard_reaches_everything(at_step: Callable[..., Page]) -> None:
    page = at_step("packages")
    keys = page.keyboard
    keys.press("/")
    keys.type("embr")  # nearly right
    expect(page.locator("#found [role=status]")).to_contain_text("1 option for “ember”")
    keys.press("ArrowDown")
    expect(page.locator("#found a")).to_be_focused()
    keys.press("Enter")
    page.wait_for_url("**/?step=exterior&open=PAINT#o-1-2")
    red = page.get_by_role("radio", name="Ember Red")
    expect(red).to_be_focused()
    keys.press("ArrowRight")  # radio buttons choose as the arrows go
    expect(page.locator(".mto-total")).to_have_text("$31,650")
    expect(page.locator("#announce")).to_contain_text("$31,650")
    expect(page.locator("#options :checked").first).to_be_focused()
    keys.press("u")
    expect(page.locator(".mto-total")).to_have_text("$31,000")
    keys.press("r")
    expect(page.locator(".mto-total")).to_have_text("$31,650")
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Undo, redo")
    keys.press("Escape")
    keys.press("]")
    page.wait_for_url("**step=packages")
    keys.press("[")
    page.wait_for_url("**step=exterior")
    keys.press("/")
    keys.type("tow")
    expect(page.locator("#found")).to_contain_text("The tow package is for Luxury.")
    keys.press("Escape")
    expect(page.locator("#found a")).to_have_count(0)
    expect(page.locator("#find")).to_be_focused()
    page.locator("#find").blur()
    keys.press("s")
    page.wait_for_url("**/summary/")


def test_without_javascript_a_question_is_a_page(at_step: Callable[..., Page]) -> None:
    page = at_step("packages", java_script_enabled=False)
    page.get_by_role("checkbox", name="Tow package").check()
    page.get_by_role("button", name="Update the car").click()
    expect(page.get_by_role("heading", name="Does this change suit you?")).to_be_visible()
    page.get_by_role("link", name="Keep my build").click()
    expect(page.locator(".mto-total")).to_have_text("$31,000")
    page.get_by_role("searchbox", name="Find an option").fill("hitch")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name=FIT).click()
    page.get_by_role("button", name="Accept these changes").click()
    expect(page.locator(".mto-total")).to_have_text("$38,240")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".mto-total")).to_have_text("$31,000")
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(".mto-total")).to_have_text("$38,240")
    page.locator(".mto-bar").get_by_role("link", name="Summary").click()
    expect(page.get_by_role("main")).to_contain_text("Tow package")
    page.forgive("409")  # type: ignore[attr-defined]
