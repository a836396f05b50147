"""Units of a fleet: which ones are meant, and what one has instead of the build. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from configurator.catalogue import Catalogue

_SPAN = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")


class UnreadableUnits(ValueError):
    """The text does not say which units; the message says what is wrong with it."""


def read_units(text: str, last: int) -> list[int]:
    """“3-5, 7” as numbers from 1 to ``last``. :raises UnreadableUnits: naming what cannot be read."""
    found: set[int] = set()
    for part in re.split(r"[,;]", text):
        if not part.strip():
            continue
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise UnreadableUnits(f"“{part.strip()}” names no units. Write for example 3-5, 7.")
        first, end = int(match[1]), int(match[2] or match[1])
        if first > end:
            raise UnreadableUnits(f"“{part.strip()}” runs backwards. Write {end}-{first}.")
        if first < 1 or end > last:
            raise UnreadableUnits(f"The fleet has the units 1 to {last}, not {part.strip()}.")
        found.update(range(first, end + 1))
    if not found:
        raise UnreadableUnits("Say for which units, for example 3-5, 7.")
    return sorted(found)


def written_units(numbers: Iterable[int]) -> str:
    """As :func:`read_units` reads them: neighbours together."""
    spans: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = spans[-1][0], number
        else:
            spans.append((number, number))
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


def picks_of(
    lines: Catalogue, base: Collection[str], takes: Iterable[str], drops: Collection[str]
) -> frozenset[str]:
    """A unit's picks: the build's, without what it drops, with what it takes.

    In a group of at most one a taken option replaces the build's.
    """
    picks = set(base) - set(drops)
    for code in takes:
        group = lines.group_of(code)
        if group.max_picks == 1:
            picks -= {option.code for option in lines.members[group.code]}
        picks.add(code)
    return frozenset(picks)


def exception_of(
    lines: Catalogue, base: Collection[str], picks: Collection[str]
) -> tuple[list[str], list[str]]:
    """What these picks take beside the build's and what they drop, in catalogue order."""
    return _in_order(lines, set(picks) - set(base)), _in_order(lines, set(base) - set(picks))


def _in_order(lines: Catalogue, codes: Collection[str]) -> list[str]:
    return [option.code for option in lines.options if option.code in codes]


def codes_named(lines: Catalogue, text: str) -> tuple[list[str], list[str]]:
    """The options a text names by code, name, or “name (code)”, and what names none."""
    found, unknown = list[str](), list[str]()
    by_name = {option.name.casefold(): option.code for option in lines.options}
    for part in (part.strip() for part in text.split(";")):
        if not part:
            continue
        in_brackets = re.fullmatch(r".*\((.+)\)", part)
        candidates: Sequence[str] = (part, in_brackets[1] if in_brackets else "")
        code = next((each for each in candidates if each in lines.by_code), None)
        code = code or by_name.get(part.casefold())
        if code is None:
            unknown.append(part)
        elif code not in found:
            found.append(code)
    return found, unknown
