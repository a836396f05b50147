"""Why an option stands as it does, and what can be done about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from configurator.catalogue import Assumption, Catalogue
from configurator.engine import Engine, Status, Unbuildable
from configurator.models import Configuration
from configurator.models import Option as OptionRow
from configurator.pricing import price
from configurator.selectors.catalogues import catalogue, engine, limits_of
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class Offer:
    """A repair in the customer's words; ``codes`` is what accepting it drops, ``car`` the whole car.

    ``days_difference`` is how many days later (or sooner) the car arrives.
    """

    codes: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]
    price_difference: Money
    car: tuple[str, ...]
    days_difference: int = 0

    @property
    def days_sooner(self) -> int:
        """The difference the other way round."""
        return -self.days_difference


@dataclass(frozen=True, slots=True)
class Why:
    """Why an option is blocked, comes along or is free to choose, and what can be done."""

    code: str
    name: str
    status: str
    picks: tuple[str, ...]
    rules: tuple[str, ...]
    offers: tuple[Offer, ...]

    def __str__(self) -> str:
        return " ".join(self.rules)


def why(configuration: Configuration, code: str, now: datetime) -> Why:
    """Why the option stands as it does, in sentences, with what can be done about a blocked one."""
    line_id = configuration.model_line_id
    lines, solver = catalogue(line_id), engine(line_id)
    limits = limits_of(configuration, now)
    picks = picks_with(lines, configuration.picks, code) - {code}
    status = solver.status(picks, limits).status[code]
    explanation = (
        solver.explain_forced(picks, code, limits)
        if status is Status.FORCED
        else solver.explain(picks, code, limits)
    )
    named = partial(names, lines)
    return Why(
        code=code,
        name=lines.by_code[code].name,
        status=status.value,
        picks=named(explanation.picks) if explanation else (),
        rules=explanation.rules if explanation else (),
        offers=offers(line_id, configuration.picks, code, limits)
        if status is Status.BLOCKED
        else (),
    )


def picks_with(lines: Catalogue, picks: Sequence[str], code: str) -> frozenset[str]:
    """The picks with the option; in a one-of group it takes the place of the one picked."""
    group = lines.group_of(code)
    if group.max_picks != 1:
        return frozenset(picks) | {code}
    siblings = {option.code for option in lines.members[group.code]}
    return (frozenset(picks) - siblings) | {code}


def offers(
    line_id: int, picks: Sequence[str], take: str, limits: Sequence[Assumption]
) -> tuple[Offer, ...]:
    """The ways to have a blocked option, against the car as it stands.

    What the click itself replaces in a one-of group is named among the dropped.
    """
    lines, solver = catalogue(line_id), engine(line_id)
    kept = picks_with(lines, picks, take)
    replaced = sorted(frozenset(picks) - kept)
    old, before = car_of(solver, picks, limits), total_of(solver, lines, picks, limits)
    days, found = effect_days_of(line_id), []
    for repair in solver.repairs(kept - {take}, take, limits):
        difference = repair.price_difference
        if before is not None:
            difference = price(lines, repair.car).total_retail - before
        found.append(
            Offer(
                codes=repair.dropped,
                dropped=names(lines, (*replaced, *repair.dropped)),
                added=names(lines, repair.added),
                price_difference=Money(difference, lines.currency),
                car=repair.car,
                days_difference=delay_of(repair.car, days) - delay_of(old, days),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class WayThere:
    """A way to build the car for another market: the car ``before`` and ``after``, in codes."""

    dropped_codes: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    offer: Offer

    @property
    def changes_the_car(self) -> bool:
        """Whether anything but the market would be different."""
        return bool(self.dropped_codes) or self.before != self.after


def ways_to_market(
    configuration: Configuration, market: str, now: datetime
) -> tuple[WayThere, ...]:
    """The ways to have this car in a market, the gentlest first; none if no car can be built."""
    line_id = configuration.model_line_id
    lines, solver = catalogue(line_id), engine(line_id)
    picks = frozenset(configuration.picks)
    there = limits_of(configuration, now, market=market)
    before = car_of(solver, configuration.picks, limits_of(configuration, now))
    days, was = effect_days_of(line_id), price(lines, before or picks).total_retail
    found = []
    for repair in solver.repairs(picks, None, there):
        after = repair.car
        offer = Offer(
            codes=repair.dropped,
            dropped=names(lines, repair.dropped),
            added=names(lines, tuple(code for code in after if code not in {*before, *picks})),
            price_difference=Money(price(lines, after).total_retail - was, lines.currency),
            car=after,
            days_difference=delay_of(after, days) - delay_of(before, days),
        )
        found.append(WayThere(repair.dropped, before, after, offer))
    return tuple(found)


def names(lines: Catalogue, codes: Sequence[str]) -> tuple[str, ...]:
    """The options by name."""
    return tuple(lines.by_code[code].name for code in codes)


def total_of(
    solver: Engine, lines: Catalogue, picks: Sequence[str], limits: Sequence[Assumption]
) -> Decimal | None:
    """The retail price of the completed car; None when there is none."""
    car = car_of(solver, picks, limits)
    return price(lines, car).total_retail if car else None


def car_of(solver: Engine, picks: Sequence[str], limits: Sequence[Assumption]) -> tuple[str, ...]:
    """The completed car; empty when there is none."""
    try:
        return solver.complete(picks, limits)
    except Unbuildable:
        return ()


def effect_days_of(line_id: int) -> Mapping[str, int]:
    """How many days later a car with an option arrives, for those that matter; one query."""
    rows = OptionRow.objects.filter(model_line=line_id).exclude(effect_days=0)
    return dict(rows.values_list("code", "effect_days"))


def delay_of(codes: Collection[str], days: Mapping[str, int]) -> int:
    """How many days later a car arrives: what takes longest decides."""
    return max((days.get(code, 0) for code in codes), default=0)


def told(known: Catalogue, sentences: Collection[str]) -> str:
    """The reason as a person gives it: that a car has one trim is understood, unless it is all."""
    telling = [sentence for sentence in sentences if sentence not in known.group_sentences]
    return " ".join((telling or list(sentences))[:2])
