"""Preparation, bays and the handover."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.models import Dealership, User
from production.commands import (
    CHECKLIST,
    CannotBook,
    CannotRecordPdi,
    Check,
    book_appointment,
    record_handover,
    record_pdi,
)
from production.models import Build, HandoverAppointment, HandoverBay, Kind, Milestone
from tests.factories_production import NOW, many, opened, world

pytestmark = pytest.mark.django_db
ALL_OK = [Check(code, is_ok=True) for code, _ in CHECKLIST]
HOUR = timedelta(hours=1)


@pytest.fixture
def arrived(harbor: Dealership) -> Build:
    world(harbor)
    build = opened(harbor)
    for sequence, code in enumerate(("ORD-ACK", "REL", "DLR-RCV"), 1):
        Milestone.objects.create(
            build=build, code=code, occurred_at=NOW, received_at=NOW, sequence=sequence
        )
    Build.objects.filter(pk=build.pk).update(stage="ARRIVED", last_code="DLR-RCV")
    return build


def test_a_passed_inspection_prepares_the_car(arrived: Build, tim: User) -> None:
    record_pdi(build_id=arrived.pk, items=ALL_OK, by=tim, now=NOW)
    arrived.refresh_from_db()
    assert (arrived.stage, arrived.customer_milestone) == ("PREPARED", "at_dealer")
    assert arrived.events.filter(kind=Kind.PDI_PASSED).count() == 1
    with pytest.raises(CannotRecordPdi, match="passed its inspection"):
        record_pdi(build_id=arrived.pk, items=ALL_OK, by=tim, now=NOW)


def test_faults_are_kept_and_the_car_stays(arrived: Build, tim: User) -> None:
    items = [Check("identity", is_ok=False, note="Second key missing"), *ALL_OK[1:]]
    record_pdi(build_id=arrived.pk, items=items, by=tim, now=NOW)
    arrived.refresh_from_db()
    assert arrived.stage == "ARRIVED"
    event = arrived.events.get(kind=Kind.PDI_FAILED)
    assert event.body["faults"][0]["note"] == "Second key missing"


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (ALL_OK[1:], "every line"),
        ([*ALL_OK, ALL_OK[0]], "every line"),
        ([Check("identity", is_ok=False), *ALL_OK[1:]], "Say what is wrong"),
    ],
)
def test_a_sloppy_checklist_is_refused(
    arrived: Build, tim: User, items: list[Check], words: str
) -> None:
    with pytest.raises(CannotRecordPdi, match=words):
        record_pdi(build_id=arrived.pk, items=items, by=tim, now=NOW)


def test_a_car_on_the_way_cannot_be_inspected(harbor: Dealership, tim: User) -> None:
    build = many(harbor, 1, stage="IN_TRANSIT")[0]
    with pytest.raises(CannotRecordPdi, match="not arrived"):
        record_pdi(build_id=build.pk, items=ALL_OK, by=tim, now=NOW)


def test_noting_the_handover_twice_changes_nothing(arrived: Build, ada: User) -> None:
    for _ in range(2):
        record_handover(build_id=arrived.pk, by=ada, now=NOW)
    arrived.refresh_from_db()
    assert arrived.stage == "HANDED_OVER"
    assert arrived.events.filter(kind=Kind.MILESTONE, body__code="HND").count() == 1


def test_a_bay_is_taken_once_and_moving_frees_it(
    harbor: Dealership, lakeside: Dealership, ada: User
) -> None:
    first, second = many(harbor, 2)
    bay = HandoverBay.objects.create(dealership=harbor, name="Bay 1")
    foreign = HandoverBay.objects.create(dealership=lakeside, name="Bay 1")

    def book(build: Build, where: HandoverBay, hours: int) -> HandoverAppointment:
        start = NOW + hours * HOUR
        return book_appointment(
            build_id=build.pk,
            bay_id=where.pk,
            starts_at=start,
            ends_at=start + HOUR,
            by=ada,
            now=NOW,
        )

    book(first, bay, 5)
    with pytest.raises(CannotBook, match="taken"):
        book(second, bay, 5)
    book(second, bay, 6)  # back to back is no overlap
    book(first, bay, 9)
    book(second, bay, 5)
    assert HandoverAppointment.objects.filter(is_cancelled=False).count() == 2
    with pytest.raises(CannotBook, match="no such bay"):
        book(first, foreign, 5)
    with pytest.raises(CannotBook, match="future"):
        book(first, bay, -1)
