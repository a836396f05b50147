"""The lines of a manufacturer's invoice, read from pasted rows, and laid beside what was planned. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kernel.spreadsheets import plain

MOST, MOST_FAULTS = 300, 20
LONGEST_CODE, LONGEST_TEXT = 40, 200
LARGEST = Decimal("9999999.99")


class UnreadableInvoice(ValueError):
    """Every fault of the rows; :attr:`faults` names row and column of each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Charged:
    """A line of an invoice; below 0 it is a credit."""

    code: str
    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """A part of the car: what it was planned to cost and what was charged; None where it is not there."""

    code: str
    text: str
    planned: Decimal | None
    charged: Decimal | None

    @property
    def difference(self) -> Decimal:
        """How much more was charged than planned."""
        return (self.charged or Decimal(0)) - (self.planned or Decimal(0))


def read_lines(pasted: str) -> list[Charged]:
    """Rows of code, text and amount, apart by comma, semicolon or tab; a heading row is passed over.

    :raises UnreadableInvoice: with every fault; then nothing is taken.
    """
    sign = max("\t;,", key=pasted.count)
    rows = list(csv.reader(io.StringIO(pasted), delimiter=sign))
    if len(rows) > MOST:
        raise UnreadableInvoice([f"An invoice has up to {MOST} rows."])
    lines: list[Charged] = []
    faults: list[str] = []
    for number, cells in enumerate(rows, start=1):
        said = [plain(cell.strip()) for cell in cells]
        if not any(said) or (number == 1 and _is_heading(said)):
            continue
        try:
            lines.append(_line(said))
        except ValueError as wrong:
            faults.append(f"Row {number}: {wrong}")
    if faults or not lines:
        raise UnreadableInvoice(faults[:MOST_FAULTS] or ["There are no lines."])
    return lines


def _line(cells: Sequence[str]) -> Charged:
    """:raises ValueError: with what is wrong with it."""
    if len(cells) != len(Charged.__slots__):
        raise ValueError("it needs a code, a text and an amount.")
    code, text, said = cells
    amount = _amount(said)
    if not code or len(code) > LONGEST_CODE:
        raise ValueError("the code is missing or too long.")
    if amount is None:
        raise ValueError(f"“{said[:20]}” is no amount with up to two decimals.")
    return Charged(code, text[:LONGEST_TEXT], amount)


def compare(planned: Iterable[Mapping[str, Any]], charged: Iterable[Charged]) -> list[Compared]:
    """Every code of either side once, in the order of the car, what was never ordered last.

    ``planned`` are the frozen lines of a specification: code, text, and the invoice price as text.
    """
    plans: dict[str, tuple[str, Decimal]] = {}
    for row in planned:
        before = plans.get(row["code"], ("", Decimal(0)))[1]
        plans[row["code"]] = (row["text"], before + Decimal(row.get("invoice") or 0))
    bills: dict[str, tuple[str, Decimal]] = {}
    for line in charged:
        text, before = bills.get(line.code, (line.text, Decimal(0)))
        bills[line.code] = (text, before + line.amount)
    return [
        Compared(
            code,
            plans[code][0] if code in plans else bills[code][0],
            plans[code][1] if code in plans else None,
            bills[code][1] if code in bills else None,
        )
        for code in dict.fromkeys([*plans, *bills])
    ]


def _is_heading(cells: Sequence[str]) -> bool:
    return len(cells) == 3 and _amount(cells[2]) is None and cells[0].casefold() in {"code", "item"}


def _amount(text: str) -> Decimal | None:
    """Plain or with thousands separated by commas; no currency sign."""
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) > LARGEST:
        return None
    return amount if amount == amount.quantize(Decimal("0.01")) else None
