"""The side view of a car, coloured as chosen: SVG for pages and documents, PNG for mails.

Own drawings in `templates/vehicle/`, one per body style. Colours are presentation attributes, which
the content security policy lets pass, and shading is white and black at low opacity, so that any
paint works.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any, Self

import resvg_py
from django.template.loader import render_to_string

from kernel.bodies import BODIES

BODY_STYLES = tuple(BODIES)
_HEX = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")
SILVER, CHROME, CALIPER = "#b9bec4", "#cfd4d8", "#3b4046"
USUAL_INCHES, LEAST_INCHES, MOST_INCHES = 18, 15, 23
DRAWINGS_KEPT = 256  # of a few kilobytes each; a click seldom changes what can be seen
RIM_PER_INCH = 0.045  # of the drawn rim; the tire's outside stays as it is


@dataclass(frozen=True)
class Look:
    """What can be seen of a car from the side. Colours are “#rrggbb”, empty where unknown.

    ``extras`` are names of what can be seen besides: glass_roof, cross_bars, rack, ladder_rack, beacon,
    tow_bar, spoiler, steps, mud_guards, fog_lamps, bed_cover, bed_cap, tool_box, knobbly_tires.
    ``rails`` is the colour of the roof rails, ``stripe`` of the stripes along the side. ``name`` is
    the car in a few words, ``title`` says what the picture shows.
    """

    body_style: str
    paint: str = ""
    roof: str = ""
    trim: str = ""
    wheel: str = ""
    wheel_inches: int = USUAL_INCHES
    rim: str = ""
    caliper: str = ""
    rails: str = ""
    stripe: str = ""
    is_tinted: bool = False
    extras: tuple[str, ...] = ()
    name: str = ""
    title: str = "Side view of the car"

    def to_json(self) -> dict[str, Any]:
        """For a frozen snapshot; ``from_json`` reads it again."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """A look that was kept, also by an earlier version that knew fewer of its parts."""
        known = {field.name for field in fields(cls)}
        found = {name: value for name, value in kept.items() if name in known and value is not None}
        return cls(**(found | {"extras": tuple(found.get("extras", ()))}))


@dataclass(frozen=True)
class Wheel:
    """One design: its spoke, how many of them, the rim's inner radius, the hub and the colour."""

    spoke: str
    count: int
    hole: float
    hub: int
    rim: str
    caliper: str = CALIPER
    scale: float = 1.0

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
    "black": Wheel("M-3-8L-8-45L-4-45.5L0-16L4-45.5L8-45L3-8Z", 9, 44.5, 11, "#22262a", "#c81e2b"),
    "offroad": Wheel("M-8-8L-9-44L9-44L8-8Z", 6, 38, 16, "#2d3136"),
}


def _colour(value: str | None, otherwise: str) -> str:
    return value if value and _HEX.fullmatch(value) else otherwise


def _wheel(name: str | None) -> Wheel:
    return WHEELS.get(name or "", WHEELS["five"])


@lru_cache(maxsize=DRAWINGS_KEPT)
def vehicle_svg(look: Look) -> str:
    """The drawing as SVG text. Unknown styles, colours and wheels fall back to a plain car."""
    style = look.body_style if look.body_style in BODIES else "sedan"
    painted = _colour(look.paint, SILVER)
    mark = sha256(repr(look).encode()).hexdigest()[:8]
    context = {
        "uid": f"v{mark}",
        "title": look.title,
        "body_style": style,
        "body": BODIES[style],
        "paint": painted,
        "roof": _colour(look.roof, painted),
        "trim": _colour(look.trim, CHROME),
        "rails": _colour(look.rails, ""),
        "stripe": _colour(look.stripe, ""),
        "is_tinted": look.is_tinted,
        "extras": look.extras,
        "is_knobbly": "knobbly_tires" in look.extras,
        "wheel": _fitted(look),
    }
    return render_to_string(f"vehicle/{style}.svg", context)


def _fitted(look: Look) -> Wheel:
    """The wheel as it stands on this car: its size, and colours that the car's options give it."""
    wheel = _wheel(look.wheel)
    inches = min(max(look.wheel_inches, LEAST_INCHES), MOST_INCHES)
    return replace(
        wheel,
        rim=_colour(look.rim, wheel.rim),
        caliper=_colour(look.caliper, wheel.caliper),
        scale=round(1 + (inches - USUAL_INCHES) * RIM_PER_INCH, 3),
    )


def wheel_svg(wheel: str) -> str:
    """One wheel alone, for the cards of the wheel choices."""
    drawing = render_to_string(
        "vehicle/wheel.svg", {"x": 0, "y": 0, "k": 1, "wheel": _wheel(wheel)}
    )
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
        ("offroad", ("off-road", "offroad", "all-terrain", "trail", "beadlock")),
        ("black", ("black",)),
        ("split", ("sport", "performance")),
        ("star", ("signature", "chrome", "polished")),
        ("multi", ("multi", "filigree", "mesh", "10-spoke", "15-spoke", "machined", "forged")),
    ):
        if any(sign in words for sign in signs):
            return design
    return "five"
