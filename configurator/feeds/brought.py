"""Files of any kind we read become releases of our own JSON, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from configurator.feeds.release import UnreadableFeed
from configurator.feeds.sheets import read_sheets
from configurator.feeds.style import read_styles
from configurator.feeds.uploads import read_json, unreadable
from configurator.feeds.uvl import read_feature_model

MOST_RELEASES = 50
FILE, SHEETS, MODEL, STYLE = "file", "sheets", "feature model", "style feed"


@dataclass(frozen=True, slots=True)
class Brought:
    """A release in our JSON, what kind of file it came from, and what was read in a special way."""

    payload: Mapping[str, Any]
    source: str
    notes: Sequence[str] = ()


def read_files(files: Mapping[str, bytes], about: Mapping[str, Any]) -> list[Brought]:
    """Every release in the files.

    :param about: what a feature model does not say: maker, release, title, currency, first day,
        body style and model year.
    :raises UnreadableFeed: with every fault by its place.
    """
    found = _read(files, about)
    if len(found) > MOST_RELEASES:
        what = f"holds {len(found)} cars; bring {MOST_RELEASES} at a time"
        raise unreadable("The file", what)
    return found


def _read(files: Mapping[str, bytes], about: Mapping[str, Any]) -> list[Brought]:
    name, content = next(iter(files.items()))
    kind = PurePosixPath(name).suffix.lower()
    if len(files) > 1 or kind not in {".json", ".uvl"}:
        return [Brought(read_sheets(files), SHEETS)]
    if kind == ".uvl":
        return [Brought(read_feature_model(content, name, about), MODEL)]
    found = read_json(content, name)
    if isinstance(found, Mapping) and not {"styleHolder", "styles", "options"} & found.keys():
        return [Brought(found, FILE)]
    return _styles(found, name)


def _styles(found: object, name: str) -> list[Brought]:
    styles = list(read_styles(found, name))
    problems = [problem for style in styles for problem in style.problems]
    if problems:
        raise UnreadableFeed(problems)
    return [
        Brought(style.payload, STYLE, [str(note) for note in style.notes])
        for style in styles
        if style.payload is not None
    ]
