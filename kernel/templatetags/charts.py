"""Charts drawn on the server as SVG: they print, go into mails and need no script.

Every chart gets a sentence that says the finding (``finding``) and a table with its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template

from kernel import drawing

register = template.Library()


@register.inclusion_tag("charts/eta_band.html")
def eta_band(  # noqa: PLR0917  # a template writes them by name
    first: date | None,
    last: date | None,
    likely: date | None = None,
    promised: date | None = None,
    mid_first: date | None = None,
    mid_last: date | None = None,
) -> dict[str, Any]:
    """The delivery window as a band; draws nothing while there is no window."""
    band = None
    if first and last:
        band = drawing.eta_band(
            first=first,
            last=last,
            likely=likely or None,
            promised=promised or None,
            mid_first=mid_first or None,
            mid_last=mid_last or None,
        )
    return {
        "band": band,
        "first": first,
        "last": last,
        "likely": likely,
        "promised": promised,
    }


@register.inclusion_tag("charts/line.html")
def line_chart(
    points: Sequence[dict[str, Any]],
    title: str,
    finding: str = "",
    target: float | None = None,
) -> dict[str, Any]:
    """A line with an optional band. ``points``: ``label``, ``value``, optional ``low``, ``high``, ``url``."""
    values = [
        float(p[key]) for p in points for key in ("value", "low", "high") if p.get(key) is not None
    ]
    plane = drawing.plane(
        [*values, *([float(target)] if target is not None else [])], from_zero=False
    )
    xs = drawing.columns(len(points))
    line = [(x, plane.y(float(p["value"]))) for x, p in zip(xs, points, strict=True)]
    banded = [
        (x, p)
        for x, p in zip(xs, points, strict=True)
        if p.get("low") is not None and p.get("high") is not None
    ]
    outline = [(x, plane.y(float(p["high"]))) for x, p in banded]
    outline += [(x, plane.y(float(p["low"]))) for x, p in reversed(banded)]
    return {
        "title": title,
        "finding": finding,
        "points": points,
        "plane": plane,
        "line": drawing.path(line),
        "band": drawing.path(outline) + "Z" if len(banded) > 1 else "",
        "marks": [
            drawing.Mark(x, y, 0, 0, str(p["label"]), drawing.number(float(p["value"])))
            for (x, y), p in zip(line, points, strict=True)
        ],
        "every": max(1, len(points) // 6),
        "target_y": plane.y(float(target)) if target is not None else None,
        "target": target,
        "has_band": bool(banded),
    }


@register.inclusion_tag("charts/bars.html")
def bar_chart(points: Sequence[dict[str, Any]], title: str, finding: str = "") -> dict[str, Any]:
    """Bars from zero. ``points``: ``label``, ``value``, optional ``url``."""
    plane = drawing.plane([float(p["value"]) for p in points], from_zero=True)
    xs = drawing.columns(len(points))
    width = round(min(48.0, (drawing.WIDTH - drawing.LEFT) / max(len(points), 1) * 0.66), 1)
    zero = plane.y(0)
    marks = [
        drawing.Mark(
            round(x - width / 2, 1),
            plane.y(float(p["value"])),
            width,
            round(max(zero - plane.y(float(p["value"])), 0), 1),
            str(p["label"]),
            drawing.number(float(p["value"])),
        )
        for x, p in zip(xs, points, strict=True)
    ]
    return {
        "title": title,
        "finding": finding,
        "points": points,
        "plane": plane,
        "marks": marks,
    }
