"""Taking and giving back places. Never one too many, whoever asks at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.db.models import F

from configurator.models import Manufacturer
from customers.models import Dealership, User
from production.commands.refusals import CannotReserve
from production.models import (
    Allocation,
    OptionLimit,
    Reservation,
    ReservationState,
    SlotBucket,
)
from production.slotplan import Place, SlotWish, candidates

HOLD = timedelta(days=30)
RUSH = 1  # DOMAIN 5: the priority of a paid rush
# Every taker and giver touches the rows in this order, so that two of them never wait in a ring.
ORDER: tuple[type[models.Model], ...] = (Allocation, OptionLimit, SlotBucket)


class _Full(Exception):
    """Somebody took the last place between looking and taking."""


@transaction.atomic
def reserve_slot(
    *,
    dealership: Dealership,
    manufacturer: Manufacturer,
    model_line_code: str,
    option_codes: Sequence[str],
    order_number: str,
    not_before: date | None,
    priority: int,
    by: User | None,
    now: datetime,
) -> Reservation:
    """Hold the earliest place: one of a week, one of the allocation, one of every limited option.

    The hold ends after 30 days unless a build is opened on it.
    :raises CannotReserve: nothing is free, the priority says not to, or the order has a place.
    """
    del by  # the order's own event names the person
    if priority == 0:
        raise CannotReserve("Priority 0 means: do not schedule this order.")
    held = Reservation.objects.live().filter(order_number=order_number).first()
    if held is not None:
        raise CannotReserve(f"Order {order_number} already has a place ({held.bucket}).")
    codes = tuple(option_codes)
    is_rush = priority == RUSH
    wish = SlotWish(dealership, manufacturer, model_line_code, codes, not_before, is_rush)
    found = candidates(wish, now=now)
    for place in found.places:
        try:
            with transaction.atomic():
                return _hold(place, wish, order_number, priority, now)
        except _Full:
            continue
        except IntegrityError as clash:
            message = f"Order {order_number} was given a place a moment ago."
            raise CannotReserve(message) from clash
    raise CannotReserve(found.why_not or "Every free place was taken a moment ago. Try again.")


@transaction.atomic
def release_slot(*, order_number: str, by: User | None, now: datetime) -> Reservation | None:
    """Give back what the order holds; None when it holds nothing."""
    del by
    held = (
        Reservation.objects.live()
        .select_for_update(no_key=True, of=("self",))
        .filter(order_number=order_number)
        .first()
    )
    if held is not None:
        give_back(held, now=now)
    return held


def give_back(held: Reservation, *, now: datetime) -> None:
    """End a live, locked reservation and free everything it took."""
    held.release(at=now)
    held.save()
    shift(take=None, give=places_of(held))


def expire_holds(*, now: datetime) -> int:
    """Give back the places whose hold has run out; returns how many."""
    numbers = list(Reservation.objects.expired(now=now).values_list("order_number", flat=True))
    for number in numbers:
        with transaction.atomic():
            row = (
                Reservation.objects.expired(now=now)
                .select_for_update(skip_locked=True, of=("self",))
                .filter(order_number=number)
                .first()
            )
            if row is not None:
                release_slot(order_number=number, by=None, now=now)
    return len(numbers)


def shift(
    *, take: Place | None, give: Place | None, even_frozen: bool = False, is_rush: bool = False
) -> None:
    """Take one place and give another back, as the last statements of a transaction.

    Guarded updates in a fixed order of tables and rows; the CHECKs stand behind them.
    :raises _Full: when a row of `take` has nothing left; the caller's savepoint undoes the rest.
    """
    for model in ORDER:
        change: dict[int, int] = {}
        for key in _keys(take, model):
            change[key] = change.get(key, 0) + 1
        for key in _keys(give, model):
            change[key] = change.get(key, 0) - 1
        for key, by in sorted(change.items()):
            if by > 0:
                _take(model, key, even_frozen=even_frozen, is_rush=is_rush)
            elif by < 0:
                model._default_manager.filter(pk=key, taken__gt=0).update(taken=F("taken") - 1)


def places_of(reservation: Reservation) -> Place:
    """Everything a reservation has taken."""
    return Place(reservation.bucket, reservation.allocation, tuple(reservation.option_limits.all()))


def swap(reservation: Reservation, place: Place, *, even_frozen: bool = False) -> bool:
    """Move a live reservation to another place, or leave everything as it was.

    :param even_frozen: the factory itself moves cars in weeks that are closed to us, and into places
        that are kept back.
    """
    before = places_of(reservation)
    try:
        with transaction.atomic():
            reservation.bucket, reservation.allocation = place.bucket, place.allocation
            reservation.option_codes = [limit.option_code for limit in place.limits]
            reservation.save()
            reservation.option_limits.set(place.limits)
            is_rush = reservation.priority == RUSH
            shift(take=place, give=before, even_frozen=even_frozen, is_rush=is_rush)
    except _Full:
        reservation.bucket, reservation.allocation = before.bucket, before.allocation
        reservation.option_codes = [limit.option_code for limit in before.limits]
        return False
    return True


def _hold(
    place: Place, wish: SlotWish, order_number: str, priority: int, now: datetime
) -> Reservation:
    reservation = Reservation.objects.create(
        order_number=order_number,
        dealership=wish.dealership,
        bucket=place.bucket,
        allocation=place.allocation,
        option_codes=[limit.option_code for limit in place.limits],
        priority=priority,
        state=ReservationState.HELD,
        made_at=now,
        expires_at=now + HOLD,
    )
    reservation.option_limits.set(place.limits)
    shift(take=place, give=None, is_rush=priority == RUSH)
    return reservation


def _keys(place: Place | None, model: type[models.Model]) -> list[int]:
    if place is None:
        return []
    if model is Allocation:
        return [place.allocation.pk]
    if model is OptionLimit:
        return [limit.pk for limit in place.limits]
    return [place.bucket.pk]


def _take(model: type[models.Model], key: int, *, even_frozen: bool, is_rush: bool) -> None:
    rows = model._default_manager.filter(pk=key, taken__lt=F("capacity"))
    if model is SlotBucket and not even_frozen:
        rows = rows.filter(is_frozen=False, is_shutdown=False)
        if not is_rush:
            rows = rows.filter(capacity__gt=F("taken") + F("rush_reserve"))
    if not rows.update(taken=F("taken") + 1):
        raise _Full
