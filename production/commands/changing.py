"""Another car on the same order: the place follows, and the factory is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from configurator.models import Specification
from customers.models import User
from kernel.calendar import iso_week
from production.commands.builds import slot_body
from production.commands.refusals import CannotChange
from production.commands.slots import RUSH, swap
from production.commands.writing import ask_factory, commit, iso, locked
from production.milestones import STAGE_RANK, Stage
from production.models import Build, Kind, RequestKind, Reservation, SlotBucket
from production.slotplan import SlotWish, place_in


@transaction.atomic
def change_place(
    *, order_number: str, specification: Specification, bucket_id: int | None, now: datetime
) -> Reservation | None:
    """Let what an order holds follow its new car; None when it holds nothing.

    :param bucket_id: the place to move to; None stays where it is.
    :raises CannotChange: somebody took what it needs.
    """
    del now
    held = (
        Reservation.objects.live()
        .select_for_update(no_key=True, of=("self",))
        .select_related("bucket__line__plant", "allocation", "dealership")
        .filter(order_number=order_number)
        .first()
    )
    if held is not None:
        _move(held, specification, specification.codes, bucket_id)
    return held


@transaction.atomic
def change_build(
    *,
    build_id: int,
    specification: Specification,
    codes: Sequence[str],
    bucket_id: int | None,
    key: str,
    by: User | None,
    now: datetime,
) -> Build:
    """Ask the factory to build ``codes`` instead. Its place is taken now and given back if it refuses;
    the build itself becomes the other car only when it agrees.

    :param specification: what the order becomes; ``codes`` leaves out what is fitted after the build.
    :param bucket_id: the place to move to; None stays where it is.
    :param key: absorbs repeats, and comes back with the answer.
    :raises CannotChange: the factory does not have it yet, it has ended, or a place is gone.
    """
    build = locked(build_id)
    if not build.is_live:
        raise CannotChange(f"{build} has ended.")
    if not build.factory_ref:
        raise CannotChange("The factory has not taken this order yet; change it once it has.")
    body: dict[str, object] = {
        "change": {"codes": list(codes)},
        "specification": specification.pk,
    }
    held = (
        Reservation.objects.live()
        .select_for_update(no_key=True, of=("self",))
        .select_related("bucket__line__plant", "allocation", "dealership")
        .filter(build=build)
        .first()
    )
    if held is not None:
        body["was"] = held.bucket_id
        bucket = _move(held, specification, codes, bucket_id)
        if bucket.pk != body["was"]:
            body["change"] = {"codes": list(codes), "slot": slot_body(bucket)}
            build.plant, build.slot_week = bucket.line.plant, bucket.week_start
    commit(build, Kind.CHANGE_ASKED, by=by, at=now, slot_week=iso(build.slot_week), request=key)
    ask_factory(build, RequestKind.CHANGE, key, body, now)
    return build


@transaction.atomic
def rush_place(*, order_number: str, bucket_id: int, now: datetime) -> Reservation:
    """Move the place of an order that is not sent yet, as a rush: one kept back may be taken.

    :raises CannotChange: it holds no place any more, or somebody was quicker.
    """
    del now
    held = _held(order_number=order_number)
    if held is None:
        raise CannotChange("This order holds no build slot any more.")
    _rush(held, bucket_id)
    return held


@transaction.atomic
def rush_build(*, build_id: int, bucket_id: int, key: str, by: User | None, now: datetime) -> Build:
    """Take the sooner place for a build and ask the factory to build it there, with priority.

    :param key: absorbs repeats, and comes back with the answer.
    :raises CannotChange: it does not move any more, or somebody was quicker.
    """
    build = locked(build_id)
    if STAGE_RANK[Stage(build.stage)] >= STAGE_RANK[Stage.FROZEN] or not build.is_live:
        raise CannotChange(f"The week of {build} does not move any more.")
    if not build.factory_ref:
        raise CannotChange("The factory has not taken this order yet; rush it once it has.")
    held = _held(build=build)
    if held is None:
        raise CannotChange(f"{build} holds no build slot.")
    body = {"was": held.bucket_id, "was_priority": held.priority}
    bucket = _rush(held, bucket_id)
    build.plant, build.slot_week = bucket.line.plant, bucket.week_start
    build.priority = RUSH
    commit(build, Kind.CHANGE_ASKED, by=by, at=now, slot_week=iso(build.slot_week), request=key)
    change = {"slot": slot_body(bucket), "priority": RUSH}
    ask_factory(build, RequestKind.CHANGE, key, {**body, "change": change}, now)
    return build


def _held(**whose: object) -> Reservation | None:
    found: Reservation | None = (
        Reservation.objects.live()
        .select_for_update(no_key=True, of=("self",))
        .select_related("bucket__line__plant", "allocation__manufacturer", "dealership")
        .filter(**whose)
        .first()
    )
    return found


def _rush(held: Reservation, bucket_id: int) -> SlotBucket:
    """Exchange the place for one in the bucket, with everything the car needs there."""
    bucket = SlotBucket.objects.select_related("line__plant").get(pk=bucket_id)
    limited = tuple(held.option_limits.values_list("option_code", flat=True))
    whose = held.allocation
    wish = SlotWish(held.dealership, whose.manufacturer, whose.model_line_code, limited)
    place, held.priority = place_in(wish, bucket), RUSH
    if place is None or not swap(held, place):
        week = iso_week(bucket.week_start)
        raise CannotChange(f"The last place in week {week} was taken a moment ago.")
    return bucket


def _move(
    held: Reservation, specification: Specification, codes: Sequence[str], bucket_id: int | None
) -> SlotBucket:
    """Take what the car needs in the bucket in exchange for what is held. :raises CannotChange:"""
    bucket = held.bucket
    if bucket_id is not None and bucket_id != bucket.pk:
        bucket = SlotBucket.objects.select_related("line__plant").get(pk=bucket_id)
    line = specification.model_line
    wish = SlotWish(held.dealership, line.release.manufacturer, line.code, tuple(codes))
    place = place_in(wish, bucket)
    if place is None or not swap(held, place):
        raise CannotChange("The place for this car was taken a moment ago. Work it out again.")
    return bucket
