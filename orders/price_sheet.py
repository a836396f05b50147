"""What an order costs, line by line, in the order of calculation of the trade. Pure; no Django.

``calculate(terms)`` depends on nothing but its argument, and both are plain values that go to JSON and back,
so any price ever shown can be computed again from what was stored with it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kernel.money import Money, round_half_up

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


class Section(StrEnum):
    """Where a line stands; the order here is the order of calculation."""

    BASE = "base"
    OPTION = "option"
    INCENTIVE = "incentive"
    DESTINATION = "destination"
    SPECIAL = "special"
    ACCESSORY = "accessory"
    DELIVERY = "delivery"
    DISCOUNT = "discount"
    FEE = "fee"
    TAX = "tax"
    REGISTRATION = "registration"
    TRADE_IN = "trade_in"
    PAYOFF = "payoff"


class TaxClass(StrEnum):
    """What a tax rule may or may not count. A rule names the classes that make up its base."""

    VEHICLE = "vehicle"
    REBATE = "rebate"
    DESTINATION = "destination"
    ACCESSORY = "accessory"
    SERVICE = "service"
    TRADE_IN = "trade_in"
    EXEMPT = "exempt"


class CannotPrice(ValueError):
    """The terms contradict each other; the text says how."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the customer reads it; ``source`` says where the figure comes from."""

    section: Section
    code: str
    text: str
    amount: Decimal
    tax_class: TaxClass
    source: str = ""

    @property
    def is_set_at_delivery(self) -> bool:
        """An incentive named without a figure: the month of delivery decides."""
        return self.section is Section.INCENTIVE and not self.amount

    @property
    def is_included(self) -> bool:
        """A part that costs nothing extra."""
        return not self.amount and not self.is_set_at_delivery


@dataclass(frozen=True, slots=True)
class TaxRule:
    """``rate`` percent on the sum of the lines of ``classes``, never below nothing."""

    code: str
    text: str
    rate: Decimal
    classes: tuple[TaxClass, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything a price depends on, frozen when the quote is given."""

    currency: str
    lines: tuple[Line, ...]
    tax_rules: tuple[TaxRule, ...] = ()
    deposit: Decimal = ZERO

    def to_json(self) -> dict[str, Any]:
        return {
            "currency": self.currency,
            "lines": [_line_json(line) for line in self.lines],
            "tax_rules": [
                {
                    "code": rule.code,
                    "text": rule.text,
                    "rate": str(rule.rate),
                    "classes": [str(name) for name in rule.classes],
                }
                for rule in self.tax_rules
            ],
            "deposit": str(self.deposit),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Terms:
        return cls(
            currency=data["currency"],
            lines=tuple(_line_from(line) for line in data["lines"]),
            tax_rules=tuple(
                TaxRule(
                    rule["code"],
                    rule["text"],
                    Decimal(rule["rate"]),
                    tuple(TaxClass(name) for name in rule["classes"]),
                )
                for rule in data["tax_rules"]
            ),
            deposit=Decimal(data["deposit"]),
        )


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """The lines in order, and the sums a person asks for."""

    currency: str
    lines: tuple[Line, ...]
    vehicle: Decimal
    subtotal: Decimal
    tax: Decimal
    trade_in: Decimal
    total: Decimal
    deposit: Decimal
    due: Decimal = field(default=ZERO)

    def to_json(self) -> dict[str, Any]:
        sums = {k: str(v) for k, v in asdict(self).items() if isinstance(v, Decimal)}
        return {
            "currency": self.currency,
            "lines": [_line_json(line) for line in self.lines],
            **sums,
        }

    @property
    def payoff(self) -> Decimal:
        """What the customer still owes on his trade-in; it is passed on to his lender."""
        return sum((line.amount for line in self.section(Section.PAYOFF)), ZERO)

    def money(self, name: str) -> Money:
        """One of the sums as money: ``sheet.money("total")``."""
        return Money(getattr(self, name), self.currency)

    def section(self, section: Section) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.section is section)


def calculate(terms: Terms) -> PriceSheet:
    """Base + options − incentives + destination + specials + accessories + delivery − discount + fees, + taxes by
    jurisdiction, + registration, − trade-in + what is owed on it = total; − deposit = due at handover. Half up per line.

    :raises CannotPrice: when a line has the wrong sign, or deductions exceed what they reduce.
    """
    order = list(Section)
    given = sorted(
        (replace(line, amount=round_half_up(line.amount, terms.currency)) for line in terms.lines),
        key=lambda line: order.index(line.section),
    )
    for line in given:
        _check_sign(line)
    taxes = [_tax_line(rule, given, terms.currency) for rule in terms.tax_rules]
    lines = sorted([*given, *taxes], key=lambda line: order.index(line.section))

    def total_of(*sections: Section) -> Decimal:
        return sum((line.amount for line in lines if line.section in sections), ZERO)

    before_tax = total_of(*order[: order.index(Section.TAX)])
    trade_in = -total_of(Section.TRADE_IN)
    total = total_of(*order)
    if total_of(Section.PAYOFF) and not trade_in:
        raise CannotPrice("What is owed on a trade-in needs the trade-in.")
    if before_tax < 0:
        raise CannotPrice("The deductions are larger than the price of the car.")
    if total < 0:
        raise CannotPrice("The trade-in is worth more than the whole price.")
    deposit = round_half_up(terms.deposit, terms.currency)
    return PriceSheet(
        currency=terms.currency,
        lines=tuple(lines),
        vehicle=total_of(Section.BASE, Section.OPTION),
        subtotal=before_tax,
        tax=total_of(Section.TAX),
        trade_in=trade_in,
        total=total,
        deposit=deposit,
        due=total - deposit,
    )


def fingerprint(terms: Terms) -> str:
    """SHA-256 over the terms and the sheet they give, in canonical JSON."""
    both = {"terms": terms.to_json(), "sheet": calculate(terms).to_json()}
    text = json.dumps(both, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


DEDUCTIONS = {Section.INCENTIVE, Section.DISCOUNT, Section.TRADE_IN}


def _check_sign(line: Line) -> None:
    if line.section is Section.TAX:
        raise CannotPrice("Taxes are computed, not given.")
    if line.section in DEDUCTIONS and line.amount > 0:
        raise CannotPrice(f"{line.text} must reduce the price.")
    # An option may lower the price (a delete credit); everything else given adds to it.
    if line.section not in {*DEDUCTIONS, Section.OPTION} and line.amount < 0:
        raise CannotPrice(f"{line.text} cannot be negative.")


def _tax_line(rule: TaxRule, lines: list[Line], currency: str) -> Line:
    base = sum((line.amount for line in lines if line.tax_class in rule.classes), ZERO)
    amount = round_half_up(max(base, ZERO) * rule.rate / HUNDRED, currency)
    text = f"{rule.text} {rule.rate.normalize():f}% of {max(base, ZERO):,.2f}"
    return Line(Section.TAX, rule.code, text, amount, TaxClass.EXEMPT, f"rule {rule.code}")


def _line_json(line: Line) -> dict[str, str]:
    return {
        "section": str(line.section),
        "code": line.code,
        "text": line.text,
        "amount": str(line.amount),
        "tax_class": str(line.tax_class),
        "source": line.source,
    }


def _line_from(data: dict[str, str]) -> Line:
    return Line(
        Section(data["section"]),
        data["code"],
        data["text"],
        Decimal(data["amount"]),
        TaxClass(data["tax_class"]),
        data["source"],
    )
