"""Preparing the car at the dealership, booking the bay, and noting that it was handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from customers.models import Dealership, User
from production.commands.projection import project
from production.commands.refusals import CannotBook, CannotRecordPdi
from production.commands.windows import refresh_window
from production.commands.writing import commit, locked, note
from production.milestones import MEANINGS, STAGE_RANK, Stage
from production.models import (
    Build,
    HandoverAppointment,
    HandoverBay,
    Kind,
    Milestone,
    PdiInspection,
    PdiItem,
)

CHECKLIST: tuple[tuple[str, str], ...] = (
    ("identity", "VIN, keys and papers belong to this car"),
    ("options", "Every option ordered is fitted"),
    ("body", "Paint, glass and panels without marks"),
    ("interior", "Seats, trim and controls clean and working"),
    ("wheels", "Tyre pressure and wheel torque set"),
    ("fluids", "Fluids, battery and charging checked"),
    ("electronics", "Software current, no stored faults"),
    ("road", "Short road test without findings"),
    ("transport", "Transport protection removed, car washed"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist as the technician ticked it."""

    code: str
    is_ok: bool
    note: str = ""


@transaction.atomic
def record_pdi(
    *, build_id: int, items: Sequence[Check], by: User, now: datetime, note_text: str = ""
) -> PdiInspection:
    """Record an inspection. If everything is in order the car is prepared for handover.

    :raises CannotRecordPdi: before it arrived, after it passed, or when lines are missing.
    """
    build = locked(build_id)
    _check_inspection(build, items)
    has_passed = all(item.is_ok for item in items)
    inspection = PdiInspection.objects.create(
        build=build, inspected_at=now, by=by, has_passed=has_passed, note=note_text
    )
    labels: Mapping[str, str] = dict(CHECKLIST)
    PdiItem.objects.bulk_create(
        PdiItem(
            inspection=inspection,
            position=place,
            code=item.code,
            label=labels[item.code],
            is_ok=item.is_ok,
            note=item.note,
        )
        for place, item in enumerate(items)
    )
    faults = [{"label": labels[i.code], "note": i.note} for i in items if not i.is_ok]
    if not has_passed:
        commit(build, Kind.PDI_FAILED, by=by, at=now, faults=faults)
        return inspection
    _own_milestone(build, "PDI-OK", by=by, now=now)
    commit(build, Kind.PDI_PASSED, by=by, at=now)
    return inspection


@transaction.atomic
def record_handover(*, build_id: int, by: User | None, now: datetime) -> Build:
    """The customer has the car. Noting it twice changes nothing."""
    build = locked(build_id)
    if build.stage != Stage.HANDED_OVER:
        _own_milestone(build, "HND", by=by, now=now)
    return build


@transaction.atomic
def book_appointment(
    *,
    build_id: int,
    bay_id: int,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    now: datetime,
    at: Dealership | None = None,
) -> HandoverAppointment:
    """Take a bay for a handover; an appointment the build already has is moved.

    :param at: the dealership where the car is handed over, if that is not its own.
    :raises CannotBook: for a time that has passed, another dealership's bay, or a taken one.
    """
    build = locked(build_id)
    if starts_at <= now or ends_at <= starts_at:
        raise CannotBook("Choose a time in the future.")
    where = at.pk if at is not None else build.dealership_id
    bay = HandoverBay.objects.filter(pk=bay_id, dealership=where, is_active=True).first()
    if bay is None:
        raise CannotBook("This dealership has no such bay.")
    HandoverAppointment.objects.filter(build=build, is_cancelled=False).update(is_cancelled=True)
    try:
        with transaction.atomic():
            appointment = HandoverAppointment.objects.create(
                bay=bay, build=build, starts_at=starts_at, ends_at=ends_at, booked_by=by
            )
    except IntegrityError as taken:
        raise CannotBook(f"{bay} is taken at that time.") from taken
    note(
        build,
        Kind.APPOINTMENT_BOOKED,
        by=by,
        at=now,
        bay=bay.name,
        starts_at=starts_at.isoformat(),
    )
    return appointment


def _check_inspection(build: Build, items: Sequence[Check]) -> None:
    rank = STAGE_RANK[Stage(build.stage)]
    if rank < STAGE_RANK[Stage.ARRIVED]:
        raise CannotRecordPdi(f"{build} has not arrived yet.")
    if rank >= STAGE_RANK[Stage.PREPARED]:
        raise CannotRecordPdi(f"{build} passed its inspection already.")
    if sorted(item.code for item in items) != sorted(code for code, _ in CHECKLIST):
        raise CannotRecordPdi("Answer every line of the checklist once.")
    if any(not item.is_ok and not item.note.strip() for item in items):
        raise CannotRecordPdi("Say what is wrong where something is wrong.")


def _own_milestone(build: Build, code: str, *, by: User | None, now: datetime) -> None:
    """A milestone the dealership itself reaches; it follows everything the factory said."""
    last = build.milestones.aggregate(last=Max("sequence"))["last"] or 0
    meaning = MEANINGS[code]
    Milestone.objects.create(
        build=build, code=code, occurred_at=now, received_at=now, sequence=last
    )
    project(build)
    build.save()
    note(
        build,
        Kind.MILESTONE,
        by=by,
        at=now,
        code=code,
        words=meaning.words,
        customer_milestone=meaning.customer_milestone,
        customer_words=meaning.customer_words,
        occurred_at=now.isoformat(),
    )
    if build.is_live:
        refresh_window(build, cause=meaning.words, code=code, by=by, now=now)
