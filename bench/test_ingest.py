"""CARS=100 python3 dev.py test bench/test_ingest.py -n0 -s: what the factory says, taken in and acted on.

``CARS`` sent orders; the manufacturer says all at once what happened to each of them from its acceptance
to its arrival. Four steps in turn: the messages are kept (*take in*), the same ones come again (*replay*),
they are understood build by build (*apply*), and orders, promises, letters and papers follow (*follow*).
"""

from __future__ import annotations

import gc
import json
import os
from datetime import timedelta
from time import perf_counter

import pytest

from kernel.models import Document
from mto.dispatch import dispatch
from mto.subscriptions import SUBSCRIPTIONS
from orders.models import Order, OrderEvent, State
from production.commands.feeds import ingest
from production.commands.inbox import apply_inbox
from production.gateways.messages import file_message
from production.models import BuildEvent, FactoryFeed, InboxMessage, InboxState, SlotBucket
from tests.factories_orders import NOW, Desk, at
from tests.orders.conftest import desk  # noqa: F401 - a fixture

pytest_plugins = ("tests.personas",)
CARS = int(os.environ.get("CARS", "100"))
ROAD = ("ORD-ACK", "SCH-WK", "SCH-FRZ", "BIW-IN", "BIW-OUT", "PNT-IN", "PNT-OUT", "TRM-IN",
        "FIN-OUT", "QA-OK", "REL", "SHP-DEP", "SHP-ARR", "DLR-RCV")  # fmt: skip


def said(order: Order, first: int) -> list[str]:
    """The bodies of one car's messages, an hour apart."""
    return [
        json.dumps(
            {
                "specversion": "1.0", "id": f"{order.number}-{code}", "type": "build.milestone",
                "subject": order.number, "sequence": first + place,
                "time": (NOW + timedelta(hours=place)).isoformat(),
                "data": {"code": code, "ref": f"M{order.pk:08d}", "occurrence": 1},
            }
        )
        for place, code in enumerate(ROAD)
    ]  # fmt: skip


@pytest.mark.django_db
def test_ingest(desk: Desk) -> None:  # noqa: F811
    SlotBucket.objects.update(capacity=100_000)
    orders = [at(desk, State.SUBMITTED) for _ in range(CARS)]
    follow_all()
    bodies = [body for n, order in enumerate(orders) for body in said(order, n * len(ROAD) + 1)]
    maker = orders[0].build.manufacturer  # type: ignore[union-attr]
    feed, _ = FactoryFeed.objects.get_or_create(manufacturer=maker)
    gc.collect()
    gc.freeze()
    print(f"\n{CARS} cars, {len(bodies):,} messages")
    for name in ("take in", "replay"):
        began = perf_counter()
        for start in range(0, len(bodies), 1000):
            events = [file_message(body) for body in bodies[start : start + 1000]]
            ingest(feed, events, source="poll", headers={}, now=NOW)
        told(name, len(bodies), perf_counter() - began)
    began = perf_counter()
    while InboxMessage.objects.waiting().exists():
        apply_inbox(now=NOW + timedelta(days=1))
    told("apply", len(bodies), applied := perf_counter() - began)
    began = perf_counter()
    follow_all()
    told("follow", len(bodies), followed := perf_counter() - began)
    told("both", len(bodies), applied + followed)
    assert set(InboxMessage.objects.values_list("state", flat=True)) == {InboxState.APPLIED}
    assert set(Order.objects.values_list("state", flat=True)) == {State.AT_DEALER}
    print(f"{BuildEvent.objects.count():,} build events, {OrderEvent.objects.count():,} order events, "
          f"{Document.objects.count():,} papers asked for")  # fmt: skip


def follow_all() -> None:
    """What the worker does after every commit."""
    for model in (BuildEvent, OrderEvent):
        dispatch(model, SUBSCRIPTIONS, now=NOW + timedelta(days=1))


def told(name: str, count: int, seconds: float) -> None:
    print(f"{name:8} {count / seconds:10,.0f} messages/s")
