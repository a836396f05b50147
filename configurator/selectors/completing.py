"""The open choices of a build, completed three ways: cheapest, most popular, like a saved one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import OuterRef, Subquery

from configurator.catalogue import Area, Assumption, Catalogue
from configurator.engine import Engine, Status, Taste, Unbuildable
from configurator.models import Configuration, Specification
from configurator.pricing import price
from configurator.selectors.catalogues import catalogue, engine, limits_of
from configurator.selectors.decisions import (
    car_of,
    delay_of,
    effect_days_of,
    names,
    told,
)
from configurator.selectors.differences import Change, differences
from kernel.money import Money

ENOUGH_BUILDS = 5
"""Fewer builds than these say nothing about taste."""
MOST_BUILDS = 100
"""The newest builds that are counted: taste changes, and each is looked at."""
REASONS_TOLD = 8


class Way(StrEnum):
    """How open choices are completed."""

    CHEAPEST = "cheapest"
    POPULAR = "popular"
    LIKE = "like"


@dataclass(frozen=True, slots=True)
class Popularity:
    """In how many of the group's newest builds of a car each option stands."""

    builds: int
    counts: Mapping[str, int]

    @property
    def is_enough(self) -> bool:
        return self.builds >= ENOUGH_BUILDS

    def tastes(self, known: Catalogue) -> dict[str, Taste]:
        """Regret by heads: of those who have an option when it is left out, and the reverse."""
        return {
            option.code: Taste(if_in=self.builds - count, if_out=count)
            for option in known.options
            for count in [self.counts.get(option.code, 0)]
        }


@dataclass(frozen=True, slots=True)
class Missed:
    """Something of the saved build that is not taken over, and why where a reason is known."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A group that becomes otherwise; ``shares`` are its new options with how many builds have them."""

    change: Change
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a completion would make of the build; nothing has changed yet.

    ``picks`` are all the picks afterwards, ``codes`` the whole car, ``changes`` what becomes
    otherwise in it, ``confirmed`` what is in the car already and would become the customer's own
    choice. Without a ``total`` there is no such car, and ``problem`` says why.
    """

    way: Way
    picks: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    changes: tuple[ProposedChange, ...] = ()
    confirmed: tuple[str, ...] = ()
    missed: tuple[Missed, ...] = ()
    total: Money | None = None
    difference: Money | None = None
    days_difference: int = 0
    builds: int = 0
    problem: str = ""

    @property
    def is_new(self) -> bool:
        """Whether accepting it would change any pick."""
        return bool(self.changes or self.confirmed)


@dataclass(frozen=True, slots=True)
class _Build:
    """A build with all that the questions about it need."""

    known: Catalogue
    solver: Engine
    limits: tuple[Assumption, ...]
    picks: tuple[str, ...]
    own: frozenset[str]
    days: Mapping[str, int]


def proposed_trim(known: Catalogue) -> Iterable[str]:
    """The trim a build begins with: the catalogue's default, else the cheapest."""
    for group in known.groups:
        members = known.members[group.code]
        if group.area is Area.TRIM and members:
            first = min(members, key=lambda option: (not option.is_default, option.retail))
            yield first.code


def popularity(configuration: Configuration) -> Popularity:
    """How often each option stands in other builds of this car in the dealer group; one query.

    A frozen build counts with its whole car, an open one with its picks and what comes along with
    them by the rules, once it has more than the trim it began with. Releases of the same car count
    together; fleet builds count for fleets.
    """
    known, solver = catalogue(configuration.model_line_id), engine(configuration.model_line_id)
    line = configuration.model_line
    frozen = Specification.objects.filter(configuration=OuterRef("pk")).order_by("-frozen_at")
    builds = (
        Configuration.objects.filter(
            dealership__group=configuration.dealership.group_id,
            model_line__code=line.code,
            model_line__release__manufacturer=line.release.manufacturer_id,
            is_fleet=configuration.is_fleet,
        )
        .exclude(pk=configuration.pk)
        .annotate(frozen=Subquery(frozen.values("codes")[:1]))
        .order_by("-updated_at", "-pk")
        .values_list("frozen", "picks")[:MOST_BUILDS]
    )
    votes = [
        frozenset(codes) if codes else _settled(known, solver, picks)
        for codes, picks in builds
        if codes or len(picks) > 1
    ]
    return Popularity(len(votes), Counter(code for codes in votes for code in codes))


def _settled(known: Catalogue, solver: Engine, picks: Collection[str]) -> frozenset[str]:
    """The picks and what comes along with them."""
    own = frozenset(picks) & known.by_code.keys()
    return own | frozenset(solver.status(own).codes(Status.FORCED))


def proposal(
    configuration: Configuration, way: Way, like: Configuration | None, now: datetime
) -> Proposal:
    """What that completion would change; three queries at most.

    The customer's own picks stay. A build nobody has chosen anything on yet has none: the trim it
    began with is the catalogue's.
    """
    return _proposed(_build(configuration, now), configuration, way, like, now)


def proposals(
    configuration: Configuration, like: Configuration | None, now: datetime
) -> tuple[Proposal, ...]:
    """Every way of completing the build, each as :func:`proposal` has it."""
    ways = [Way.POPULAR, Way.CHEAPEST, *([Way.LIKE] if like else [])]
    build = _build(configuration, now)
    return tuple(_proposed(build, configuration, way, like, now) for way in ways)


def _proposed(
    build: _Build,
    configuration: Configuration,
    way: Way,
    like: Configuration | None,
    now: datetime,
) -> Proposal:
    if way is Way.POPULAR:
        return _popular(build, popularity(configuration))
    if way is Way.LIKE:
        return _alike(build, configuration, like, now)
    return _proposal(build, way, car_of(build.solver, tuple(build.own), build.limits))


def _build(configuration: Configuration, now: datetime) -> _Build:
    line_id = configuration.model_line_id
    known, picks = catalogue(line_id), frozenset(configuration.picks)
    return _Build(
        known=known,
        solver=engine(line_id),
        limits=limits_of(configuration, now),
        picks=tuple(configuration.picks),
        own=frozenset() if picks == frozenset(proposed_trim(known)) else picks,
        days=effect_days_of(line_id),
    )


def _popular(build: _Build, found: Popularity) -> Proposal:
    if not found.is_enough:
        many = {0: "There is no other build", 1: "There is only one other build"}.get(
            found.builds, f"There are only {found.builds} other builds"
        )
        problem = f"{many} of this car yet. From {ENOUGH_BUILDS} on they say what is popular."
        return Proposal(Way.POPULAR, builds=found.builds, problem=problem)
    car = _nearest(build, found.tastes(build.known))
    return _proposal(build, Way.POPULAR, car, popular=found)


def _alike(
    build: _Build, configuration: Configuration, like: Configuration | None, now: datetime
) -> Proposal:
    if like is None:
        return Proposal(Way.LIKE, problem="Say which saved build it shall be like.")
    if like.pk == configuration.pk:
        return Proposal(Way.LIKE, problem="That is the code of this very build. Enter another.")
    other = _build(like, now)
    wanted = car_of(other.solver, other.picks, other.limits) or other.picks
    wanted = tuple(code for code in wanted if code in other.known.by_code)
    if not build.known.by_code.keys() & set(wanted):
        problem = f"{like.model_line} has nothing in common with {configuration.model_line}."
        return Proposal(Way.LIKE, problem=problem)
    tastes = {
        option.code: Taste(if_out=1) if option.code in wanted else Taste(if_in=1)
        for option in build.known.options
    }
    car = _nearest(build, tastes)
    missed = tuple(_missed(build, other.known, wanted, car))
    return _proposal(build, Way.LIKE, car, missed=missed)


def _nearest(build: _Build, tastes: Mapping[str, Taste]) -> tuple[str, ...]:
    try:
        return build.solver.like(build.own, tastes, build.limits)
    except Unbuildable:
        return ()


def _missed(
    build: _Build, theirs: Catalogue, wanted: Collection[str], car: Collection[str]
) -> Iterable[Missed]:
    """What the saved build has and this one would not."""
    left = [code for code in wanted if code not in car]
    for number, code in enumerate(left):
        if code not in build.known.by_code:
            yield Missed(theirs.by_code[code].name, f"Not offered for {build.known.name}.")
        else:
            reason = _against(build, code) if car and number < REASONS_TOLD else ""
            yield Missed(build.known.by_code[code].name, reason)


def _against(build: _Build, code: str) -> str:
    """Why the customer's own picks leave no room for the option; empty where they do."""
    group = build.known.group_of(code)
    rivals = [o.code for o in build.known.members[group.code] if o.code in build.own]
    if rivals and group.max_picks == 1:
        return f"You chose {build.known.by_code[rivals[0]].name}."
    clash = build.solver.explain(build.own - {code}, code, build.limits)
    return told(build.known, clash.rules) if clash else ""


def _proposal(
    build: _Build,
    way: Way,
    car: Sequence[str],
    *,
    popular: Popularity | None = None,
    missed: tuple[Missed, ...] = (),
) -> Proposal:
    if not car:
        clash = build.solver.explain(build.own, None, build.limits)
        reason = told(build.known, clash.rules) if clash else ""
        return Proposal(way, problem=f"No car has all these choices today. {reason}".strip())
    picks = _own_choices(build, car)
    after = car_of(build.solver, picks, build.limits)
    before = car_of(build.solver, build.picks, build.limits)
    new = price(build.known, after).total_retail
    old = price(build.known, before).total_retail if before else None
    come = frozenset(after) - frozenset(before)
    changes = tuple(
        ProposedChange(change, _share(build.known, change, come, popular))
        for change in differences(build.known, before, after)
    )
    confirmed = [code for code in picks if code in before and code not in build.picks]
    return Proposal(
        way=way,
        picks=picks,
        codes=after,
        changes=changes,
        confirmed=names(build.known, confirmed),
        missed=missed,
        total=_money(build, new),
        difference=None if old is None else _money(build, new - old),
        days_difference=delay_of(after, build.days) - delay_of(before, build.days),
        builds=popular.builds if popular else 0,
    )


def _own_choices(build: _Build, car: Sequence[str]) -> tuple[str, ...]:
    """The fewest picks that bring this car: what comes along by a rule is nobody's choice.

    Trim and packages are asked first, so that what is in a package does not become a pick.
    """
    first = (Area.MODEL, Area.TRIM, Area.PACKAGES)
    in_order = sorted(car, key=lambda code: build.known.group_of(code).area not in first)
    picks = set(build.own)
    status = build.solver.status(picks, build.limits).status
    for code in in_order:
        if status[code] is Status.FREE:
            picks.add(code)
            status = build.solver.status(picks, build.limits).status
    return tuple(option.code for option in build.known.options if option.code in picks)


def _share(
    known: Catalogue, change: Change, new: Collection[str], found: Popularity | None
) -> tuple[tuple[str, int], ...]:
    if found is None:
        return ()
    return tuple(
        (option.name, found.counts.get(option.code, 0))
        for option in known.options
        if option.code in new and known.group_of(option.code).name == change.group
    )


def _money(build: _Build, amount: Decimal) -> Money:
    return Money(amount, build.known.currency)
