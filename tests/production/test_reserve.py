"""Taking places: earliest first, everything or nothing, never one too many."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from customers.models import Dealership
from production.commands import CannotReserve, release_slot
from production.commands.slots import expire_holds
from production.models import Allocation, OptionLimit, Reservation, SlotBucket
from tests.factories_production import MONDAY, NOW, reserve, world

pytestmark = pytest.mark.django_db


def test_the_earliest_week_is_taken_with_everything_it_needs(harbor: Dealership) -> None:
    first = world(harbor)[0]
    limit = OptionLimit.objects.create(
        plant=first.line.plant, week_start=first.week_start, option_code="ROOF", capacity=2
    )
    held = reserve(harbor, "H-1")
    first.refresh_from_db()
    limit.refresh_from_db()
    held.allocation.refresh_from_db()
    assert held.bucket == first
    assert (first.taken, limit.taken, held.allocation.taken) == (1, 1, 1)


def test_a_short_option_moves_the_order_to_the_next_week(harbor: Dealership) -> None:
    first, second, *_ = world(harbor)
    OptionLimit.objects.create(
        plant=first.line.plant, week_start=first.week_start, option_code="ROOF", capacity=0
    )
    assert reserve(harbor, "H-1").bucket == second


def test_frozen_and_shut_weeks_are_passed_over(harbor: Dealership) -> None:
    first, second, third, *_ = world(harbor)
    SlotBucket.objects.filter(pk=first.pk).update(is_frozen=True)
    SlotBucket.objects.filter(pk=second.pk).update(is_shutdown=True)
    assert reserve(harbor, "H-1").bucket == third


def test_not_before_is_kept(harbor: Dealership) -> None:
    world(harbor)
    held = reserve(harbor, "H-1", not_before=date(2026, 12, 24))
    assert held.bucket.week_start == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda: SlotBucket.objects.update(taken=10), "No line"),
        (lambda: Allocation.objects.update(taken=50), "allocation"),
    ],
)
def test_the_refusal_says_what_is_missing(harbor: Dealership, spoil: object, words: str) -> None:
    world(harbor)
    spoil()  # type: ignore[operator]
    with pytest.raises(CannotReserve, match=words):
        reserve(harbor, "H-1")
    assert not Reservation.objects.exists()


def test_an_option_short_everywhere_is_named(harbor: Dealership) -> None:
    for bucket in world(harbor):
        OptionLimit.objects.create(
            plant=bucket.line.plant, week_start=bucket.week_start, option_code="ROOF", capacity=0
        )
    with pytest.raises(CannotReserve, match="Option ROOF is short"):
        reserve(harbor, "H-1")


def test_an_order_takes_one_place_only(harbor: Dealership) -> None:
    world(harbor)
    reserve(harbor, "H-1")
    with pytest.raises(CannotReserve, match="already has a place"):
        reserve(harbor, "H-1")


def test_priority_zero_is_not_scheduled(harbor: Dealership) -> None:
    world(harbor)
    with pytest.raises(CannotReserve, match="do not schedule"):
        reserve(harbor, "H-1", priority=0)


def test_releasing_gives_everything_back_and_twice_is_harmless(harbor: Dealership) -> None:
    first = world(harbor)[0]
    held = reserve(harbor, "H-1")
    assert release_slot(order_number="H-1", by=None, now=NOW) == held
    assert release_slot(order_number="H-1", by=None, now=NOW) is None
    first.refresh_from_db()
    assert first.taken == 0
    assert not Allocation.objects.filter(taken__gt=0).exists()
    assert reserve(harbor, "H-1").bucket == first


def test_a_hold_that_runs_out_gives_its_place_back_once(harbor: Dealership) -> None:
    first = world(harbor)[0]
    reserve(harbor, "H-1")
    later = NOW + timedelta(days=31)
    assert expire_holds(now=NOW) == 0
    assert expire_holds(now=later) == 1
    assert expire_holds(now=later) == 0
    first.refresh_from_db()
    assert first.taken == 0


def test_the_database_has_the_last_word(harbor: Dealership) -> None:
    first = world(harbor, capacity=1)[0]
    with pytest.raises(IntegrityError, match="bucket_not_oversold"), transaction.atomic():
        SlotBucket.objects.filter(pk=first.pk).update(taken=2)
    with pytest.raises(IntegrityError, match="bucket_starts_on_monday"), transaction.atomic():
        SlotBucket.objects.filter(pk=first.pk).update(week_start=MONDAY + timedelta(1))
    held = reserve(harbor, "H-1")
    Reservation.objects.filter(pk=held.pk).update(state="CONFIRMED")
    with pytest.raises(ProgrammingError, match="transition"), transaction.atomic():
        Reservation.objects.filter(pk=held.pk).update(state="HELD")
