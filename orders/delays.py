"""What a customer is told when his car will be late: the reason, a sentence, and the dates beside it.

The words are a draft from today's facts; a coordinator makes them his own before they go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from orders import words
from orders.models import Order
from production.milestones import STAGE_RANK, Stage
from production.models import Build, BuildException, ExceptionKind


class Reason(models.TextChoices):
    QUEUE = "QUEUE", "No place on the line yet"
    SLOT = "SLOT", "Later build week"
    PRODUCTION = "PRODUCTION", "Production takes longer"
    QUALITY = "QUALITY", "Held by quality"
    TRANSPORT = "TRANSPORT", "Transport takes longer"
    DEALERSHIP = "DEALERSHIP", "Preparation takes longer"
    SILENCE = "SILENCE", "No news from the plant"
    OTHER = "OTHER", "Something else"


@dataclass(frozen=True, slots=True)
class Draft:
    """The message before somebody has looked at it. ``is_certain`` where the promise will be missed."""

    reason: Reason
    sentence: str
    promised: str
    expected: str
    is_certain: bool


def draft(order: Order, build: Build, row: BuildException, *, now: datetime) -> Draft:
    """The message about a delay as the facts would write it."""
    reason, sentence = _why(build, now)
    promised = words.day(order.promised_on) if order.promised_on else ""
    return Draft(reason, sentence, promised, expected(build), row.kind == ExceptionKind.LATE)


def expected(build: Build) -> str:
    """The window as it stands, in words; empty while nothing is estimated."""
    if build.estimate_p10 is None or build.estimate_p90 is None:
        return ""
    return words.window(build.estimate_p10, build.estimate_p90)


# The first row whose stage the car has not reached yet says why.
WHY = (
    (Stage.SCHEDULED, Reason.QUEUE, "The plant has not confirmed a place on the line for your car yet."),
    (Stage.BODY, Reason.SLOT, "The plant builds your car in the week of {week}, later than planned."),
    (Stage.BUILT, Reason.PRODUCTION, "Production of your car takes longer than planned."),
    (Stage.RELEASED, Reason.QUALITY, "The final checks on your car take longer than planned."),
    (Stage.ARRIVED, Reason.TRANSPORT, "The transport of your car takes longer than planned."),
    (Stage.HANDED_OVER, Reason.DEALERSHIP, "We need longer than planned to prepare your car."),
)  # fmt: skip


def _why(build: Build, now: datetime) -> tuple[Reason, str]:
    if build.is_on_hold:
        return Reason.QUALITY, "The plant's inspectors found something to be put right first."
    since = build.last_heard_at or build.leg_since
    if since is not None and _is_silent(build):
        waited = words.age(since, now)
        return Reason.SILENCE, f"The plant has not reported on your car for {waited}."
    rank = STAGE_RANK[Stage(build.stage)]
    for stage, reason, sentence in WHY:
        if rank < STAGE_RANK[stage]:
            week = f"{build.slot_week:%B} {build.slot_week.day}" if build.slot_week else "its slot"
            return reason, sentence.format(week=week)
    return Reason.OTHER, "Your car takes longer than planned."


def _is_silent(build: Build) -> bool:
    return BuildException.objects.open().filter(build=build, kind=ExceptionKind.NO_STATUS).exists()
