"""Cars in stock or on their way that come close to a build, sooner: the next best thing to waiting."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import add

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    QuerySet,
    When,
)
from django.db.models.expressions import Combinable

from configurator.catalogue import Catalogue
from configurator.models import Configuration
from configurator.pricing import price
from configurator.selectors import catalogue, engine, limits_of
from configurator.selectors.decisions import car_of
from configurator.selectors.differences import Change, differences
from configurator.selectors.specials import SPECIALS, Special, settled
from customers.models import Scope
from kernel.money import Money
from orders.near import distance, is_near
from orders.selectors.stock import kept_for_others, without_customer
from production.milestones import STAGE_RANK, STAGE_WORDS, Stage
from production.models import Build
from production.selectors import estimate_window

MOST_SHOWN, MOST_WEIGHED, MOST_COUNTED = 3, 40, 16
SOONER = 3
"""Days a car must be ahead of the build to be worth a word."""


@dataclass(frozen=True, slots=True)
class NearCar:
    """One car: where it is, how it differs, and what that means in money and days."""

    build: Build
    order_number: str
    where: str
    place: str
    is_here: bool
    days_sooner: int
    ready_on: date
    difference: Money
    changes: tuple[Change, ...]
    more: tuple[str, ...]
    far: Decimal

    @property
    def is_same(self) -> bool:
        """Nothing differs that the catalogue knows."""
        return not self.changes and not self.more


@dataclass(frozen=True, slots=True)
class _Ours:
    """The build the cars are weighed against."""

    known: Catalogue
    picks: frozenset[str]
    codes: frozenset[str]
    total: Decimal
    specials: Change | None
    ready_on: date
    today: date


def near_match(configuration: Configuration, scope: Scope, now: datetime) -> tuple[NearCar, ...]:
    """The nearest free cars, at most three; none for a build in which nothing was chosen yet.

    Free are stock orders without a customer and cars whose order was cancelled. The database leaves
    the few that share most picks; only those are weighed.
    """
    line = configuration.model_line
    known = catalogue(line.pk)
    codes = car_of(engine(line.pk), configuration.picks, limits_of(configuration, now))
    if len(configuration.picks) < 2 or not codes:
        return ()
    window = estimate_window(
        model_line_code=line.code,
        manufacturer=line.release.manufacturer,
        dealership=configuration.dealership,
        option_codes=list(configuration.picks),
        week_start=None,
        now=now,
        model_name=line.name,
    )
    today = configuration.dealership.today(now)
    specials = _specials(known, settled(configuration, today))
    options = price(known, codes).total_retail
    ours = _Ours(
        known,
        frozenset(configuration.picks),
        frozenset(codes),
        options - specials.price.amount if specials else options,
        specials,
        window.p50,
        today,
    )
    found = [_near(ours, build, configuration) for build in _free(configuration, scope, ours, now)]
    near = [car for car in found if car is not None]
    return tuple(sorted(near, key=lambda car: (car.far, -car.days_sooner))[:MOST_SHOWN])


def _specials(known: Catalogue, settled: Sequence[Special]) -> Change | None:
    """What no other car has: it would go, and its price with it."""
    if not settled:
        return None
    saved = sum((each.line.retail for each in settled), Decimal(0))
    texts = tuple(each.line.text for each in settled)
    return Change(SPECIALS, texts, (), Money(-saved, known.currency))


def _free(
    configuration: Configuration, scope: Scope, ours: _Ours, now: datetime
) -> Iterable[Build]:
    line = configuration.model_line
    rows: QuerySet[Build] = (
        without_customer(scope)
        .filter(
            manufacturer=line.release.manufacturer_id,
            model_line_code=line.code,
            estimate_p50__lt=ours.ready_on,
            specification__currency=ours.known.currency,
            specification__market=configuration.market,
        )
        .filter(~Exists(kept_for_others(scope.user, now=now)))
        .annotate(shared=_shared(sorted(ours.picks)[:MOST_COUNTED]))
    )
    return rows.select_related("specification", "dealership").order_by(
        F("shared").desc(), "estimate_p50", "pk"
    )[:MOST_WEIGHED]


def _shared(picks: Sequence[str]) -> Combinable:
    """How many of these picks a car has, for the database to sort by."""
    cases = [
        Case(When(codes__contains=[code], then=1), default=0, output_field=IntegerField())
        for code in picks
    ]
    counted: Combinable = reduce(add, cases)
    return counted


def _near(ours: _Ours, build: Build, configuration: Configuration) -> NearCar | None:
    theirs = frozenset(build.codes)
    ready_on = max(build.estimate_p50 or ours.ready_on, ours.today)
    days = (ours.ready_on - ready_on).days
    changes = differences(ours.known, ours.codes, theirs & ours.known.by_code.keys())
    unpicked = _unpicked(ours, changes)
    far = distance(ours.picks, theirs, differing=unpicked, price=ours.total)
    if days < SOONER or not is_near(ours.picks, theirs, far):
        return None
    stage = Stage(build.stage)
    specification = build.specification
    return NearCar(
        build=build,
        order_number=getattr(build, "stock_order", None) or "",
        where=STAGE_WORDS[stage],
        place=build.dealership.name if build.dealership_id != configuration.dealership_id else "",
        is_here=STAGE_RANK[stage] >= STAGE_RANK[Stage.ARRIVED],
        days_sooner=days,
        ready_on=ready_on,
        difference=Money(specification.total_amount - ours.total, specification.currency),
        changes=(*changes, ours.specials) if ours.specials else changes,
        more=_unknown(specification.lines, theirs - ours.known.by_code.keys()),
        far=far,
    )


def _unpicked(ours: _Ours, changes: Collection[Change]) -> Decimal:
    """The worth of the groups that differ where the customer picked nothing himself."""
    picked = {ours.known.group_of(code).name for code in ours.picks if code in ours.known.by_code}
    worth = (abs(change.price.amount) for change in changes if change.group not in picked)
    return sum(worth, Decimal(0))


def _unknown(lines: Iterable[dict[str, str]], codes: Collection[str]) -> tuple[str, ...]:
    """Options the car has that today's catalogue does not, as its own papers name them."""
    return tuple(str(line["text"]) for line in lines if line.get("code") in codes)
