"""Everything the configurator page shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from django.db.models import Exists

from configurator.catalogue import (
    Area,
    Assumption,
    Catalogue,
    Group,
    Option,
    charge_beside,
)
from configurator.engine import (
    Answer,
    Engine,
    Explanation,
    RepairPrice,
    Status,
)
from configurator.models import Configuration, ModelLine
from configurator.pricing import PriceSheet, price, with_specials
from configurator.selectors.catalogues import catalogue, engine, limits_of
from configurator.selectors.decisions import delay_of, effect_days_of, total_of
from configurator.selectors.markets import Homologation, homologation
from configurator.selectors.specials import Special, special_lines, specials_of
from kernel.money import Money, sum_money

AREA_NAMES: Mapping[Area, str] = {
    Area.MODEL: "Model",
    Area.TRIM: "Trim",
    Area.POWERTRAIN: "Powertrain",
    Area.EXTERIOR: "Exterior",
    Area.WHEELS: "Wheels",
    Area.INTERIOR: "Interior",
    Area.PACKAGES: "Packages",
    Area.TECHNOLOGY: "Technology",
    Area.COMFORT: "Comfort",
    Area.APPEARANCE: "Appearance",
    Area.ACCESSIBILITY: "Accessibility",
    Area.COMMERCIAL: "Commercial use",
    Area.EXPORT: "Export",
}
SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option on the page.

    ``status`` is picked, forced, free, blocked, or “switch”: takes the place of the one picked in
    its group. ``is_in_car`` also holds for what the rules or the cheapest completion bring along.
    ``effect`` is what the whole car costs more with it, all that comes along counted; of a blocked
    one ``way_out`` says the same for the cheapest way to have it, which gives up ``gives_up`` picks.
    """

    code: str
    name: str
    description: str
    rgb: str | None
    rgb2: str | None
    status: str
    is_in_car: bool
    price: Money
    effect: Money
    way_out: Money | None
    gives_up: int
    is_one_of: bool
    is_included: bool
    effect_days: int
    freeze_class: str

    @property
    def is_blocked(self) -> bool:
        """Still clickable, but the click asks for a decision."""
        return self.status == Status.BLOCKED

    @property
    def is_picked(self) -> bool:
        """Chosen by the customer."""
        return self.status == Status.PICKED

    @property
    def mark(self) -> str:
        """All that a click can change about it, in a line."""
        way = self.way_out and self.way_out.amount
        return (
            f"{self.code} {self.status} {self.is_in_car} {self.price.amount} {self.effect.amount} "
            f"{way} {self.gives_up} {self.is_included}"
        )

    @property
    def brings_more(self) -> bool:
        """A free option that changes the price of the car by more or less than its own price."""
        is_open = self.status == Status.FREE and not self.is_in_car and not self.is_one_of
        return is_open and self.effect != self.price

    @property
    def is_automatic(self) -> bool:
        """In the car without having been picked."""
        return self.is_in_car and not self.is_picked


@dataclass(frozen=True)
class GroupView:
    """Options to choose from; ``is_one_of`` groups take at most one.

    ``choosable`` of the ``count`` options need nothing else given up, the ``chosen`` ones are in the
    car, by name. The options are put together when somebody looks: a page shows one step of many.
    """

    code: str
    name: str
    is_one_of: bool
    is_needed: bool
    has_pick: bool
    count: int
    choosable: int
    chosen: tuple[str, ...]
    make_options: Callable[[], tuple[OptionView, ...]] = field(repr=False, compare=False)

    @cached_property
    def options(self) -> tuple[OptionView, ...]:
        """In the order of the catalogue."""
        return self.make_options()


@dataclass(frozen=True, slots=True)
class AreaView:
    """A step of the page."""

    area: str
    name: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class ConfiguratorPage:
    """The whole page."""

    configuration: Configuration
    model_line: ModelLine
    areas: tuple[AreaView, ...]
    sheet: PriceSheet
    total: Money
    invoice_total: Money
    change: Money
    is_buildable: bool
    clash: Explanation | None
    open_groups: tuple[str, ...]
    can_undo: bool
    can_redo: bool
    effect_days: int
    in_car: frozenset[str]
    limits: tuple[Assumption, ...]
    specials: tuple[Special, ...] = ()

    def chosen(self, area: str) -> tuple[OptionView, ...]:
        """What is in the car of that area, for the picture and the summary."""
        return tuple(
            option
            for view in self.areas
            if view.area == area
            for group in view.groups
            for option in group.options
            if option.is_in_car
        )

    @property
    def has_markets(self) -> bool:
        """Whether the car is built for markets beside the home market."""
        return bool(catalogue(self.configuration.model_line_id).markets)

    @property
    def market_name(self) -> str:
        """The market the car is for; empty for the home market."""
        return self.homologation.name if self.homologation else ""

    @property
    def homologation(self) -> Homologation | None:
        """What its market asks for; None at home."""
        return homologation(self.configuration)

    @property
    def paint(self) -> OptionView | None:
        """The colour of the body: the first coloured option of the exterior."""
        return next((option for option in self.chosen(Area.EXTERIOR) if option.rgb), None)

    @property
    def upholstery(self) -> OptionView | None:
        """The colour inside."""
        return next((option for option in self.chosen(Area.INTERIOR) if option.rgb), None)

    @property
    def wheels(self) -> OptionView | None:
        """What is on the wheels."""
        return next(iter(self.chosen(Area.WHEELS)), None)


@dataclass(frozen=True, slots=True)
class _Car:
    """The answers a page is made of."""

    catalogue: Catalogue
    picks: frozenset[str]
    codes: frozenset[str]
    answer: Answer
    switchable: frozenset[str]
    taking: Mapping[str, Decimal]
    ways_out: Mapping[str, RepairPrice]
    effect_days: Mapping[str, int]
    currency: str

    def money(self, amount: Decimal) -> Money:
        return Money(amount, self.currency)


def configurator_page(
    configuration: Configuration, now: datetime, limits: tuple[Assumption, ...] | None = None
) -> ConfiguratorPage:
    """The page of a configuration that was read by ``for_page()``; four queries once warm.

    :param limits: what holds beside the rules, where the caller has just asked for it.
    """
    line_id = configuration.model_line_id
    lines, solver = catalogue(line_id), engine(line_id)
    limits = limits_of(configuration, now) if limits is None else limits
    picks = frozenset(configuration.picks)
    answer = solver.status(picks, limits)
    codes = _whole_car(solver, picks, limits, answer)
    ways_out = solver.repair_prices(picks, limits)
    car = _Car(
        lines,
        picks,
        codes,
        answer,
        _switchable(solver, lines, picks, limits, ways_out),
        solver.take_prices(picks, limits),
        ways_out,
        effect_days_of(line_id),
        lines.currency,
    )
    last = _last_step(configuration)
    can_undo = last is not None and not last["is_undone"]
    listed = price(lines, codes)
    specials = specials_of(configuration)
    sheet = with_specials(listed, special_lines(specials, configuration.dealership.today(now)))
    total = car.money(listed.total_retail)
    previous = _total_before(configuration, last, now, limits) if can_undo else None
    return ConfiguratorPage(
        configuration=configuration,
        model_line=configuration.model_line,
        areas=_areas(car),
        sheet=sheet,
        total=car.money(sheet.total_retail),
        invoice_total=car.money(sheet.total_invoice),
        change=car.money(Decimal(0)) if previous is None else total - car.money(previous),
        is_buildable=answer.is_buildable,
        clash=None if answer.is_buildable else solver.explain(picks, None, limits),
        open_groups=tuple(
            group.name
            for group in lines.groups
            if group.min_picks
            and not any(
                answer.status[option.code] in {Status.PICKED, Status.FORCED}
                for option in lines.members[group.code]
            )
        ),
        can_undo=can_undo,
        can_redo=last is not None and (last["is_undone"] or last["has_undone"]),
        effect_days=delay_of(codes, car.effect_days),
        in_car=codes,
        limits=limits,
        specials=specials,
    )


def _last_step(configuration: Configuration) -> Mapping[str, Any] | None:
    """The last change that stands, or if none does one that was undone; and whether any was."""
    undone = configuration.steps.filter(is_undone=True)
    return (
        configuration.steps.order_by("is_undone", "-number")
        .annotate(has_undone=Exists(undone))
        .values("before", "market_before", "is_undone", "has_undone")
        .first()
    )


def _total_before(
    configuration: Configuration,
    step: Mapping[str, Any],
    now: datetime,
    limits: Sequence[Assumption],
) -> Decimal | None:
    """What the car cost before that change; None without such a car."""
    line_id = configuration.model_line_id
    if step["market_before"] != configuration.market:
        limits = limits_of(configuration, now, market=step["market_before"])
    return total_of(engine(line_id), catalogue(line_id), step["before"], limits)


def _whole_car(
    solver: Engine, picks: frozenset[str], limits: Sequence[Assumption], answer: Answer
) -> frozenset[str]:
    return frozenset(solver.complete(picks, limits)) if answer.is_buildable else picks


def _switchable(
    solver: Engine,
    lines: Catalogue,
    picks: frozenset[str],
    limits: Sequence[Assumption],
    ways_out: Mapping[str, RepairPrice],
) -> frozenset[str]:
    """Options that could take the place of the one picked in their group."""
    found: set[str] = set()
    for group in lines.groups:
        members = {option.code for option in lines.members[group.code]}
        if group.max_picks == 1 and members & picks and len(members) > 1:
            if ways_out or solver.is_compiled:
                # Its neighbour has to go in any case, so one pick given up is that neighbour.
                alone = {c for c in members if c in ways_out and ways_out[c].dropped == 1}
            else:
                status = solver.status(picks - members, limits).status
                alone = {code for code in members if status[code] is Status.FREE}
            found |= alone - picks
    return frozenset(found)


def _areas(car: _Car) -> tuple[AreaView, ...]:
    views = []
    for area in Area:
        groups = [group for group in car.catalogue.groups if group.area is area]
        shown = tuple(_group_view(car, group) for group in groups if _has_options(car, group))
        if shown:
            views.append(AreaView(area.value, AREA_NAMES[area], shown))
    return tuple(views)


def _has_options(car: _Car, group: Group) -> bool:
    return bool(car.catalogue.members[group.code])


def _group_view(car: _Car, group: Group) -> GroupView:
    members = car.catalogue.members[group.code]
    return GroupView(
        code=group.code,
        name=group.name,
        is_one_of=group.max_picks == 1,
        is_needed=group.min_picks > 0,
        has_pick=any(option.code in car.picks for option in members),
        count=len(members),
        choosable=sum(not _is_blocked(car, option) for option in members),
        chosen=tuple(option.name for option in members if option.code in car.codes),
        make_options=partial(_option_views, car, group),
    )


def _is_blocked(car: _Car, option: Option) -> bool:
    return car.answer.status[option.code] is Status.BLOCKED and option.code not in car.switchable


def _option_views(car: _Car, group: Group) -> tuple[OptionView, ...]:
    members = car.catalogue.members[group.code]
    in_car = [option for option in members if option.code in car.codes]
    paid = sum_money(
        (_price_now(car, option) for option in in_car if group.max_picks == 1), car.currency
    )
    return tuple(_option_view(car, option, paid) for option in members)


def _option_view(car: _Car, option: Option, paid_in_group: Money) -> OptionView:
    charge = charge_beside(car.catalogue, car.codes, option)
    costs = car.money(charge.retail)
    is_in_car = option.code in car.codes
    status: str = car.answer.status[option.code].value
    if status == Status.BLOCKED and option.code in car.switchable:
        status = SWITCH
    way_out = car.ways_out.get(option.code)
    effect = None if is_in_car else car.taking.get(option.code)
    if effect is None and status == SWITCH and way_out is not None:
        effect = way_out.price_difference
    own_effect = car.money(Decimal(0)) if is_in_car else costs - paid_in_group
    return OptionView(
        code=option.code,
        name=option.name,
        description=option.description,
        rgb=option.rgb,
        rgb2=option.rgb2,
        status=status,
        is_in_car=is_in_car,
        price=costs,
        effect=own_effect if effect is None else car.money(effect),
        way_out=None if way_out is None else car.money(way_out.price_difference),
        gives_up=0 if way_out is None else way_out.dropped,
        is_one_of=car.catalogue.group_of(option.code).max_picks == 1,
        is_included=charge.case is not None and charge.case.is_included,
        effect_days=car.effect_days.get(option.code, 0),
        freeze_class=option.freeze_class,
    )


def _price_now(car: _Car, option: Option) -> Money:
    return car.money(charge_beside(car.catalogue, car.codes, option).retail)
