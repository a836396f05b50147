"""The price sheet of a car: every line rounded half up to cents, retail and invoice side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """Trim first, then the options in catalogue order, the destination charge last."""

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


def _line(option: Option, charge: Charge) -> PriceLine:
    note = ""
    if charge.case is not None:
        note = "included" if charge.case.is_included else charge.case.rule.sentence
    return PriceLine(option.code, option.name, charge.retail, charge.invoice, note)
