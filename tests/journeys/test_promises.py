"""What is signed can be changed, left and taken over: by the people who do it, on their screens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.house import House
from tests.journeys import people, watching
from tests.journeys.people import COORDINATOR, FINANCE, MANAGER, NAME, REP, NewPage


@pytest.fixture
def rep(new_page: NewPage, house: House) -> Page:
    return people.staff(new_page, house, REP)


@pytest.fixture
def others(new_page: NewPage, house: House) -> tuple[Page, Page, Page]:
    """Coordinator, finance and manager."""
    coordinator, finance, manager = (
        people.staff(new_page, house, who) for who in (COORDINATOR, FINANCE, MANAGER)
    )
    return coordinator, finance, manager


def signed(rep: Page, car: str = "Astra") -> str:
    people.configure(rep, car)
    number = people.quote(rep)
    people.act(rep, number, "accept", "Sign", signed_name=NAME, consent=True)
    return number


def approved(
    number: str, others: tuple[Page, Page, Page], *, deposit: bool = True, not_before: str = ""
) -> None:
    coordinator, finance, manager = others
    people.act(coordinator, number, "validate", "Check")
    if deposit:
        people.act(finance, number, "record-deposit", "Record", reference=f"CARD-{number}")
    people.act(finance, number, "decide-credit", "Decide", decision="cash")
    people.act(manager, number, "approve", "Approve", not_before=not_before)


def test_a_change_is_signed_on_a_phone_and_a_stop_is_answered(
    house: House, new_page: NewPage, rep: Page, others: tuple[Page, Page, Page]
) -> None:
    """A cheaper paint is offered, let go by a manager and signed; then the maker stops that paint."""
    number = signed(rep)
    rep.goto(f"/orders/{number}/changes/")
    rep.get_by_role("link", name="Open the build").first.click()
    rep.locator(".mto-steps").get_by_role("link", name="Exterior").click()
    card = rep.locator("label.mto-card:not(.is-blocked)", has=rep.locator("input:not(:checked)"))
    option = card.nth(2).locator("input").get_attribute("value") or ""
    with rep.expect_response(lambda answer: answer.request.method == "POST"):
        card.nth(2).click()
    expect(rep.locator(f"input[value='{option}']")).to_be_checked()
    rep.goto(f"/orders/{number}/changes/")
    expect(rep.locator("#preview")).to_contain_text("New total")
    rep.get_by_role("button", name="Offer this change").click()
    expect(rep.locator("#changes")).to_contain_text("because the price goes down")
    manager = others[2]
    manager.goto(f"/orders/{number}/changes/")
    manager.get_by_role("button", name="Let it go to the customer").click()
    expect(manager.locator("#changes")).to_contain_text("The customer signs here")

    customer = people.sign_in_by_code(new_page, house)
    customer.goto(f"/my/orders/{number}/change/")
    expect(customer.get_by_text("What we offer")).to_be_visible()
    total = customer.locator(".facts-total dd").first.inner_text().splitlines()[0]
    axe(customer)
    customer.locator("[name=signed_name]").fill(NAME)
    customer.locator("[name=consent]").check()
    customer.locator("[name=is_electronic]").check()
    customer.get_by_role("button", name="Sign the change").click()
    rep.goto(f"/orders/{number}/")
    expect(rep.locator("#price .facts-total")).to_contain_text(total)

    _stop(others[0], option)
    customer.goto(f"/my/orders/{number}/change/")
    expect(customer.get_by_text("Cancel my order without a fee")).to_be_visible()
    customer.get_by_text("Cancel my order without a fee").click()
    customer.locator("[name=is_sure]").check()
    customer.get_by_role("button", name="Cancel my order").click()
    house.wait_for(
        lambda: watching.state(house, number) == "CANCELLED", "the answer counts", timeout=30
    )


def _stop(coordinator: Page, option: str) -> None:
    """The coordinator stops the option and writes to everybody it hits."""
    coordinator.on("dialog", lambda dialog: dialog.accept())
    coordinator.goto("/production/supply/")
    coordinator.get_by_text("Stop the sale of an option").click()
    maker = coordinator.locator("select[name=stop-manufacturer]")
    maker.select_option(index=maker.locator("option").count() - 1)
    coordinator.locator("[name=stop-option]").fill(option)
    coordinator.locator("[name=stop-from_on]").fill(people.day(0))
    coordinator.locator("[name=stop-reason]").fill("The paint shop has run out of it.")
    coordinator.get_by_role("button", name="Look at what it does").first.click()
    coordinator.get_by_role("button", name="Put in force").click()
    expect(coordinator.locator("main")).to_contain_text("run out of it")
    coordinator.goto("/production/supply/")
    coordinator.get_by_role("link", name="Quotes and orders it hits").first.click()
    coordinator.get_by_role("link", name="Offer each customer a way out").click()
    coordinator.get_by_role("button", name=re.compile("^Write to")).click()
    expect(coordinator.locator("main")).not_to_contain_text("Being drawn up", timeout=40_000)


def test_an_order_is_left_in_three_stages_each_by_its_own_rule(
    house: House, rep: Page, others: tuple[Page, Page, Page]
) -> None:
    """Before the order bank the deposit comes back, then less a fee, then it is kept."""
    early, banked, built = signed(rep, "Astra"), signed(rep, "Astra"), signed(rep, "Astra")
    for number in (banked, built):
        approved(number, others)
        people.act(rep, number, "submit", "Send", is_sure=True)
    people.act(others[1], early, "record-deposit", "Record", reference=f"CARD-{early}")
    watching.drive(house, banked, "BANKED", days=1)
    _leave(rep, early, "$1,000.00 refunded, $0.00 kept")
    _leave(rep, banked, "refunded")
    watching.drive(house, built, "IN_PRODUCTION", days=7)
    _leave(rep, built, "$0.00 refunded")
    held = house.rows(
        "select sum(l.amount) from orders_journalline l"
        " join orders_journalentry e on e.id = l.entry_id join orders_order o on o.id = e.order_id"
        " where o.number = any(%s) and l.account = 'CUSTOMER_DEPOSITS'",
        [early, banked, built],
    )
    assert held[0][0] == 0


def _leave(page: Page, number: str, said: str) -> None:
    page.goto(f"/orders/{number}/cancel/")
    expect(page.locator("#action .facts div").first).to_contain_text(said)
    page.locator("[name=reason]").fill("Moved abroad")
    page.locator("[name=is_customers_cause][value=yes]").check()
    page.locator("[name=is_sure]").check()
    page.get_by_role("button", name="Cancel the order", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Cancelled")


def test_a_rush_takes_a_sooner_week_for_its_fee(rep: Page, others: tuple[Page, Page, Page]) -> None:
    """Fee, gain, chance and whom it delays are read first; signed, the build stands in a sooner week."""
    number = signed(rep, "Terra")
    approved(number, others, not_before=people.day(75))
    rep.goto(f"/orders/{number}/")
    rep.get_by_role("link", name="Rush").click()
    card = rep.locator("#rush")
    week = card.locator(".facts dd").first.inner_text()
    expect(card).to_contain_text("Rush fee")
    expect(card).to_contain_text(re.compile(r"\d+% likely to be ready before the day"))
    expect(card).to_contain_text("Whom it delays")
    axe(rep)
    card.locator("[name=bucket_id]").first.check()
    card.get_by_role("button", name="Offer the rush").click()
    expect(rep.locator("#changes")).to_contain_text("Rush fee")
    rep.locator("[name=signed_name]").fill(NAME)
    rep.locator("[name=consent]").check()
    rep.get_by_role("button", name="Sign the change").click()
    expect(rep.locator("#changes")).not_to_contain_text("The customer signs here")
    rep.goto(f"/orders/{number}/")
    expect(rep.locator("main")).to_contain_text("Rush fee")
    expect(rep.locator("main")).to_contain_text("built sooner")
    rep.goto(f"/orders/{number}/rush/")
    expect(rep.locator("#rush .facts dd").first).not_to_have_text(week)


def test_a_stock_unit_is_taken_over(
    house: House, new_page: NewPage, rep: Page, others: tuple[Page, Page, Page]
) -> None:
    """A car ordered for stock is quoted as it stands, signed, and is the customer's in the portal."""
    people.configure(rep, "Terra")
    rep.get_by_role("link", name="Make a quote").click()
    rep.locator("[name=buyer][value=stock]").check()
    rep.get_by_role("button", name="Give the quote").click()
    expect(rep).to_have_url(re.compile(r"/orders/[A-Z0-9-]+/$"))
    stock = rep.url.rstrip("/").rpartition("/")[2]
    people.act(rep, stock, "accept", "Sign", signed_name="Jonas Park", consent=True)
    approved(stock, others)
    people.act(rep, stock, "submit", "Send", is_sure=True)
    watching.drive(house, stock, "BANKED", days=1)

    rep.goto("/orders/stock/")
    rep.locator("tr", has_text=stock).get_by_role("link", name=re.compile("^Quote")).click()
    choice = rep.locator("select[name=customer]")
    labels = choice.locator("option").all_inner_texts()
    choice.select_option(label=next(label for label in labels if label.startswith(NAME)))
    rep.get_by_role("button", name="Give the quote").click()
    expect(rep).to_have_url(re.compile(r"/orders/[A-Z0-9-]+/$"))
    number = rep.url.rstrip("/").rpartition("/")[2]
    people.act(rep, number, "accept", "Sign", signed_name=NAME, consent=True)
    approved(number, others)
    people.act(rep, number, "submit", "Send", is_sure=True)
    assert watching.state(house, number) == "BANKED"
    assert watching.state(house, stock) == "CANCELLED"
    watching.drive(house, number, "SCHEDULED")
    watching.calm(house)
    customer = people.sign_in_by_code(new_page, house)
    customer.goto(f"/my/orders/{number}/")
    expect(customer.locator("#status")).to_be_visible()
    told = dict(watching.messages(house, number))
    assert "order_confirmed" not in told, "what the car had behind it is no news"
    assert told.get("slot_booked") == 1
