"""The factory as a whole: its memory, its time, its catalogue, and the work it does step by step."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from factory import life, requests, scheduling
from factory.catalogue import MANUFACTURER, head, later_head, later_release, release
from factory.clock import Clock
from factory.durations import Durations
from factory.evaluate import Reason, reasons_against
from factory.events import Reporter
from factory.plants import PLANTS
from factory.slots import Book
from factory.store import Due, Order, Store

log = logging.getLogger("factory")
STEPS = life.STEPS | requests.STEPS


class World:
    """One factory. Everything it does goes through ``advance`` or an operation on an order."""

    def __init__(
        self,
        path: Path,
        *,
        seed: int,
        seconds_per_day: float,
        start: datetime | None = None,
        has_webhook: bool = False,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.store = Store(path)
        self.wall = wall
        self.clock = Clock(self.store, seconds_per_day=seconds_per_day, start=start, wall=wall)
        self._has_webhook = has_webhook
        self._open(seed)

    def begin_anew(self, *, seed: int, start: datetime | None) -> None:
        """Forget everything: a new factory, founded at ``start`` or now."""
        with self.store.transaction():
            self.store.forget_everything()
        pace = self.clock.seconds_per_day
        self.clock = Clock(self.store, seconds_per_day=pace, start=start, wall=self.wall)
        self._open(seed)

    def _open(self, seed: int) -> None:
        self._found(seed)
        self.durations = Durations(int(self.store.setting("seed")))
        self.catalogue_day = date.fromisoformat(self.store.setting("catalogue_day"))
        self.catalogue = release(self.catalogue_day)
        self.reporter = Reporter(
            self.store,
            manufacturer=MANUFACTURER["code"],
            source=random.Random(self.durations.seed),
            webhook_due=lambda: self.wall() if self._has_webhook else None,
        )

    @property
    def now(self) -> datetime:
        return self.clock.now

    def line(self, model_line: str) -> dict[str, Any] | None:
        """The model line as the catalogue has it."""
        lines: list[dict[str, Any]] = self.catalogue["model_lines"]
        return next((line for line in lines if line["code"] == model_line), None)

    def releases(self) -> list[dict[str, str]]:
        """Every release on offer as the list shows it, the first one first."""
        return [
            head(self.catalogue_day),
            *(later_head(self.catalogue, offer) for offer in self.offers()),
        ]

    def release(self, code: str) -> dict[str, Any] | None:
        """The whole release, or None where there is none of that code."""
        if code == self.catalogue["release"]:
            return self.catalogue
        offer = next((offer for offer in self.offers() if offer["release"] == code), None)
        return later_release(self.catalogue, offer) if offer else None

    def offers(self) -> list[dict[str, Any]]:
        """What the releases after the first one are."""
        return list(self.store.setting("offers") or [])

    def book(self) -> Book:
        return Book(self.store, self.durations, self.now)

    def reasons_against(self, order: Order) -> list[Reason]:
        """Why the order could not be built if it came in today."""
        line = self.line(order.model_line)
        if line is None:
            sentence = f"There is no model line {order.model_line}."
            return [{"kind": "unknown_model_line", "code": order.model_line, "detail": sentence}]
        today = self.clock.sales_day
        found = reasons_against(
            line, order.code_set, on=today, is_fleet=order.is_fleet, market=order.market
        )
        return found + [
            {
                "kind": "stop_sale",
                "code": stop["option"],
                "detail": f"{stop['option']} is not sold since {stop['from']}: {stop['reason']}",
            }
            for stop in self.stop_sales()
            if stop["option"] in order.code_set and stop["from"] <= today.isoformat()
        ]

    def stop_sales(self) -> list[dict[str, str]]:
        return list(self.store.setting("stop_sales") or [])

    def tick(self) -> int:
        """Do what fell due since the last tick; how many steps that were."""
        target = self.clock.target(is_idle=not self.store.has_work())
        return self.advance(target)

    def advance(self, until: datetime) -> int:
        """Do everything due by ``until``, each step whole or not at all.

        A step that fails delays nobody else: it is tried again a day later.
        """
        steps = 0
        while due := self.store.next_due(until):
            try:
                self._live_through(due)
            except Exception:
                log.exception("step %s of %s failed", due.step, due.ref)
                with self.store.transaction():
                    self.store.postpone(due, due.due_at + timedelta(days=1))
            steps += 1
        with self.store.transaction():
            self.clock.move(until)
            self.reporter.release_held(self.now)
        return steps

    def _live_through(self, due: Due) -> None:
        with self.store.transaction():
            self.clock.move(due.due_at)
            self.reporter.release_held(self.now)
            self._do(due)
            self.store.done(due)

    def _do(self, due: Due) -> None:
        if due.step == "round":
            scheduling.run_round(self, due.body["plant"])
            return
        order = self.store.order(due.ref or "")
        if order is not None:
            STEPS[due.step](self, order, due.body)
            self.store.save(order, self.now)

    def _found(self, seed: int) -> None:
        """The first day of a new factory."""
        if self.store.setting("seed") is not None:
            return
        with self.store.transaction():
            self.store.keep("seed", seed)
            self.store.keep("catalogue_day", self.now.date().isoformat())
            self.clock.move(self.now)
            for plant in PLANTS.values():
                self.store.plan(scheduling.next_round(plant, self.now), "round", plant=plant.code)
