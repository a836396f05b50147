"""One car from the first click to the closed order, by the people who would do it."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.house import House
from tests.journeys import people, watching
from tests.journeys.people import COORDINATOR, FINANCE, MANAGER, NAME, REP, NewPage

ONCE_EACH = {
    "quote_sent",
    "deposit_received",
    "finance_approved",
    "order_confirmed",
    "slot_booked",
    "in_production",
    "quality_check",
    "on_the_way",
    "at_dealer",
    "handover_confirmed",
    "handed_over",
}


def test_one_car_from_click_to_handover(house: House, new_page: NewPage) -> None:
    """Configure, quote, sign, credit, deposit, slot, build with every trouble, handover, close."""
    rep = people.staff(new_page, house, REP)
    people.configure(rep, "Astra")
    number = people.quote(rep)
    people.act(rep, number, "accept", "Sign", signed_name=NAME, consent=True)
    checker = people.staff(new_page, house, COORDINATOR)
    people.act(checker, number, "validate", "Check")

    finance = people.staff(new_page, house, FINANCE)
    people.act(finance, number, "record-deposit", "Record", reference=f"CARD-{number}")
    people.act(
        finance, number, "decide-credit", "Decide", decision="approved", expires_on=people.day(90)
    )
    manager = people.staff(new_page, house, MANAGER)
    people.act(manager, number, "approve", "Approve")
    expect(manager.locator("#facts")).to_contain_text("Promised")
    people.act(rep, number, "submit", "Send", is_sure=True)

    _build_it(house, number)

    customer = people.sign_in_by_code(new_page, house)
    customer.goto(f"/my/orders/{number}/")
    expect(customer.locator("#status")).to_have_text("At your dealer")
    expect(customer.locator(".milestones > li.is-done")).to_have_count(6)
    axe(customer)

    _hand_over(house, number, rep, checker)
    customer.reload()
    expect(customer.locator("#status")).to_have_text("Handed over")
    people.act(manager, number, "close", "Close", is_sure=True)
    watching.calm(house)

    assert watching.state(house, number) == "CLOSED"
    _check_books(house, number)
    _check_told_once(house, number)


def _build_it(house: House, number: str) -> None:
    """The factory is down, repeats itself, speaks out of turn and in words nobody knows."""
    heard = house.rows("select coalesce(max(id), 0) from production_inboxmessage")[0][0]
    house.control("misbehave", down=True)
    house.wait_for(
        lambda: house.rows("select 1 from production_factoryfeed where consecutive_failures > 1"),
        "the outage is noticed",
        timeout=30,
    )
    assert watching.state(house, number) == "SUBMITTED"
    house.control("misbehave", down=False)
    house.wait_for(
        lambda: watching.factory_orders(house, number), "the order is transmitted", timeout=60
    )
    watching.drive(house, number, "SCHEDULED")
    house.control("misbehave", next={"duplicate": 2, "unknown": 1, "disorder": 1})
    watching.drive(house, number, "BUILT", days=7)
    watching.drive(house, number, "AT_DEALER", days=6)
    parked = house.rows(  # whichever order it was about: the house may have others
        "select state from production_inboxmessage where id > %s"
        " and state not in ('APPLIED', 'DUPLICATE')",
        heard,
    )
    assert parked == [("PARKED",)]
    assert len(watching.factory_orders(house, number)) == 1


def _hand_over(house: House, number: str, rep: Page, coordinator: Page) -> None:
    coordinator.goto(f"/production/builds/{number}/pdi/")
    for box in coordinator.locator("form input[type=radio][value=yes]").all():
        box.check()
    coordinator.get_by_role("button", name="Record inspection").click()
    expect(coordinator).not_to_have_url(re.compile("/pdi/$"))
    people.act(rep, number, "book-handover", "Book", day=people.day(3), time="10:00")
    people.act(coordinator, number, "make-ready", "Mark as ready")
    people.act(rep, number, "deliver", "Hand over", signed_name=NAME, odometer="12", is_sure=True)
    watching.calm(house)


def _check_books(house: House, number: str) -> None:
    """Revenue is recognised once, and every entry balances."""
    entries = house.rows(
        "select e.kind, sum(l.amount) from orders_journalentry e"
        " join orders_journalline l on l.entry_id = e.id"
        " join orders_order o on o.id = e.order_id where o.number = %s"
        " group by e.id, e.kind order by e.kind",
        number,
    )
    assert entries == [("delivery", Decimal(0)), ("deposit", Decimal(0))]
    revenue = house.rows(
        "select -l.amount from orders_journalline l"
        " join orders_journalentry e on e.id = l.entry_id join orders_order o on o.id = e.order_id"
        " where o.number = %s and l.account = 'REVENUE'",
        number,
    )
    assert revenue[0][0] > 0


def _check_told_once(house: House, number: str) -> None:
    """One mail for each milestone, in the outbox and in the letter box."""
    sent = dict(watching.messages(house, number))
    assert {kind for kind in sent if kind in ONCE_EACH} == ONCE_EACH
    assert {kind: count for kind, count in sent.items() if kind in ONCE_EACH and count != 1} == {}
    letters = [mail for mail in house.mails() if number in mail.replace("=\n", "")]
    ids = [line for mail in letters for line in mail.splitlines() if line.startswith("Message-ID")]
    assert len(ids) == len(set(ids))
