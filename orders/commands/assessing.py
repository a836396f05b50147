"""What a change of an ordered car would mean, on one card: car, price, freeze points, slot, window, credit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from configurator.commands import CannotFreeze, sketch
from configurator.models import Configuration, Specification
from configurator.selectors import catalogue, fitting_of
from customers.models import User
from kernel.calendar import iso_week
from kernel.money import Money, format_money, zero
from kernel.refusals import Refusal
from orders import words
from orders.changing import (
    AT_THE_FACTORY,
    CHANGEABLE,
    Card,
    FreezeAnswer,
    Row,
    fee_line,
    freeze_sentence,
    terms_after,
)
from orders.commands.freezes import codes_to_build, freeze_answers
from orders.commands.planning import carriage_of
from orders.commands.pricing import car_lines, terms_of
from orders.models import CreditDecision, Order
from orders.price_sheet import CannotPrice, Terms, calculate
from production.changing import LATER, NO
from production.estimates import estimate_window
from production.milestones import STAGE_RANK, Stage
from production.selectors.changing import PlaceAfter, place_after
from production.slotplan import SlotWish


class CannotAssess(Refusal):
    """The change cannot be worked out; the text says why."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The card with what it was made of: the changed car, not saved unless it was, and its terms."""

    card: Card
    specification: Specification
    terms: Terms


def assess_build(
    order: Order,
    *,
    picks: Sequence[str] | None = None,
    without_fee: bool = False,
    number: int = 1,
    by: User,
    now: datetime,
) -> Assessment:
    """The build of the order as it stands in the configurator, against the car that was ordered.

    :param picks: instead of those of the build.
    :raises CannotAssess: there is nothing to compare, or no car can be built like that.
    """
    if order.configuration_id is None or order.specification is None:
        raise CannotAssess("This order has no build that could be changed.")
    build = Configuration.objects.for_page().get(pk=order.configuration_id)
    if picks is not None:
        build.picks = list(picks)  # the row is not saved
    try:
        wished = sketch(build, ordered=order.specification.codes, by=by, now=now)
    except CannotFreeze as reason:
        raise CannotAssess(str(reason)) from reason
    return assess(order, wished, without_fee=without_fee, number=number, now=now)


def assess(
    order: Order, wished: Specification, *, without_fee: bool, number: int, now: datetime
) -> Assessment:
    """What it means to build ``wished`` instead. :raises CannotAssess: as above, or it cannot be priced."""
    ordered = order.specification
    if ordered is None or wished.sha256 == ordered.sha256:
        raise CannotAssess("The build is as it was ordered. Change it in the configurator first.")
    old = order.quotes.get(number=order.quote_number)
    is_sent = order.state in AT_THE_FACTORY
    fee = zero(order.currency)
    if is_sent and not without_fee:
        fee = Money(terms_of(order.dealership).change_fee_amount, order.currency)
    line = fee_line(number, fee.amount) if fee else None
    terms = terms_after(Terms.from_json(old.terms), car_lines(wished), line)
    try:
        sheet = calculate(terms)
    except CannotPrice as reason:
        raise CannotAssess(str(reason)) from reason
    total, before = sheet.money("total"), old.total
    freezes = freeze_answers(order, ordered, wished, now) if is_sent else ()
    place = _place(order, wished, now)
    shift, new_window = _window(order, ordered, wished, place, now)
    obstacles = [
        *_obstacles(order, ordered, wished),
        *_refused(freezes),
    ]
    if place is not None and place.bucket is None:
        obstacles.append(place.why_not)
    if total < order.deposit_held:
        obstacles.append(f"{order.deposit_held} are paid, which is more than the new price.")
    card = Card(
        rows=tuple(_rows(order, ordered, wished)),
        old_total=format_money(before),
        new_total=format_money(total),
        difference=words.signed(total - before),
        fee=format_money(fee) if fee else "",
        protection=_protection(ordered, wished),
        freezes=freezes,
        asks_factory=is_sent and any(f.answer != LATER for f in freezes),
        slot=_slot(place),
        slot_moves=place is not None and not place.is_kept,
        old_window=span(order.estimate_from, order.estimate_on),
        new_window=new_window,
        shift_days=shift,
        credit=credit_words(order, total, before),
        codes=codes_to_build(ordered, wished, freezes),
        bucket=place.bucket.pk if place is not None and place.bucket is not None else None,
        obstacles=tuple(obstacles),
        manager=tuple(_manager(place, total, before, is_waived=without_fee and is_sent)),
    )
    return Assessment(card, wished, terms)


def _obstacles(order: Order, ordered: Specification, wished: Specification) -> Iterable[str]:
    if order.state not in CHANGEABLE:
        yield f"An order that is {order.get_state_display().lower()} cannot be changed."
    if order.state in AT_THE_FACTORY:
        if order.build is None or not order.build.factory_ref:
            yield "The factory has not taken this order yet; change it once it has."
        if ordered.model_line.code != wished.model_line.code or ordered.market != wished.market:
            yield "The factory takes no other model and no other market on an order it has."
    if ordered.currency != wished.currency:
        yield "The changed car is priced in another currency."


def _refused(freezes: Iterable[FreezeAnswer]) -> Iterable[str]:
    since: dict[str, list[str]] = {}
    for each in freezes:
        if each.answer == NO:
            since.setdefault(each.since, []).append(each.option)
    for passed, names in since.items():
        yield freeze_sentence(names, NO, passed)


def _rows(order: Order, ordered: Specification, wished: Specification) -> Iterable[Row]:
    """Line by line from the two frozen sheets, so that it holds across releases too."""
    old = {row["code"]: row for row in ordered.lines}
    new = {row["code"]: row for row in wished.lines}
    about: dict[str, tuple[list[str], list[str], Money]] = {}
    for code in [*(c for c in old if c not in new), *new]:
        was, becomes = old.get(code), new.get(code)
        amount = _retail(becomes, order) - _retail(was, order)
        if was is not None and becomes is not None and not amount:
            continue
        name = _group(code, wished, ordered)
        gone, come, sum_ = about.get(name, ([], [], zero(order.currency)))
        gone += [was["text"]] if was is not None else []
        come += [becomes["text"]] if becomes is not None else []
        about[name] = (gone, come, sum_ + amount)
    for name, (gone, come, sum_) in about.items():
        yield Row(name, ", ".join(gone), ", ".join(come), words.signed(sum_))


def _retail(row: dict[str, Any] | None, order: Order) -> Money:
    return Money(Decimal(row["retail"]), order.currency) if row else zero(order.currency)


def _group(code: str, *among: Specification) -> str:
    for specification in among:
        known = catalogue(specification.model_line_id)
        if code in known.by_code:
            return known.group_of(code).name
    return "Car"


def _place(order: Order, wished: Specification, now: datetime) -> PlaceAfter | None:
    line, build = wished.model_line, order.build
    frozen = STAGE_RANK[Stage.FROZEN]
    may_move = build is None or STAGE_RANK[Stage(build.stage)] < frozen
    if build is not None and STAGE_RANK[Stage(build.stage)] > frozen:
        return None  # it is being built where it is
    wish = SlotWish(order.dealership, wished.release.manufacturer, line.code, tuple(wished.codes))
    return place_after(wish, order_number=order.number, may_move=may_move, now=now)


def _slot(place: PlaceAfter | None) -> str:
    if place is None:
        return ""
    was = iso_week(place.was.week_start)
    if place.bucket is None:
        return place.why_not
    if place.is_kept:
        return f"The build week {was} is kept."
    return f"The build moves from week {was} to {iso_week(place.bucket.week_start)}."


def _window(
    order: Order,
    ordered: Specification,
    wished: Specification,
    place: PlaceAfter | None,
    now: datetime,
) -> tuple[int, str]:
    """By how many days the most likely day moves, and the window that follows."""

    way = carriage_of(order)

    def likely(car: Specification, week: date | None) -> date:
        return estimate_window(
            model_line_code=car.model_line.code,
            manufacturer=car.release.manufacturer,
            dealership=order.dealership,
            option_codes=list(car.codes),
            week_start=week,
            now=now,
            model_name=str(car.model_line),
            fitting=fitting_of(car.specials),
            way=way,
        ).p50

    was = place.was.week_start if place is not None else None
    becomes = place.bucket.week_start if place is not None and place.bucket else was
    shift = (likely(wished, becomes) - likely(ordered, was)).days
    first, last = order.estimate_from, order.estimate_on
    if first is None or last is None:
        return shift, ""
    by = timedelta(days=shift)
    return shift, words.window(first + by, last + by)


def _protection(ordered: Specification, wished: Specification) -> str:
    if ordered.release_id == wished.release_id:
        return f"Priced by {ordered.release.title}, as the order was."
    return (
        f"This car is not in {ordered.release.title}; it is priced by {wished.release.title}, "
        "without the protection of the ordered price."
    )


def credit_words(order: Order, total: Money, before: Money) -> str:
    if order.credit_status == CreditDecision.Decision.APPROVED and total > before:
        return f"{total - before} more than the credit was approved for: finance looks at it again."
    return ""


def _manager(
    place: PlaceAfter | None, total: Money, before: Money, *, is_waived: bool
) -> Iterable[str]:
    if total < before:
        yield "the price goes down"
    if place is not None and place.bucket is not None and not place.is_kept:
        yield "the build week moves"
    if is_waived:
        yield "the fee is waived"


def span(first: date | None, last: date | None) -> str:
    return words.window(first, last) if first is not None and last is not None else ""
