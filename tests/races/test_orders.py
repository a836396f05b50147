"""Two people act on one order, or on one dealership's numbers, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from customers.models import Customer, Dealership, User
from orders import commands
from orders.models import Deposit, Kind, Order, State
from orders.selectors.seen import seen
from production.models import Build, Reservation
from tests.factories_orders import NOW, Desk, again, at, milestone, pay, quoted, settle_credit
from tests.factories_orders import desk as make_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(
    harbor: Dealership, ada: User, mona: User, finn: User, cora: User, dana_record: Customer
) -> Desk:
    return make_desk(harbor, ada, mona, finn, cora, dana_record)


def at_once[T](*acts: Callable[[], T]) -> list[T | Exception]:
    """Runs each act in a thread and connection of its own, started together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Exception:
        start.wait()
        try:
            return act()
        except Exception as refusal:  # noqa: BLE001 - the outcome is what is asked for
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def faults(outcomes: list[object], *expected: type[Exception]) -> list[object]:
    """What went wrong in a way nobody foresaw."""
    return [
        outcome
        for outcome in outcomes
        if isinstance(outcome, Exception) and not isinstance(outcome, expected)
    ]


def test_numbers_given_at_once_are_all_different_and_without_gaps(desk: Desk) -> None:
    cars = [desk.configuration().pk for _ in range(6)]

    def give(car: int) -> Order:
        return commands.quote(
            configuration_id=car, customer_id=desk.customer.pk, by=desk.rep, now=NOW
        )

    outcomes = at_once(*[lambda car=car: give(car) for car in cars])
    assert faults(outcomes) == []
    numbers = sorted(Order.objects.values_list("number", flat=True))
    assert numbers == [f"HM-26-{n:05d}" for n in range(1, 7)]


def test_one_configuration_is_quoted_once_however_often_the_button_is_pressed(desk: Desk) -> None:
    car = desk.configuration().pk
    outcomes = at_once(
        *[
            lambda: commands.quote(
                configuration_id=car, customer_id=desk.customer.pk, by=desk.rep, now=NOW
            )
            for _ in range(3)
        ]
    )
    assert faults(outcomes, commands.CannotQuote) == []
    assert Order.objects.count() == 1


def test_a_double_clicked_payment_is_booked_once(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    outcomes = at_once(*[lambda: pay(order, desk, "R1") for _ in range(4)])
    assert faults(outcomes) == []
    assert Deposit.objects.count() == 1
    assert again(order).deposit_held_amount == 1000


def test_one_reference_on_two_orders_at_once_is_booked_on_one(desk: Desk) -> None:
    one, two = at(desk, State.ACCEPTED), at(desk, State.ACCEPTED)
    outcomes = at_once(lambda: pay(one, desk, "R1"), lambda: pay(two, desk, "R1"))
    assert faults(outcomes, commands.CannotRecordDeposit) == []
    assert Deposit.objects.count() == 1


def test_two_approvals_hold_one_slot_and_promise_once(desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    settle_credit(order, desk)
    pay(order, desk)
    outcomes = at_once(
        *[lambda: commands.approve(order_id=order.pk, by=desk.manager, now=NOW) for _ in range(3)]
    )
    assert faults(outcomes, commands.CannotApprove) == []
    assert Reservation.objects.live().count() == 1
    assert order.promises.count() == 1


def test_sent_while_it_is_cancelled_one_wins_and_nothing_is_left_over(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    outcomes = at_once(
        lambda: commands.submit(order_id=order.pk, by=desk.rep, now=NOW),
        lambda: commands.cancel(
            order_id=order.pk, reason="x", is_customers_cause=True, by=desk.rep, now=NOW
        ),
    )
    assert faults(outcomes, commands.CannotSubmit, commands.CannotCancel) == []
    order = again(order)
    assert order.state == State.CANCELLED
    assert not Build.objects.live().filter(is_stock=False).exists()
    assert not Reservation.objects.live().filter(build__isnull=True).exists()


def test_news_and_cancellation_at_once_leave_a_legal_story(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    event = milestone(order, "SCH-WK")
    outcomes = at_once(
        lambda: commands.follow_build(event, now=NOW),
        lambda: commands.follow_build(event, now=NOW),
        lambda: commands.cancel(
            order_id=order.pk, reason="x", is_customers_cause=True, by=desk.rep, now=NOW
        ),
    )
    assert faults(outcomes) == []
    assert again(order).state == State.CANCELLED
    assert order.events.filter(kind=Kind.SCHEDULED).count() <= 1
    state = "DRAFT"
    for entry in order.events.order_by("id"):
        if "to" in entry.body:
            assert entry.body["from"] == state
            state = entry.body["to"]
    assert quoted(desk).state == State.QUOTED


def test_two_people_decide_on_one_page_and_the_slower_one_reads_what_the_other_did(
    desk: Desk,
) -> None:
    order = at(desk, State.ACCEPTED)
    was = str(seen(order.pk))

    def post(by: User, action: str, **fields: str) -> tuple[int, str]:
        client = Client()
        client.force_login(by)
        answer = client.post(f"/orders/{order.number}/{action}/", {"seen": was, **fields})
        return answer.status_code, answer.text if answer.status_code == 409 else ""

    cancelled = {"reason": "Moved", "is_customers_cause": "yes", "is_sure": "on"}
    outcomes = at_once(
        lambda: post(desk.coordinator, "validate", note=""),
        lambda: post(desk.rep, "cancel", **cancelled),
    )
    assert faults(list(outcomes)) == []
    codes = sorted(outcome[0] for outcome in outcomes if isinstance(outcome, tuple))
    assert codes == [302, 409]
    said = next(outcome[1] for outcome in outcomes if isinstance(outcome, tuple) and outcome[1])
    assert "Since you opened this page:" in said
    assert again(order).state in {State.VALIDATED, State.CANCELLED}
