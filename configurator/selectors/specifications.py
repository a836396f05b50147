"""Frozen cars, read again later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from configurator.catalogue import UnknownMarket
from configurator.feeds.reading import as_amount
from configurator.models import Specification
from configurator.pricing import PriceLine
from configurator.selectors.catalogues import assumptions_on, current_model_line, engine
from configurator.selectors.specials import lapsed_specials

ZERO = Decimal(0)


def frozen_lines(specification: Specification) -> tuple[PriceLine, ...]:
    """The price lines as they were frozen; nothing is priced again."""
    return tuple(
        PriceLine(
            row["code"],
            row["text"],
            as_amount(row["retail"]) or ZERO,
            as_amount(row["invoice"]) or ZERO,
            row["note"],
            is_special=bool(row.get("is_special")),
        )
        for row in specification.lines
    )


def buildable_today(
    specification: Specification, today: date, *, is_fleet: bool | None = None
) -> list[str]:
    """Why the car cannot be built as of today, in sentences; empty when it can.

    Asked against the release valid today, or its own if the maker no longer lists the car.
    """
    fleet = specification.is_fleet if is_fleet is None else is_fleet
    own = specification.model_line
    line = current_model_line(own, on=today) or own
    try:
        limits = assumptions_on(
            line.pk, on=today, is_fleet=fleet, market=specification.market, has_place=True
        )
    except UnknownMarket as gone:
        return [str(gone)]
    violations = engine(line.pk).validate(specification.codes, limits)
    found = dict.fromkeys(violation.sentence for violation in violations)
    return [*found, *lapsed_specials(specification.specials, today)]
