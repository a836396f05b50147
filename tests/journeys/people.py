"""What people do in a browser, in their words; every step ends on what they see."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import policy

from playwright.sync_api import Page, expect

from tests.house import House

REP, MANAGER, FINANCE = "rep@demo.mto", "manager@demo.mto", "finance@demo.mto"
COORDINATOR, CUSTOMER = "coordinator@demo.mto", "customer@demo.mto"
NAME = "Casey Morgan"
CODE = re.compile(r"^ {4}(\S+)\s*$", re.MULTILINE)

type NewPage = Callable[..., Page]


def staff(new_page: NewPage, house: House, address: str) -> Page:
    """A colleague at his desk, signed in with the click of the demonstration."""
    page = new_page(house.site)
    page.goto("/sign-in/")
    page.locator(f"form:has(input[value='{address}']) button").click()
    expect(page.locator("header")).to_be_visible()
    return page


def configure(page: Page, car: str) -> None:
    """Pick a car, change its paint, and check the build."""
    page.goto("/configure/")
    page.get_by_role("button", name=f"Configure {car}").click()
    page.locator(".mto-steps").get_by_role("link", name="Exterior").click()
    card = page.locator("label.mto-card:not(.is-blocked)", has=page.locator("input:not(:checked)"))
    value = card.nth(1).locator("input").get_attribute("value")
    card.nth(1).click()
    expect(page.locator(f"input[value='{value}']")).to_be_checked()
    expect(page.locator(".mto-delta")).not_to_be_empty()
    page.locator(".mto-bar").get_by_role("link", name="Summary").click()
    expect(page.get_by_role("heading", name="Check the build")).to_be_visible()


def quote(page: Page) -> str:
    """Give the customer of the demonstration a quote; the order's number."""
    page.get_by_role("link", name="Make a quote").click()
    expect(page.get_by_role("heading", name="Give a quote")).to_be_visible()
    choice = page.locator("select[name=customer]")
    labels = choice.locator("option").all_inner_texts()
    choice.select_option(label=next(label for label in labels if label.startswith(NAME)))
    page.get_by_role("button", name="Give the quote").click()
    expect(page).to_have_url(re.compile(r"/orders/[A-Z0-9-]+/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def act(page: Page, number: str, action: str, button: str, **fields: str | bool) -> None:
    """One command on an order: its page, its fields, its button, and back at the order."""
    page.goto(f"/orders/{number}/{action}/")
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        if value is True:
            field.check()
        elif field.first.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        else:
            field.fill(str(value))
    page.get_by_role("button", name=button, exact=True).click()
    expect(page).to_have_url(re.compile(rf"/orders/{number}/$"))


def sign_in_by_code(new_page: NewPage, house: House) -> Page:
    """The customer asks for a code, reads the mail and types it in; on a phone."""
    page = new_page(house.site, width="phone")
    page.goto("/sign-in/")
    page.locator("#id_code_email").fill(CUSTOMER)
    page.get_by_role("button", name="Send me a code").click()
    house.wait_for(lambda: codes(house), "the mail with the code", timeout=30)
    page.get_by_label("Code").fill(codes(house)[-1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/my/**")
    return page


def codes(house: House) -> list[str]:
    """Every code that was mailed, oldest first."""
    found = [CODE.search(text_of(mail)) for mail in house.mails()]
    return [match[1] for match in found if match]


def text_of(mail: str) -> str:
    """The plain text of a mail file."""
    part = email.message_from_string(mail, policy=policy.default).get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def day(count: int) -> str:
    """So many days from now, as a date field wants it."""
    return (datetime.now(UTC) + timedelta(days=count)).date().isoformat()
