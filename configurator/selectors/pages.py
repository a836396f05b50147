"""Everything the configurator page shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

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
    RepairPrice,
    Status,
)
from configurator.models import Configuration, ConfigurationStep
from configurator.pricing import price, with_specials
from configurator.selectors.catalogues import catalogue, engine, limits_of
from configurator.selectors.decisions import delay_of, effect_days_of, total_of
from configurator.selectors.shown import (
    AREA_NAMES,
    SWITCH,
    AreaView,
    ConfiguratorPage,
    GroupView,
    OptionView,
)
from configurator.selectors.specials import special_lines, specials_shown
from kernel.money import Money, sum_money


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
    configuration: Configuration,
    now: datetime,
    limits: tuple[Assumption, ...] | None = None,
    made: ConfigurationStep | None = None,
) -> ConfiguratorPage:
    """The page of a configuration that was read by ``for_page()``; four queries once warm.

    :param limits: what holds beside the rules, where the caller has just asked for it.
    :param made: the change the caller has just written: the last, and none is undone beside it.
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
    last = _last_step(configuration) if made is None else _LastStep.just(made)
    undoable = last if last and not last.is_undone else None
    listed = price(lines, codes)
    specials = specials_shown(configuration)
    sheet = with_specials(listed, special_lines(specials, configuration.dealership.today(now)))
    total = car.money(listed.total_retail)
    previous = _total_before(configuration, undoable, now, limits) if undoable else None
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
        can_undo=undoable is not None,
        can_redo=last is not None and (last.is_undone or last.has_undone),
        effect_days=delay_of(codes, car.effect_days),
        in_car=codes,
        limits=limits,
        specials=specials,
    )


@dataclass(frozen=True, slots=True)
class _LastStep:
    before: Sequence[str]
    market_before: str
    is_undone: bool
    has_undone: bool

    @classmethod
    def just(cls, made: ConfigurationStep) -> _LastStep:
        return cls(made.before, made.market_before, is_undone=False, has_undone=False)


def _last_step(configuration: Configuration) -> _LastStep | None:
    """The last change that stands, or if none does one that was undone; and whether any was."""
    undone = configuration.steps.filter(is_undone=True)
    found = (
        configuration.steps.order_by("is_undone", "-number")
        .annotate(has_undone=Exists(undone))
        .values_list("before", "market_before", "is_undone", "has_undone")
        .first()
    )
    return None if found is None else _LastStep(*found)


def _total_before(
    configuration: Configuration,
    step: _LastStep,
    now: datetime,
    limits: Sequence[Assumption],
) -> Decimal | None:
    """What the car cost before that change; None without such a car."""
    line_id = configuration.model_line_id
    if step.market_before != configuration.market:
        limits = limits_of(configuration, now, market=step.market_before)
    return total_of(engine(line_id), catalogue(line_id), step.before, limits)


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
