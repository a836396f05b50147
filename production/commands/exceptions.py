"""Raising, settling and answering what needs a coordinator's eye."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from customers.access import can
from customers.models import User
from kernel.refusals import Refusal
from production.commands.builds import move_build
from production.commands.refusals import CannotAnswer
from production.commands.writing import locked, note
from production.models import (
    Build,
    BuildException,
    ExceptionKind,
    FactoryRequest,
    Kind,
)
from production.models.exceptions import IMPACT

ANSWER = "production.answer_exception"
IS_TOLD = "is_told"  # in the fix of a row that a message to the customer closed
WORSE = 3  # days or places more, and an answered exception is news again


def raise_exception(
    build: Build,
    kind: ExceptionKind,
    *,
    cause: str,
    now: datetime,
    proposed_fix: str = "",
    fix: dict[str, Any] | None = None,
    measure: int = 0,
) -> bool:
    """Open one of that kind for a locked build, or bring the open one up to date. True if new.

    What a person has answered stays answered until it is clearly worse.

    :param measure: how bad it is, in days or places.
    """
    if _is_answered(build, kind, measure):
        return False
    impact = IMPACT[kind] + (9 - build.priority)
    known = {**(fix or {}), "measure": measure}
    texts = {"cause": cause[:300], "proposed_fix": proposed_fix[:300], "fix": known}
    row, is_new = BuildException.objects.get_or_create(
        build=build,
        kind=kind,
        resolved_at=None,
        defaults={
            **texts,
            "dealership_id": build.dealership_id,
            "impact": impact,
            "opened_at": now,
        },
    )
    if is_new:
        note(
            build, Kind.EXCEPTION_RAISED, by=None, at=now, kind=kind, cause=cause, fix=proposed_fix
        )
    elif any(getattr(row, name) != value for name, value in texts.items()):
        BuildException.objects.filter(pk=row.pk).update(**texts)
    return is_new


def _is_answered(build: Build, kind: ExceptionKind, measure: int) -> bool:
    """Did a person close the last one of that kind, or a message, when it was about as bad?"""
    last = BuildException.objects.filter(build=build, kind=kind).order_by("-pk").first()
    if last is None or (last.resolved_by_id is None and not last.fix.get(IS_TOLD)):
        return False
    return measure < int(last.fix.get("measure", 0)) + WORSE


def settle(build: Build, *kinds: ExceptionKind, resolution: str, now: datetime) -> None:
    """Close what no longer is so."""
    for row in BuildException.objects.open().filter(build=build, kind__in=kinds):
        _close(row, resolution, by=None, now=now)


@transaction.atomic
def apply_fix(*, exception_id: int, by: User, now: datetime) -> BuildException:
    """Do what the row proposes and close it.

    :raises CannotAnswer: when it is closed, proposes nothing, or the fix is no longer possible.
    """
    row = _open(exception_id)
    build = locked(row.build_id)
    action = row.fix.get("action")
    if action == "move":
        try:
            move_build(
                build_id=build.pk,
                bucket_id=int(row.fix["bucket"]),
                reason="An earlier week was free on the line",
                by=by,
                now=now,
            )
        except Refusal as refusal:
            raise CannotAnswer(str(refusal)) from refusal
    elif action == "resend":
        for request in FactoryRequest.objects.parked().filter(build=build):
            request.requeue(now)
    elif action == "tell":
        raise CannotAnswer("Open the message, look it over and send it.")
    elif action != "confirm":
        raise CannotAnswer("There is no ready-made fix for this. Resolve it with a note.")
    _close(row, row.proposed_fix or "Fixed", by=by, now=now)
    return row


@transaction.atomic
def snooze(*, exception_id: int, until: datetime, by: User, now: datetime) -> BuildException:
    """Let it sleep until a moment.

    :raises CannotAnswer: when that is not in the future or it is closed.
    """
    if until <= now:
        raise CannotAnswer("Choose a day in the future.")
    row = _open(exception_id)
    row.snoozed_until = until
    row.save(update_fields=["snoozed_until"])
    note(row.build, Kind.EXCEPTION_SNOOZED, by=by, at=now, kind=row.kind, until=until.isoformat())
    return row


@transaction.atomic
def assign(*, exception_id: int, to: User, by: User, now: datetime) -> BuildException:
    """Give it to a colleague who may answer it.

    :raises CannotAnswer: when the colleague may not, or it is closed.
    """
    row = _open(exception_id)
    if not can(to, ANSWER, row.dealership_id):
        raise CannotAnswer(f"{to} does not answer exceptions of {row.dealership}.")
    row.assigned_to = to
    row.save(update_fields=["assigned_to"])
    note(row.build, Kind.EXCEPTION_ASSIGNED, by=by, at=now, kind=row.kind, to=str(to))
    return row


@transaction.atomic
def resolve(*, exception_id: int, resolution: str, by: User, now: datetime) -> BuildException:
    """Close it with a note.

    :raises CannotAnswer: without a note or when it is closed.
    """
    text = " ".join(resolution.split())
    if not text:
        raise CannotAnswer("Say in a few words how it was resolved.")
    row = _open(exception_id)
    _close(row, text, by=by, now=now)
    return row


@transaction.atomic
def close_as_told(*, exception_id: int, by: User | None, now: datetime) -> BuildException:
    """Close it because the customer was told; opened again only when it is clearly worse.

    :raises CannotAnswer: when it is closed already.
    """
    row = _open(exception_id)
    row.fix = {**row.fix, IS_TOLD: True}
    row.save(update_fields=["fix"])
    _close(row, "The customer was told", by=by, now=now)
    return row


def _open(exception_id: int) -> BuildException:
    row = (
        BuildException.objects.select_for_update(no_key=True, of=("self",))
        .select_related("build", "dealership")
        .get(pk=exception_id)
    )
    if row.resolved_at is not None:
        raise CannotAnswer(f"This was resolved already: {row.resolution}")
    return row


def _close(row: BuildException, resolution: str, *, by: User | None, now: datetime) -> None:
    row.resolved_at, row.resolved_by, row.resolution = now, by, resolution[:300]
    row.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    note(
        row.build,
        Kind.EXCEPTION_RESOLVED,
        by=by,
        at=now,
        kind=row.kind,
        resolution=resolution,
    )
