"""Files become drafts in the worker: queued, examined apart, kept, cancelled, tried again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from configurator.commands.catalogues import CannotImport, import_release
from configurator.engine import Limits
from configurator.examination import Faults, Found, NotExamined, examine_apart
from configurator.models import Intake, IntakeFile, Manufacturer, Source
from customers.models import User
from kernel.events import nudge_after_commit
from kernel.locks import locked
from kernel.refusals import Refusal
from kernel.work import WorkState

TASK = "configurator.take_in"
LEASE = timedelta(minutes=4)
MOST_ATTEMPTS = 3
KEPT = timedelta(days=30)


class CannotCancel(Refusal):
    """It is over already."""


class CannotTryAgain(Refusal):
    """There is nothing left to be tried."""


@transaction.atomic
def queue_intake(
    *,
    files: Mapping[str, bytes],
    about: Mapping[str, Any],
    by: User | None,
    now: datetime,
    manufacturer: Manufacturer | None = None,
) -> Intake:
    """Keep the files for the worker; the answer comes later, in the row.

    :param manufacturer: whose own system sent the file; a catalogue of another is then refused.
    """
    work = Intake.objects.create(
        about=dict(about),
        names=", ".join(files)[:1200],
        by=by,
        manufacturer=manufacturer,
        due_at=now,
    )
    IntakeFile.objects.bulk_create(
        IntakeFile(intake=work, name=name[-120:], content=content)
        for name, content in files.items()
    )
    nudge_after_commit(TASK)
    return work


def take_in(work: Intake, *, now: datetime, limits: Limits | None = None) -> None:
    """Do one claimed row: drafts with their reports, or every fault, or why it was not examined."""
    if work.is_cancelled:
        _end(work, now)
        return
    if work.attempts > MOST_ATTEMPTS:
        work.park(now, f"The worker was ended {MOST_ATTEMPTS} times while it examined this.")
        return
    files = {file.name: bytes(file.content) for file in work.files.order_by("pk")}
    try:
        found = examine_apart(
            files, work.about, told=lambda *said: _told(work, *said), limits=limits
        )
    except NotExamined as reason:
        if Intake.objects.filter(pk=work.pk, is_cancelled=True).exists():
            _end(work, now)
        else:
            work.park(now, str(reason))
        return
    if isinstance(found, Faults):
        work.park(now, found.sentence, problems=list(found.problems))
        return
    try:
        _keep(work, found, now)
    except CannotImport as refusal:
        work.park(now, str(refusal), problems=list(refusal.problems))


@transaction.atomic
def cancel_intake(*, intake_id: int, now: datetime) -> None:
    """Stop it: at once where nobody works at it, else at its next step.

    :raises CannotCancel: it is over.
    """
    work = locked(Intake.objects.all(), pk=intake_id)
    if not work.is_running:
        raise CannotCancel("It is over already.")
    work.is_cancelled = True
    work.save(update_fields=["is_cancelled"])
    if work.leased_until is None or work.leased_until <= now:
        _end(work, now)


@transaction.atomic
def try_intake_again(*, intake_id: int, now: datetime) -> None:
    """Let refused files run again. :raises CannotTryAgain: they came in, or are gone."""
    work = locked(Intake.objects.all(), pk=intake_id)
    if not work.is_refused or not work.files.exists():
        raise CannotTryAgain("There is nothing to try again; bring the file once more.")
    work.problems, work.percent, work.step = [], 0, ""
    work.save(update_fields=["problems", "percent", "step"])
    work.requeue(now)
    nudge_after_commit(TASK)


def forget_intakes(*, now: datetime) -> int:
    """Throw away what was refused or kept long ago; the drafts stay."""
    old = Intake.objects.exclude(state=WorkState.QUEUED).filter(finished_at__lt=now - KEPT)
    _, rows = old.delete()
    return rows.get("configurator.Intake", 0)


@transaction.atomic
def _keep(work: Intake, found: Sequence[Found], now: datetime) -> None:
    """:raises CannotImport: what a solver cannot see, such as a release that is published."""
    maker = work.manufacturer.code if work.manufacturer else None
    releases = [
        import_release(
            maker,
            each.brought.payload,
            Source.FACTORY if maker else each.brought.source,
            now,
            each.brought.notes,
            examined_apart=each.reports,
        ).release_id
        for each in found
    ]
    work.files.all().delete()
    work.succeed(now, releases=releases, percent=100, step="")


def _told(work: Intake, percent: int, step: str) -> bool:
    """Write how far it is; false once somebody cancelled it."""
    rows = Intake.objects.filter(pk=work.pk)
    rows.update(percent=percent, step=step[:200])
    return not rows.values_list("is_cancelled", flat=True).get()


def _end(work: Intake, now: datetime) -> None:
    work.files.all().delete()
    work.suppress(now, "It was cancelled.")
