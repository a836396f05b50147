"""Where the days of a delivery window stand on a drawn axis. Pure: no Django, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

AXIS_LEFT, AXIS_RIGHT = 8.0, 312.0
LABEL_LEFT, LABEL_RIGHT = 46.0, 274.0
MIN_WIDTH = 10.0
MARGIN_DAYS = 4


@dataclass(frozen=True)
class Band:
    """Positions, on a 320 wide drawing, of the window, its heart and the first promise."""

    outer_x: float
    outer_width: float
    inner_x: float
    inner_width: float
    likely_x: float
    likely_label_x: float
    promise_x: float | None
    promise_label_x: float | None


def _clamp(value: float, low: float, high: float) -> float:
    return round(min(max(value, low), high), 1)


def band(*, first: date, likely: date, last: date, promised: date | None) -> Band:
    """Draw the window [first, last] around its most likely day, the promise inside the picture.

    The inner band is the half of the window nearest to the most likely day on each side: with a
    window of 8 in 10 it stands for the middle part, drawn, never spoken of as a figure.
    """
    days: Iterable[date] = [
        day for day in (first, likely, last, promised) if day is not None
    ]
    start, end = (
        min(days).toordinal() - MARGIN_DAYS,
        max(days).toordinal() + MARGIN_DAYS,
    )
    scale = (AXIS_RIGHT - AXIS_LEFT) / (end - start)

    def x(day: date) -> float:
        return round(AXIS_LEFT + (day.toordinal() - start) * scale, 1)

    outer_x, outer_end, centre = x(first), x(last), x(likely)
    inner_x, inner_end = (outer_x + centre) / 2, (centre + outer_end) / 2
    promise_x = None if promised is None else x(promised)
    return Band(
        outer_x=outer_x,
        outer_width=round(max(outer_end - outer_x, MIN_WIDTH), 1),
        inner_x=round(inner_x, 1),
        inner_width=round(max(inner_end - inner_x, MIN_WIDTH / 2), 1),
        likely_x=centre,
        likely_label_x=_clamp(centre, LABEL_LEFT, LABEL_RIGHT),
        promise_x=promise_x,
        promise_label_x=None
        if promise_x is None
        else _clamp(promise_x, LABEL_LEFT, LABEL_RIGHT),
    )
