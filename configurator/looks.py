"""What a car looks like from the side, read from the names of what is in it. Pure.

The catalogue has no field for looks but the colour chips, so names are read by the words the trade
uses for what can be seen. A word that is not known draws nothing; nothing is left out of a price by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from configurator.catalogue import Area
from kernel.pictures import USUAL_INCHES, Look, wheel_design

BLACK, SILVER, CHROME, BRONZE = "#15181b", "#b9bec4", "#e4e8eb", "#8a6f4d"
SEEN_AREAS = frozenset(Area) - {Area.INTERIOR, Area.MODEL, Area.POWERTRAIN}
_INCHES = re.compile(r"\b(1[4-9]|2[0-4])(?=(?:[- ]?inch|[\"”″]| ?in\b|x\d))", re.IGNORECASE)
_NO_WHEEL = re.compile(r"steering|spare|lock|wheel ?house|driven", re.IGNORECASE)
_NOT_THERE = re.compile(r"\b(delete|preparation|prep|less|without)\b", re.IGNORECASE)
_EXTRAS = tuple(
    (extra, re.compile(words, re.IGNORECASE))
    for extra, words in (
        ("glass_roof", r"panoram|glass roof|solar roof|moonroof|sunroof"),
        ("rack", r"roof rack(?! cross)|expedition"),
        ("ladder_rack", r"ladder rack"),
        ("cross_bars", r"cross ?(bars|rails)"),
        ("beacon", r"beacon|light bar"),
        ("tow_bar", r"trailer hitch|tow(ing)? hitch|trailer tow\b|tow bar|hitch receiver"),
        ("spoiler", r"spoiler"),
        ("steps", r"running board|side steps?\b|step bars?|nerf bars?"),
        ("mud_guards", r"mud ?(guard|flap)|splash guard"),
        ("fog_lamps", r"fog (lamp|light)"),
        ("bed_cover", r"tonneau|bed cover"),
        ("bed_cap", r"bed cap|camper shell|canopy"),
        ("tool_box", r"tool ?box"),
        ("knobbly_tires", r"(mud|all)[- ]terrain"),
    )
)
_COLOUR_WORDS = (("black", BLACK), ("chrome", CHROME), ("bronze", BRONZE), ("silver", SILVER))
_SIGNALS = (("red", "#c81e2b"), ("yellow", "#e6b10e"), ("blue", "#1f5fbf"), ("orange", "#e0701a"),
            ("white", "#f2f4f5"), ("black", "#101214"), ("silver", SILVER), ("gold", "#b08d3c"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One option that is in the car: its area, group and name, and its colour chips."""

    area: str
    group: str
    name: str
    rgb: str | None = None
    rgb2: str | None = None


def look(body_style: str, title: str, parts: Sequence[Part]) -> Look:
    """The look of a car of that model (``title``, such as “Vela 2027”) with these options in it."""
    seen = [part for part in parts if part.area in SEEN_AREAS and not _NOT_THERE.search(part.name)]
    coloured = [p for p in seen if p.rgb and p.area in {Area.EXTERIOR, Area.APPEARANCE}]
    paint = next((part for part in coloured if "roof" not in part.group.lower()), None)
    roof = next((part for part in coloured if "roof" in part.group.lower()), None)
    wheel = _wheel_of(seen)
    name = f"{title} in {paint.name}" if paint else title
    inches = _INCHES.search(wheel)
    return Look(
        body_style=body_style,
        paint=(paint.rgb or "") if paint else "",
        roof=(roof.rgb if roof else paint.rgb2 if paint else "") or "",
        trim=_coloured(seen, r"exterior trim|chrome package|window trim|grille", _COLOUR_WORDS),
        wheel=wheel_design(wheel) if wheel else "five",
        wheel_inches=int(inches[1]) if inches else USUAL_INCHES,
        rim=_rim(wheel),
        caliper=_coloured(seen, r"caliper|brakes? (in|painted)", _SIGNALS),
        rails=_coloured(seen, r"roof rails?\b", _COLOUR_WORDS, otherwise=SILVER),
        stripe=_coloured(seen, r"stripe", _SIGNALS),
        is_tinted=any(
            re.search(r"privacy|tinted glass|deep.tint", p.name, re.IGNORECASE) for p in seen
        ),
        extras=tuple(extra for extra, words in _EXTRAS if _any(words, seen)),
        name=name,
        title=f"Side view of the {name}" + (f" with {wheel}" if wheel else ""),
    )


def _wheel_of(parts: Iterable[Part]) -> str:
    names = [p.name for p in parts if p.area == Area.WHEELS and not _NO_WHEEL.search(p.name)]
    sized = [name for name in names if re.search(r"wheel|alloy|rim", name, re.IGNORECASE)]
    return next(iter(sized), "")


def _rim(wheel: str) -> str:
    words = wheel.lower()
    if "black" in words:
        return "#22262a"
    if "chrome" in words or "polished" in words:
        return CHROME
    return "#b4834c" if "bronze" in words else ""


def _coloured(
    parts: Iterable[Part], words: str, colours: Sequence[tuple[str, str]], otherwise: str = ""
) -> str:
    """The colour named by the first part that the words mean; ``otherwise`` where it names none."""
    for part in parts:
        if re.search(words, part.name, re.IGNORECASE):
            if part.rgb:
                return part.rgb
            named = part.name.lower()
            return next((colour for word, colour in colours if word in named), otherwise)
    return ""


def _any(words: re.Pattern[str], parts: Iterable[Part]) -> bool:
    return any(words.search(part.name) for part in parts)
