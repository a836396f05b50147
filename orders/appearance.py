"""What the car of a specification looks like, as far as our side view can show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from configurator.models import Option, Specification

WHEEL_WORDS = (
    ("steel", "steel"),
    ("aero", "aero"),
    ("off-road", "offroad"),
    ("all-terrain", "offroad"),
    ("multi", "multi"),
    ("spoke", "multi"),
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """The arguments of the vehicle picture."""

    body_style: str
    paint: str
    roof: str
    wheel: str
    title: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def appearance(specification: Specification) -> Appearance:
    """One query: the coloured options of the outside and the wheels."""
    line = specification.model_line
    rows = list(
        Option.objects.filter(
            model_line=line,
            code__in=specification.codes,
            group__area__in=("exterior", "wheels"),
        )
        .order_by("group__position", "position", "pk")
        .values_list("name", "rgb", "rgb2", "group__area")
    )
    coloured = [(name, rgb, rgb2) for name, rgb, rgb2, area in rows if area == "exterior" and rgb]
    paint_name, paint, second = coloured[0] if coloured else ("", "", None)
    roof = second or (coloured[1][1] if len(coloured) > 1 else "")
    wheels = [name for name, _, _, area in rows if area == "wheels"]
    title = f"{line} in {paint_name}" if paint_name else str(line)
    return Appearance(line.body_style, paint or "", roof or "", _wheel(wheels), title)


def _wheel(names: Iterable[str]) -> str:
    for name in names:
        for word, wheel in WHEEL_WORDS:
            if word in name.lower():
                return wheel
    return "five"
