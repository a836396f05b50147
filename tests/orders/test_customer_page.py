"""What the customer sees of his order: eight milestones, the window, changes, to-dos."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from customers.models import User
from orders import commands, selectors
from orders.models import Order, State
from production.models import Build
from production.models import Kind as BuildKind
from tests.factories_orders import NOW, Desk, at, book, follow, happens, quoted

NAMES = [
    "Finance approved", "Order confirmed", "Build slot booked", "In production", "Quality check",
    "On the way", "At your dealer", "Handed over",
]  # fmt: skip
D, N, X = "done", "now", "next"
EXPECTED = {
    State.QUOTED: [X, X, X, X, X, X, X, X],
    State.ACCEPTED: [N, X, X, X, X, X, X, X],
    State.APPROVED: [D, X, X, X, X, X, X, X],
    State.SUBMITTED: [D, X, X, X, X, X, X, X],
    State.BANKED: [D, N, X, X, X, X, X, X],
    State.SCHEDULED: [D, D, N, X, X, X, X, X],
    State.IN_PRODUCTION: [D, D, D, N, X, X, X, X],
    State.BUILT: [D, D, D, D, N, X, X, X],
    State.IN_TRANSIT: [D, D, D, D, D, N, X, X],
    State.AT_DEALER: [D, D, D, D, D, D, N, X],
    State.READY: [D, D, D, D, D, D, N, X],
    State.DELIVERED: [D, D, D, D, D, D, D, D],
    State.CANCELLED: [X, X, X, X, X, X, X, X],
}


@pytest.mark.parametrize("state", EXPECTED)
def test_the_eight_milestones_follow_the_order(desk: Desk, dana: User, state: str) -> None:
    order = at(desk, state)
    page = selectors.customer_order(dana, order.number)
    assert [milestone.name for milestone in page.milestones] == NAMES
    assert [milestone.state for milestone in page.milestones] == EXPECTED[state]
    for milestone in page.milestones:
        if milestone.state == "done":
            assert milestone.on is not None
    assert page.status
    assert page.next_words


def test_the_page_costs_four_queries(
    desk: Desk, dana: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = at(desk, State.IN_PRODUCTION)
    with django_assert_num_queries(4):
        selectors.customer_order(dana, order.number)
    with django_assert_num_queries(2):
        selectors.customer_orders(dana)


def test_the_parts_of_production_are_ticked_off(desk: Desk, dana: User) -> None:
    order = at(desk, State.IN_PRODUCTION)
    follow(order, "BIW-OUT", NOW + timedelta(hours=5))
    page = selectors.customer_order(dana, order.number)
    steps = page.milestones[3].steps
    assert [(step.name, step.is_done) for step in steps] == [
        ("Body shop", True),
        ("Paint", False),
        ("Final assembly", False),
    ]
    assert page.step == 4


def test_released_to_the_carrier_counts_as_on_the_way(desk: Desk, dana: User) -> None:
    order = at(desk, State.BUILT)
    follow(order, "REL")
    page = selectors.customer_order(dana, order.number)
    assert page.milestones[5].state == "now"


def test_a_later_window_is_a_notice_with_its_cause_and_a_change(desk: Desk, dana: User) -> None:
    order = at(desk, State.SCHEDULED)
    assert order.promised_on is not None
    build = Build.objects.get(pk=order.build_id)
    later = order.promised_on + timedelta(days=9)
    build.estimate_p10 = later - timedelta(days=3)
    build.estimate_p50, build.estimate_p90 = later, later + timedelta(days=3)
    build.save()
    event = happens(order, BuildKind.WINDOW_CHANGED, cause="Battery supplier late")
    commands.follow_build(event, now=NOW)
    page = selectors.customer_order(dana, order.number)
    assert page.notice is not None
    assert page.notice.title == "9 days later than first promised"
    assert page.notice.text == "Battery supplier late"
    assert page.window is not None
    assert page.window.p50 == later
    assert page.changes[0].title == "Delivery window changed"
    assert page.changes[0].old_words != page.changes[0].new_words


def test_to_dos_come_and_are_ticked_off(desk: Desk, dana: User) -> None:
    def titles(order: Order) -> list[tuple[str, bool]]:
        page = selectors.customer_order(dana, order.number)
        return [(to_do.title, to_do.is_done) for to_do in page.to_dos]

    assert titles(quoted(desk)) == [("Sign your quote", False)]
    assert titles(at(desk, State.ACCEPTED)) == [
        ("Sign your quote", True),
        ("Pay the deposit of $1,000.00", False),
    ]
    arrived = at(desk, State.AT_DEALER)
    assert titles(arrived)[-1] == ("Agree on your handover time", False)
    book(arrived, desk)
    assert titles(arrived)[-1] == ("Agree on your handover time", True)


def test_the_contact_is_the_sales_representative(desk: Desk, dana: User) -> None:
    contact = selectors.customer_order(dana, quoted(desk).number).contact
    assert (contact.name, contact.initials) == ("Ada Amsel", "AA")
    assert contact.dealership_name == "Harbor Meridian"


def test_a_customer_sees_own_orders_only_and_no_drafts(desk: Desk, dana: User, erin: User) -> None:
    order, draft = quoted(desk), at(desk, State.DRAFT)
    assert [card.number for card in selectors.customer_orders(dana)] == [order.number]
    assert selectors.customer_orders(erin) == []
    for person, number in ((erin, order.number), (dana, draft.number)):
        with pytest.raises(selectors.Order.DoesNotExist):
            selectors.customer_order(person, number)


def test_the_picture_wears_the_paint_chosen(desk: Desk, dana: User) -> None:
    page = selectors.customer_order(dana, quoted(desk).number)
    assert page.look.body_style == "hatchback"
    assert page.look.paint == "#c01020"
    assert page.look.name == "2027 Road in Signal Red"
