"""What a wish in words may mean in the catalogue: proposals, of which a person confirms the right ones.

A meaning is a text: ``fact:awd``, ``option:Heated front seats`` (every option of that name, on
whichever line) or ``area:packages`` (whatever can be chosen there beyond what a car needs).
Nothing counts before it is confirmed, so a wish never becomes an option by accident.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from configurator.catalogue import Area, Catalogue
from configurator.catalogue.facts import TRAITS, options_with
from configurator.selectors.shown import AREA_NAMES

FACT, OPTION, AREA = "fact:", "option:", "area:"
MOST_PROPOSED = 8
NAMED, DESCRIBED = 1.0, 0.6  # what a word found in a name counts, and one in a description
ENOUGH = 0.5  # of the words of a wish
_IDLE = frozenset(
    re.findall(
        r"\w+",
        "a an and any at be by car for get have i if in is it like me my need no not of on or our "
        "please some that the to want we when with without would you",
    )
)
_FACT_WORDS: Mapping[str, str] = {
    "awd": "all-wheel-drive 4x4 4wd awd four-wheel-drive traction",
    "snow": "snow ice winter cold mountain",
    "heat": "heat hot desert cool cooling",
    "city": "city town park parking narrow",
    "motorway": "highway motorway freeway cruise commute long-distance",
    "offroad": "off-road unpaved gravel mud trail forest",
    "frugal": "economy fuel mileage frugal consumption efficient hybrid electric",
    "dog": "dog dogs pet",
    "commercial": "work business trade tools",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meaning to confirm."""

    value: str
    name: str
    where: str


def proposals(text: str, catalogues: Collection[Catalogue]) -> tuple[Proposal, ...]:
    """What the wish may mean, the likeliest first."""
    wanted = _words(text)
    if not wanted:
        return ()
    found: dict[str, tuple[float, Proposal]] = {}
    for strength, proposal in _likely(wanted, catalogues):
        if strength > found.get(proposal.value, (ENOUGH - 0.01, None))[0]:
            found[proposal.value] = strength, proposal
    best = sorted(found.values(), key=lambda pair: (-pair[0], pair[1].value))
    return tuple(proposal for _, proposal in best[:MOST_PROPOSED])


def name_of(meaning: str) -> str:
    """As a person reads it."""
    kind, _, key = meaning.partition(":")
    if kind == "area":
        return f"Anything under {AREA_NAMES.get(Area(key), key)}"
    return TRAITS.get(key, key) if kind == "fact" else key


def is_meaning(meaning: str) -> bool:
    """Whether the text can be a meaning at all."""
    kind, _, key = meaning.partition(":")
    if kind == "area":
        return key in set(Area)
    return key in TRAITS if kind == "fact" else kind == "option" and bool(key)


def codes_of(meaning: str, lines: Catalogue) -> tuple[str, ...]:
    """The options of the line by which the car has what is meant."""
    kind, _, key = meaning.partition(":")
    if kind == "fact":
        return options_with(lines, key)
    if kind == "area":
        free = {group.code for group in lines.groups if group.area == key and not group.min_picks}
        return tuple(option.code for option in lines.options if option.group in free)
    wanted = key.casefold()
    return tuple(option.code for option in lines.options if option.name.casefold() == wanted)


def _likely(
    wanted: frozenset[str], catalogues: Collection[Catalogue]
) -> Iterable[tuple[float, Proposal]]:
    for fact, words in _FACT_WORDS.items():
        known = _words(f"{TRAITS[fact]} {words}")
        yield _share(wanted, known, frozenset()), Proposal(FACT + fact, TRAITS[fact], "any option")
    for area in Area:
        yield (
            _share(wanted, _words(AREA_NAMES[area]), frozenset()),
            Proposal(AREA + area.value, name_of(AREA + area.value), "area"),
        )
    for lines in catalogues:
        for option in lines.options:
            strength = _share(wanted, _words(option.name), _words(option.description))
            where = lines.group_of(option.code).name
            yield strength, Proposal(OPTION + option.name, option.name, where)


def _share(wanted: frozenset[str], named: frozenset[str], described: frozenset[str]) -> float:
    """How much of the wish is found, 0 to 1."""
    found = len(wanted & named) * NAMED + len((wanted & described) - named) * DESCRIBED
    return found / len(wanted)


def _words(text: str) -> frozenset[str]:
    """Its telling words without plural."""
    found = re.findall(r"[a-z0-9][a-z0-9.]*", text.lower())
    return frozenset(_stem(word) for word in found if word not in _IDLE)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
