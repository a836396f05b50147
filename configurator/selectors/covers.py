"""Packages against singles: where a package has what was picked singly for no more money."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from configurator.catalogue import Assumption, Catalogue, charges
from configurator.engine import Engine
from configurator.models import Configuration
from configurator.pricing import price
from configurator.selectors.catalogues import catalogue, engine
from configurator.selectors.decisions import car_of, names
from kernel.money import Money

MOST = 3


@dataclass(frozen=True, slots=True)
class Cover:
    """A package whose ``contents`` were picked singly; the whole car costs ``saving`` less with it.

    ``brings`` is what it adds on top. A saving one is in the cheapest car already (``is_in_car``);
    one for the same money is offered.
    """

    code: str
    name: str
    contents: tuple[str, ...]
    brings: tuple[str, ...]
    saving: Money
    is_in_car: bool


@dataclass(frozen=True, slots=True)
class _Wishes:
    known: Catalogue
    solver: Engine
    picks: frozenset[str]
    limits: tuple[Assumption, ...]

    def car(self, *more: str, without: str = "") -> frozenset[str]:
        """The cheapest car of the picks; empty when there is none."""
        barred = (Assumption(without, ""),) if without else ()
        return frozenset(car_of(self.solver, (*self.picks, *more), (*self.limits, *barred)))

    def in_order(self, codes: Collection[str]) -> list[str]:
        return [option.code for option in self.known.options if option.code in codes]

    def is_package(self, code: str) -> bool:
        """Whether it costs something and need not be chosen against another."""
        return self.known.by_code[code].retail > 0 and self.known.group_of(code).max_picks != 1


def covers(configuration: Configuration, limits: tuple[Assumption, ...]) -> tuple[Cover, ...]:
    """The packages that cost no more than the picks they contain, the most saving first; no query.

    The cheapest car has the saving ones by itself: any set of packages and singles that covers the
    picks is among the cars of which it is the cheapest.

    :param limits: what holds for the build beside the rules.
    """
    line_id = configuration.model_line_id
    wishes = _Wishes(catalogue(line_id), engine(line_id), frozenset(configuration.picks), limits)
    car = wishes.car()
    found = [*_saving(wishes, car), *_for_nothing(wishes, car)]
    return tuple(sorted(found, key=lambda cover: -cover.saving.amount))[:MOST]


def _saving(wishes: _Wishes, car: frozenset[str]) -> Iterable[Cover]:
    paid = charges(wishes.known, car)
    for code in wishes.in_order(car - wishes.picks):
        if not paid[code].retail or not wishes.is_package(code):
            continue
        singly = wishes.car(without=code)
        if cover := _cover(wishes, code, singly, car, is_in_car=True):
            yield cover


def _for_nothing(wishes: _Wishes, car: frozenset[str]) -> Iterable[Cover]:
    for code, effect in wishes.solver.take_prices(wishes.picks, wishes.limits).items():
        if effect or code in car or not wishes.is_package(code):
            continue
        if cover := _cover(wishes, code, car, wishes.car(code), is_in_car=False):
            yield cover


def _cover(
    wishes: _Wishes, code: str, singly: frozenset[str], covered: frozenset[str], *, is_in_car: bool
) -> Cover | None:
    """None unless picks that are charged singly come along for nothing, and no more is paid."""
    known = wishes.known
    old, new = charges(known, singly), charges(known, covered)
    contents = [
        pick
        for pick in wishes.in_order(wishes.picks)
        if pick in old and pick in new and old[pick].retail > Decimal(0) == new[pick].retail
    ]
    if not contents:
        return None
    saving = price(known, singly).total_retail - price(known, covered).total_retail
    brings = wishes.in_order(covered - singly - {code})
    return Cover(
        code=code,
        name=known.by_code[code].name,
        contents=names(known, contents),
        brings=names(known, brings),
        saving=Money(saving, known.currency),
        is_in_car=is_in_car,
    )
