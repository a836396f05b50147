"""The sheets of a small brand into our own JSON; faults are told by sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from configurator.feeds.cells import Row, SheetReader, place_of
from configurator.feeds.columns import (
    FREEZES,
    GROUPS,
    MARKETS,
    MODELS,
    OPTIONS,
    RELEASE,
    RULES,
    SHEETS,
    Sheet,
)
from configurator.feeds.reading import Problem
from configurator.feeds.release import UnreadableFeed, read_release
from configurator.feeds.tables import Rows, read_tables

_CELL = re.compile(r"(\w+)(?:, row (\d+))?")
_ORDER = {sheet.name: number for number, sheet in enumerate(SHEETS)}

type Place = tuple[int | str, ...]

_PATH = re.compile(r"(model_lines|groups|options|markets|rules|freezes)\[(\d+)\]")
_FIELD = re.compile(r"\.(\w+)(?:\.\w+)?$")
_JSON_PLACE = re.compile(r"model_lines\[\d+\][^;,“]*")
_FIELDS_OF_MAKER = {"code": "maker_code", "name": "maker_name", "country": "maker_country"}


def read_sheets(files: Mapping[str, bytes]) -> dict[str, Any]:
    """A workbook or CSV files as a release in our own JSON.

    :raises UnreadableFeed: with every fault by sheet, row and column.
    """
    reader = _Reader(read_tables(files))
    payload = reader.payload()
    problems = list(reader.reading.problems)
    if not reader.is_headless:
        try:
            read_release(payload)
        except UnreadableFeed as wrong:
            told = [reader.told(problem) for problem in wrong.problems]
            spoken = {problem.where for problem in problems}
            problems += [problem for problem in told if problem.where not in spoken]
    if problems:
        raise UnreadableFeed(sorted(problems, key=_reading_order))
    return payload


class _Reader(SheetReader):
    """Keeps the sheet and row of everything, so that faults of the JSON find their way back."""

    def __init__(self, tables: Mapping[str, Rows]) -> None:
        super().__init__()
        self._rows: dict[Place, tuple[Sheet, int]] = {}
        self._tables = {sheet: self.rows(sheet, tables.get(sheet.name)) for sheet in SHEETS}

    def payload(self) -> dict[str, Any]:
        """The release; what belongs to nothing is left out and noted as a problem."""
        heads = self._tables[RELEASE]
        if len(heads) != 1 and not self.is_headless:
            self.reading.problem("Release", f"has {len(heads)} rows; exactly one is expected")
        head = heads[0][1] if heads else {}
        self._rows["release",] = RELEASE, heads[0][0] if heads else 2
        maker = {
            "code": head.pop("maker_code", None),
            "name": head.pop("maker_name", None),
            "country": head.pop("maker_country", None),
        }
        return {**head, "manufacturer": maker, "model_lines": self._lines()}

    def _lines(self) -> list[Row]:
        lines: list[Row] = []
        for number, row in self._tables[MODELS]:
            self._rows["model_lines", len(lines)] = MODELS, number
            lines.append({**row, "groups": [], "markets": [], "rules": [], "freezes": []})
        groups = self._hung_up(GROUPS, "groups", lines)
        for group in groups:
            group["options"] = []
        self._options(lines)
        self._hung_up(MARKETS, "markets", lines)
        self._hung_up(RULES, "rules", lines)
        self._hung_up(FREEZES, "freezes", lines)
        return lines

    def _hung_up(self, sheet: Sheet, name: str, lines: list[Row]) -> list[Row]:
        """Every row of the sheet below its model line."""
        hung: list[Row] = []
        for number, row in self._tables[sheet]:
            index = self._line_of(sheet, number, row, lines)
            if index is not None:
                self._rows["model_lines", index, name, len(lines[index][name])] = sheet, number
                lines[index][name].append(row)
                hung.append(row)
        return hung

    def _options(self, lines: list[Row]) -> None:
        for number, row in self._tables[OPTIONS]:
            index = self._line_of(OPTIONS, number, row, lines)
            if index is None:
                continue
            code = row.pop("group", None)
            found = (n for n, group in enumerate(lines[index]["groups"]) if group["code"] == code)
            at = next(found, None)
            if at is None:
                self.fault(OPTIONS, number, "group", f"no group {code!r:.60} in this model")
                continue
            options = lines[index]["groups"][at]["options"]
            place = ("model_lines", index, "groups", at, "options", len(options))
            self._rows[place] = OPTIONS, number
            options.append(row)

    def _line_of(self, sheet: Sheet, number: int, row: Row, lines: list[Row]) -> int | None:
        code = row.pop("model", None)
        if code is None and len(lines) == 1:
            return 0
        found = next((n for n, line in enumerate(lines) if line.get("code") == code), None)
        if found is None:
            what = "is missing" if code is None else f"no model line {code!r:.60}"
            self.fault(sheet, number, "model", what)
        return found

    def told(self, problem: Problem) -> Problem:
        """A fault of the JSON as one of the sheets."""
        what = _JSON_PLACE.sub(lambda found: self._in_sheet(found[0].strip()), problem.what)
        return Problem(self._in_sheet(problem.where), what)

    def _in_sheet(self, path: str) -> str:
        place: Place = tuple(self._steps(path))
        found = _FIELD.search(path)
        field = found[1] if found else ""
        if path.startswith("manufacturer."):
            field = _FIELDS_OF_MAKER.get(field, field)
        sheet, row = self._rows.get(place) or self._rows["release",]
        return place_of(sheet, row, field)

    def _steps(self, path: str) -> Iterator[int | str]:
        for name, index in _PATH.findall(path):
            yield name
            yield int(index)


def _reading_order(problem: Problem) -> tuple[int, int]:
    """By sheet and row, as a person goes through the workbook."""
    found = _CELL.match(problem.where)
    sheet = _ORDER.get(found[1], len(_ORDER)) if found else len(_ORDER)
    return sheet, int(found[2] or 0) if found else 0
