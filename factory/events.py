"""What the factory tells: CloudEvents, put into the stream in the way misbehaviour allows."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from factory.misbehaviour import Misbehaviour
from factory.store import Order, Store, read_instant, written

FOREVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
UNKNOWN_CODES = ("ZP-77", "KD7-X", "BIW-HALF", "4200")


class Reporter:
    """Records facts about orders and publishes them."""

    def __init__(
        self,
        store: Store,
        *,
        manufacturer: str,
        source: random.Random,
        webhook_due: Callable[[], float | None],
    ) -> None:
        self._store, self._random, self._webhook_due = store, source, webhook_due
        self._origin = f"/manufacturers/{manufacturer}"
        self.switches = Misbehaviour(**(store.setting("misbehaviour") or {}))

    def switch(self, switches: Misbehaviour) -> None:
        """Behave like this from now on; the end of a silence lets everything held out."""
        was_silent = self.switches.silent
        self.switches = switches
        self._store.keep("misbehaviour", switches.as_json())
        if was_silent and not switches.silent:
            for event in self._store.take_held(now=FOREVER):
                self._publish(event)

    def happens(self, what: str) -> bool:
        """Draw a misbehaviour; what was asked for once is used up."""
        does, switches = self.switches.draw(what, self._random)
        if switches is not self.switches:
            self.switches = switches
            self._store.keep("misbehaviour", switches.as_json())
        return does

    def milestone(
        self, order: Order, code: str, *, at: datetime, kind: str = "build.milestone", **data: Any
    ) -> None:
        """Note a milestone on the order and tell it."""
        occurrence = order.times(code) + 1
        event = self._event(order, kind, at, {"code": code, "occurrence": occurrence, **data})
        order.milestones.append(
            {
                "code": code,
                "occurrence": occurrence,
                "occurred_at": event["time"],
                "sequence": event["sequence"],
                **data,
            }
        )
        self._tell(event, at)
        if self.happens("unknown"):
            strange = {"code": self._random.choice(UNKNOWN_CODES), "occurrence": 1}
            self._tell(self._event(order, "build.milestone", at, strange), at)

    def tell(self, order: Order, kind: str, *, at: datetime, **data: Any) -> None:
        """Tell a fact that is no milestone."""
        self._tell(self._event(order, kind, at, data), at)

    def release_held(self, now: datetime) -> None:
        if not self.switches.silent:
            for event in self._store.take_held(now=now):
                self._publish(event)

    def _event(self, order: Order, kind: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
        order.sequence += 1
        place = {"plant": order.plant, "line": order.line, "week": order.week}
        vin = {"vin": order.vin} if order.vin else {}
        return {
            "specversion": "1.0",
            "id": f"{order.ref}-{order.sequence:04d}",
            "source": self._origin,
            "type": kind,
            "subject": order.order_number,
            "time": written(at),
            "datacontenttype": "application/json",
            "sequence": order.sequence,
            "data": {"ref": order.ref, **place, **vin, **data},
        }

    def _tell(self, event: dict[str, Any], at: datetime) -> None:
        if self.switches.silent:
            self._store.hold(event, until=FOREVER, is_behind_next=False)
        elif self.happens("late"):
            hours = self._random.randint(6, 48)
            self._store.hold(event, until=at + timedelta(hours=hours), is_behind_next=False)
        elif self.happens("disorder"):
            self._store.hold(event, until=at + timedelta(days=10), is_behind_next=True)
        else:
            self._publish(event)
            for waiting in self._store.take_held(
                now=read_instant(event["time"]), behind=event["subject"]
            ):
                self._publish(waiting)

    def _publish(self, event: dict[str, Any]) -> None:
        times = 2 if self.happens("duplicate") else 1
        for _ in range(times):
            self._store.publish(event, webhook_due=self._webhook_due())
