"""The unit list of a fleet as CSV: read whole or with every fault by row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from configurator.feeds.reading import Problem, is_text
from configurator.feeds.release import UnreadableFeed
from configurator.feeds.uploads import refuse_large, unreadable
from kernel.spreadsheets import csv_rows, plain

LARGEST = 1_000_000
LONGEST_CELL = 4_000
UNIT, LABEL, SHIP_TO, USE, TAKES, DROPS, PRICE = (
    "Unit", "Label", "Ship to", "Use", "With", "Without", "Price",
)  # fmt: skip
COLUMNS = (UNIT, LABEL, SHIP_TO, USE, TAKES, DROPS, PRICE)
LENGTHS = {LABEL: 40, SHIP_TO: 120, USE: 80}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of the list, with the line it stands on."""

    line: int
    number: int
    cells: Mapping[str, str]

    def where(self, column: str) -> str:
        """Its place as a person finds it."""
        return f"row {self.line}, column “{column}”"


def read_rows(content: bytes, name: str, *, most: int) -> list[UnitRow]:
    """The rows by unit number. :raises UnreadableFeed: with every fault, or what it is instead."""
    refuse_large(content, name, LARGEST)
    lines = _lines(content, name)
    if not lines:
        raise unreadable(name, "is empty")
    columns = _columns(lines[0][1], name)
    problems: list[Problem] = []
    rows: list[UnitRow] = []
    for line, cells in lines[1:]:
        said = {
            column: plain(cells[at].strip()) for column, at in columns.items() if at < len(cells)
        }
        if not any(said.values()):
            continue
        problems += _too_long(line, said)
        rows.append(UnitRow(line, _number(said, line, len(rows) + 1, problems), said))
        if len(rows) > most:
            raise unreadable(name, f"has more than {most} units")
    problems += _repeated(rows)
    if problems:
        raise UnreadableFeed(problems)
    return sorted(rows, key=lambda row: row.number)


def write_rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows in the order of `COLUMNS` as CSV that a spreadsheet opens without carrying it out."""
    return "".join(csv_rows([COLUMNS, *rows]))


def _lines(content: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if not is_text(text):
        raise unreadable(name, "holds characters that are no text")
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as wrong:
        raise unreadable(f"{name}, line {reader.line_num}", f"is no CSV: {wrong}") from None


def _columns(heads: Sequence[str], name: str) -> dict[str, int]:
    known = {column.lower(): column for column in COLUMNS}
    found: dict[str, int] = {}
    problems = []
    for at, head in enumerate(heads):
        column = known.pop(head.strip().lower(), None)
        if column is not None:
            found[column] = at
        elif head.strip():
            what = f"the column {head.strip()!r:.40} is there twice or not one of ours"
            problems.append(Problem(f"{name}, row 1", what))
    if TAKES not in found:
        problems.append(Problem(f"{name}, row 1", f"the column “{TAKES}” is missing"))
    if problems:
        raise UnreadableFeed(problems)
    return found


def _number(cells: Mapping[str, str], line: int, place: int, problems: list[Problem]) -> int:
    text = cells.get(UNIT, "")
    if not text:
        return place
    if text.isdecimal() and 1 <= int(text) < LONGEST_CELL:
        return int(text)
    problems.append(
        Problem(f"row {line}, column “{UNIT}”", f"{text!r:.40} is not the number of a unit")
    )
    return place


def _too_long(line: int, cells: Mapping[str, str]) -> Iterable[Problem]:
    for column, text in cells.items():
        longest = LENGTHS.get(column, LONGEST_CELL)
        if len(text) > longest:
            what = f"is longer than {longest} characters"
            yield Problem(f"row {line}, column “{column}”", what)


def _repeated(rows: Sequence[UnitRow]) -> Iterable[Problem]:
    numbers: dict[int, int] = {}
    labels: dict[str, int] = {}
    for row in rows:
        if numbers.setdefault(row.number, row.line) != row.line:
            what = f"unit {row.number} stands in row {numbers[row.number]} already"
            yield Problem(row.where(UNIT), what)
        label = row.cells.get(LABEL, "")
        if label and labels.setdefault(label, row.line) != row.line:
            yield Problem(row.where(LABEL), f"{label!r:.40} stands in row {labels[label]} already")
