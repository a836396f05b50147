"""Which places a car could take: lines, weeks, allocation and option limits, earliest first."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from configurator.models import Manufacturer
from customers.models import Dealership
from kernel.calendar import monday_of
from production.models import Allocation, Line, OptionLimit, SlotBucket

WEEK = timedelta(days=7)
LOOKED_AT = 120


@dataclass(frozen=True, slots=True)
class SlotWish:
    """What a place is wanted for."""

    dealership: Dealership
    manufacturer: Manufacturer
    model_line_code: str
    option_codes: tuple[str, ...]
    not_before: date | None = None
    is_rush: bool = False
    """Places that are kept back count too."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place with everything that has to be taken with it."""

    bucket: SlotBucket
    allocation: Allocation
    limits: tuple[OptionLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Places that looked free, and why others did not."""

    places: tuple[Place, ...]
    why_not: str = ""


def candidates(wish: SlotWish, *, now: datetime, limit: int = LOOKED_AT) -> Found:
    """Free places, earliest week first, then the emptiest line. Four queries, whatever the answer."""
    lines = Line.objects.building(
        manufacturer=wish.manufacturer, model_line_code=wish.model_line_code
    )
    first = monday_of(now.date()) + WEEK
    if wish.not_before is not None:
        first = max(first, monday_of(wish.not_before))
    buckets = list(
        SlotBucket.objects.free(for_rush=wish.is_rush)
        .filter(line__in=lines, week_start__gte=first)
        .select_related("line__plant")
        .order_by("week_start", F("taken") - F("capacity"), "pk")[:limit]
    )
    if not buckets:
        return Found((), "No line that builds this model has a free place.")
    return _with_room(wish, buckets)


def place_in(wish: SlotWish, bucket: SlotBucket) -> Place | None:
    """What would have to be taken for a place in that very bucket; None without an allocation."""
    allocation = _allocations(wish, {month_of(bucket.week_start)}).get(month_of(bucket.week_start))
    if allocation is None:
        return None
    return Place(bucket, allocation, tuple(_limits(wish, [bucket])[bucket.pk]))


def month_of(day: date) -> date:
    """The first of its month."""
    return day.replace(day=1)


def _with_room(wish: SlotWish, buckets: list[SlotBucket]) -> Found:
    allocations = _allocations(wish, {month_of(bucket.week_start) for bucket in buckets})
    limits = _limits(wish, buckets)
    places, short = [], set()
    for bucket in buckets:
        allocation = allocations.get(month_of(bucket.week_start))
        full = [limit for limit in limits[bucket.pk] if limit.taken >= limit.capacity]
        if allocation is None or allocation.taken >= allocation.capacity:
            short.add("allocation")
        elif full:
            short.update(limit.option_code for limit in full)
        else:
            places.append(Place(bucket, allocation, tuple(limits[bucket.pk])))
    return Found(tuple(places), "" if places else _why(short, wish))


def _why(short: set[str], wish: SlotWish) -> str:
    options = sorted(short - {"allocation"})
    if options:
        return f"Option {', '.join(options)} is short in every week with a free place."
    return f"{wish.dealership} has no allocation left for {wish.model_line_code}."


def _allocations(wish: SlotWish, months: set[date]) -> Mapping[date, Allocation]:
    rows = Allocation.objects.filter(
        dealership=wish.dealership,
        manufacturer=wish.manufacturer,
        model_line_code=wish.model_line_code,
        month__in=months,
    )
    return {row.month: row for row in rows}


def _limits(wish: SlotWish, buckets: list[SlotBucket]) -> Mapping[int, list[OptionLimit]]:
    """The limits each bucket falls under, by bucket."""
    rows = OptionLimit.objects.filter(
        plant__in={bucket.line.plant_id for bucket in buckets},
        week_start__in={bucket.week_start for bucket in buckets},
        option_code__in=wish.option_codes,
    ).order_by("option_code")
    by_week: dict[tuple[int, date], list[OptionLimit]] = defaultdict(list)
    for row in rows:
        by_week[row.plant_id, row.week_start].append(row)
    return {bucket.pk: by_week[bucket.line.plant_id, bucket.week_start] for bucket in buckets}
