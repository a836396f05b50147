"""Stock units: kept for somebody, quoted as they are, taken over by the customer who signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from customers.commands import CannotSaveCustomer, create_customer
from customers.models import User
from kernel.locks import locked as lock
from kernel.refusals import Refusal
from orders import lifecycle, words
from orders.commands.changing import drop_change
from orders.commands.following import ANSWERS, CannotFollow, copy_facts
from orders.commands.planning import carriage_of
from orders.commands.quoting import CannotQuote, quote
from orders.commands.writing import commit, follow, locked, move
from orders.models import Kind, Order, State, UnitHold
from production.commands import CannotAdopt, adopt_build
from production.milestones import STAGE_RANK, Stage
from production.models import Build, FactoryRequest, RequestKind

KEPT = timedelta(days=3)
# The state of an order whose car stands at this stage, the last first.
STATE_AT = (
    (Stage.ARRIVED, State.AT_DEALER),
    (Stage.IN_TRANSIT, State.IN_TRANSIT),
    (Stage.BUILT, State.BUILT),
    (Stage.BODY, State.IN_PRODUCTION),
    (Stage.SCHEDULED, State.SCHEDULED),
    (Stage.BANKED, State.BANKED),
)


class CannotHoldUnit(Refusal):
    """The car is not free, or is kept for somebody else."""


class CannotTakeUnit(Refusal):
    """The car went to somebody else, or cannot be taken yet."""


@transaction.atomic
def hold_unit(*, build_id: int, by: User, now: datetime) -> UnitHold:
    """Keep a free car of the dealership for three days; again by the same person: from now on.

    :raises CannotHoldUnit: when it is not free, or kept for somebody else.
    """
    build = _free(build_id)
    held = _standing(build, now)
    if held is None:
        try:
            with transaction.atomic():
                return UnitHold.objects.create(
                    build=build, dealership=build.dealership, by=by, at=now, until=now + KEPT
                )
        except IntegrityError as clash:
            raise CannotHoldUnit("Somebody kept this car a moment ago.") from clash
    _check_mine(held, by)
    if held.order is not None:
        raise CannotHoldUnit(f"It is quoted as {held.order.number}.")
    held.until = now + KEPT
    held.save(update_fields=["until"])
    return held


@transaction.atomic
def release_unit(*, build_id: int, by: User, now: datetime) -> None:
    """Let a kept car go. :raises CannotHoldUnit: when it is another's, or quoted already."""
    build = lock(Build.objects.all(), pk=build_id)
    held = _standing(build, now)
    if held is None:
        return
    _check_mine(held, by)
    if held.order is not None:
        raise CannotHoldUnit(f"It is quoted as {held.order.number}; take that quote back first.")
    held.released_at = now
    held.save(update_fields=["released_at"])


@transaction.atomic
def quote_unit(*, build_id: int, customer_id: int, by: User, now: datetime, **terms: Any) -> Order:
    """Give the customer a price for the car as it stands; it is kept as long as the order is open.

    The options cost what they did when the car was ordered; fees, taxes and incentives are today's.
    :raises CannotQuote: as `quote` does.
    :raises CannotHoldUnit: when it is not free, or kept for somebody else.
    """
    held = hold_unit(build_id=build_id, by=by, now=now)
    build = Build.objects.select_related("specification__configuration").get(pk=build_id)
    configuration = build.specification.configuration
    if configuration is None:
        raise CannotQuote("This car was not configured here; it is sold outside of this system.")
    order = quote(
        configuration_id=configuration.pk,
        customer_id=customer_id,
        stock_unit=build,
        by=by,
        now=now,
        **terms,
    )
    held.order = order
    held.save(update_fields=["order"])
    return order


@transaction.atomic
def quote_unit_new_customer(
    *, build_id: int, person: dict[str, str], by: User, now: datetime, **terms: Any
) -> Order:
    """A new customer and his quote for a stock unit come into being together or not at all.

    :raises CannotQuote: as `quote_unit`, or when the dealership knows the e-mail address already.
    """
    build = Build.objects.select_related("dealership").get(pk=build_id)
    try:
        customer = create_customer(dealership=build.dealership, by=by, **person)
    except CannotSaveCustomer as reason:
        raise CannotQuote(str(reason)) from reason
    return quote_unit(build_id=build_id, customer_id=customer.pk, by=by, now=now, **terms)


def take_unit(order: Order, *, by: User, now: datetime) -> Order:
    """The signed and approved order, locked, takes its car over in place of sending an order to the factory.

    A stock order ends with it; what the car has behind it, the order goes through at once, in silence.
    :raises CannotTakeUnit: when the car is gone, or not accepted by the factory yet.
    """
    if order.stock_unit_id is None:
        raise CannotTakeUnit("This order takes no stock unit.")
    holder = Order.objects.filter(build=order.stock_unit_id).first()
    if holder is not None:
        _give_up(holder, order, by=by, now=now)
    try:
        build = adopt_build(
            build_id=order.stock_unit_id,
            order_number=order.number,
            priority=order.priority,
            promised_from=order.promised_from,
            promised_on=order.promised_on,
            carriage=carriage_of(order),
            by=by,
            now=now,
        )
    except CannotAdopt as reason:
        raise CannotTakeUnit(str(reason)) from reason
    moved = move(order, "submit", CannotTakeUnit, at=now, build=build)
    copy_facts(order, build)
    vin = f" {build.vin}" if build.vin else ""
    commit(
        order, Kind.SUBMITTED, by=by, at=now, moved=moved, is_past=True, build=build.pk,
        text=f"Stock unit{vin} taken over; it was ordered as {build.order_number}.",
        customer_text="Your car is there already; from now on you can follow it here.",
    )  # fmt: skip
    for name in lifecycle.steps(State.SUBMITTED, _state_of(build)) or ():
        moved = follow(order, name, CannotFollow, at=now)
        commit(order, ANSWERS[name][0], by=by, at=now, moved=moved, is_past=True)
    UnitHold.objects.filter(order=order, released_at=None).update(released_at=now)
    return order


def _free(build_id: int) -> Build:
    build: Build = lock(Build.objects.select_related("dealership"), pk=build_id)
    holder = Order.objects.filter(build=build).only("customer_id").first()
    is_stock = build.is_stock if holder is None else holder.customer_id is None
    if not build.is_live or not is_stock:
        raise CannotHoldUnit("This car is not free.")
    asked = FactoryRequest.objects.filter(build=build, kind=RequestKind.CANCEL)
    if asked.exclude(answer__has_any_keys=["accepted", "refused"]).exists():
        raise CannotHoldUnit("The factory was asked to stop this car and has not answered yet.")
    if STAGE_RANK[Stage(build.stage)] < STAGE_RANK[Stage.BANKED]:
        raise CannotHoldUnit("The factory has not accepted this car yet.")
    return build


def _standing(build: Build, now: datetime) -> UnitHold | None:
    """The hold that keeps others away; one that is over is closed."""
    row = (
        UnitHold.objects.filter(build=build, released_at=None).select_related("order", "by").first()
    )
    if row is None or UnitHold.objects.standing(now=now).filter(pk=row.pk).exists():
        return row
    row.released_at = now
    row.save(update_fields=["released_at"])
    return None


def _check_mine(held: UnitHold, by: User) -> None:
    if held.by_id != by.pk:
        until = f"until {words.day(held.until.date())}"
        kept = f"quoted as {held.order.number}" if held.order else until
        raise CannotHoldUnit(f"{held.by} keeps this car, {kept}.")


def _give_up(holder: Order, order: Order, *, by: User, now: datetime) -> None:
    """The stock order ends: its car is sold."""
    stock = locked(holder.pk)
    if stock.customer_id is not None:
        raise CannotTakeUnit(f"This car belongs to {stock.number}.")
    moved = follow(stock, "cancel", CannotTakeUnit, at=now)
    drop_change(stock, "The car is sold.", by=by, now=now)
    commit(
        stock, Kind.CANCELLED, by=by, at=now, moved=moved,
        text=f"The car is sold: {order.number} took it over.", sold_as=order.number,
    )  # fmt: skip


def _state_of(build: Build) -> State:
    rank = STAGE_RANK[Stage(build.stage)]
    return next(state for stage, state in STATE_AT if rank >= STAGE_RANK[stage])
