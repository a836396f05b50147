"""The price sheet of a car: every line rounded half up to cents, retail and invoice side."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from configurator.catalogue import Area, Catalogue, Charge, Option, charges, to_cents

DESTINATION = "DESTINATION"


class UnpriceableCar(ValueError):
    """A code that the model line does not have cannot be priced."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of the sheet; ``note`` says why the price is not the list price."""

    code: str
    text: str
    retail: Decimal
    invoice: Decimal
    note: str = ""
    is_special: bool = False


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """Trim first, then the options in catalogue order, the destination charge, special requests."""

    lines: tuple[PriceLine, ...]
    total_retail: Decimal
    total_invoice: Decimal
    currency: str


def price(catalogue: Catalogue, codes: Collection[str]) -> PriceSheet:
    """Price exactly these codes. :raises UnpriceableCar: naming codes the line does not have."""
    if unknown := sorted(set(codes) - catalogue.by_code.keys()):
        raise UnpriceableCar(f"{catalogue.name} has no option {', '.join(unknown)}.")
    found = charges(catalogue, codes)
    in_order = sorted(found, key=lambda code: catalogue.group_of(code).area is not Area.TRIM)
    lines = [_line(catalogue.by_code[code], found[code]) for code in in_order]
    if catalogue.destination:
        amount = to_cents(catalogue.destination)
        lines.append(PriceLine(DESTINATION, "Destination charge", amount, amount))
    return PriceSheet(
        lines=tuple(lines),
        total_retail=sum((line.retail for line in lines), Decimal("0.00")),
        total_invoice=sum((line.invoice for line in lines), Decimal("0.00")),
        currency=catalogue.currency,
    )


def special_line(
    number: str, text: str, *, quantity: int, retail: Decimal, invoice: Decimal, note: str = ""
) -> PriceLine:
    """A special request: so many units at an amount each, half up per line."""
    total, cost = to_cents(retail * quantity), to_cents(invoice * quantity)
    return PriceLine(number, text, total, cost, note, is_special=True)


def with_specials(sheet: PriceSheet, lines: Iterable[PriceLine]) -> PriceSheet:
    """The sheet with special requests as its last lines; none leave it as it is."""
    more = tuple(lines)
    if not more:
        return sheet
    return replace(
        sheet,
        lines=(*sheet.lines, *more),
        total_retail=sheet.total_retail + sum((line.retail for line in more), Decimal(0)),
        total_invoice=sheet.total_invoice + sum((line.invoice for line in more), Decimal(0)),
    )


def _line(option: Option, charge: Charge) -> PriceLine:
    note = ""
    if charge.case is not None:
        note = "included" if charge.case.is_included else charge.case.rule.sentence
    return PriceLine(option.code, option.name, charge.retail, charge.invoice, note)
