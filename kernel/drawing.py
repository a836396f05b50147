"""Where things stand on a drawn chart: scales, axes, polylines, bars. Pure: no Django, no clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 460.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 12.0, 28.0


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers that cover [low, high]: 0, 5, 10, ... Never fewer than two."""
    if high <= low:
        high = low + 1
    rough = (high - low) / max(about, 1)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * n, 10) for n in range(first, last + 1)]


@dataclass(frozen=True)
class Mark:
    """One labelled point, tick or bar of a chart."""

    x: float
    y: float
    width: float
    height: float
    label: str
    text: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Plane:
    """The drawing area of a chart and its value axis."""

    ticks: tuple[Mark, ...]
    low: float
    high: float

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)


def number(value: float) -> str:
    """``1,290`` and ``2.5``; no trailing zeros."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def plane(values: Sequence[float], *, from_zero: bool) -> Plane:
    """The axis for ``values``; bars start at zero, because their length is what is read."""
    known = list(values) or [0.0]
    ticks = nice_ticks(min(0.0, *known) if from_zero else min(known), max(known))
    drawn = Plane((), ticks[0], ticks[-1])
    marks = tuple(Mark(LEFT, drawn.y(t), WIDTH - RIGHT, 0, number(t), "") for t in ticks)
    return Plane(marks, ticks[0], ticks[-1])


def columns(count: int) -> list[float]:
    """The middles of ``count`` equal columns."""
    step = (WIDTH - LEFT - RIGHT) / max(count, 1)
    return [round(LEFT + step * (n + 0.5), 1) for n in range(count)]


def path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'M' if n == 0 else 'L'}{x} {y}" for n, (x, y) in enumerate(points))


@dataclass(frozen=True)
class EtaBand:
    """A delivery window on an axis of 320: the window, its heart, the first promise."""

    outer_x: float
    outer_width: float
    inner_x: float
    inner_width: float
    likely_x: float | None
    likely_label_x: float
    promised_x: float | None
    promised_label_x: float


def eta_band(
    *,
    first: date,
    last: date,
    likely: date | None = None,
    promised: date | None = None,
    mid_first: date | None = None,
    mid_last: date | None = None,
) -> EtaBand:
    """Scale the days so that the window, the heart and the promise are all in the picture."""
    days = [d.toordinal() for d in (first, last, likely, promised) if d is not None]
    margin = max(4, (max(days) - min(days)) // 6)
    start, end = min(days) - margin, max(days) + margin

    def x(day: date) -> float:
        return round(8 + (day.toordinal() - start) / (end - start) * 304, 1)

    def label(position: float | None) -> float:
        return 160.0 if position is None else min(max(position, 56.0), 264.0)

    middle = likely or date.fromordinal((first.toordinal() + last.toordinal()) // 2)
    left, right = x(first), x(last)
    inner_left = x(mid_first) if mid_first else (left + x(middle)) / 2
    inner_right = x(mid_last) if mid_last else (right + x(middle)) / 2
    likely_x = x(likely) if likely else None
    promised_x = x(promised) if promised else None
    return EtaBand(
        left,
        round(max(right - left, 12), 1),
        round(inner_left, 1),
        round(max(inner_right - inner_left, 8), 1),
        likely_x,
        label(likely_x),
        promised_x,
        label(promised_x),
    )
