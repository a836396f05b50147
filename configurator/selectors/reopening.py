"""What became of a build since it was saved: a newer catalogue, other prices, options that went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from configurator.catalogue import Area, Catalogue
from configurator.engine import Taste, Unbuildable
from configurator.models import Configuration, ModelLine
from configurator.pricing import PriceSheet, price
from configurator.selectors.catalogues import assumptions_on, catalogue, current_model_line, engine
from configurator.selectors.decisions import car_of, delay_of, effect_days_of, told
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class PriceMove:
    """One line of the price sheet then and now; None where it is not in that car."""

    name: str
    before: Money | None
    after: Money | None
    is_wish: bool

    @property
    def difference(self) -> Money | None:
        """What it costs more now."""
        if self.after is None or self.before is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Gone:
    """A wish (or the market) that today's catalogue cannot fulfil, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Today:
    """The build on the catalogue in force; ``picks`` are the wishes that remain.

    Without a ``total`` no car of the newer catalogue has any of it today.
    """

    line: ModelLine
    moves: tuple[PriceMove, ...]
    gone: tuple[Gone, ...]
    picks: tuple[str, ...]
    before: Money | None
    total: Money | None
    days_difference: int

    @property
    def difference(self) -> Money | None:
        """What the whole car costs more."""
        if self.total is None or self.before is None:
            return None
        return self.total - self.before


def newer_line(configuration: Configuration, now: datetime) -> ModelLine | None:
    """The same car in the catalogue in force, where that is another than the build's; a query."""
    on = configuration.dealership.today(now)
    found = current_model_line(configuration.model_line, on=on)
    return found if found is not None and found.pk != configuration.model_line_id else None


def today(configuration: Configuration, line: ModelLine, now: datetime) -> Today:
    """The build carried over to ``line``: as many of its wishes as a car of today can have.

    Which ones go is the engine's answer: the trim last, then as few as can be, then the lowest price.
    """
    on = configuration.dealership.today(now)
    known, solver = catalogue(line.pk), engine(line.pk)
    market = configuration.market if configuration.market in known.market_by_code else ""
    limits = assumptions_on(line.pk, on=on, is_fleet=configuration.is_fleet, market=market)
    wishes = [code for code in configuration.picks if code in known.by_code]
    try:
        regrets = {code: Taste(if_out=_worth(known, code, len(wishes))) for code in wishes}
        liked = frozenset(solver.like((), regrets, limits))
    except Unbuildable:
        liked = frozenset()
    kept = tuple(code for code in wishes if code in liked)
    car = car_of(solver, kept, limits) if liked else ()
    lost = [code for code in wishes if code not in kept]
    reasons = {code: solver.explain(kept, code, limits) for code in lost}
    gone = [
        Gone(known.by_code[code].name, told(known, found.rules) if found else "")
        for code, found in reasons.items()
    ]
    old = catalogue(configuration.model_line_id)
    gone += [
        Gone(old.by_code[code].name, f"{line.release.title} does not have it any more.")
        for code in configuration.picks
        if code in old.by_code and code not in known.by_code
    ]
    if market != configuration.market:
        there = old.market_by_code[configuration.market].name
        gone.append(
            Gone(
                f"Built for {there}",
                f"{line.release.title} is not sold there: it would be a car for the home market.",
            )
        )
    before, days = _as_saved(configuration, now)
    after = price(known, car) if car else None
    return Today(
        line=line,
        moves=_moves(configuration, before, after, old, known),
        gone=tuple(gone),
        picks=kept,
        before=_total(before),
        total=_total(after),
        days_difference=delay_of(car, effect_days_of(line.pk)) - days,
    )


def _worth(known: Catalogue, code: str, wishes: int) -> int:
    return wishes if known.group_of(code).area is Area.TRIM else 1


def _as_saved(configuration: Configuration, now: datetime) -> tuple[PriceSheet | None, int]:
    """The car on its own release: completed as it can be today, else the wishes alone."""
    line_id = configuration.model_line_id
    limits = assumptions_on(
        line_id,
        on=configuration.dealership.today(now),
        is_fleet=configuration.is_fleet,
        market=configuration.market,
    )
    car = car_of(engine(line_id), configuration.picks, limits) or car_of(
        engine(line_id), configuration.picks, ()
    )
    sheet = price(catalogue(line_id), car) if car else None
    return sheet, delay_of(car, effect_days_of(line_id))


def _moves(
    configuration: Configuration,
    before: PriceSheet | None,
    after: PriceSheet | None,
    old: Catalogue,
    new: Catalogue,
) -> tuple[PriceMove, ...]:
    """Every line that one car has and the other not, or at another price."""
    was, now = _lines(before), _lines(after)
    moves = []
    for code in dict.fromkeys([*was, *now]):
        first, second = was.get(code), now.get(code)
        if first is not None and second is not None and first[1] == second[1]:
            continue
        moves.append(
            PriceMove(
                (second or first or ("", Decimal(0)))[0],
                None if first is None else Money(first[1], old.currency),
                None if second is None else Money(second[1], new.currency),
                code in configuration.picks,
            )
        )
    return tuple(moves)


def _lines(sheet: PriceSheet | None) -> Mapping[str, tuple[str, Decimal]]:
    return {line.code: (line.text, line.retail) for line in sheet.lines} if sheet else {}


def _total(sheet: PriceSheet | None) -> Money | None:
    return Money(sheet.total_retail, sheet.currency) if sheet else None
