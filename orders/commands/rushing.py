"""A rush: which sooner places there are, and what taking one would mean. Nothing here is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from configurator.models import Specification
from configurator.selectors import fitting_of
from kernel.calendar import iso_week
from kernel.money import Money, format_money, zero
from orders import words
from orders.changing import AT_THE_FACTORY, Card, Row, rush_line, terms_after
from orders.commands.assessing import Assessment, CannotAssess, credit_words, span
from orders.commands.planning import carriage_of
from orders.commands.pricing import CannotPriceOrder, car_lines, terms_of
from orders.models import Order, State
from orders.price_sheet import CannotPrice, Terms, calculate
from production.estimates import Estimate, estimate_car
from production.milestones import STAGE_RANK, Stage
from production.models import Reservation, SlotBucket
from production.slotplan import Place, SlotWish, candidates

RUSHABLE = (State.APPROVED, State.BANKED, State.SCHEDULED)
RUSH = 1  # DOMAIN 5: the priority of a paid rush
SHOWN = 4


@dataclass(frozen=True, slots=True)
class SoonerPlace:
    """A free place in an earlier week than the order has, and what it gains."""

    bucket: SlotBucket
    expected_on: date
    gain_days: int
    chance: int
    """In percent: how likely the car is ready before the day that is expected now."""
    is_kept_back: bool

    @property
    def week(self) -> str:
        return iso_week(self.bucket.week_start)

    @property
    def gain(self) -> str:
        return words.days(self.gain_days)


@dataclass(frozen=True, slots=True)
class RushPreview:
    """What a rush could do for an order; ``why_not`` is empty when there is a place."""

    week: str
    expected_on: date | None
    fee: Money | None
    places: tuple[SoonerPlace, ...]
    why_not: str = ""


def rush_preview(order: Order, *, now: datetime) -> RushPreview:
    """The first sooner places, one a week, with the gain of each. They are free or kept back for a
    rush, so no other order is moved.
    """
    try:
        car, held = _held(order)
        fee = Money(terms_of(order.dealership).rush_fee_amount, order.currency)
    except (CannotAssess, CannotPriceOrder) as reason:
        return RushPreview(order.slot_week, None, None, (), str(reason))
    today = _estimate(order, car, held.bucket.week_start, now)
    first: dict[date, Place] = {}
    for place in _sooner(order, car, held, now):
        first.setdefault(place.bucket.week_start, place)
    found = (
        _option(order, car, place.bucket, today, now) for place in list(first.values())[:SHOWN]
    )
    places = tuple(option for option in found if option.gain_days > 0)
    week = iso_week(held.bucket.week_start)
    why_not = "" if places else f"No sooner place than week {week} is free, nor kept back."
    return RushPreview(week, today.window.p50, fee, places, why_not)


def assess_rush(
    order: Order, *, bucket_id: int, without_fee: bool, number: int, now: datetime
) -> Assessment:
    """What it means to build the ordered car in that week. What stands in the way is on the card.

    :raises CannotAssess: nothing about this order can be rushed, or it cannot be priced.
    """
    car, held = _held(order)
    bucket = SlotBucket.objects.select_related("line__plant").filter(pk=bucket_id).first()
    if bucket is None or bucket.week_start >= held.bucket.week_start:
        raise CannotAssess("Choose a week that is sooner than the one the order has.")
    old = order.quotes.get(number=order.quote_number)
    fee = zero(order.currency)
    if not without_fee:
        fee = Money(terms_of(order.dealership).rush_fee_amount, order.currency)
    line = rush_line(number, fee.amount) if fee else None
    terms = terms_after(Terms.from_json(old.terms), car_lines(car), line)
    try:
        total = calculate(terms).money("total")
    except CannotPrice as reason:
        raise CannotAssess(str(reason)) from reason
    today = _estimate(order, car, held.bucket.week_start, now)
    option = _option(order, car, bucket, today, now)
    shift = timedelta(days=-option.gain_days)
    first, last = order.estimate_from, order.estimate_on
    is_free = bucket.pk in {place.bucket.pk for place in _sooner(order, car, held, now)}
    was = iso_week(held.bucket.week_start)
    card = Card(
        rows=(Row("Build week", was, option.week, ""),),
        old_total=format_money(old.total),
        new_total=format_money(total),
        difference=words.signed(total - old.total),
        fee=format_money(fee) if fee else "",
        protection="The price of the car stays as it was signed.",
        freezes=(),
        asks_factory=order.state in AT_THE_FACTORY,
        slot=f"The build moves from week {was} to {option.week}.",
        slot_moves=True,
        old_window=span(first, last),
        new_window=span(first + shift, last + shift) if first and last else "",
        shift_days=-option.gain_days,
        credit=credit_words(order, total, old.total),
        codes=tuple(car.codes),
        bucket=bucket.pk,
        obstacles=() if is_free else (f"The last place in week {option.week} is taken.",),
        manager=("the rush fee is waived",) if without_fee else (),
        is_rush=True,
    )
    return Assessment(card, car, terms)


def _held(order: Order) -> tuple[Specification, Reservation]:
    """The car and the place it has. :raises CannotAssess: its week cannot move."""
    if order.state not in RUSHABLE or order.specification is None:
        raise CannotAssess("Only an approved order whose week can still move is rushed.")
    build = order.build
    if build is not None and STAGE_RANK[Stage(build.stage)] >= STAGE_RANK[Stage.FROZEN]:
        raise CannotAssess("The factory has frozen its week; it does not move any more.")
    if order.state in AT_THE_FACTORY and (build is None or not build.factory_ref):
        raise CannotAssess("The factory has not taken this order yet; rush it once it has.")
    whose = {"build": build} if build is not None else {"order_number": order.number}
    held = Reservation.objects.live().select_related("bucket").filter(**whose).first()
    if held is None:
        raise CannotAssess("This order holds no build slot.")
    return order.specification, held


def _sooner(order: Order, car: Specification, held: Reservation, now: datetime) -> list[Place]:
    wish = SlotWish(
        order.dealership,
        car.release.manufacturer,
        car.model_line.code,
        tuple(car.codes),
        is_rush=True,
    )
    found = candidates(wish, now=now).places
    return [place for place in found if place.bucket.week_start < held.bucket.week_start]


def _option(
    order: Order, car: Specification, bucket: SlotBucket, today: Estimate, now: datetime
) -> SoonerPlace:
    then = _estimate(order, car, bucket.week_start, now)
    before = today.window.p50 - timedelta(days=1)
    return SoonerPlace(
        bucket=bucket,
        expected_on=then.window.p50,
        gain_days=(today.window.p50 - then.window.p50).days,
        chance=round(100 * (1 - then.risk(before))),
        is_kept_back=bucket.taken + bucket.rush_reserve >= bucket.capacity,
    )


def _estimate(order: Order, car: Specification, week: date, now: datetime) -> Estimate:
    return estimate_car(
        model_line_code=car.model_line.code,
        manufacturer=car.release.manufacturer,
        dealership=order.dealership,
        option_codes=list(car.codes),
        week_start=week,
        now=now,
        model_name=order.model_name,
        fitting=fitting_of(car.specials),
        way=carriage_of(order),
    )
