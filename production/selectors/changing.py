"""Whether a changed car can keep its place in the schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.calendar import iso_week
from production.models import Reservation, SlotBucket
from production.slotplan import SlotWish, candidates, place_in


@dataclass(frozen=True, slots=True)
class PlaceAfter:
    """Where the changed car would be built; ``why_not`` is empty when there is a place."""

    bucket: SlotBucket | None
    was: SlotBucket
    why_not: str = ""

    @property
    def is_kept(self) -> bool:
        return self.bucket is not None and self.bucket.pk == self.was.pk


def place_after(
    wish: SlotWish, *, order_number: str, may_move: bool, now: datetime
) -> PlaceAfter | None:
    """The place an order holds, or the next one that has what the changed car needs; None if it holds none.

    :param may_move: whether its week can still move.
    """
    held = (
        Reservation.objects.live()
        .select_related("bucket__line__plant")
        .prefetch_related("option_limits")
        .filter(order_number=order_number)
        .first()
    )
    if held is None:
        return None
    place, own = place_in(wish, held.bucket), {limit.pk for limit in held.option_limits.all()}
    if place is None:
        return PlaceAfter(None, held.bucket, f"{wish.dealership} has no allocation for this car.")
    full = [
        limit.option_code
        for limit in place.limits
        if limit.pk not in own and limit.taken >= limit.capacity
    ]
    if not full:
        return PlaceAfter(held.bucket, held.bucket)
    if not may_move:
        week = iso_week(held.bucket.week_start)
        said = (
            f"Option {', '.join(full)} is used up in {week}, and the week does not move any more."
        )
        return PlaceAfter(None, held.bucket, said)
    found = candidates(wish, now=now)
    bucket = found.places[0].bucket if found.places else None
    return PlaceAfter(bucket, held.bucket, found.why_not)
