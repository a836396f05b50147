"""Sheets of stop-sales and of short options: what the supply of options looks like for a while."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from configurator.feeds.cells import Row, SheetReader
from configurator.feeds.columns import Column, Sheet, as_day, as_number
from configurator.feeds.reading import as_amount
from configurator.feeds.reading import as_day as read_day
from configurator.feeds.release import UnreadableFeed
from configurator.feeds.tables import read_tables
from configurator.feeds.uploads import unreadable
from kernel.calendar import monday_of, week_start

MOST_ENTRIES = 2_000
LONGEST_REASON = 300
LARGEST_QUANTITY = 1_000_000

STOPS = Sheet(
    "Stop-sales",
    "One row for each option that may not be ordered from a day on.",
    (
        Column("Option", "option", "Code of the option.", is_needed=True),
        Column("Models", "lines", "Codes of the model lines, with commas; empty for all."),
        Column("From", "from_on", "First day, e.g. 2027-01-31.", as_day, is_needed=True),
        Column("Until", "until_on", "Last day; empty for until further notice.", as_day),
        Column("Reason", "reason", "A sentence the customer may read.", is_needed=True),
    ),
    is_needed=False,
)
SHORT = Sheet(
    "Constraints",
    "One row for each option that is short: so many a week, or a share of the places of the week.",
    (
        Column("Option", "option", "Code of the option.", is_needed=True),
        Column("Plant", "plant", "Code of the plant; empty for all."),
        Column("From week", "from_on", "e.g. 2027-W05, or a day in it.", as_day, is_needed=True),
        Column("Until week", "until_on", "Last week; empty for until further notice.", as_day),
        Column("Per week", "per_week", "Cars with it in a week; 0 for none.", as_number),
        Column("Share %", "share", "Instead: at most so many in a hundred places.", as_number),
        Column("Reason", "reason", "A sentence the customer may read.", is_needed=True),
    ),
    is_needed=False,
)
SHEETS = (STOPS, SHORT)
EXAMPLE: Mapping[str, list[list[str | int | float | None]]] = {
    "Stop-sales": [["HEAT", "CITY", "2027-01-11", "2027-02-28", "The supplier had a fire."]],
    "Constraints": [["SEA", None, "2027-W05", "2027-W12", 9, None, "Pigment is short."]],
}


@dataclass(frozen=True, slots=True)
class Stopped:
    """An option that is not sold, in some lines (none named: in all)."""

    option: str
    lines: tuple[str, ...]
    from_on: date
    until_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Short:
    """An option of which a plant (none named: every plant) has so many, or such a share, a week.

    ``from_on`` and ``until_on`` are the Mondays of the first and the last week.
    """

    option: str
    plant: str
    from_on: date
    until_on: date | None
    per_week: int | None
    share: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class Supply:
    """What a sheet says."""

    stops: tuple[Stopped, ...] = ()
    short: tuple[Short, ...] = ()

    @property
    def options(self) -> list[str]:
        """The codes it speaks of."""
        return sorted({stop.option for stop in self.stops} | {each.option for each in self.short})


@dataclass(frozen=True, slots=True)
class Known:
    """What a sheet may name: options by model line (the empty code: of any), and plants."""

    options: Mapping[str, Collection[str]]
    plants: Collection[str]


def read_supply(files: Mapping[str, bytes], known: Known) -> Supply:
    """What the files say. :raises UnreadableFeed: with every fault by sheet, row and column."""
    tables = read_tables(files, SHEETS)
    if not any(tables.values()):
        raise unreadable(next(iter(files)), "has no sheet “Stop-sales” or “Constraints”")
    reader = _Reader(known)
    stopped = reader.rows(STOPS, tables.get(STOPS.name))
    short = reader.rows(SHORT, tables.get(SHORT.name))
    if len(stopped) + len(short) > MOST_ENTRIES:
        raise unreadable("The sheets", f"have more than {MOST_ENTRIES:,} rows")
    found = Supply(
        tuple(each for row in stopped for each in reader.stop(*row)),
        tuple(each for row in short for each in reader.short(*row)),
    )
    if not reader.reading.problems and not (found.stops or found.short):
        raise unreadable(next(iter(files)), "has headings, but nothing below them")
    if reader.reading.problems:
        raise UnreadableFeed(reader.reading.problems)
    return found


def read_entry(sheet: Sheet, row: Row, known: Known) -> Supply:
    """One entry that somebody wrote. :raises UnreadableFeed: with every fault by its heading."""
    reader = _Reader(known)
    if sheet is STOPS:
        found = Supply(stops=tuple(reader.stop(0, row)))
    else:
        found = Supply(short=tuple(reader.short(0, row)))
    if reader.reading.problems:
        raise UnreadableFeed(reader.reading.problems)
    return found


class _Reader(SheetReader):
    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        self._seen: dict[tuple[object, ...], int] = {}

    def stop(self, number: int, row: Row) -> Iterator[Stopped]:
        """The row as a value, or its faults noted."""
        lines = tuple(part.strip() for part in (row["lines"] or "").split(",") if part.strip())
        before = len(self.reading.problems)
        for line in lines:
            if line not in self._known.options:
                self.fault(STOPS, number, "lines", f"no model line {line!r:.60} is on sale")
        option = self._option(STOPS, number, row, [x for x in lines if x in self._known.options])
        first, last = self._span(STOPS, number, row, _day)
        reason = self._reason(STOPS, number, row)
        for line in lines or ("",):
            self._once(STOPS, number, (option, line, first))
        if first is not None and len(self.reading.problems) == before:
            yield Stopped(option, lines, first, last, reason)

    def short(self, number: int, row: Row) -> Iterator[Short]:
        """The row as a value, or its faults noted."""
        before = len(self.reading.problems)
        plant = row["plant"] or ""
        if plant and plant not in self._known.plants:
            self.fault(SHORT, number, "plant", f"there is no plant {plant!r:.60}")
        option = self._option(SHORT, number, row, ())
        first, last = self._span(SHORT, number, row, _week)
        per_week, share = self._quantity(number, row), self._share(number, row)
        if (row["per_week"] is None) == (row["share"] is None):
            what = "either a number a week or a share is expected, and not both"
            self.fault(SHORT, number, "per_week", what)
        reason = self._reason(SHORT, number, row)
        self._once(SHORT, number, (option, plant, first, "short"))
        if first is not None and len(self.reading.problems) == before:
            yield Short(option, plant, first, last, per_week, share, reason)

    def _option(self, sheet: Sheet, number: int, row: Row, lines: Collection[str]) -> str:
        code: str = row["option"] or ""
        if not code:
            self.fault(sheet, number, "option", "is missing")
        for line in lines or ("",):
            if code and code not in self._known.options.get(line, ()):
                where = f"in {line}" if line else "on sale"
                self.fault(sheet, number, "option", f"no option {code!r:.60} is {where}")
        return code

    def _span(
        self, sheet: Sheet, number: int, row: Row, read: Callable[[Any], date | None]
    ) -> tuple[date | None, date | None]:
        found = []
        for field in ("from_on", "until_on"):
            day = None if row[field] is None else read(row[field])
            if day is None and (row[field] is not None or field == "from_on"):
                what = "is missing" if row[field] is None else f"{row[field]!r:.40} is not a date"
                self.fault(sheet, number, field, what)
            found.append(day)
        first, last = found
        if first and last and last < first:
            self.fault(sheet, number, "until_on", "is before the first day")
        return first, last

    def _reason(self, sheet: Sheet, number: int, row: Row) -> str:
        reason: str = row["reason"] or ""
        if not reason:
            self.fault(sheet, number, "reason", "is missing; the customer hears it")
        elif len(reason) > LONGEST_REASON:
            self.fault(sheet, number, "reason", f"is longer than {LONGEST_REASON} characters")
        return reason

    def _quantity(self, number: int, row: Row) -> int | None:
        found = None if row["per_week"] is None else as_amount(row["per_week"])
        if found is not None and found == int(found) and 0 <= found <= LARGEST_QUANTITY:
            return int(found)
        if row["per_week"] is not None:
            what = f"a whole number is expected, not {row['per_week']!r:.40}"
            self.fault(SHORT, number, "per_week", what)
        return None

    def _share(self, number: int, row: Row) -> Decimal | None:
        text = row["share"]
        found = None if text is None else as_amount(str(text).strip().rstrip("%"))
        if found is not None and 0 <= found <= 100:
            return found.quantize(Decimal("0.01"))
        if text is not None:
            self.fault(SHORT, number, "share", f"0 to 100 is expected, not {text!r:.40}")
        return None

    def _once(self, sheet: Sheet, number: int, key: tuple[object, ...]) -> None:
        first = self._seen.setdefault(key, number)
        if first != number:
            self.fault(sheet, number, "option", f"is there twice; the first is row {first}")


def _day(cell: Any) -> date | None:
    return read_day(cell)


def _week(cell: Any) -> date | None:
    """The Monday of an ISO week, or of the week the day lies in."""
    try:
        return week_start(str(cell))
    except ValueError:
        day = read_day(cell)
        return None if day is None else monday_of(day)
