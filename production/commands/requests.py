"""How the factory's answers to changes and cancellations are taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from configurator.models import Specification
from customers.models import User
from production.commands.builds import described
from production.commands.exceptions import raise_exception
from production.commands.slots import swap
from production.commands.windows import refresh_window
from production.commands.writing import commit
from production.models import (
    Build,
    ExceptionKind,
    FactoryRequest,
    Kind,
    Reservation,
    SlotBucket,
)
from production.slotplan import SlotWish, place_in


def change_accepted(
    build: Build, request: FactoryRequest, *, by: User | None, at: datetime, now: datetime
) -> None:
    """A locked build becomes what the factory agreed to build."""
    changed = request.body.get("specification")
    if changed is not None:
        specification = Specification.objects.select_related(
            "model_line__release__manufacturer"
        ).get(pk=changed)
        build.codes = list(request.body["change"]["codes"])
        described(build, specification)
        _keep_place(build)
        refresh_window(build, cause="The factory confirmed the change of the car", by=by, now=now)
    elif "priority" in request.body.get("change", {}):
        refresh_window(build, cause="The factory builds it sooner", by=by, now=now)
    commit(
        build,
        Kind.CHANGE_ANSWERED,
        by=by,
        at=at,
        accepted=True,
        request=request.idempotency_key,
    )


def _keep_place(build: Build) -> None:
    """Take what the changed car needs where it stands, should the factory have moved it meanwhile."""
    reservation = _live_place(build)
    if reservation is not None:
        place = place_in(_wish(build), reservation.bucket)
        if place is not None:
            swap(reservation, place, even_frozen=True)


def change_refused(
    build: Build, request: FactoryRequest, reasons: Sequence[str], *, now: datetime
) -> None:
    """Undo what we assumed of a locked build, and put it before a coordinator."""
    text = "; ".join(reasons) or "No reason was given."
    was_undone = _put_back(build, request.body.get("was"))
    if "was_priority" in request.body:
        build.priority = request.body["was_priority"]
        Reservation.objects.live().filter(build=build).update(priority=build.priority)
    is_placeless = "was" in request.body and not was_undone
    commit(
        build,
        Kind.CHANGE_ANSWERED,
        by=None,
        at=now,
        accepted=False,
        reasons=list(reasons),
        was_undone=was_undone,
        request=request.idempotency_key,
    )
    raise_exception(
        build,
        ExceptionKind.CHANGE_REFUSED,
        cause=f"The factory refused a change: {text}",
        proposed_fix="Its old week is full; choose another one" if is_placeless else "",
        now=now,
    )
    if was_undone:
        refresh_window(build, cause="The factory refused to move it", by=None, now=now)


def follow_slot(build: Build, bucket: SlotBucket) -> bool:
    """Put a locked build's place where the factory says it is. False if there is no room for it.

    The week shown is the factory's either way; only the book may then disagree until the next sync.
    """
    build.plant, build.slot_week = bucket.line.plant, bucket.week_start
    reservation = _live_place(build)
    if reservation is None or reservation.bucket_id == bucket.pk:
        return reservation is not None
    place = place_in(_wish(build), bucket)
    return place is not None and swap(reservation, place, even_frozen=True)


def _live_place(build: Build) -> Reservation | None:
    found: Reservation | None = (
        Reservation.objects.live()
        .select_for_update(no_key=True, of=("self",))
        .select_related("bucket__line__plant", "allocation")
        .filter(build=build)
        .first()
    )
    return found


def _wish(build: Build) -> SlotWish:
    codes = tuple(build.codes)
    return SlotWish(build.dealership, build.manufacturer, build.model_line_code, codes)


def _put_back(build: Build, bucket_id: int | None) -> bool:
    if bucket_id is None:
        return False
    bucket = SlotBucket.objects.select_related("line__plant").get(pk=bucket_id)
    reservation, place = _live_place(build), place_in(_wish(build), bucket)
    if reservation is None or place is None or not swap(reservation, place, even_frozen=True):
        return False
    build.plant, build.slot_week = bucket.line.plant, bucket.week_start
    return True
