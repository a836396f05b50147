"""The configurator in a real browser: click, conflict, keyboard, phone, no complaints."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from customers.models import Dealership, User
from tests.browser import axe
from tests.configurator_page.cars import begun

FIT = re.compile("Make it fit.*Tow package")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_build(
    live_server: Any, new_page: Callable[..., Page], ada: User, harbor: Dealership
) -> Callable[..., Page]:
    """Opens a step of Ada's build at a width."""
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


def sideways(page: Page) -> int:
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_click_recolours_the_car(
    open_build: Callable[..., Page], width: str, scheme: str
) -> None:
    page = open_build("exterior", width=width, color_scheme=scheme)
    page.get_by_role("radio", name="Fjord Blue").check()
    expect(page.locator(".mto-total")).to_have_text("$31,650")
    expect(page.locator("#announce")).to_contain_text("$31,650")
    expect(page.locator(".vehicle [fill='#1f4e8c']").first).to_be_attached()
    expect(page.get_by_role("radio", name="Fjord Blue")).to_be_focused()
    assert sideways(page) == 0
    axe(page)


def test_a_conflict_opens_a_dialog_and_escape_keeps_the_build(
    open_build: Callable[..., Page],
) -> None:
    page = open_build("packages")
    page.get_by_role("button", name=FIT).press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Accept these changes")).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name=FIT)).to_be_focused()
    page.forgive("409")  # type: ignore[attr-defined]


def test_a_fragment_that_arrives_late_leaves_the_question_open(
    open_build: Callable[..., Page],
) -> None:
    """The window is still being worked out when the question is asked; its answer comes in between."""
    page = open_build("packages")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/production/window/**", hold)
    page.reload()
    page.get_by_role("button", name=FIT).press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    held[0].continue_()
    expect(page.get_by_text("8 of 10 cars")).to_be_visible()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=FIT)).to_be_focused()
    page.forgive("409")  # type: ignore[attr-defined]


def test_accepting_changes_the_build_and_undo_brings_it_back(
    open_build: Callable[..., Page],
) -> None:
    page = open_build("packages")
    page.get_by_role("checkbox", name="Tow package").check()
    page.get_by_role("button", name="Accept these changes").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".mto-total")).to_have_text("$38,240")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".mto-total")).to_have_text("$31,000")
    page.forgive("409")  # type: ignore[attr-defined]


def test_a_box_ticked_in_vain_is_put_back(open_build: Callable[..., Page]) -> None:
    page = open_build("packages")
    page.get_by_role("checkbox", name="Tow package").check()
    page.get_by_role("button", name="Keep my build").click()
    expect(page.get_by_role("checkbox", name="Tow package")).not_to_be_checked()
    page.forgive("409")  # type: ignore[attr-defined]


def test_quick_clicks_all_count(open_build: Callable[..., Page]) -> None:
    page = open_build("packages")
    page.evaluate(
        "for (const box of document.querySelectorAll('#options [value=SOUND]')) box.click()"
    )
    page.get_by_role("link", name="Next: Summary").click()
    page.wait_for_url("**/summary/")
    expect(page.get_by_text("Sound package")).to_be_visible()


def test_without_javascript_the_step_is_submitted(open_build: Callable[..., Page]) -> None:
    page = open_build("exterior", java_script_enabled=False)
    page.get_by_role("radio", name="Ember Red").check(force=True)
    page.get_by_role("button", name="Update the car").click()
    expect(page.locator(".mto-total")).to_have_text("$31,650")
