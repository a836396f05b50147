"""How the fulfilment is put into words on the coordinator's pages. Pure."""

from datetime import date, datetime, timedelta

from kernel.calendar import iso_week

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, as short as it can be said."""
    if since is None:
        return "never"
    passed = now - since
    if passed < MINUTE:
        return "just now"
    if passed < HOUR:
        return f"{passed // MINUTE} min ago"
    if passed < DAY:
        return f"{passed // HOUR} h ago"
    return f"{passed // DAY} d ago"


def week(day: date | None) -> str:
    """W50."""
    return iso_week(day)[5:] if day else ""


def slack(days: int | None) -> str:
    """Days in hand against the promise."""
    if days is None:
        return ""
    return f"{'+' if days > 0 else '−' if days < 0 else '±'}{abs(days)} d"


def slack_tone(days: int | None) -> str:
    if days is None:
        return ""
    if days < 0:
        return "bad"
    return "warn" if days < 4 else "ok"


def short_day(day: date | None) -> str:
    """Mar 12, with the year only where it is needed by nobody reading a working list."""
    return f"{day:%b} {day.day}" if day else ""


def in_time(first: date, last: date, wanted: date) -> tuple[str, str]:
    """Whether 8 of 10 cars come by the day they are needed: a sentence and its tone."""
    day = f"{short_day(wanted)}, {wanted.year}"
    if last <= wanted:
        return f"In time for {day}.", "ok"
    if first > wanted:
        return f"Too late for {day}.", "bad"
    return f"May be too late for {day}.", "warn"


def window(first: date | None, last: date | None) -> str:
    """Mar 12 – Apr 9."""
    if first is None or last is None:
        return ""
    if first == last:
        return short_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{short_day(first)} – {last.day}"
    return f"{short_day(first)} – {short_day(last)}"
