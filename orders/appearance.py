"""What the car of a specification looks like, as far as our side view can show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from configurator.looks import SEEN_AREAS, Part, look
from configurator.models import Option, Specification
from kernel.pictures import Look

type Row = tuple[int, str, str, str, str, str | None, str | None]


def appearance(specification: Specification) -> Look:
    """The look of one car, by one query."""
    return appearances([specification])[specification.pk]


def appearances(specifications: Sequence[Specification]) -> dict[int, Look]:
    """The look of several cars, still by one query."""
    rows: list[Row] = list(
        Option.objects.filter(
            model_line__in={one.model_line_id for one in specifications},
            code__in={code for one in specifications for code in one.codes},
            group__area__in=SEEN_AREAS,
        )
        .order_by("group__position", "position", "pk")
        .values_list("model_line", "code", "group__area", "group__name", "name", "rgb", "rgb2")
    )
    return {one.pk: _look(one, rows) for one in specifications}


def _look(specification: Specification, rows: Iterable[Row]) -> Look:
    codes, line = set(specification.codes), specification.model_line
    parts = [Part(*row[2:]) for row in rows if row[0] == line.pk and row[1] in codes]
    return look(line.body_style, str(line), parts)
