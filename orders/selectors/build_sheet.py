"""What was sold beside what the factory is sent, for the person who checks the build sheet."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.models import Specification
from configurator.pricing import DESTINATION
from orders.models import Order
from orders.price_sheet import PriceSheet, Section

BUILT = (Section.BASE, Section.OPTION, Section.SPECIAL)
DEALER = "dealer"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the car: as the quote words it, as it is sent; empty where it is missing."""

    code: str
    quoted: str
    sent: str

    @property
    def is_other(self) -> bool:
        return self.quoted != self.sent


@dataclass(frozen=True, slots=True)
class BuildSheet:
    """Both sides by code, with the marks that name the frozen quote and specification."""

    quote: int
    quote_sha256: str
    specification: str
    specification_sha256: str
    market: str
    parts: tuple[Part, ...]

    @property
    def others(self) -> int:
        """How many parts are not the same on both sides."""
        return sum(part.is_other for part in self.parts)


def build_sheet(order: Order) -> BuildSheet | None:
    """The order's quote in force beside its frozen car, by one query; None before there are both.

    The parts are what the factory builds: destination, fees and what the dealership adds are left out.
    """
    version = order.quotes.filter(number=order.quote_number).first()
    specification = order.specification
    if version is None or specification is None:
        return None
    quoted, sent = _quoted(version.recomputed()), _sent(specification)
    return BuildSheet(
        version.number,
        version.sha256,
        specification.number,
        specification.sha256,
        str(specification.homologation.get("name", specification.market)),
        tuple(
            Part(code, quoted.get(code, ""), sent.get(code, ""))
            for code in dict.fromkeys([*quoted, *sent])
        ),
    )


def _quoted(sheet: PriceSheet) -> dict[str, str]:
    return {
        line.code: line.text
        for line in sheet.lines
        if line.section in BUILT and line.source != DEALER
    }


def _sent(specification: Specification) -> dict[str, str]:
    """By code; a code that no price line names stands for itself."""
    lines = {
        row["code"]: f"{row['text']} ({row['note']})" if row.get("note") else row["text"]
        for row in specification.lines
        if row["code"] != DESTINATION
        and (row.get("is_special") or row["code"] in specification.codes)
    }
    return lines | {code: code for code in specification.codes if code not in lines}
