"""What may be ordered on a day: dates and fleet marks as assumptions beside the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from configurator.catalogue.lines import Catalogue, Option


@dataclass(frozen=True, slots=True)
class Assumption:
    """An option that must not (or must) be in the car, for a reason outside the rules."""

    code: str
    sentence: str
    allowed: bool = False


def availability(
    catalogue: Catalogue, *, on: date, is_fleet: bool = False
) -> tuple[Assumption, ...]:
    """Every option that may not be ordered on that day, with the sentence that says why."""
    found = (
        (option.code, reason_not_orderable(option, on=on, is_fleet=is_fleet))
        for option in catalogue.options
    )
    return tuple(Assumption(code, sentence) for code, sentence in found if sentence)


def reason_not_orderable(option: Option, *, on: date, is_fleet: bool) -> str:
    """Why the option may not be ordered on that day, or an empty text."""
    if option.available_from is not None and on < option.available_from:
        return f"{option.name} can be ordered from {_day(option.available_from)}."
    if option.available_to is not None and on > option.available_to:
        return f"{option.name} could be ordered until {_day(option.available_to)}."
    if option.is_fleet_only and not is_fleet:
        return f"{option.name} is for fleet customers only."
    return ""


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
