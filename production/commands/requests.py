"""How the factory's answers to changes and cancellations are taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

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


def change_refused(
    build: Build, request: FactoryRequest, reasons: Sequence[str], *, now: datetime
) -> None:
    """Undo what we assumed of a locked build, and put it before a coordinator."""
    text = "; ".join(reasons) or "No reason was given."
    was_undone = _put_back(build, request.body.get("was"))
    is_placeless = "was" in request.body and not was_undone
    commit(
        build,
        Kind.CHANGE_ANSWERED,
        by=None,
        at=now,
        accepted=False,
        reasons=list(reasons),
        was_undone=was_undone,
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
    reservation = (
        Reservation.objects.live()
        .select_for_update(no_key=True, of=("self",))
        .select_related("bucket__line__plant", "allocation")
        .filter(build=build)
        .first()
    )
    if reservation is None or reservation.bucket_id == bucket.pk:
        return reservation is not None
    wish = SlotWish(build.dealership, build.manufacturer, build.model_line_code, tuple(build.codes))
    place = place_in(wish, bucket)
    return place is not None and swap(reservation, place, even_frozen=True)


def _put_back(build: Build, bucket_id: int | None) -> bool:
    if bucket_id is None:
        return False
    bucket = SlotBucket.objects.select_related("line__plant").get(pk=bucket_id)
    before = build.plant, build.slot_week
    if follow_slot(build, bucket):
        return True
    build.plant, build.slot_week = before
    return False
