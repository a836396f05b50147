"""Opening, moving, withdrawing and keeping builds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from configurator.models import Specification
from configurator.selectors import fitting_of
from customers.models import Dealership, User
from kernel.calendar import iso_week
from kernel.refusals import Stale, refusing
from kernel.work import WorkState
from production.carriage import ORDINARY, Carriage
from production.commands.refusals import CannotDetach, CannotMove, CannotOpen, CannotWithdraw
from production.commands.slots import give_back, swap
from production.commands.windows import refresh_window
from production.commands.writing import ask_factory, commit, iso, locked, offers_no_slots
from production.estimates import goes_to_upfitter
from production.milestones import STAGE_RANK, STAGE_WORDS, Stage
from production.models import (
    Build,
    BuildState,
    FactoryRequest,
    Kind,
    RequestKind,
    Reservation,
    ReservationState,
    SlotBucket,
)
from production.slotplan import SlotWish, place_in


@transaction.atomic
def open_build(
    *,
    order_number: str,
    dealership: Dealership,
    specification: Specification,
    priority: int,
    promised_from: date | None,
    promised_on: date | None,
    by: User | None,
    now: datetime,
    carriage: Carriage = ORDINARY,
) -> Build:
    """Open the build on the place the order holds and write the request to the factory.

    A maker without a feed may offer no places; a coordinator then passes the order on.
    :raises CannotOpen: without a held place, or when the order has a live build already.
    """
    line = specification.model_line
    needs_place = not offers_no_slots(line.release.manufacturer, line.code)
    reservation = (
        Reservation.objects.live()
        .select_for_update(no_key=True, of=("self",))
        .select_related("dealership", "bucket__line__plant__manufacturer")
        .filter(order_number=order_number)
        .first()
    )
    if needs_place and (reservation is None or reservation.dealership_id != dealership.pk):
        raise CannotOpen(f"Order {order_number} holds no build slot any more.")
    if Build.objects.current().filter(order_number=order_number).exists():
        raise CannotOpen(f"Order {order_number} already has a build at the factory.")
    if reservation is not None and reservation.state == ReservationState.HELD:
        reservation.confirm()
        reservation.save()
    build = _new_build(order_number, dealership, specification, now)
    build.carriage = carriage.to_json()
    if reservation is not None:
        build.reservation = reservation
        build.plant = reservation.bucket.line.plant
        build.slot_week = reservation.bucket.week_start
    build.priority = priority
    build.promised_from, build.promised_on = promised_from, promised_on
    try:
        with transaction.atomic():
            build.save()
    except IntegrityError as clash:
        raise CannotOpen(f"Order {order_number} was sent a moment ago.") from clash
    ask_factory(
        build,
        RequestKind.SUBMIT,
        f"{order_number}:{build.pk}:submit",
        _order_body(build, reservation.bucket if reservation else None),
        now,
    )
    refresh_window(build, cause="", by=by, now=now)
    commit(build, Kind.OPENED, by=by, at=now, slot_week=iso(build.slot_week), priority=priority)
    return build


@transaction.atomic
def move_build(
    *,
    build_id: int,
    bucket_id: int,
    reason: str,
    by: User | None,
    now: datetime,
    version: int | None = None,
) -> Build:
    """Give the build another week: all its places move at once, and the factory is asked.

    :param version: the version the person looked at; a newer one refuses with `Stale`.
    :raises CannotMove: a frozen or full week, a line that does not build it, a car on the line.
    """
    build = locked(build_id)
    if version is not None and version != build.version:
        raise Stale(f"{build} changed since you looked at it. Reload the page and decide again.")
    _check_movable(build)
    reservation = build.reservation
    if reservation is None or reservation.state == ReservationState.RELEASED:
        raise CannotMove(f"{build} holds no build slot.")
    bucket = SlotBucket.objects.select_related("line__plant").get(pk=bucket_id)
    before = reservation.bucket
    if bucket.pk == before.pk:
        raise CannotMove(f"{build} is already in that week.")
    _check_bucket(build, bucket, now)
    wish = SlotWish(build.dealership, build.manufacturer, build.model_line_code, _codes(build))
    place = place_in(wish, bucket)
    if place is None:
        raise CannotMove(f"{build.dealership} has no allocation in {bucket.week_start:%B}.")
    if not swap(reservation, place):
        raise CannotMove(_why_full(bucket))
    build.plant, build.slot_week = bucket.line.plant, bucket.week_start
    refresh_window(build, cause=reason or "Build slot moved", by=by, now=now)
    commit(
        build,
        Kind.SLOT_MOVED,
        by=by,
        at=now,
        old=_words(before),
        new=_words(bucket),
        reason=reason,
    )
    ask_factory(
        build,
        RequestKind.CHANGE,
        f"{build.order_number}:{build.pk}:move:{build.version}",
        {"change": {"slot": slot_body(bucket)}, "was": before.pk},
        now,
    )
    return build


@transaction.atomic
def withdraw_build(*, build_id: int, reason: str, by: User | None, now: datetime) -> Build:
    """Take a build back. What the factory may already have is cancelled there; until it answers
    the car is a stock unit.

    :raises CannotWithdraw: once the body shop has begun or when it has ended already.
    """
    build = locked(build_id)
    if STAGE_RANK[Stage(build.stage)] >= STAGE_RANK[Stage.BODY]:
        raise CannotWithdraw(f"{build} is being built; keep it as a stock unit instead.")
    if build.state == BuildState.OPENED and _take_back_unsent(build, reason, now):
        return withdrawn(build, reason=reason, by=by, now=now)
    if build.state in {BuildState.REJECTED, BuildState.WITHDRAWN}:
        raise CannotWithdraw(f"{build} has ended already.")
    build.is_stock = True
    ask_factory(
        build,
        RequestKind.CANCEL,
        f"{build.order_number}:{build.pk}:cancel",
        {"reason": reason or "Cancelled by the dealership"},
        now,
    )
    commit(build, Kind.DETACHED, by=by, at=now, reason=reason, is_asked_to_cancel=True)
    return build


@transaction.atomic
def detach_build(*, build_id: int, by: User | None, now: datetime) -> Build:
    """Keep the car as a stock unit: it lives on without its order.

    :raises CannotDetach: when it has ended or is one already.
    """
    build = locked(build_id)
    if not build.is_live or build.is_stock:
        raise CannotDetach(f"{build} cannot become a stock unit.")
    build.is_stock = True
    commit(build, Kind.DETACHED, by=by, at=now)
    return build


def withdrawn(build: Build, *, reason: str, by: User | None, now: datetime) -> Build:
    """A locked build nobody builds any more gives its place back."""
    with refusing(CannotWithdraw):
        build.withdraw()
    commit(build, Kind.WITHDRAWN, by=by, at=now, reason=reason)
    free_place(build, now=now)
    return build


def free_place(build: Build, *, now: datetime) -> None:
    """Give back the place of a build that has ended."""
    held = Reservation.objects.live().select_for_update(no_key=True).filter(build=build).first()
    if held is not None:
        give_back(held, now=now)


def slot_body(bucket: SlotBucket) -> dict[str, str]:
    """A place as the outbox keeps it."""
    return {
        "plant": bucket.line.plant.code,
        "line": bucket.line.code,
        "week": bucket.week_start.isoformat(),
    }


def described(build: Build, specification: Specification) -> None:
    """What a build says of its car, from the specification; its codes are given already."""
    line, fitting = specification.model_line, fitting_of(specification.specials)
    build.specification, build.model_line_code = specification, line.code
    build.model_name = str(line)
    has_upfit = goes_to_upfitter(build.manufacturer, line.code, build.codes)
    build.has_upfit = has_upfit or fitting.has_upfitter
    build.extra_days, build.upfit_days = fitting.days, fitting.upfit_days


def _new_build(
    order_number: str, dealership: Dealership, specification: Specification, now: datetime
) -> Build:
    build = Build(
        order_number=order_number,
        dealership=dealership,
        manufacturer=specification.release.manufacturer,
        codes=list(specification.codes),
        current_leg="ack",
        leg_since=now,
        opened_at=now,
    )
    described(build, specification)
    return build


def _order_body(build: Build, bucket: SlotBucket | None) -> dict[str, Any]:
    """What is sent, frozen now, so that every repeat says the same."""
    return {
        "order_number": build.order_number,
        "dealer_code": build.dealership.code,
        "release": build.specification.release.code,
        "model_line": build.model_line_code,
        "codes": build.codes,
        "slot": slot_body(bucket) if bucket else None,
        "priority": build.priority,
        "requested_on": iso(build.promised_on),
        "is_fleet": build.specification.is_fleet,
        "market": build.specification.market,
        "specials": [
            {"number": each["number"], "text": each["title"], "at_upfitter": bool(each["upfitter"])}
            for each in build.specification.specials
        ],
        "delivery": _delivery(build.way),
    }


def _delivery(way: Carriage) -> dict[str, Any] | None:
    """What the manufacturer and its carriers are told of a way that is not the ordinary one."""
    if way.is_ordinary:
        return None
    said = way.to_json()
    return {name: said[name] for name in ("services", "mode", "carrier", "destination")}


def _take_back_unsent(build: Build, reason: str, now: datetime) -> bool:
    """Stop the submission if no worker has touched it yet."""
    row = (
        FactoryRequest.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(build=build, kind=RequestKind.SUBMIT, state=WorkState.QUEUED, attempts=0)
        .first()
    )
    if row is None:
        return False
    row.suppress(now, f"Withdrawn before it was sent: {reason}"[:300])
    return True


def _check_movable(build: Build) -> None:
    if not build.is_live:
        raise CannotMove(f"{build} has ended.")
    if STAGE_RANK[Stage(build.stage)] >= STAGE_RANK[Stage.FROZEN]:
        words = STAGE_WORDS[Stage(build.stage)].lower()
        raise CannotMove(f"{build} is {words}; its week does not move any more.")


def _check_bucket(build: Build, bucket: SlotBucket, now: datetime) -> None:
    week = iso_week(bucket.week_start)
    if bucket.is_shutdown:
        raise CannotMove(f"{bucket.line.plant} is shut in {week}.")
    if bucket.is_frozen or bucket.week_start <= now.date():
        raise CannotMove(f"{week} is frozen.")
    is_built_there = build.model_line_code in bucket.line.model_line_codes
    if not is_built_there or bucket.line.plant.manufacturer_id != build.manufacturer_id:
        raise CannotMove(f"{bucket.line} does not build {build.model_line_code}.")


def _why_full(bucket: SlotBucket) -> str:
    bucket.refresh_from_db()
    week = iso_week(bucket.week_start)
    if bucket.taken >= bucket.capacity:
        return f"{bucket.line} has no free place in {week}."
    return f"An option of this car, or the allocation, is used up in {week}."


def _words(bucket: SlotBucket) -> dict[str, str]:
    return {"line": str(bucket.line), "week": iso_week(bucket.week_start)}


def _codes(build: Build) -> tuple[str, ...]:
    return tuple(build.codes)
