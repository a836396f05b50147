"""Reading fields of untidy data: every fault is noted with its place, none stops the reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

LARGEST_AMOUNT = Decimal(10) ** 11
LARGEST_WHOLE = 32_767
MOST_PROBLEMS = 500
MOST_TEXTS = 100
LATEST_REAL_YEAR = 2090  # 2099-09-09 and its like mean “no end”
DEEPEST = 1_000
_ODD = re.compile("[\0\ud800-\udfff]")
_SPELLINGS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    "%m/%d/%Y", "%m-%d-%Y", "%d.%m.%Y", "%d/%m/%Y",
    "%d-%b-%Y", "%d-%B-%Y", "%d %b %Y", "%d %B %Y",
    "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%m/%d/%y",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, and where."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(slots=True)
class Reading:
    """Collects problems (they refuse the import) and notes (they are only reported)."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def problem(self, where: str, what: str) -> None:
        """Something cannot be read; beyond `MOST_PROBLEMS` only that there are more."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(where, what))
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(Problem("and so on", "there are more faults than are listed"))

    def once(self, seen: dict[str, str], code: str, where: str) -> None:
        """A code appears once; the first place is named beside the second."""
        if code and seen.setdefault(code, where) != where:
            self.problem(where, f"{code!r:.80} appears more than once; the first is {seen[code]}")

    def note(self, where: str, what: str) -> None:
        """Something was read in a way a person should know."""
        self.notes.append(Problem(where, what))

    def mapping(self, source: object, where: str) -> Mapping[str, Any]:
        """An object; anything else is a problem and reads as empty."""
        if isinstance(source, Mapping):
            return source
        self.problem(where, f"an object is expected, not {source!r:.60}")
        return {}

    def rows(
        self, source: Mapping[str, Any], name: str, where: str, *, most: int | None = None
    ) -> list[Any]:
        """A list, perhaps missing; of more than ``most`` entries none is read."""
        found = source.get(name)
        if found is None:
            return []
        if isinstance(found, list):
            if most is None or len(found) <= most:
                return found
            self.problem(f"{where}.{name}", f"has {len(found):,} entries, more than {most:,}")
            return []
        self.problem(f"{where}.{name}", f"a list is expected, not {found!r:.60}")
        return []

    def text(
        self,
        source: Mapping[str, Any],
        name: str,
        where: str,
        *,
        is_needed: bool = True,
        longest: int | None = None,
    ) -> str:
        """A text without surrounding blanks, of at most ``longest`` characters."""
        found = source.get(name)
        if isinstance(found, int) and not isinstance(found, bool):
            found = str(found)
        if found is None or (isinstance(found, str) and not found.strip()):
            if is_needed:
                self.problem(f"{where}.{name}", "is missing")
            return ""
        if not isinstance(found, str):
            self.problem(f"{where}.{name}", f"a text is expected, not {found!r:.60}")
            return ""
        if longest is not None and len(found.strip()) > longest:
            self.problem(f"{where}.{name}", f"is longer than {longest} characters")
            return found.strip()[:longest]
        return found.strip()

    def texts(
        self,
        source: Mapping[str, Any],
        name: str,
        where: str,
        *,
        longest: int | None = None,
        most: int = MOST_TEXTS,
    ) -> list[str]:
        """A list of texts, each once, perhaps missing."""
        found: list[str] = []
        for index, entry in enumerate(self.rows(source, name, where, most=most)):
            place = f"{where}.{name}"
            text = self.text({str(index): entry}, str(index), place, longest=longest)
            if text in found:
                self.problem(place, f"{text!r:.60} appears more than once")
            elif text:
                found.append(text)
        return found

    def whole(
        self, source: Mapping[str, Any], name: str, where: str, default: int | None = None
    ) -> int | None:
        """A whole number from 0; ``default`` when it is missing."""
        found = source.get(name)
        if found is None:
            return default
        if isinstance(found, str) and found.strip().isdecimal():
            found = int(found)
        if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= LARGEST_WHOLE:
            return found
        self.problem(f"{where}.{name}", f"a whole number is expected, not {found!r:.60}")
        return default

    def flag(self, source: Mapping[str, Any], name: str, where: str) -> bool:
        """True or false; missing is false."""
        found = source.get(name)
        if found is None or isinstance(found, bool):
            return bool(found)
        self.problem(f"{where}.{name}", f"true or false is expected, not {found!r:.60}")
        return False

    def amount(self, source: Mapping[str, Any], name: str, where: str) -> Decimal | None:
        """An amount of money, also “$1,234.00”; None when it is missing."""
        found = source.get(name)
        if found is None or found == "":
            return None
        amount = as_amount(found)
        if amount is None:
            self.problem(f"{where}.{name}", f"{found!r:.60} is not an amount")
        return amount

    def day(self, source: Mapping[str, Any], name: str, where: str) -> date | None:
        """A day in any of the known spellings; None when it is missing."""
        found = source.get(name)
        if found is None or found == "":
            return None
        day = as_day(found)
        if day is None:
            self.problem(f"{where}.{name}", f"{found!r:.60} is not a date")
        return day


def unsound(found: object) -> str | None:
    """What forbids to keep the value: depth, or characters no database stores."""
    stack: list[tuple[object, int]] = [(found, 1)]
    while stack:
        node, depth = stack.pop()
        if depth > DEEPEST:
            return f"is nested more than {DEEPEST} levels deep"
        if isinstance(node, str) and not is_text(node):
            return f"holds characters that are no text: {node!r:.60}"
        if isinstance(node, Mapping):
            stack.extend((part, depth + 1) for pair in node.items() for part in pair)
        elif isinstance(node, list):
            stack.extend((part, depth + 1) for part in node)
    return None


def is_text(text: str) -> bool:
    """Whether a database stores it: no NUL, no half of a character."""
    return _ODD.search(text) is None


def as_amount(found: object) -> Decimal | None:
    """The amount, or None if it is none."""
    if isinstance(found, bool):
        return None
    if isinstance(found, int | float):
        found = repr(found)
    if not isinstance(found, str):
        return None
    text = found.replace("$", "").replace(",", "").strip()
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < LARGEST_AMOUNT else None


def as_day(found: object) -> date | None:
    """The day, or None if it is none. A number is a time stamp in milliseconds or seconds."""
    if isinstance(found, bool):
        return None
    if isinstance(found, int) or (isinstance(found, str) and re.fullmatch(r"\d{9,13}", found)):
        return _from_stamp(int(found))
    if not isinstance(found, str):
        return None
    text = re.sub(r"[T ]\d{1,2}:\d{2}.*$", "", found.strip())
    for spelling in _SPELLINGS:
        try:
            return datetime.strptime(text, spelling).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def _from_stamp(number: int) -> date | None:
    if 10_000_000 <= number <= 99_999_999:
        return as_day(f"{number // 10000}-{number // 100 % 100:02}-{number % 100:02}")
    seconds = number / 1000 if number > 10**11 else number
    try:
        return datetime.fromtimestamp(seconds, tz=UTC).date()
    except (OverflowError, OSError, ValueError):
        return None


def last_day(day: date | None) -> date | None:
    """The end of a validity; a day beyond any real catalogue means that there is none."""
    return None if day is not None and day.year >= LATEST_REAL_YEAR else day
