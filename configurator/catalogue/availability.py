"""What may be ordered on a day: dates, fleet marks and markets as assumptions beside the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from configurator.catalogue.lines import Catalogue, Option


@dataclass(frozen=True, slots=True)
class Assumption:
    """An option that must not (or must) be in the car, for a reason outside the rules.

    With ``is_market`` the code is that of the market the car is for: its rules hold then. They
    say so themselves, so the sentence may be empty.
    """

    code: str
    sentence: str
    allowed: bool = False
    is_market: bool = False


class UnknownMarket(ValueError):
    """The model line is not sold there; the text says so."""


@dataclass(frozen=True, slots=True)
class Stop:
    """An option that is not sold from a day on, whatever its release says."""

    code: str
    from_on: date
    until_on: date | None
    reason: str

    def holds(self, on: date) -> bool:
        """Whether the day lies in it."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


def availability(
    catalogue: Catalogue,
    *,
    on: date,
    is_fleet: bool = False,
    market: str = "",
    stops: Iterable[Stop] = (),
) -> tuple[Assumption, ...]:
    """Every option that may not be ordered on that day, with the sentence that says why.

    For a ``market`` its rules are switched on as well. :raises UnknownMarket: not sold there.
    """
    found = (
        (
            option.code,
            reason_not_orderable(option, on=on, is_fleet=is_fleet)
            or _reason_not_there(catalogue, option, market),
        )
        for option in catalogue.restricted
    )
    limits = {code: Assumption(code, sentence) for code, sentence in found if sentence}
    for stop in stops:
        option = catalogue.by_code.get(stop.code)
        if option is not None and stop.holds(on):
            limits.setdefault(stop.code, Assumption(stop.code, stopped(option, stop)))
    if not market:
        return tuple(limits.values())
    if market not in catalogue.market_by_code:
        raise UnknownMarket(f"{catalogue.name} is not sold in the market {market}.")
    return (*limits.values(), Assumption(market, "", allowed=True, is_market=True))


def _reason_not_there(catalogue: Catalogue, option: Option, market: str) -> str:
    if not option.markets or market in option.markets:
        return ""
    names = " or ".join(catalogue.market_by_code[code].name for code in option.markets)
    return f"{option.name} is only for cars to {names}."


def stopped(option: Option, stop: Stop) -> str:
    """The stop-sale as the customer hears it."""
    end = f" until {_day(stop.until_on)}" if stop.until_on else " at present"
    return f"{option.name} cannot be ordered{end}: {stop.reason}"


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
