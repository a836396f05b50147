"""Finding options by words: what the customer says, the maker's code, or nearly that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import combining, normalize

from configurator.catalogue import Catalogue
from configurator.selectors.catalogues import catalogue
from configurator.selectors.shown import ConfiguratorPage, OptionView

MOST_FOUND = 20
NEAR_ENOUGH = 0.78  # share of letters in common, as difflib counts it
_WORDS = re.compile(r"[a-z0-9]+")
# What a word is worth by where it stands; a word that stands nowhere leaves the option out.
IN_CODE, IN_NAME, IN_GROUP, WITHIN, IN_DESCRIPTION = 9, 8, 4, 3, 2
# What people say and catalogues call otherwise; each word of a row finds the others.
_ROWS = (
    ("tow", "hitch", "trailer"),
    ("wheel", "wheels", "rim", "rims", "alloy", "alloys"),
    ("color", "colour", "paint"),
    ("gray", "grey"),
    ("tire", "tires", "tyre", "tyres"),
    ("sunroof", "moonroof", "panoramic"),
    ("satnav", "navigation", "gps"),
    ("stereo", "sound", "audio", "speaker", "speakers"),
    ("awd", "4wd", "4x4"),
    ("gearbox", "transmission"),
    ("floormats", "mats"),
    ("headlamp", "headlamps", "headlight", "headlights"),
)
_SAME = {word: tuple(w for w in row if w != word) for row in _ROWS for word in row}


@dataclass(frozen=True, slots=True)
class Found:
    """An option that was found, and the group it stands in."""

    option: OptionView
    group_code: str
    group: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The best ones; ``more`` were left off, ``meant`` are the words that were read instead."""

    found: tuple[Found, ...]
    more: int
    meant: str


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    key: str
    name: tuple[str, ...]
    group: tuple[str, ...]
    description: frozenset[str]


def search_options(page: ConfiguratorPage, query: str) -> Findings:
    """The options that have every word of the query, the best match first, then as in the catalogue.

    A word counts where a word of code, name, group or description begins with it. Where nothing is
    found, words that no option has are read as the nearest word that one has.
    """
    line_id = page.configuration.model_line_id
    words = _words(query)
    if not words:
        return Findings((), 0, "")
    known, meant = catalogue(line_id), ""
    codes = _matching(known, words)
    if not codes:
        nearest = [_nearest(known, word) for word in words]
        if nearest != words:
            codes, meant = _matching(known, nearest), " ".join(nearest)
    views = {group.code: group for view in page.areas for group in view.groups}
    found = []
    for code in codes[:MOST_FOUND]:
        group = views[known.by_code[code].group]
        option = next(option for option in group.options if option.code == code)
        found.append(Found(option, group.code, group.name))
    return Findings(tuple(found), max(len(codes) - MOST_FOUND, 0), meant if codes else "")


def _matching(known: Catalogue, words: Sequence[str]) -> list[str]:
    scored = []
    for place, entry in enumerate(_index(known)):
        worth = [_worth(entry, word) for word in words]
        if all(worth):
            scored.append((-sum(worth), place, entry.code))
    return [code for _, _, code in sorted(scored)]


def _worth(entry: _Entry, word: str) -> int:
    return max(_worth_of(entry, said) for said in (word, *_SAME.get(word, ())))


def _worth_of(entry: _Entry, word: str) -> int:
    if entry.key.startswith(word):
        return IN_CODE
    if any(own.startswith(word) for own in entry.name):
        return IN_NAME
    if any(own.startswith(word) for own in entry.group):
        return IN_GROUP
    if any(word in own for own in entry.name):
        return WITHIN
    return IN_DESCRIPTION if any(own.startswith(word) for own in entry.description) else 0


def _nearest(known: Catalogue, word: str) -> str:
    every = _vocabulary(known)
    if word in _SAME or any(own.startswith(word) for own in every):
        return word
    return next(iter(get_close_matches(word, every, 1, NEAR_ENOUGH)), word)


@lru_cache(maxsize=16)
def _index(known: Catalogue) -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            option.code,
            "".join(_words(option.code)),
            tuple(_words(option.name)),
            tuple(_words(known.group_of(option.code).name)),
            frozenset(_words(option.description)),
        )
        for option in known.options
    )


@lru_cache(maxsize=16)
def _vocabulary(known: Catalogue) -> list[str]:
    return sorted({word for entry in _index(known) for word in (*entry.name, *entry.group)})


def _words(text: str) -> list[str]:
    """Lower case, without accents, letters and digits only."""
    plain = normalize("NFKD", text.lower())
    return _WORDS.findall("".join(letter for letter in plain if not combining(letter)))
