"""The capacity board: lines by weeks, and the builds behind a cell."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.urls import reverse

from customers.models import Scope
from kernel.calendar import monday_of
from production import words
from production.milestones import STAGE_RANK, STAGE_WORDS, Stage
from production.models import Build, BuildException, ExceptionKind, OptionLimit, SlotBucket
from production.selectors.inbox import InboxRow, pressing
from production.slotplan import WEEK

WEEKS = 12
NEAR = 4
ORDERS_SHOWN = 60

type Shortage = tuple[int, date, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A line in a week."""

    bucket: SlotBucket | None
    step: str
    is_current: bool = False

    @property
    def capacity(self) -> int:
        """What the factory offers now; what is taken may be more."""
        if self.bucket is None:
            return 0
        offered = self.bucket.factory_capacity
        return self.bucket.capacity if offered is None else offered

    @property
    def url(self) -> str:
        return f"{reverse('production:board')}?bucket={self.bucket.pk if self.bucket else ''}"

    @property
    def is_over(self) -> bool:
        return self.step == "over"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A line with its weeks."""

    label: str
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class WeekHead:
    """A column."""

    label: str
    monday: date
    is_frozen: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers above the board."""

    used_percent: int
    at_risk: int
    silent: int
    banked: int
    open: int

    @property
    def used_label(self) -> str:
        return f"{self.used_percent}%"


@dataclass(frozen=True, slots=True)
class Target:
    """A week a build could move to."""

    bucket_id: int
    label: str


@dataclass(frozen=True, slots=True)
class BookedBuild:
    """A build in the opened cell."""

    build: Build
    stage: str
    slack: str
    tone: str
    promise: str
    targets: Sequence[Target]

    @property
    def move_url(self) -> str:
        return reverse("production:move", args=[self.build.order_number])


@dataclass(frozen=True, slots=True)
class OpenCell:
    """The cell that is looked into."""

    bucket: SlotBucket
    title: str
    sub: str
    builds: Sequence[BookedBuild]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page shows."""

    heads: Sequence[WeekHead]
    rows: Sequence[BoardRow]
    opened: OpenCell | None
    figures: Figures
    pressing: Sequence[InboxRow]


def capacity_board(scope: Scope, *, now: datetime, bucket_id: int | None = None) -> Board:
    """Twelve weeks from this one on, and the builds of one cell. Eight queries, however full it is."""
    first = monday_of(now.date())
    buckets = list(
        SlotBucket.objects.filter(week_start__gte=first, week_start__lt=first + WEEKS * WEEK)
        .select_related("line__plant")
        .order_by("line__plant__name", "line__code", "week_start")
    )
    mondays = [first + number * WEEK for number in range(WEEKS)]
    movable = {bucket.week_start for bucket in buckets if not bucket.is_frozen}
    frozen = {bucket.week_start for bucket in buckets} - movable
    chosen = next((bucket for bucket in buckets if bucket.pk == bucket_id), None)
    return Board(
        heads=[WeekHead(words.week(day), day, day in frozen) for day in mondays],
        rows=_rows(buckets, mondays, chosen),
        opened=_open_cell(scope, chosen, buckets, now) if chosen else None,
        pressing=pressing(scope, now=now),
        figures=_figures(scope, [b for b in buckets if b.week_start < first + NEAR * WEEK], now),
    )


def free_targets(
    build: Build, buckets: Sequence[SlotBucket], short: Set[Shortage], now: datetime
) -> list[Target]:
    """Free weeks on lines that build it, for "Move to…"; its own line first in each week."""
    reservation = build.reservation
    here = reservation.bucket_id if reservation else None
    if STAGE_RANK[Stage(build.stage)] >= STAGE_RANK[Stage.FROZEN] or not build.is_live:
        return []
    codes = set(build.codes)
    return [
        Target(
            bucket.pk,
            f"{words.week(bucket.week_start)} · {bucket.line.plant} {bucket.line.code} · "
            f"{bucket.capacity - bucket.taken} free",
        )
        for bucket in sorted(buckets, key=lambda b: (b.week_start, b.line.code))
        if bucket.pk != here
        and bucket.week_start > now.date()
        and not (bucket.is_frozen or bucket.is_shutdown)
        and bucket.taken < bucket.capacity
        and build.model_line_code in bucket.line.model_line_codes
        and bucket.line.plant.manufacturer_id == build.manufacturer_id
        and not any((bucket.line.plant_id, bucket.week_start, code) in short for code in codes)
    ]


def targets_of(build: Build, now: datetime) -> list[Target]:
    """The same for one build, from the database."""
    first = monday_of(now.date())
    buckets = SlotBucket.objects.free().filter(
        line__plant__manufacturer=build.manufacturer_id,
        week_start__gt=first,
        week_start__lt=first + 2 * WEEKS * WEEK,
    )
    found = list(buckets.select_related("line__plant"))
    return free_targets(build, found, shortages(found, [build]), now)


def shortages(buckets: Sequence[SlotBucket], builds: Sequence[Build]) -> Set[Shortage]:
    """Plants and weeks in which an option of one of these builds is used up."""
    if not builds:
        return frozenset()
    full = OptionLimit.objects.filter(
        plant__in={bucket.line.plant_id for bucket in buckets},
        week_start__in={bucket.week_start for bucket in buckets},
        option_code__in={code for build in builds for code in build.codes},
        taken__gte=F("capacity"),
    )
    return frozenset(full.values_list("plant", "week_start", "option_code"))


def _rows(
    buckets: Sequence[SlotBucket], mondays: Sequence[date], chosen: SlotBucket | None
) -> list[BoardRow]:
    lines = {bucket.line_id: bucket.line for bucket in buckets}
    by_place = {(bucket.line_id, bucket.week_start): bucket for bucket in buckets}
    return [
        BoardRow(
            label=f"{line.plant} · {line.code}",
            name=f"{line.name}: {', '.join(line.model_line_codes)}",
            cells=[_cell(by_place.get((key, day)), chosen) for day in mondays],
        )
        for key, line in lines.items()
    ]


def _cell(bucket: SlotBucket | None, chosen: SlotBucket | None) -> Cell:
    if bucket is None or bucket.is_shutdown:
        return Cell(None, "shut" if bucket else "none")
    is_current = chosen is not None and bucket.pk == chosen.pk
    cell = Cell(bucket, "", is_current=is_current)
    if not cell.capacity and not bucket.taken:
        return Cell(None, "none")
    if bucket.taken > cell.capacity:
        return Cell(bucket, "over", is_current=is_current)
    share = bucket.taken / cell.capacity if cell.capacity else 1.0
    steps = ((0.0, "0"), (0.2499, "1"), (0.5499, "2"), (0.7999, "3"), (0.9999, "4"))
    step = next((name for limit, name in steps if share <= limit), "5")
    return Cell(bucket, step, is_current=is_current)


def _open_cell(
    scope: Scope, bucket: SlotBucket, buckets: Sequence[SlotBucket], now: datetime
) -> OpenCell:
    builds = list(
        Build.objects.visible_to(scope)
        .filter(reservation__bucket=bucket)
        .select_related("reservation")
        .order_by("priority", "promised_on", "pk")[: ORDERS_SHOWN + 1]
    )
    short = shortages(buckets, builds)
    offered = Cell(bucket, "").capacity
    sub = f"{bucket.taken} booked for {offered} places."
    if bucket.taken > offered:
        sub += f" {bucket.taken - offered} too many: move some to another week."
    return OpenCell(
        bucket=bucket,
        title=f"{bucket.line.plant} · {bucket.line.name}, week {words.week(bucket.week_start)[1:]}",
        sub=sub,
        builds=[_booked(build, buckets, short, now) for build in builds[:ORDERS_SHOWN]],
        is_cut=len(builds) > ORDERS_SHOWN,
    )


def _booked(
    build: Build, buckets: Sequence[SlotBucket], short: Set[Shortage], now: datetime
) -> BookedBuild:
    return BookedBuild(
        build=build,
        stage=STAGE_WORDS[Stage(build.stage)],
        slack=words.slack(build.slack_days),
        tone=words.slack_tone(build.slack_days),
        promise=words.short_day(build.promised_on),
        targets=free_targets(build, buckets, short, now),
    )


def _figures(scope: Scope, near: Sequence[SlotBucket], now: datetime) -> Figures:
    places = sum(Cell(bucket, "").capacity for bucket in near if not bucket.is_shutdown)
    taken = sum(bucket.taken for bucket in near)
    open_rows = BuildException.objects.visible_to(scope).awake(now=now)
    at_risk = open_rows.filter(kind__in=[ExceptionKind.LATE, ExceptionKind.AT_RISK])
    return Figures(
        used_percent=round(100 * taken / places) if places else 0,
        at_risk=at_risk.count(),
        open=open_rows.count(),
        silent=open_rows.filter(kind=ExceptionKind.NO_STATUS).count(),
        banked=Build.objects.visible_to(scope).live().filter(stage=Stage.BANKED).count(),
    )
