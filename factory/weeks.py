"""Production weeks: ISO weeks written "2026-W50", and their Mondays."""

from __future__ import annotations

import re
from datetime import date, timedelta

WEEK = timedelta(days=7)
_WRITTEN = re.compile(r"^(\d{4})-W(\d{2})$")


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday(week: str) -> date:
    """:raises ValueError: for anything that is not an existing ISO week."""
    found = _WRITTEN.match(week)
    if not found:
        raise ValueError(f"“{week}” is not a production week such as 2026-W50.")
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise ValueError(f"The year {found[1]} has no week {found[2]}.") from None


def weeks_between(first: date, last: date) -> list[str]:
    """Every week that has a day from ``first`` to ``last``."""
    start = first - timedelta(days=first.weekday())
    return [week_of(start + WEEK * n) for n in range((last - start).days // 7 + 1)]


def shifted(week: str, by: int) -> str:
    return week_of(monday(week) + WEEK * by)
