"""Tables for a spreadsheet, as CSV or XLSX, in which no cell is carried out as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type Cell = str | int | Decimal | date | datetime | None


def defused(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would calculate."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """A text read back without the apostrophe of :func:`defused`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def csv_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The rows as lines of CSV, one at a time; days as ISO 8601, instants in UTC, amounts plain."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def xlsx(title: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a workbook of one sheet, the first row as its heading."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = [WriteOnlyCell(sheet, _held(cell)) for cell in row]
        for cell in cells if number == 0 else ():
            cell.font = Font(bold=True)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):  # an instant is one too
        return cell.isoformat()
    return defused(cell) if isinstance(cell, str) else str(cell)


def _held(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return cell.isoformat()  # a workbook knows no time zones
    return defused(cell) if isinstance(cell, str) else cell
