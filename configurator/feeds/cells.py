"""Rows of a sheet by their headings; faults are told by sheet, row and column."""

from __future__ import annotations

from typing import Any

from configurator.feeds.columns import Sheet, UnreadableCell
from configurator.feeds.reading import Reading
from configurator.feeds.tables import Rows

_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}

type Row = dict[str, Any]


class SheetReader:
    """Reads sheets; without the headings it needs it is ``is_headless``."""

    def __init__(self) -> None:
        self.reading = Reading()
        self.is_headless = False

    def rows(self, sheet: Sheet, rows: Rows | None) -> list[tuple[int, Row]]:
        """Every row below the headings, with its number."""
        if not rows:
            if sheet.is_needed:
                self.is_headless = True
                self.reading.problem(sheet.name, "the sheet is missing or empty")
            return []
        headings = self._headings(sheet, rows[0])
        return [(number, self._row(sheet, number, headings, cells)) for number, cells in rows[1:]]

    def _headings(self, sheet: Sheet, first: tuple[int, Any]) -> dict[int, Any]:
        number, cells = first
        known = {column.heading.lower(): column for column in sheet.columns}
        found: dict[int, Any] = {}
        for at, cell in enumerate(cells):
            column = known.pop(str(cell).lower(), None)
            if column is not None:
                found[at] = column
            elif cell is not None:
                what = f"the column {cell!r:.40} is there twice or not one of ours"
                self.reading.problem(f"{sheet.name}, row {number}", what)
        for column in known.values():
            if column.is_needed:
                self.is_headless = True
                what = f"the column “{column.heading}” is missing"
                self.reading.problem(f"{sheet.name}, row {number}", what)
        return found

    def _row(self, sheet: Sheet, number: int, headings: dict[int, Any], cells: Any) -> Row:
        row: Row = {column.field: None for column in sheet.columns}
        for at, column in headings.items():
            cell = cells[at] if at < len(cells) else None
            if cell is None:
                continue
            try:
                if cell in _ERRORS:
                    raise UnreadableCell(f"holds the error {cell}")
                row[column.field] = column.reads(cell)
            except UnreadableCell as wrong:
                self.fault(sheet, number, column.field, str(wrong))
        return row

    def fault(self, sheet: Sheet, number: int, field: str, what: str) -> None:
        """Note what is wrong with a cell."""
        self.reading.problem(place_of(sheet, number, field), what)


def place_of(sheet: Sheet, number: int, field: str) -> str:
    """The cell in words; in a form (row 0) the heading is enough."""
    heading = next((c.heading for c in sheet.columns if c.field == field), "")
    column = f", column “{heading}”" if heading else ""
    if number == 0:
        return heading
    return f"{sheet.name}, row {number}{column}"
