"""The promise is made and the order goes to the factory."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from configurator.models import Specification
from configurator.selectors import fitting_of
from customers.models import Dealership, User
from kernel.calendar import iso_week
from kernel.refusals import Refusal
from orders import words
from orders.commands.gates import need_buildable
from orders.commands.planning import carriage_of, note_plan, plan_delivery
from orders.commands.stock import take_unit
from orders.commands.writing import commit, locked, move, need_state, note
from orders.models import CreditDecision, DeliveryPlan, Kind, Order, PromiseEntry, State
from production.carriage import Carriage
from production.commands import (
    CannotOpen,
    CannotReserve,
    offers_no_slots,
    open_build,
    release_slot,
    reserve_slot,
)
from production.estimates import estimate_window
from production.milestones import STAGE_WORDS, Stage
from production.models import Build
from production.promise import Window

CHANGE_FIRST = "Change the car of this order first."
BEFORE_FACTORY = (State.QUOTED, State.ACCEPTED, State.VALIDATED, State.APPROVED)
SETTLED_CREDIT = (CreditDecision.Decision.APPROVED, CreditDecision.Decision.CASH)


class CannotApprove(Refusal):
    """Credit, deposit or slot is missing."""


class CannotSubmit(Refusal):
    """The order is not approved, or its credit has lapsed."""


class CannotResubmit(Refusal):
    """The factory did not refuse it."""


class CannotSetPriority(Refusal):
    """The order is past the point where its place can change, or the number is unknown."""


@transaction.atomic
def approve(*, order_id: int, by: User, now: datetime, not_before: date | None = None) -> Order:
    """Hold a slot and promise a window; from here on the promise is never overwritten.

    An order that was promised before (its credit lapsed, or the factory refused it) keeps the promise
    it has; what is expected by now stands beside it.
    :raises CannotApprove: while credit or deposit is missing, no slot is free, or the car cannot be
        built any more.
    """
    order = locked(order_id)
    need_state(order, CannotApprove, State.VALIDATED)
    _check_credit(order, now, CannotApprove)
    if order.deposit_held < order.deposit:
        raise CannotApprove(f"The deposit of {order.deposit} is due; {order.deposit_held} is paid.")
    specification = _specified(order, CannotApprove)
    need_buildable(order, CannotApprove, now=now, way_out=CHANGE_FIRST)
    window, week, plan = _hold_slot(order, specification, not_before, by=by, now=now)
    is_again = order.promised_on is not None
    first, last = order.promised_from or window.p10, order.promised_on or window.promise_on
    moved = move(order, "approve", CannotApprove, at=now, promised_from=first, promised_on=last)
    order.slot_week = iso_week(week) if week else ""
    order.estimate_from, order.estimate_p50, order.estimate_on = window.p10, window.p50, window.p90
    promised = words.window(first, last)
    order.promises.create(
        kind=PromiseEntry.Kind.ESTIMATE if is_again else PromiseEntry.Kind.PROMISE,
        window_from=window.p10,
        window_p50=window.p50,
        window_on=window.promise_on,
        cause=window.basis[:300],
        by=by,
        at=now,
    )
    commit(
        order,
        Kind.APPROVED,
        by=by,
        at=now,
        moved=moved,
        customer_text=_told(promised, words.window(window.p10, window.p90) if is_again else ""),
        promised_from=first.isoformat(),
        promised_on=last.isoformat(),
    )
    if week:
        note(
            order, Kind.SLOT_HELD, by=by, at=now, text=f"Slot held in week {order.slot_week}.",
            week=order.slot_week,
        )  # fmt: skip
    note_plan(plan, by=by, now=now)
    if not is_again:
        note(
            order,
            Kind.PROMISED,
            by=by,
            at=now,
            text=f"Promised {promised}. {window.basis}",
            window_from=first.isoformat(),
            window_on=last.isoformat(),
        )
    return order


@transaction.atomic
def submit(*, order_id: int, by: User, now: datetime) -> Order:
    """Open the build, which writes the request to the factory in this same transaction.

    An order for a stock unit takes that over instead.

    :raises CannotSubmit: unless it is approved, its credit still holds, and the car can be built.
    """
    order = locked(order_id)
    need_state(order, CannotSubmit, State.APPROVED)
    _check_credit(order, now, CannotSubmit)
    if order.stock_unit_id is not None:
        return take_unit(order, by=by, now=now)
    specification = _specified(order, CannotSubmit)
    need_buildable(order, CannotSubmit, now=now, way_out=CHANGE_FIRST)
    try:
        build = open_build(
            order_number=order.number,
            dealership=order.dealership,
            specification=specification,
            priority=order.priority,
            promised_from=order.promised_from,
            promised_on=order.promised_on,
            carriage=carriage_of(order),
            by=by,
            now=now,
        )
    except CannotOpen as reason:
        raise CannotSubmit(str(reason)) from reason
    moved = move(order, "submit", CannotSubmit, at=now, build=build)
    order.last_heard_at = None
    commit(
        order,
        Kind.SUBMITTED,
        by=by,
        at=now,
        moved=moved,
        customer_text="Your order is on its way to the factory.",
        build=build.pk,
    )
    return order


@transaction.atomic
def resubmit(*, order_id: int, by: User, now: datetime, reason: str = "") -> Order:
    """Take a rejected order back to be approved and sent once more.

    :raises CannotResubmit: unless the factory refused it.
    """
    order = locked(order_id)
    moved = move(order, "resubmit", CannotResubmit, at=now)
    release_slot(order_number=order.number, by=by, now=now)
    commit(order, Kind.RESUBMITTED, by=by, at=now, moved=moved, text=reason)
    return order


@transaction.atomic
def set_priority(*, order_id: int, priority: int, reason: str, by: User, now: datetime) -> Order:
    """Change the rank among the dealership's orders; who, when and why stay on record.

    :raises CannotSetPriority: outside 0 to 9, without a reason, or once it is sent.
    """
    order = locked(order_id)
    if not 0 <= priority <= 9:
        raise CannotSetPriority("Priority runs from 1 (rush) to 9 (stock); 0 is do not schedule.")
    if not reason.strip():
        raise CannotSetPriority("Say why the priority changes.")
    need_state(order, CannotSetPriority, *BEFORE_FACTORY)
    old, order.priority = order.priority, priority
    commit(
        order, Kind.PRIORITY_SET, by=by, at=now, old=old, new=priority,
        text=f"Priority {old} became {priority}: {reason.strip()}",
    )  # fmt: skip
    return order


def _told(promised: str, expected: str) -> str:
    if not expected:
        return f"Your order is approved. We promise delivery {promised}."
    return (
        f"Your order is approved again. We promised delivery {promised}; we now expect {expected}."
    )


def _hold_slot(
    order: Order,
    specification: Specification,
    not_before: date | None,
    *,
    by: User,
    now: datetime,
) -> tuple[Window, date | None, DeliveryPlan]:
    """The window, the week of the place that is held (none at a maker that offers no places), and the way.

    :raises CannotApprove: when no slot is free.
    """
    if order.stock_unit is not None:
        plan = plan_delivery(order, order.stock_unit.plant, by=by, now=now)
        return _window_of(order.stock_unit, plan.way, order.dealership, now), None, plan
    line = specification.model_line
    manufacturer = specification.release.manufacturer
    codes = list(specification.codes)
    week = plant = None
    if not offers_no_slots(manufacturer, line.code):
        try:
            reservation = reserve_slot(
                dealership=order.dealership,
                manufacturer=manufacturer,
                model_line_code=line.code,
                option_codes=codes,
                order_number=order.number,
                not_before=not_before,
                priority=order.priority,
                by=by,
                now=now,
            )
        except CannotReserve as reason:
            raise CannotApprove(str(reason)) from reason
        week, plant = reservation.bucket.week_start, reservation.bucket.line.plant
    plan = plan_delivery(order, plant, by=by, now=now)
    window = estimate_window(
        model_line_code=line.code,
        manufacturer=manufacturer,
        dealership=order.dealership,
        option_codes=codes,
        week_start=week,
        now=now,
        model_name=order.model_name,
        fitting=fitting_of(specification.specials),
        way=plan.way,
    )
    return window, week, plan


def _window_of(unit: Build, way: Carriage, dealership: Dealership, now: datetime) -> Window:
    """The window of a car that is built or being built, as its own progress gives it."""
    today, calendar = dealership.today(now), dealership.calendar()
    first, middle, last = (
        calendar.add_working_days(day, way.extra_days) if way.extra_days else day
        for day in (
            max(day or today, today)
            for day in (unit.estimate_p10, unit.estimate_p50, unit.estimate_p90)
        )
    )
    basis = f"A stock unit: {STAGE_WORDS[Stage(unit.stage)].lower()}."
    return Window(first, middle, last, basis, 0, last)


def _check_credit(order: Order, now: datetime, refusal: type[Refusal]) -> None:
    if order.credit_status not in SETTLED_CREDIT:
        raise refusal("Finance has not settled the credit yet.")
    if order.credit_until is not None and order.credit_until < order.dealership.today(now):
        raise refusal(f"The credit approval lapsed on {words.day(order.credit_until)}.")


def _specified(order: Order, refusal: type[Refusal]) -> Specification:
    if order.specification is None:
        raise refusal("Nothing is specified.")
    return order.specification
