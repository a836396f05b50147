"""Signing in, and the pages about customers, as people meet them: no complaint, no barrier."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from playwright.sync_api import Page, expect

from customers import messages
from customers.models import Customer, Dealership, Role, User
from tests.browser import axe
from tests.factories import PASSWORD, staff

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = ["phone", "desk"]


def app_code(secret: str) -> str:
    """What the person's authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def fits(page: Page) -> None:
    """Nothing to find fault with, nothing to scroll sideways for."""
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_newcomer_signs_in_and_sets_up_a_second_factor(
    width: str, new_page: Callable[..., Page], live_server: Any, harbor: Dealership
) -> None:
    newcomer = staff(Role.SALES_REP, harbor, has_second_factor=False, email="new@example.com")
    page = new_page(live_server.url, width=width)
    page.goto("/customers/")
    fits(page)
    page.get_by_label("E-mail").last.fill(newcomer.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/account/second-factor/$"))
    fits(page)
    page.get_by_role("link", name="Activate").click()
    page.get_by_label("Password").fill(
        PASSWORD
    )  # asked again before anything that guards the account
    fits(page)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#authenticator_secret")).to_be_visible()
    fits(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(app_code(secret))
    page.get_by_role("button", name="Activate").click()
    page.goto("/customers/")
    expect(page.get_by_role("heading", name="No customers yet")).to_be_visible()
    fits(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_customer_signs_in_by_code(
    width: str, new_page: Callable[..., Page], live_server: Any, dana: User
) -> None:
    page = new_page(live_server.url, width=width)
    page.goto("/sign-in/")
    page.get_by_label("E-mail").first.fill(dana.email)
    page.get_by_role("button", name="Send me a code").click()
    fits(page)
    messages.send_due(now=datetime.now(UTC))
    code = re.search(r"\n    (\S+)\n", str(mail.outbox[-1].body))
    assert code is not None
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/my/"))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_rep_writes_a_customer_down_and_reads_what_was_said(
    width: str,
    new_page: Callable[..., Page],
    live_server: Any,
    client: Any,
    ada: User,
) -> None:
    page = signed_in(new_page, live_server, client, ada, width)
    page.goto("/customers/new/")
    fits(page)
    page.get_by_label("Name").fill("Grace Gull")
    page.get_by_label("E-mail").fill("grace@example.com")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Grace Gull")).to_be_visible()
    page.get_by_role("button", name="Invite to the portal").click()
    page.get_by_role("link", name="Follow your order online").click()
    fits(page)
    page.go_back()
    page.get_by_label("The customer").select_option("declines")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("declined on")).to_be_visible()
    fits(page)
    page.goto("/customers/?q=zebra")
    fits(page)


def test_the_mailbox_of_the_demonstration(
    new_page: Callable[..., Page],
    live_server: Any,
    client: Any,
    ada: User,
    dana_record: Customer,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    settings.MAILERS = {"default": {"BACKEND": "customers.mailbox.FileMailbox"}}
    now = datetime.now(UTC)
    messages.queue(
        event_key="e1", recipient=dana_record, kind="delay", subject_kind="order", subject_key="H-1",
        context={"order_number": "H-1", "cause": "The seats came late."}, now=now,
    )  # fmt: skip
    messages.send_due(now=now)
    page = signed_in(new_page, live_server, client, ada, "desk")
    page.goto("/dev/mail/")
    fits(page)
    page.get_by_role("link", name="Your car will be later than promised").click()
    fits(page)
    page.get_by_role("link", name="As the customer sees it").click()
    expect(page.get_by_text("The seats came late.")).to_be_visible()
    fits(page)


def signed_in(
    new_page: Callable[..., Page], live_server: Any, client: Any, user: User, width: str
) -> Page:
    client.force_login(user)
    page = new_page(live_server.url, width=width)
    key = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    return page
