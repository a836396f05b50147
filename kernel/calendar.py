"""Working-day arithmetic on the calendar of one place. Pure; no Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def _public_holidays(country: str, subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision or None)


@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday less the public holidays of a place and its own closed days.

    :param country: ISO 3166 code; ``subdivision`` its state or province code, if holidays differ.
    :param closed: days the place itself is shut (plant shutdown, inventory day).
    """

    country: str
    subdivision: str | None = None
    closed: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        return (
            day.weekday() < SATURDAY
            and day not in self.closed
            and day not in _public_holidays(self.country, self.subdivision)
        )

    def next_working_day(self, day: date) -> date:
        """``day`` itself if it is one, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The working day ``count`` working days after ``day`` (before it, if negative).

        0 gives ``day`` moved to the next working day.
        """
        if count == 0:
            return self.next_working_day(day)
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            if self.is_working_day(day):
                left -= 1
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``; negative backwards."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(n) for n in range(1, (end - start).days + 1))
        return sum(1 for day in days if self.is_working_day(day))


def iso_week(day: date) -> str:
    """``2026-W53``: the ISO year and week ``day`` lies in."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def week_start(text: str) -> date:
    """The Monday of an ISO week written ``2026-W53``. :raises ValueError: when there is no such week."""
    year, _, week = text.partition("-W")
    return date.fromisocalendar(int(year), int(week), 1)


def monday_of(day: date) -> date:
    """The Monday of the ISO week that ``day`` lies in."""
    return day - timedelta(days=day.weekday())
