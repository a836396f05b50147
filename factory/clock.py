"""The factory's own time: it can run fast, jump ahead, and stands still while nobody runs it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from factory.store import Store, read_instant, written

DAY = 86_400.0


class Clock:
    """Factory time against wall time; where it stands is kept in the store.

    A fast clock waits while no order is in work, so that an idle factory does not run years ahead
    of its dealers. It never falls behind the wall clock unless it was started on a fixed day.
    """

    def __init__(
        self,
        store: Store,
        *,
        seconds_per_day: float,
        start: datetime | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._wall = store, wall
        kept = store.setting("clock")
        self._is_fixed = bool(kept["is_fixed"]) if kept else start is not None
        here = read_instant(kept["now"]) if kept else (start or self._wall_now())
        self._now = here if self._is_fixed else max(here, self._wall_now())
        self.seconds_per_day = seconds_per_day
        self._seen = wall()

    @property
    def now(self) -> datetime:
        """How far the factory has come. Only ``move`` changes it."""
        return self._now

    @property
    def sales_day(self) -> date:
        """The day by which options are on sale: the dealers' own, however fast the plants run."""
        return self._now.date() if self._is_fixed else self._wall_now().date()

    def target(self, *, is_idle: bool) -> datetime:
        """Where the clock should stand by now."""
        passed = max(0.0, self._wall() - self._seen)
        if is_idle:
            return self._now if self._is_fixed else max(self._now, self._wall_now())
        here = self._now + timedelta(days=passed / self.seconds_per_day)
        return here if self._is_fixed else max(here, self._wall_now())

    def move(self, to: datetime) -> None:
        """Stand at ``to``, which is never in the past, and keep that."""
        self._now = max(self._now, to)
        self._seen = self._wall()
        self._store.keep("clock", {"now": written(self._now), "is_fixed": self._is_fixed})

    def _wall_now(self) -> datetime:
        return datetime.fromtimestamp(self._wall(), UTC)
