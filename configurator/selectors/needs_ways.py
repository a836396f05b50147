"""What would fulfil a wish that a car does not fulfil: the cheapest option, what it costs and gives up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from configurator.catalogue import Assumption
from configurator.engine import Engine, Status
from configurator.models import Configuration
from configurator.needs import Answers, Want, listed
from configurator.pricing import PriceSheet, price
from configurator.selectors.catalogues import catalogue, engine, limits_of
from configurator.selectors.decisions import car_of, names, told
from configurator.selectors.needs_fit import WISH, Fit, Ground, fits, stated_by_release
from kernel.money import Money

TRIED = 4  # options asked one by one where the line is not compiled


@dataclass(frozen=True, slots=True)
class Way:
    """An option that can be had, what the whole car costs more with it, and the picks it gives up."""

    code: str
    difference: Decimal
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Car:
    """A build as the engine sees it: the picks, what may not be ordered, the whole car."""

    solver: Engine
    picks: frozenset[str]
    limits: tuple[Assumption, ...]
    codes: tuple[str, ...]
    sheet: PriceSheet

    @classmethod
    def of(cls, solver: Engine, picks: Collection[str], limits: Sequence[Assumption]) -> Car | None:
        """The completed car; None where there is none."""
        codes = car_of(solver, tuple(picks), limits)
        if not codes:
            return None
        return cls(solver, frozenset(picks), tuple(limits), codes, price(solver.catalogue, codes))

    def free_way(self, codes: Collection[str]) -> Way | None:
        """The cheapest of these options that gives up no pick."""
        taking = self._taking
        if not taking and not self.solver.is_compiled:
            status = self.solver.status(self.picks, self.limits).status
            free = [code for code in codes if status[code] in {Status.FREE, Status.FORCED}]
            return min(map(self._tried, free[:TRIED]), key=_by_price, default=None)
        ways = (Way(code, taking[code]) for code in codes if code in taking)
        return min(ways, key=_by_price, default=None)

    def any_way(self, codes: Collection[str]) -> Way | None:
        """The same, or else the gentlest that gives up picks: fewest, then the lowest price."""
        free = self.free_way(codes)
        if free is not None:
            return free
        prices = self.solver.repair_prices(self.picks, self.limits)
        known = [code for code in codes if code in prices]
        if self.solver.is_compiled and not known:
            return None
        known.sort(key=lambda c: (prices[c].dropped, prices[c].price_difference, c))
        tried = known[:1] if known else list(codes)[:TRIED]
        found = (
            Way(code, repair.price_difference, repair.dropped)
            for code in tried
            for repair in self.solver.repairs(self.picks - {code}, code, self.limits, 1)
        )
        return min(found, key=lambda way: (len(way.dropped), way.difference), default=None)

    @cached_property
    def _taking(self) -> Mapping[str, Decimal]:
        return self.solver.take_prices(self.picks, self.limits)

    def _tried(self, code: str) -> Way:
        after = self.solver.complete(self.picks | {code}, self.limits)
        total = price(self.solver.catalogue, after).total_retail
        return Way(code, total - self.sheet.total_retail)


def _by_price(way: Way) -> tuple[Decimal, str]:
    return way.difference, way.code


def against(
    configuration: Configuration, wants: Sequence[Want], answers: Answers, now: datetime
) -> tuple[Car, tuple[Fit, ...]] | None:
    """A build held against the wishes, with remedies; None where it cannot be built today."""
    line = configuration.model_line
    car = Car.of(engine(line.pk), configuration.picks, limits_of(configuration, now))
    if car is None:
        return None
    stated = stated_by_release([line.release_id])[line.release_id]
    ground = Ground(catalogue(line.pk), stated)
    found = fits(ground, wants, answers, car.codes, car.sheet)
    return car, tuple(_remedied(ground, fit, car) if fit.is_failed else fit for fit in found)


def _remedied(ground: Ground, fit: Fit, car: Car) -> Fit:
    if ground.is_forbidding(fit.want):
        return _without(ground, fit, car)
    way = car.any_way([code for code in ground.codes(fit.want) if code not in car.codes])
    if way is None:
        return fit
    lost = listed(names(ground.lines, way.dropped))
    text = ground.lines.by_code[way.code].name + (f", in place of {lost}" if lost else "")
    return replace(fit, remedy=text, remedy_amount=Money(way.difference, ground.lines.currency))


def _without(ground: Ground, fit: Fit, car: Car) -> Fit:
    """The wish keeps options out: what the car costs without them, or why it cannot be had so."""
    barred = ground.assumptions([fit.want])
    rest = car.picks - {assumption.code for assumption in barred}
    after = Car.of(car.solver, rest, (*car.limits, *barred))
    if after is None:
        return replace(fit, remedy="", answer=_kept_by(ground, fit, car, rest, barred))
    changed = [code for code in after.codes if code not in car.codes]
    text = f"{listed(names(ground.lines, changed))} instead" if changed else "leave it out"
    difference = after.sheet.total_retail - car.sheet.total_retail
    return replace(fit, remedy=text, remedy_amount=Money(difference, ground.lines.currency))


def _kept_by(
    ground: Ground, fit: Fit, car: Car, rest: frozenset[str], barred: Sequence[Assumption]
) -> str:
    reason = car.solver.explain(rest, None, (*car.limits, *barred))
    rules = [rule for rule in reason.rules if not rule.startswith(WISH)] if reason else []
    return f"{fit.answer}. {told(ground.lines, rules)}" if rules else fit.answer
