"""Files that a person brings: of any kind we read, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from configurator.commands.catalogues import CannotImport, ImportReport, import_release
from configurator.feeds import (
    UnreadableFeed,
    read_feature_model,
    read_json,
    read_sheets,
    read_styles,
)
from configurator.models import Source

MOST_RELEASES = 50


@dataclass(frozen=True, slots=True)
class _Brought:
    payload: Mapping[str, Any]
    source: Source
    notes: Sequence[str] = ()


@transaction.atomic
def import_files(
    *, files: Mapping[str, bytes], about: Mapping[str, Any], now: datetime
) -> list[ImportReport]:
    """Every release in the files, as drafts.

    :param about: what a feature model does not say: maker, release, title, currency, first day,
        body style and model year.
    :raises CannotImport: with every fault by its place; nothing was written.
    """
    try:
        brought = _read(files, about)
    except UnreadableFeed as wrong:
        problems = [str(problem) for problem in wrong.problems]
        raise CannotImport(f"The file cannot be read: {len(problems)} faults.", problems) from wrong
    if len(brought) > MOST_RELEASES:
        raise CannotImport(f"The file holds {len(brought)} cars; bring {MOST_RELEASES} at a time.")
    return [import_release(None, each.payload, each.source, now, each.notes) for each in brought]


def _read(files: Mapping[str, bytes], about: Mapping[str, Any]) -> list[_Brought]:
    name, content = next(iter(files.items()))
    kind = PurePosixPath(name).suffix.lower()
    if len(files) > 1 or kind not in {".json", ".uvl"}:
        return [_Brought(read_sheets(files), Source.SHEETS)]
    if kind == ".uvl":
        return [_Brought(read_feature_model(content, name, about), Source.MODEL)]
    found = read_json(content, name)
    if isinstance(found, Mapping) and not {"styleHolder", "styles", "options"} & found.keys():
        return [_Brought(found, Source.FILE)]
    return _styles(found, name)


def _styles(found: object, name: str) -> list[_Brought]:
    styles = list(read_styles(found, name))
    problems = [problem for style in styles for problem in style.problems]
    if problems:
        raise UnreadableFeed(problems)
    return [
        _Brought(style.payload, Source.STYLE, [str(note) for note in style.notes])
        for style in styles
        if style.payload is not None
    ]
