"""Files that a person brings: of any kind we read, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from configurator.commands.catalogues import CannotImport, ImportReport, import_release
from configurator.feeds import UnreadableFeed
from configurator.feeds.brought import read_files


@transaction.atomic
def import_files(
    *, files: Mapping[str, bytes], about: Mapping[str, Any], now: datetime
) -> list[ImportReport]:
    """Every release in the files, as drafts, examined here and now.

    :param about: what a feature model does not say: maker, release, title, currency, first day,
        body style and model year.
    :raises CannotImport: with every fault by its place; nothing was written.
    """
    try:
        brought = read_files(files, about)
    except UnreadableFeed as wrong:
        problems = [str(problem) for problem in wrong.problems]
        raise CannotImport(f"The file cannot be read: {counted(problems)}.", problems) from wrong
    return [import_release(None, each.payload, each.source, now, each.notes) for each in brought]


def counted(problems: list[str]) -> str:
    """How many faults, in words."""
    return f"{len(problems)} fault{'' if len(problems) == 1 else 's'}"
