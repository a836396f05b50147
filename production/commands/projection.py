"""The columns of a build that follow from its milestones, and the times learnt from them."""

from __future__ import annotations

from datetime import date, datetime

from kernel.calendar import WorkingCalendar
from production import legs
from production.legs import Leg, Place, Ran
from production.milestones import BuildState, fold
from production.models import Build, StageSample

LONGEST = 32_000


def project(build: Build) -> BuildState:
    """Fold the milestones of a locked build onto its columns and note the legs it has finished."""
    state = fold(build.marks())
    build.stage, build.last_code = state.stage.value, state.last_code
    build.stage_since, build.is_on_hold = state.stage_since, state.is_on_hold
    build.customer_milestone = state.customer_milestone
    ahead = legs.ahead_of(state, has_upfit=build.has_upfit, opened_at=build.opened_at)
    build.current_leg = ahead.legs[0].name if ahead.legs else ""
    build.leg_since = ahead.since if ahead.legs else None
    _learn(build, state)
    return state


def samples_of(build: Build, state: BuildState) -> list[StageSample]:
    """What the finished legs of a build teach, not saved yet; a bought way teaches nothing of the usual."""
    runs = {run.leg.name: run for run in legs.legs_run(state)}
    if build.way.way_days:
        runs.pop(legs.TRANSPORT.name, None)
    rows = [_sample(build, run) for run in runs.values()]
    started = state.at("BIW-IN")
    if started is not None and build.slot_week:
        rows.append(_start_sample(build, started))
    return rows


def _learn(build: Build, state: BuildState) -> None:
    known = set(build.samples.values_list("leg", flat=True))
    rows = [row for row in samples_of(build, state) if row.leg not in known]
    StageSample.objects.bulk_create(rows, ignore_conflicts=True)


def _sample(build: Build, run: Ran) -> StageSample:
    zone = build.dealership.zone
    began, ended = run.began_at.astimezone(zone).date(), run.ended_at.astimezone(zone).date()
    return _row(build, run.leg, began, ended)


def _start_sample(build: Build, started: datetime) -> StageSample:
    """How far into its week the car really started."""
    began = build.slot_week or started.date()
    return _row(build, legs.START, began, max(began, started.date()))


def _row(build: Build, leg: Leg, began: date, ended: date) -> StageSample:
    days = _calendar(build, leg).working_days_between(began, ended)
    return StageSample(
        build=build,
        manufacturer_id=build.manufacturer_id,
        plant=build.plant,
        dealership=build.dealership,
        model_line_code=build.model_line_code,
        leg=leg.name,
        season=StageSample.season_of(began),
        days=min(max(days, 0), LONGEST),
        ended_on=ended,
    )


def _calendar(build: Build, leg: Leg) -> WorkingCalendar:
    if leg.place is Place.PLANT and build.plant is not None:
        return build.plant.calendar()
    if leg.place is Place.DEALER:
        return build.dealership.calendar()
    return WorkingCalendar(build.dealership.country)
