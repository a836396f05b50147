"""The list of builds and the page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from customers.models import Scope
from production import words
from production.milestones import (
    EXPECTED,
    MEANINGS,
    STAGE_RANK,
    STAGE_WORDS,
    Stage,
    fold,
)
from production.models import (
    Build,
    BuildException,
    BuildState,
    FactoryRequest,
    Milestone,
    PdiInspection,
    QualityFinding,
    TransportLeg,
)
from production.selectors.board import Target, targets_of
from production.selectors.inbox import InboxRow, inbox_row
from production.selectors.timeline import Entry, timeline

VIEWS: tuple[tuple[str, str], ...] = (
    ("", "Underway"),
    ("late", "Late or at risk"),
    ("line", "On the line"),
    ("transit", "On the way"),
    ("dealer", "At the dealership"),
    ("stock", "Stock units"),
    ("all", "All"),
)
LINE = ("BODY", "PAINT", "ASSEMBLY", "BUILT", "QUALITY", "UPFIT")
WAY = ("RELEASED", "IN_TRANSIT")
YARD = ("ARRIVED", "PREPARED")
LIST_COLUMNS = (
    "id", "order_number", "model_name", "state", "stage", "is_on_hold", "slot_week", "promised_on",
    "estimate_p10", "estimate_p50", "estimate_p90", "last_heard_at", "vin", "is_stock",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuildRow:
    """One line of the list, worded."""

    build: Build
    stage: str
    stage_tone: str
    slot: str
    promise: str
    window: str
    slack: str
    slack_tone: str
    heard: str


def builds(scope: Scope, *, view: str = "", text: str = "") -> QuerySet[Build]:
    """The builds a person may see, narrowed by a saved view and a search text."""
    found = Build.objects.visible_to(scope).only(*LIST_COLUMNS)
    found = found.filter(_view_filter(view))
    if view == "":
        found = found.underway()
    for word in text.split()[:4]:
        found = found.filter(
            Q(order_number__icontains=word)
            | Q(vin__icontains=word)
            | Q(factory_ref__iexact=word)
            | Q(model_name__icontains=word)
        )
    return found


def build_row(build: Build, now: datetime) -> BuildRow:
    """A build as the list shows it."""
    return BuildRow(
        build=build,
        stage=stage_words(build),
        stage_tone=stage_tone(build),
        slot=words.week(build.slot_week),
        promise=words.short_day(build.promised_on),
        window=words.window(build.estimate_p10, build.estimate_p90),
        slack=words.slack(build.slack_days),
        slack_tone=words.slack_tone(build.slack_days),
        heard=words.age(build.last_heard_at, now),
    )


def stage_words(build: Build) -> str:
    """Where it stands, in one phrase."""
    if build.state in {BuildState.REJECTED, BuildState.WITHDRAWN}:
        return str(BuildState(build.state).label)
    if build.is_on_hold:
        return "Quality hold"
    if build.stage == Stage.OPENED:
        return str(BuildState(build.state).label)
    return STAGE_WORDS[Stage(build.stage)]


def stage_tone(build: Build) -> str:
    if build.state in {BuildState.REJECTED, BuildState.WITHDRAWN}:
        return "bad"
    if build.is_on_hold:
        return "warn"
    return "ok" if build.stage in {"PREPARED", "HANDED_OVER"} else "info"


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the road."""

    label: str
    state: str
    when: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class BuildPage:
    """Everything the page of a build shows."""

    build: Build
    stage: str
    tone: str
    heard: str
    slack: str
    slack_tone: str
    steps: Sequence[Step]
    events: Sequence[Entry]
    legs: Sequence[TransportLeg]
    findings: Sequence[QualityFinding]
    exceptions: Sequence[InboxRow]
    requests: Sequence[FactoryRequest]
    inspections: Sequence[PdiInspection]
    targets: Sequence[Target]
    may_inspect: bool
    is_stock: bool


def build_page(build: Build, *, now: datetime) -> BuildPage:
    """Nine queries, however long its history is."""
    marks: Sequence[Milestone] = list(build.milestones.order_by("sequence", "occurred_at"))
    rank = STAGE_RANK[Stage(build.stage)]
    open_rows = BuildException.objects.filter(build=build, resolved_at=None)
    return BuildPage(
        build=build,
        stage=stage_words(build),
        tone=stage_tone(build),
        heard=words.age(build.last_heard_at, now),
        slack=words.slack(build.slack_days),
        slack_tone=words.slack_tone(build.slack_days),
        steps=road(build, marks),
        events=timeline(build),
        legs=list(build.transport_legs.order_by("leg")),
        findings=list(build.findings.order_by("found_at")),
        exceptions=[
            inbox_row(row, now)
            for row in open_rows.select_related("build", "assigned_to").order_by("-impact", "pk")
        ],
        requests=list(build.requests.order_by("-pk")[:6]),
        inspections=list(
            build.inspections.select_related("by").prefetch_related("items").order_by("-pk")
        ),
        targets=targets_of(build, now),
        may_inspect=STAGE_RANK[Stage.ARRIVED] <= rank < STAGE_RANK[Stage.PREPARED],
        is_stock=build.is_stock,
    )


def road(build: Build, marks: Sequence[Milestone]) -> list[Step]:
    """The stations every car passes, and where this one is."""
    state = fold(build.marks())
    reached: Mapping[str, datetime] = dict(state.reached)
    details: dict[str, Any] = {mark.code: mark.detail for mark in marks}
    zone = build.dealership.zone
    nearest = next(
        (code for code in EXPECTED if code not in reached and not _passed(code, state.last_code)),
        "",
    )
    steps = []
    for code in EXPECTED:
        at = reached.get(code)
        where = "done" if at else "skipped" if _passed(code, state.last_code) else ""
        steps.append(
            Step(
                label=MEANINGS[code].words,
                state=where or ("now" if code == nearest else "next"),
                when=words.short_day(at.astimezone(zone).date()) if at else "",
                note=str(details.get(code, {}).get("reason", "")),
            )
        )
    return steps


def _passed(code: str, last_code: str) -> bool:
    if not last_code or MEANINGS[last_code].is_correction:
        return False
    return list(MEANINGS).index(code) < list(MEANINGS).index(last_code)


def _view_filter(view: str) -> Q:
    late = BuildException.objects.filter(
        build=OuterRef("pk"), resolved_at=None, kind__in=["LATE", "AT_RISK"]
    )
    filters = {
        "late": Q(Exists(late)),
        "line": Q(stage__in=LINE),
        "transit": Q(stage__in=WAY),
        "dealer": Q(stage__in=YARD),
        "stock": Q(is_stock=True),
    }
    return filters.get(view, Q())
