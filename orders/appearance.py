"""What the car of a specification looks like, as far as our side view can show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from configurator.models import Option, Specification

WHEEL_WORDS = (
    ("steel", "steel"),
    ("aero", "aero"),
    ("off-road", "offroad"),
    ("all-terrain", "offroad"),
    ("multi", "multi"),
    ("double spoke", "five"),
    ("spoke", "multi"),
)

type Row = tuple[int, str, str, str | None, str | None, str]


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
    """The look of one car, by one query."""
    return appearances([specification])[specification.pk]


def appearances(specifications: Sequence[Specification]) -> dict[int, Appearance]:
    """The look of several cars, still by one query."""
    rows: list[Row] = list(
        Option.objects.filter(
            model_line__in={one.model_line_id for one in specifications},
            code__in={code for one in specifications for code in one.codes},
            group__area__in=("exterior", "wheels"),
        )
        .order_by("group__position", "position", "pk")
        .values_list("model_line", "code", "name", "rgb", "rgb2", "group__area")
    )
    return {one.pk: _look(one, rows) for one in specifications}


def _look(specification: Specification, rows: Iterable[Row]) -> Appearance:
    codes, line = set(specification.codes), specification.model_line
    own = [row for row in rows if row[0] == line.pk and row[1] in codes]
    coloured = [row for row in own if row[5] == "exterior" and row[3]]
    paint = coloured[0] if coloured else None
    roof = paint[4] if paint and paint[4] else coloured[1][3] if len(coloured) > 1 else ""
    wheels = [row[2] for row in own if row[5] == "wheels"]
    return Appearance(
        body_style=line.body_style,
        paint=(paint[3] or "") if paint else "",
        roof=roof or "",
        wheel=_wheel(wheels),
        title=f"{line} in {paint[2]}" if paint else str(line),
    )


def _wheel(names: Iterable[str]) -> str:
    for name in names:
        for word, wheel in WHEEL_WORDS:
            if word in name.lower():
                return wheel
    return "five"
