"""Workbooks and archives for tests, good and hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from openpyxl import Workbook, load_workbook

from configurator.feeds.columns import SHEETS
from configurator.feeds.template import EXAMPLE, workbook

type Cells = dict[str, list[list[Any]]]


def example() -> Cells:
    """The rows of the template, to be spoiled."""
    return deepcopy({name: [list(row) for row in rows] for name, rows in EXAMPLE.items()})


def xlsx(cells: Mapping[str, list[list[Any]]]) -> bytes:
    """A workbook with our headings above these rows."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for sheet in SHEETS:
        if sheet.name in cells:
            page = book.create_sheet(sheet.name)
            page.append([column.heading for column in sheet.columns])
            for row in cells[sheet.name]:
                page.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return kept.getvalue()


def workbook_with(part: str, content: bytes) -> bytes:
    """The template with one part of the archive replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return archive({**parts, part: content})


def rows_of(content: bytes, sheet: str) -> list[tuple[Any, ...]]:
    """What a workbook holds."""
    return list(load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True))
