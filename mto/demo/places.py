"""Places on the lines: the weeks behind us, the dealerships' allocations, and who takes what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from configurator.models import Manufacturer
from kernel.calendar import monday_of
from mto.demo.cases import Case
from mto.demo.reference import Staffed
from production.commands.slots import HOLD
from production.models import (
    Allocation,
    Line,
    OptionLimit,
    Reservation,
    ReservationState,
    SlotBucket,
)

WEEK = timedelta(days=7)
WEEKS_BACK, MONTHS_AHEAD = 60, 9
PAST_CAPACITY = 40
ALLOCATION = 24


@dataclass
class Places:
    """Buckets and allocations by what names them."""

    buckets: dict[tuple[int, date], SlotBucket]
    allocations: dict[tuple[int, str, date], Allocation]
    limits: dict[tuple[int, date], list[OptionLimit]]

    @classmethod
    def prepare(
        cls, manufacturer: Manufacturer, lines: list[Line], sites: list[Staffed], now: datetime
    ) -> Places:
        """Make what the factory's feed does not tell: past weeks, and everybody's allocation."""
        this_week = monday_of(now.date())
        known = {
            (bucket.line_id, bucket.week_start): bucket
            for bucket in SlotBucket.objects.filter(line__in=lines)
        }
        missing = [
            SlotBucket(line=line, week_start=week, capacity=PAST_CAPACITY, is_frozen=True)
            for line in lines
            for week in (this_week - WEEK * n for n in range(1, WEEKS_BACK))
            if (line.pk, week) not in known
        ]
        for bucket in SlotBucket.objects.bulk_create(missing):
            known[bucket.line_id, bucket.week_start] = bucket
        months = _months(this_week - WEEK * WEEKS_BACK, MONTHS_AHEAD + 15)
        codes = sorted({code for line in lines for code in line.model_line_codes})
        taken = {
            (row.dealership_id, row.model_line_code, row.month): row
            for row in Allocation.objects.filter(manufacturer=manufacturer)
        }
        fresh = [
            Allocation(
                dealership=site.dealership,
                manufacturer=manufacturer,
                model_line_code=code,
                month=month,
                capacity=ALLOCATION,
            )
            for site in sites
            for code in codes
            for month in months
            if (site.dealership.pk, code, month) not in taken
        ]
        for row in Allocation.objects.bulk_create(fresh):
            taken[row.dealership_id, row.model_line_code, row.month] = row
        limits: dict[tuple[int, date], list[OptionLimit]] = defaultdict(list)
        for limit in OptionLimit.objects.filter(plant__manufacturer=manufacturer):
            limits[limit.plant_id, limit.week_start].append(limit)
        return cls(known, taken, limits)

    def reserve(self, cases: list[Case]) -> None:
        """Write every reservation the cases ever made; those given back take no place any more."""
        links: list[tuple[Reservation, list[OptionLimit]]] = []
        for case in cases:
            week = case.slot_week
            if week is None or not case.history.has("approved"):
                continue
            bucket = self._bucket(case, week)
            limits = self._limits(case, bucket)
            case.reservation = Reservation(
                order_number=case.number,
                dealership=case.staffed.dealership,
                bucket=bucket,
                allocation=self._allocation(case, bucket.week_start),
                option_codes=[limit.option_code for limit in limits],
                priority=5 if case.customer else 9,
                state=_state(case),
                made_at=case.sure("approved"),
                released_at=case.history.steps[-1].at if case.is_ended_early else None,
                expires_at=_expiry(case),
            )
            if not case.is_ended_early:
                bucket.taken += 1
                case.reservation.allocation.taken += 1
                for limit in limits:
                    limit.taken += 1
            links.append((case.reservation, limits))
        buckets = [bucket for bucket in self.buckets.values() if bucket.taken]
        for bucket in buckets:
            bucket.capacity = max(bucket.capacity, bucket.taken)
        SlotBucket.objects.bulk_update(buckets, ["taken", "capacity"])
        rows = [row for row in self.allocations.values() if row.taken]
        for row in rows:
            row.capacity = max(row.capacity, row.taken)
        Allocation.objects.bulk_update(rows, ["taken", "capacity"])
        OptionLimit.objects.bulk_update(
            [limit for rows in self.limits.values() for limit in rows if limit.taken], ["taken"]
        )
        Reservation.objects.bulk_create(reservation for reservation, _ in links)
        through = Reservation.option_limits.through
        through.objects.bulk_create(
            through(reservation=reservation, optionlimit=limit)
            for reservation, limits in links
            for limit in limits
        )

    def _bucket(self, case: Case, week: date) -> SlotBucket:
        """The bucket of that week, or the next one with room where the build has not begun."""
        line = case.car.line
        while True:
            bucket = self.buckets.get((line.pk, week))
            if bucket is None:
                raise LookupError(f"{line} has no places in the week of {week}.")
            if case.history.has("BIW-IN") or self._has_room(case, bucket):
                return bucket
            week += WEEK

    def _has_room(self, case: Case, bucket: SlotBucket) -> bool:
        limits = self._limits(case, bucket)
        is_short = any(limit.taken >= limit.capacity for limit in limits)
        return bucket.taken < bucket.capacity and not bucket.is_shutdown and not is_short

    def _limits(self, case: Case, bucket: SlotBucket) -> list[OptionLimit]:
        """The limits a place in that week falls under, for what is still to be built."""
        rows = self.limits[case.car.line.plant_id, bucket.week_start]
        return [row for row in rows if row.option_code in case.car.codes and row.capacity]

    def _allocation(self, case: Case, week: date) -> Allocation:
        key = (case.staffed.dealership.pk, str(case.car.model_line.code), week.replace(day=1))
        return self.allocations[key]


def _months(start: date, count: int) -> list[date]:
    first = start.replace(day=1)
    found = []
    for number in range(count):
        years, month = divmod(first.month - 1 + number, 12)
        found.append(date(first.year + years, month + 1, 1))
    return found


def _state(case: Case) -> str:
    if case.is_ended_early:
        return ReservationState.RELEASED
    if case.history.has("submitted"):
        return ReservationState.CONFIRMED
    return ReservationState.HELD


def _expiry(case: Case) -> datetime | None:
    if case.is_ended_early or case.history.has("submitted"):
        return None
    return case.sure("approved") + HOLD
