"""A manufacturer in memory: the gateway's contract, and every way it can go wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from production.gateways.base import (
    CatalogueOffer,
    CatalogueText,
    EventPage,
    Fact,
    FactoryRefused,
    FactoryUnavailable,
    LimitOffer,
    LineOffer,
    OrderReply,
    OrderRequest,
    PlantOffer,
    RawEvent,
    SlotOffer,
    SlotRequest,
    StopOffer,
)
from production.gateways.messages import file_message, understand

MODULE = "tests.production.fake_factory.FakeGateway"


@dataclass
class State:
    """What the fake factory knows and how it behaves."""

    orders: dict[str, OrderRequest] = field(default_factory=dict)
    keys: dict[str, OrderReply] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    changes: list[Mapping[str, Any]] = field(default_factory=list)
    is_down: bool = False
    loses_answers: int = 0
    refuses: tuple[str, ...] = ()
    plants: list[PlantOffer] = field(default_factory=list)
    slots: list[SlotOffer] = field(default_factory=list)
    limits: list[LimitOffer] = field(default_factory=list)
    releases: dict[str, bytes] = field(default_factory=dict)
    stops: list[StopOffer] = field(default_factory=list)

    def say(self, kind: str, order: str, sequence: int, at: datetime, **data: Any) -> str:
        """Put an event on the feed."""
        event = {
            "specversion": "1.0",
            "id": data.pop("event_id", f"{order}-{sequence}"),
            "source": "/manufacturers/MERIDIAN",
            "type": kind,
            "subject": order,
            "time": at.isoformat(),
            "sequence": sequence,
            "data": {"ref": f"M-{order}", **data},
        }
        self.events.append(json.dumps(event))
        return self.events[-1]


STATE = State()


def fresh() -> State:
    """Forget everything."""
    for name, value in vars(State()).items():
        setattr(STATE, name, value)
    return STATE


class FakeGateway:
    """Speaks like an adapter, to a State."""

    def __init__(self, *, base_url: str, key: str) -> None:
        del base_url, key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def _called(self, what: str) -> None:
        STATE.calls.append(what)
        if STATE.is_down:
            raise FactoryUnavailable("The factory cannot be reached.")

    def _answer(self, key: str, ref: str) -> OrderReply:
        reply = STATE.keys.setdefault(key, OrderReply(ref, "received"))
        if STATE.loses_answers:
            STATE.loses_answers -= 1
            raise FactoryUnavailable("The factory did not answer in time.")
        return reply

    def place(self, order: OrderRequest, *, key: str) -> OrderReply:
        self._called(f"place {key}")
        if STATE.refuses:
            raise FactoryRefused("Not buildable.", STATE.refuses, 422)
        if key not in STATE.keys:
            assert order.order_number not in STATE.orders, "the factory got an order twice"
            STATE.orders[order.order_number] = order
        return self._answer(key, f"M-{order.order_number}")

    def change(self, ref: str, change: Mapping[str, Any], *, key: str) -> OrderReply:
        self._called(f"change {key}")
        if STATE.refuses:
            raise FactoryRefused("Frozen.", STATE.refuses, 409)
        assert all(isinstance(v, SlotRequest) for k, v in change.items() if k == "slot")
        STATE.changes.append(change)
        return self._answer(key, ref)

    def cancel(self, ref: str, *, reason: str, key: str) -> OrderReply:
        self._called(f"cancel {key} {reason}")
        if STATE.refuses:
            raise FactoryRefused("Too late.", STATE.refuses, 409)
        return self._answer(key, ref)

    def events_after(self, cursor: int, *, limit: int) -> EventPage:
        self._called(f"events {cursor}")
        bodies = STATE.events[cursor : cursor + limit]
        return EventPage(tuple(file_message(body) for body in bodies), cursor + len(bodies))

    def read(self, body: str) -> Fact:
        return understand(body)

    def file(self, body: bytes) -> RawEvent:
        return file_message(body.decode("utf-8", "replace"))

    def catalogues(self) -> Sequence[CatalogueOffer]:
        return []

    def catalogue(self, release: str) -> CatalogueOffer:
        raise FactoryRefused(f"There is no {release}.")

    def plants(self) -> Sequence[PlantOffer]:
        return STATE.plants or [
            PlantOffer("GRZ", "Graz", "AT", "", "UTC", (LineOffer("G1", "Graz 1", ("ASTRA",)),))
        ]

    def slots(self, *, plant: str, start: date, end: date) -> Sequence[SlotOffer]:
        return [s for s in STATE.slots if s.plant == plant and start <= s.week <= end]

    def limits(self) -> Sequence[LimitOffer]:
        return STATE.limits

    def stop_sales(self) -> Sequence[StopOffer]:
        return STATE.stops

    def release_codes(self, tag: str) -> tuple[Sequence[str] | None, str]:
        self._called("catalogues")
        now = str(sorted(STATE.releases))
        return (None if tag == now else sorted(STATE.releases)), now

    def catalogue_text(self, release: str, tag: str) -> CatalogueText:
        self._called(f"catalogue {release}")
        content = STATE.releases[release]
        now = hashlib.sha256(content).hexdigest()
        return CatalogueText(None if tag == now else content, now)
