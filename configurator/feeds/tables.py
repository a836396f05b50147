"""Workbooks and CSV files become rows of cells: bounded in size, nothing in them is carried out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from openpyxl import load_workbook

from configurator.feeds.columns import SHEETS, Cell, Sheet
from configurator.feeds.release import UnreadableFeed
from configurator.feeds.uploads import refuse_large, unreadable

LARGEST_WORKBOOK = 5_000_000
LARGEST_UNPACKED = 20_000_000
LARGEST_PART = 400_000
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS = 60_000, 40
LONGEST_CELL = 200_000

type Rows = Sequence[tuple[int, Sequence[Cell]]]
"""The rows of a sheet that say something, with their numbers."""

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0[DE]\0|\0<\0!\0[DE]", re.IGNORECASE)


def read_tables(files: Mapping[str, bytes], sheets: Sequence[Sheet] = SHEETS) -> dict[str, Rows]:
    """The sheets by their names, of one workbook, one ZIP of CSV files, or several CSV files.

    :raises UnreadableFeed: naming the file that is none of these, or too large.
    """
    found: dict[str, Rows] = {}
    for name, content in files.items():
        refuse_large(content, name, LARGEST_WORKBOOK)
        for sheet, rows in _tables_of(name, content, sheets):
            if sheet in found:
                raise unreadable(name, f"the sheet {sheet} is there twice")
            found[sheet] = rows
    return found


def _tables_of(name: str, content: bytes, sheets: Sequence[Sheet]) -> Iterator[tuple[str, Rows]]:
    if not content.startswith(b"PK"):
        sheet = _sheet_called(PurePosixPath(name).stem, sheets)
        if sheet is None:
            expected = ", ".join(f"{known.name}.csv" for known in sheets)
            raise unreadable(name, f"is no workbook; CSV files are called {expected}")
        yield sheet, _csv_rows(name, content)
        return
    parts = _unpacked(name, content)
    if "[Content_Types].xml" in parts:
        yield from _workbook(name, content, parts, sheets)
        return
    for part, inner in parts.items():
        sheet = _sheet_called(PurePosixPath(part).stem, sheets)
        if sheet is not None and part.lower().endswith(".csv"):
            yield sheet, _csv_rows(f"{name}: {part}", inner)


def _sheet_called(name: str, sheets: Sequence[Sheet]) -> str | None:
    return next((s.name for s in sheets if s.name.lower() == name.strip().lower()), None)


def _unpacked(name: str, content: bytes) -> dict[str, bytes]:
    """The parts of an archive, after a look at how large they say they are.

    What says less than it holds is cut off there and fails its checksum.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_PARTS:
                raise unreadable(name, f"holds more than {MOST_PARTS} parts")
            if sum(info.file_size for info in infos) > LARGEST_UNPACKED:
                raise unreadable(name, f"unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB")
            if any(info.compress_type not in PACKINGS or info.flag_bits & 1 for info in infos):
                raise unreadable(name, "is encrypted, or packed in an unusual way")
            return {info.filename: _part(archive, info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as wrong:
        raise unreadable(name, f"cannot be unpacked: {wrong}") from None


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """No more than it says it holds: reading all of it would unpack before it compares."""
    with archive.open(info) as part:
        return part.read(info.file_size + 1)


def _workbook(
    name: str, content: bytes, parts: Mapping[str, bytes], sheets: Sequence[Sheet]
) -> Iterator[tuple[str, Rows]]:
    for part, inner in parts.items():
        if _DOCTYPE.search(inner):
            raise unreadable(name, f"{part} declares entities, which no workbook needs")
        if len(inner) > LARGEST_PART and not part.startswith(("xl/worksheets/", "xl/shared")):
            raise unreadable(name, f"{part} is larger than any catalogue needs")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        called = [(_sheet_called(page.title, sheets), page) for page in book.worksheets]
        found = [(known, _cells(f"{name}, sheet {known}", page)) for known, page in called if known]
    except UnreadableFeed:
        raise
    except Exception as wrong:  # noqa: BLE001 - openpyxl fails in every way on what is no workbook
        raise unreadable(name, f"cannot be read as a workbook: {wrong!s:.200}") from None
    yield from found


def _cells(where: str, sheet: Any) -> Rows:
    """A sheet opened for reading only; its own class is not public."""
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    return _said(where, enumerate(rows, 1))


def _csv_rows(name: str, content: bytes) -> Rows:
    """Comma or semicolon, as the spreadsheet of the country writes it; UTF-8, or Windows' own."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        return _said(name, ((reader.line_num, row) for row in reader))
    except csv.Error as wrong:
        raise unreadable(f"{name}, line {reader.line_num}", f"is no CSV: {wrong}") from None


def _said(where: str, rows: Iterable[tuple[int, Sequence[Any]]]) -> Rows:
    """The rows that say something; a row of blanks does not."""
    found: list[tuple[int, Sequence[Cell]]] = []
    for number, row in rows:
        cells = [cell.strip() or None if isinstance(cell, str) else cell for cell in row]
        if any(cell is not None for cell in cells):
            found.append((number, cells[:MOST_COLUMNS]))
        if number > MOST_ROWS:
            raise unreadable(where, f"has more than {MOST_ROWS:,} rows")
    return found
