"""Bringing in a workbook and writing a rule, with the check that follows the typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from configurator.tasks import take_in
from customers.models import User
from tests.browser import axe
from tests.feeds.files import example, xlsx

pytestmark = pytest.mark.django_db(transaction=True)
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def fits(page: Page) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def book(content: bytes) -> Any:
    return {"name": "city.xlsx", "mimeType": BOOK, "buffer": content}


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark")])
def test_from_a_faulty_workbook_to_a_published_release(
    width: str, scheme: str, new_page: Callable[..., Page], live_server: Any, amy: User
) -> None:
    client = Client()
    client.force_login(amy)
    page = new_page(live_server.url, width=width, color_scheme=scheme)
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.on("dialog", lambda dialog: dialog.accept())

    page.goto("/catalogues/")
    fits(page)
    page.get_by_role("link", name="Bring in a file").first.click()
    cells = example()
    cells["Rules"][1][2] = "CAMERA requires GHOST"
    page.get_by_label("File", exact=True).set_input_files(book(xlsx(cells)))
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    fits(page)
    take_in()
    expect(page.get_by_text("no option “GHOST”")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Bring the mended file").click()
    page.get_by_label("File", exact=True).set_input_files(book(xlsx(example())))
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    take_in()
    expect(page.get_by_role("heading", name="Small Cars 2027")).to_be_visible()
    expect(page.get_by_text("No quote or order")).to_be_visible()
    fits(page)

    page.get_by_role("link", name="Rules of City").click()
    fits(page)
    page.get_by_role("link", name="New rule").click()
    check = page.locator("#check")
    page.get_by_label("Rule", exact=True).fill("SEA requires (PLUS")
    expect(check).to_contain_text("Line 1, column 19: expected “)”")
    page.get_by_label("Rule", exact=True).fill("SEA requires PLUS")
    expect(check).to_contain_text("Cars it removes")
    expect(check).to_contain_text("Base (BASE) + Sea Blue (SEA)")
    fits(page)
    page.get_by_label("Code").fill("R9")
    page.get_by_label("As the customer reads it").fill("Sea Blue comes on the Plus.")
    page.get_by_role("button", name="Save the rule").click()
    expect(page.get_by_role("link", name="R9")).to_be_visible()
    page.get_by_role("link", name="Small Cars 2027").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published", exact=True).first).to_be_visible()
    fits(page)
