"""The mark on the papers of the demonstration's dealerships: a globe with its meridians."""

from __future__ import annotations

from kernel.pictures import vehicle_png
from orders.logos import logo

MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
<circle cx="50" cy="50" r="48" fill="{colour}"/>
<g fill="none" stroke="#ffffff" stroke-width="4">
<path d="M50 10V90M14 50H86M22 30H78M22 70H78"/>
<ellipse cx="50" cy="50" rx="20" ry="40"/>
</g></svg>"""


def mark(colour: str) -> bytes:
    """The globe in the dealership's colour, as an administrator would have brought it."""
    return logo("mark.png", vehicle_png(MARK.format(colour=colour), width=200))
