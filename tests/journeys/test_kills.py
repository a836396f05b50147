"""Ctrl-C and kill -9 in the middle of everything: after a restart nothing is lost and nothing doubled."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.house import House
from tests.journeys import people, watching
from tests.journeys.people import COORDINATOR, FINANCE, MANAGER, NAME, REP, NewPage


@pytest.mark.chaos
def test_killed_processes_lose_and_double_nothing(house: House, new_page: NewPage) -> None:
    """The worker dies while it sends, all is stopped and the servers die while the factory reports."""
    house.control("misbehave", reset=True)
    rep = people.staff(new_page, house, REP)
    people.configure(rep, "Terra")
    number = people.quote(rep)
    people.act(rep, number, "accept", "Sign", signed_name=NAME, consent=True)
    people.act(people.staff(new_page, house, COORDINATOR), number, "validate", "Check")
    finance = people.staff(new_page, house, FINANCE)
    people.act(finance, number, "record-deposit", "Record", reference=f"CARD-{number}")
    people.act(finance, number, "decide-credit", "Decide", decision="cash")
    manager = people.staff(new_page, house, MANAGER)
    people.act(manager, number, "approve", "Approve")

    house.control("misbehave", latency_ms=1500)
    people.act(rep, number, "submit", "Send", is_sure=True)
    house.kill("worker")  # between the factory's yes and our note of it
    house.control("misbehave", latency_ms=0, next={"drop_answer": 1})
    house.restart("worker")
    house.wait_for(
        lambda: watching.factory_orders(house, number), "the order is transmitted", timeout=90
    )
    watching.drive(house, number, "SCHEDULED", between=lambda: house.kill("worker"))
    house.control("advance", days=5)
    house.interrupt()
    watching.calm(house, "the news is handed on after Ctrl-C")
    house.control("advance", days=20)
    house.kill_servers()
    watching.calm(house, "the news is handed on after the crash")
    watching.drive(house, number, "IN_TRANSIT", days=7)

    _nothing_lost_or_doubled(house, number)


def _nothing_lost_or_doubled(house: House, number: str) -> None:
    placed = watching.factory_orders(house, number)
    assert len(placed) == 1
    there = [
        (mark["code"], mark["occurrence"])
        for mark in house.ask_factory(f"/orders/{placed[0]['ref']}")["milestones"]
    ]
    assert watching.milestones(house, number) == there
    assert max(Counter(there).values()) == 1
    live = house.rows(
        "select count(*) from production_reservation"
        " where order_number = %s and state in ('HELD', 'CONFIRMED')",
        number,
    )
    assert live == [(1,)]
    taken = house.rows(
        "select b.taken, (select count(*) from production_reservation r where r.bucket_id = b.id"
        " and r.state in ('HELD', 'CONFIRMED')) from production_slotbucket b where b.taken > 0"
    )
    assert all(counted == held for counted, held in taken)
    told = dict(watching.messages(house, number))
    milestones = ("order_confirmed", "slot_booked", "in_production", "quality_check", "on_the_way")
    assert {kind: told.get(kind) for kind in milestones} == dict.fromkeys(milestones, 1)
    parked = house.rows("select count(*) from orders_orderevent where parked_at is not null")
    assert parked == [(0,)]
