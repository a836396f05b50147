"""What a style record says of the car itself: seats, driven wheels, size, trailer.

Only what is written there: a record without a towing capacity says nothing about towing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from configurator.catalogue.facts import LARGEST

CM_PER_INCH, KG_PER_POUND = Decimal("2.54"), Decimal("0.45359237")
_ALL_WHEELS = ("all wheel drive", "four wheel drive")
_ROWS = ("1ST", "2ND", "3RD", "4TH")


def facts_of(source: Mapping[str, Any]) -> dict[str, int | bool]:
    """The facts of :mod:`configurator.catalogue.facts` this record states."""
    rows = [
        _number(source, "SEATING_CONFIGURATION", f"{row}_ROW_SEATING_CAPACITY") for row in _ROWS
    ]
    size = ("EXTERIOR_DIMENSIONS",)
    measures = {
        "seats": sum((row for row in rows if row is not None), Decimal(0)) or None,
        "height_cm": _times(_number(source, *size, "OVERALL_HEIGHT"), CM_PER_INCH, ROUND_CEILING),
        "length_cm": _times(_number(source, *size, "OVERALL_LENGTH"), CM_PER_INCH, ROUND_CEILING),
        "tow_kg": _times(
            _number(source, "SPECIFICATIONS", "TOWING_CAPACITY"), KG_PER_POUND, ROUND_FLOOR
        ),
    }
    found: dict[str, int | bool] = {
        name: int(value) for name, value in measures.items() if value is not None
    }
    driven = str(_value(source, "DRIVE_TYPE", "DRIVEN_WHEELS") or "")
    if driven:
        found["awd"] = driven.strip().lower() in _ALL_WHEELS
    return found


def _value(source: Mapping[str, Any], group: str, name: str) -> object:
    found: object = source
    for key in ("attributeGroups", group, "attributes", name, "value"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _number(source: Mapping[str, Any], group: str, name: str) -> Decimal | None:
    found = _value(source, group, name)
    if not isinstance(found, str | int | float) or isinstance(found, bool):
        return None
    try:
        number = Decimal(str(found))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number <= LARGEST else None


def _times(number: Decimal | None, factor: Decimal, rounding: str) -> Decimal | None:
    """A whole number, rounded to the side on which nothing is promised that may not hold."""
    if number is None:
        return None
    return min((number * factor).quantize(Decimal(1), rounding), Decimal(LARGEST))
