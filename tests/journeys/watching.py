"""What a journey asks of the running house, past the pages."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.house import House

STATES = (
    "SUBMITTED", "BANKED", "SCHEDULED", "IN_PRODUCTION", "BUILT", "IN_TRANSIT", "AT_DEALER",
)  # fmt: skip
PATIENCE = 75.0


def state(house: House, number: str) -> str:
    return str(house.rows("select state from orders_order where number = %s", number)[0][0])


def is_calm(house: House) -> bool:
    """Everything the factory said was heard, handed on and told to the customer."""
    cursor, waiting = house.rows(
        """
        select (select max(cursor) from production_factoryfeed),
               (select count(*) from production_inboxmessage where state = 'NEW')
             + (select count(*) from production_buildevent
                where dispatched_at is null and parked_at is null)
             + (select count(*) from orders_orderevent
                where dispatched_at is null and parked_at is null)
             + (select count(*) from production_factoryrequest where state = 'QUEUED')
             + (select count(*) from customers_message where state = 'QUEUED' and channel = 'email')
        """
    )[0]
    return waiting == 0 and not house.ask_factory(f"/events?after={cursor}&limit=1")["events"]


def calm(house: House, what: str = "everything is handed on") -> None:
    house.wait_for(lambda: is_calm(house), what, timeout=PATIENCE)


def drive(
    house: House, number: str, target: str, *, days: int = 4, between: Callable[[], Any] = bool
) -> None:
    """Let the factory live some days at a time until the order has reached ``target``."""
    deadline = time.monotonic() + PATIENCE
    while STATES.index(state(house, number)) < STATES.index(target):
        assert time.monotonic() < deadline, f"{number} is {state(house, number)}, not {target}"
        house.control("advance", days=days)
        between()
        calm(house, "the news of these days")


def messages(house: House, number: str) -> list[tuple[str, int]]:
    """How often each kind of message went out about an order."""
    return [
        (str(kind), int(count))
        for kind, count in house.rows(
            "select kind, count(*) from customers_message"
            " where subject_key = %s and state = 'DONE' group by kind order by kind",
            number,
        )
    ]


def milestones(house: House, number: str) -> list[tuple[str, int]]:
    return [
        (str(code), int(occurrence))
        for code, occurrence in house.rows(
            "select m.code, m.occurrence from production_milestone m"
            " join production_build b on b.id = m.build_id"
            " where b.order_number = %s order by m.sequence, m.id",
            number,
        )
    ]


def factory_orders(house: House, number: str) -> list[dict[str, Any]]:
    """What the manufacturer itself has under that number."""
    found: list[dict[str, Any]] = house.ask_factory("/orders")["orders"]
    return [order for order in found if order["order_number"] == number]
