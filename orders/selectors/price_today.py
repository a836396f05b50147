"""What an order's car would cost by today's catalogue; for managers. The order keeps its own price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from configurator.models import Specification
from configurator.pricing import price
from configurator.selectors import catalogue, current_model_line
from kernel.money import Money
from orders import words
from orders.models import Order
from orders.signing import AgreedTerms


@dataclass(frozen=True, slots=True)
class Compared:
    """One part of the car, then and today; None where it was not sold or no longer is."""

    text: str
    then: Money | None
    today: Money | None

    @property
    def is_other(self) -> bool:
        return self.then != self.today


@dataclass(frozen=True, slots=True)
class PriceToday:
    """``total`` is of the parts that are sold today; ``why_not`` says why there is nothing to compare."""

    release: str
    rows: tuple[Compared, ...]
    then: Money | None
    total: Money | None
    protection: str
    why_not: str = ""

    @property
    def is_whole(self) -> bool:
        """Can the whole car be had by today's catalogue?"""
        return all(row.today is not None for row in self.rows)

    @property
    def cheaper(self) -> Money | None:
        """What the customer would save today; None where the car costs as much, more, or is not sold whole."""
        if self.then is None or self.total is None or not self.is_whole:
            return None
        return self.then - self.total if self.total < self.then else None

    @property
    def dearer(self) -> Money | None:
        if self.then is None or self.total is None or not self.is_whole:
            return None
        return self.total - self.then if self.then < self.total else None


def price_today(order: Order, terms: AgreedTerms | None, *, now: datetime) -> PriceToday:
    """The car's own lines, without specials and what the dealership adds: those do not follow the catalogue."""
    protection = _protection(order, terms, order.dealership.today(now))
    specification = order.specification
    if specification is None:
        return PriceToday("", (), None, None, protection, "Nothing is specified.")
    line = current_model_line(specification.model_line, on=order.dealership.today(now))
    if line is None:
        return PriceToday(
            "", (), None, None, protection, "This car is not in a catalogue of today."
        )
    if line.currency != specification.currency:
        return PriceToday("", (), None, None, protection, "Today it is priced in another currency.")
    known = catalogue(line.pk)
    codes = [code for code in specification.codes if code in known.by_code]
    sheet = price(known, codes)
    today = {each.code: Money(each.retail, line.currency) for each in sheet.lines}
    named = {each.code: each.text for each in sheet.lines}
    then = _then(specification)
    rows = [Compared(text, amount, today.get(code)) for code, (text, amount) in then.items()]
    rows += [Compared(named[code], None, today[code]) for code in today if code not in then]
    total = sum((amount for _, amount in then.values()), Money(Decimal(0), line.currency))
    return PriceToday(
        line.release.title,
        tuple(row for row in rows if row.is_other),
        total,
        Money(sheet.total_retail, line.currency),
        protection,
    )


def _then(specification: Specification) -> dict[str, tuple[str, Money]]:
    return {
        row["code"]: (row["text"], Money(Decimal(row["retail"]), specification.currency))
        for row in specification.lines
        if not row.get("is_special")
    }


def _protection(order: Order, terms: AgreedTerms | None, today: date) -> str:
    """Until when the signed price cannot be asked anew."""
    if order.accepted_at is None or terms is None:
        return "The quoted price holds as long as the quote; it is protected once it is signed."
    if terms.protection_days is None:
        return "The signed price is protected until the car is handed over."
    signed = order.accepted_at.astimezone(order.dealership.zone).date()
    last = signed + timedelta(days=terms.protection_days)
    if last < today:
        return f"The protection of the signed price ended {words.day(last)}."
    return f"The signed price is protected until {words.day(last)}."
