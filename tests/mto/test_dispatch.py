"""Events are handed on at least once; what fails is tried again, then parked, and delays nobody."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from customers.models import Customer, Dealership, User
from kernel.events import record
from mto.dispatch import ATTEMPTS, Subscriptions, dispatch
from orders.models import Kind, Order, OrderEvent
from tests.factories_orders import desk, quoted

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(
    harbor: Dealership, ada: User, mona: User, finn: User, cora: User, dana_record: Customer
) -> Order:
    made = quoted(desk(harbor, ada, mona, finn, cora, dana_record))
    OrderEvent.objects.update(dispatched_at=NOW)
    return made


def say(order: Order, kind: Kind = Kind.COMMENTED) -> OrderEvent:
    return record(OrderEvent, kind=kind, by=None, at=NOW, order=order)


def told(*handlers: Callable[..., object]) -> Subscriptions:
    return {Kind.COMMENTED: list(handlers), Kind.PRIORITY_SET: []}


def test_an_event_is_handed_on_once(order: Order) -> None:
    heard: list[object] = []
    event = say(order)
    table = told(lambda event, *, now: heard.append(event.pk))
    assert dispatch(OrderEvent, table, now=NOW) == 1
    assert dispatch(OrderEvent, table, now=NOW) == 0
    assert heard == [event.pk]


def test_what_a_failing_handler_wrote_is_undone_and_the_event_tried_again(order: Order) -> None:
    def fail_after_writing(event: OrderEvent, *, now: datetime) -> None:
        say(order, Kind.PRIORITY_SET)
        raise ConnectionError("no route")

    event = say(order)
    dispatch(OrderEvent, told(fail_after_writing), now=NOW)
    event.refresh_from_db()
    assert (event.attempts, event.dispatched_at) == (1, None)
    assert "no route" in event.error
    assert not OrderEvent.objects.filter(kind=Kind.PRIORITY_SET).exists()
    dispatch(OrderEvent, told(lambda event, *, now: None), now=NOW)
    event.refresh_from_db()
    assert event.dispatched_at == NOW


class Killed(BaseException):
    """The process is gone."""


def test_a_worker_killed_before_the_commit_leaves_the_event_and_nothing_else(order: Order) -> None:
    def die_after_writing(event: OrderEvent, *, now: datetime) -> None:
        say(order, Kind.PRIORITY_SET)
        raise Killed

    event = say(order)
    with pytest.raises(Killed):
        dispatch(OrderEvent, told(die_after_writing), now=NOW)
    event.refresh_from_db()
    assert (event.attempts, event.dispatched_at) == (0, None)
    assert not OrderEvent.objects.filter(kind=Kind.PRIORITY_SET).exists()
    assert dispatch(OrderEvent, told(lambda event, *, now: None), now=NOW) == 1


def test_a_poisoned_event_is_parked_and_delays_nobody(order: Order) -> None:
    poison = say(order)
    heard: list[object] = []

    def choke(event: OrderEvent, *, now: datetime) -> None:
        if event.pk == poison.pk:
            raise ValueError("cannot swallow this")
        heard.append(event.pk)

    healthy = say(order)
    for _ in range(ATTEMPTS + 2):
        dispatch(OrderEvent, told(choke), now=NOW)
    poison.refresh_from_db()
    assert heard == [healthy.pk]
    assert poison.parked_at == NOW
    assert poison.attempts == ATTEMPTS


def test_an_unknown_kind_is_an_error_not_a_silence(order: Order) -> None:
    event = say(order)
    dispatch(OrderEvent, {}, now=NOW)
    event.refresh_from_db()
    assert event.attempts == 1


def test_the_log_of_a_fault_names_the_order(order: Order, caplog: pytest.LogCaptureFixture) -> None:
    def choke(event: OrderEvent, *, now: datetime) -> None:
        raise ValueError("cannot swallow this")

    say(order)
    dispatch(OrderEvent, told(choke), now=NOW)
    (line,) = [record.msg for record in caplog.records if record.msg["event"] == "event_failed"]
    assert line["order_number"] == order.number
