"""The side view of a car, coloured as chosen: SVG for pages and documents, PNG for mails.

Own drawings in `templates/vehicle/`, one per body style. Colours are presentation attributes, which
the content security policy lets pass, and shading is white and black at low opacity, so that any
paint works.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

import resvg_py
from django.template.loader import render_to_string

BODY_STYLES = ("sedan", "suv", "pickup", "hatchback", "wagon")
_HEX = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")
SILVER, CHROME, CALIPER = "#b9bec4", "#cfd4d8", "#3b4046"


@dataclass(frozen=True)
class Wheel:
    """One design: its spoke, how many of them, the rim's inner radius, the hub and the colour."""

    spoke: str
    count: int
    hole: float
    hub: int
    rim: str
    caliper: str = CALIPER

    @property
    def turns(self) -> tuple[int, ...]:
        return tuple(360 * n // self.count for n in range(self.count))


WHEELS = {
    "five": Wheel("M-6-7L-11-45L-4-45.5L0-20L4-45.5L11-45L6-7Z", 5, 43.5, 12, "#c9ced3", "#c81e2b"),
    "multi": Wheel("M-2.6-8L-3.6-45L3.6-45L2.6-8Z", 15, 44, 11, "#4a5057"),
    "aero": Wheel("M-7-10L-17-42Q-6-47 6-44L5-10Z", 8, 41, 14, "#9aa1a8"),
    "steel": Wheel("M-9-8L-13-41L13-41L9-8Z", 6, 40, 17, "#7d848b"),
    "split": Wheel("M-3-8L-9-45L-5-45.5L0-14L5-45.5L9-45L3-8Z", 7, 44, 11, "#8d949b", "#c81e2b"),
    "star": Wheel("M-8-9L-6-45.5L6-45.5L8-9Z", 6, 43, 13, "#d9dde1"),
    "offroad": Wheel("M-8-8L-9-44L9-44L8-8Z", 6, 38, 16, "#2d3136"),
}


def _colour(value: str | None, otherwise: str) -> str:
    return value if value and _HEX.fullmatch(value) else otherwise


def _wheel(name: str | None) -> Wheel:
    return WHEELS.get(name or "", WHEELS["five"])


def _wheel_context(wheel: Wheel) -> dict[str, object]:
    return {
        "spoke": wheel.spoke,
        "spokes": wheel.turns,
        "hole": wheel.hole,
        "hub": wheel.hub,
        "rim": wheel.rim,
        "caliper": wheel.caliper,
    }


def vehicle_svg(
    body_style: str,
    *,
    paint: str | None = None,
    roof: str | None = None,
    wheel: str | None = None,
    title: str = "Side view of the car",
) -> str:
    """The drawing as SVG text. Unknown styles, colours and wheels fall back to a plain car."""
    style = body_style if body_style in BODY_STYLES else "sedan"
    painted = _colour(paint, SILVER)
    roofed = _colour(roof, painted)
    mark = sha256("|".join([style, painted, roofed, wheel or "", title]).encode()).hexdigest()[:8]
    context = {
        "uid": f"v{mark}",
        "title": title,
        "paint": painted,
        "roof": roofed,
        "trim": CHROME,
        **_wheel_context(_wheel(wheel)),
    }
    return render_to_string(f"vehicle/{style}.svg", context)


def wheel_svg(wheel: str) -> str:
    """One wheel alone, for the cards of the wheel choices."""
    context = {"x": 0, "y": 0, "k": 1, **_wheel_context(_wheel(wheel))}
    drawing = render_to_string("vehicle/wheel.svg", context)
    return (
        '<svg class="wheel" viewBox="-66 -66 132 132" aria-hidden="true" focusable="false">'
        f"{drawing}</svg>"
    )


def vehicle_png(svg: str, *, width: int = 940) -> bytes:
    """The same drawing as pixels, for mail programs that show no SVG."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width))


def wheel_design(name: str) -> str:
    """The drawn design that comes nearest to a wheel's name in the catalogue."""
    words = name.lower()
    for design, signs in (
        ("aero", ("aero", "turbine", "disc")),
        ("steel", ("steel", "cover", "hubcap")),
        ("offroad", ("off-road", "offroad", "all-terrain", "trail", "beadlock", "black")),
        ("split", ("sport", "performance")),
        ("star", ("signature", "chrome", "polished")),
        ("multi", ("multi", "filigree", "mesh", "10-spoke", "15-spoke", "machined", "forged")),
    ):
        if any(sign in words for sign in signs):
            return design
    return "five"
