"""Is a build as it should be? Each sweep and each message asks again; answers open and close rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kernel.calendar import iso_week
from production import promise
from production.commands.exceptions import raise_exception, settle
from production.commands.writing import is_by_hand, note
from production.estimates import Estimate
from production.legs import PREPARE
from production.milestones import STAGE_RANK, Stage
from production.models import Build, BuildState, ExceptionKind, Kind
from production.slotplan import WEEK, SlotWish, candidates

SOONEST_LOOKED_AT = 40


def judge(build: Build, estimate: Estimate, *, now: datetime) -> None:
    """Late, at risk, silent: open what is so for a locked build, close what no longer is."""
    today = build.dealership.today(now)
    _judge_promise(build, estimate, today, now)
    is_unplaced = build.state == BuildState.OPENED and is_by_hand(build.manufacturer_id)
    if estimate.overdue_leg not in {None, PREPARE} and not is_unplaced:
        _silent(build, estimate, now)
    else:
        settle(build, ExceptionKind.NO_STATUS, resolution="The build moved on", now=now)


def _judge_promise(build: Build, estimate: Estimate, today: date, now: datetime) -> None:
    promised, risk = build.promised_on, build.estimate_risk
    is_over = today > promised if promised and estimate.forecast is not None else False
    if promised is None or (risk <= promise.AT_RISK and not is_over):
        settle(
            build,
            ExceptionKind.LATE,
            ExceptionKind.AT_RISK,
            resolution="Back within the promise",
            now=now,
        )
        return
    is_late = risk > promise.LATE or is_over
    kind = ExceptionKind.LATE if is_late else ExceptionKind.AT_RISK
    other = ExceptionKind.AT_RISK if is_late else ExceptionKind.LATE
    settle(build, other, resolution=f"Now {kind.label.lower()}", now=now)
    words, fix = propose_sooner(build, now)
    slip = (estimate.window.p50 - promised).days
    if slip > 0:
        cause = f"Expected {slip} day{'s' if slip != 1 else ''} after the promise"
    elif is_over:
        cause = "The promised day has passed and the car is not here"
    else:
        cause = f"{risk:.0%} likely to miss the promise"
    raise_exception(
        build, kind, cause=cause, proposed_fix=words, fix=fix, measure=max(slip, 0), now=now
    )


def _silent(build: Build, estimate: Estimate, now: datetime) -> None:
    leg = estimate.overdue_leg
    since = build.leg_since
    if leg is None or since is None:
        return
    cause = f"No news from {leg.words} for {(now - since).days} days; 9 of 10 cars are quicker"
    is_new = raise_exception(
        build,
        ExceptionKind.NO_STATUS,
        cause=cause,
        proposed_fix="Ask the manufacturer; the window is widened",
        fix={"action": "confirm"},
        measure=(now - since).days,
        now=now,
    )
    if is_new:
        note(build, Kind.SILENT, by=None, at=now, leg=leg.name, since=since.isoformat())


def propose_sooner(build: Build, now: datetime) -> tuple[str, dict[str, Any]]:
    """The earliest free week before its own, as words and as a fix; else to tell the customer."""
    tell = ("Tell the customer the new window", {"action": "tell"})
    is_fixed = STAGE_RANK[Stage(build.stage)] >= STAGE_RANK[Stage.FROZEN]
    if build.slot_week is None or is_fixed or not build.is_live:
        return tell
    wish = SlotWish(build.dealership, build.manufacturer, build.model_line_code, tuple(build.codes))
    found = candidates(wish, now=now, limit=SOONEST_LOOKED_AT).places
    if not found or found[0].bucket.week_start >= build.slot_week:
        return tell
    bucket = found[0].bucket
    weeks = (build.slot_week - bucket.week_start) // WEEK
    gain = f"{weeks} week{'s' if weeks != 1 else ''} sooner"
    words = f"Move to {bucket.line.plant} {iso_week(bucket.week_start)[5:]}: {gain}"
    return words, {"action": "move", "bucket": bucket.pk}
