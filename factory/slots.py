"""Places on the lines by production week, and how many of each short option fit in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from factory.durations import Durations
from factory.plants import FROZEN_WEEKS, HORIZON_WEEKS, PLANTS, Line, Plant, limits_at
from factory.store import Order, Store
from factory.weeks import monday, shifted, week_of, weeks_between

HOLDS_A_PLACE = ("received", "banked", "scheduled", "in_production", "built", "in_transit")


@dataclass(frozen=True, slots=True)
class Bucket:
    """One week on one line. ``taken`` counts everybody's cars, ``yours`` the dealers' of this feed."""

    plant: str
    line: str
    week: str
    capacity: int
    taken: int
    yours: int
    is_frozen: bool
    is_shutdown: bool

    @property
    def has_room(self) -> bool:
        """A dealer's car comes before the load of others, which gives way."""
        return not self.is_shutdown and self.yours < self.capacity

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Book:
    """The slot book as it stands at one moment."""

    def __init__(self, store: Store, durations: Durations, now: datetime) -> None:
        self._durations, self._now = durations, now
        self._orders = store.orders_in(*HOLDS_A_PLACE)

    def buckets(self, plant: Plant, first: str, last: str) -> list[Bucket]:
        weeks = weeks_between(monday(first), monday(last))
        return [self.bucket(plant, line, week) for week in weeks for line in plant.lines]

    def bucket(self, plant: Plant, line: Line, week: str, *, apart_from: str = "") -> Bucket:
        """The bucket; the order ``apart_from`` is not counted."""
        this_week = week_of(plant.today(self._now))
        is_shutdown = plant.is_shut(week)
        yours = sum(
            _place(order) == (line.code, week) for order in self._orders if order.ref != apart_from
        )
        capacity = 0 if is_shutdown else line.weekly_capacity
        ahead = (monday(week) - monday(this_week)).days // 7
        others = min(round(capacity * self._load(line.code, week, ahead)), capacity - yours)
        return Bucket(
            plant=plant.code,
            line=line.code,
            week=week,
            capacity=capacity,
            taken=min(capacity, yours + max(0, others)),
            yours=yours,
            is_frozen=ahead <= FROZEN_WEEKS,
            is_shutdown=is_shutdown,
        )

    def short_option(self, order: Order, plant: Plant, week: str) -> str | None:
        """An option of the order of which the plant has no more in that week."""
        limits = limits_at(plant.code)
        wanted = order.code_set & limits.keys()
        if not wanted:
            return None
        used: Counter[str] = Counter()
        for other in self._orders:
            if other.ref != order.ref and other.plant == plant.code and other.week == week:
                used.update(other.code_set & wanted)
        return next((code for code in sorted(wanted) if used[code] >= limits[code]), None)

    def note(self, order: Order) -> None:
        """Count the order where it stands now."""
        self._orders = [other for other in self._orders if other.ref != order.ref] + [order]

    def _load(self, line: str, week: str, ahead: int) -> float:
        """The share of places other dealers have taken; it grows as the week comes nearer."""
        wobble = 0.16 * (self._durations.share(f"{line}/{week}/load") - 0.5)
        return min(1.0, max(0.05, 0.97 - 0.035 * max(0, ahead) + wobble))


def _place(order: Order) -> tuple[str | None, str | None]:
    if order.week:
        return order.line, order.week
    wanted = order.requested_slot or {}
    return wanted.get("line"), wanted.get("week")


def constraints(today: date) -> list[dict[str, Any]]:
    """Every short option by plant and week, as far ahead as the book goes."""
    first = week_of(today)
    weeks = [shifted(first, number) for number in range(HORIZON_WEEKS + 1)]
    return [
        {"option": option, "plant": plant, "week": week, "capacity": capacity}
        for plant in PLANTS
        for option, capacity in sorted(limits_at(plant).items())
        for week in weeks
    ]
