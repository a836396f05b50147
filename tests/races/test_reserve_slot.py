"""Thirty-two at once on one week: counts only, because who wins does not matter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from customers.models import Dealership
from production.commands import CannotReserve, move_build, release_slot
from production.commands.refusals import CannotMove
from production.models import Allocation, OptionLimit, Reservation, SlotBucket
from tests.factories_production import NOW, opened, reserve, world

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, PLACES, LIMITED = 32, 9, 6


def at_once(acts: list[object]) -> list[object]:
    """Every act in a thread of its own, started together; what it returned or how it was refused."""
    gate = Barrier(len(acts))

    def run(act: object) -> object:
        gate.wait()
        try:
            return act()  # type: ignore[operator]
        except (CannotReserve, CannotMove) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_no_place_no_option_and_no_allocation_is_sold_twice(harbor: Dealership) -> None:
    first, second = world(harbor, capacity=PLACES, count=2)
    for bucket in (first, second):
        OptionLimit.objects.create(
            plant=bucket.line.plant,
            week_start=bucket.week_start,
            option_code="ROOF",
            capacity=LIMITED,
        )
    answers = at_once([lambda n=n: reserve(harbor, f"H-{n}") for n in range(THREADS)])
    sold = [answer for answer in answers if isinstance(answer, Reservation)]
    assert len(sold) == 2 * LIMITED
    assert sum(SlotBucket.objects.values_list("taken", flat=True)) == len(sold)
    assert set(OptionLimit.objects.values_list("taken", flat=True)) == {LIMITED}
    assert sum(Allocation.objects.values_list("taken", flat=True)) == len(sold)
    assert Reservation.objects.live().count() == len(sold)


def test_one_order_asking_many_times_gets_one_place(harbor: Dealership) -> None:
    world(harbor)
    answers = at_once([lambda: reserve(harbor, "H-1") for _ in range(8)])
    assert sum(isinstance(answer, Reservation) for answer in answers) == 1
    assert sum(SlotBucket.objects.values_list("taken", flat=True)) == 1


def test_taking_releasing_and_moving_at_once_keeps_the_book(harbor: Dealership) -> None:
    buckets = world(harbor, capacity=4, count=3)
    builds = [opened(harbor, f"B-{n}") for n in range(6)]
    acts: list[object] = []
    for number, build in enumerate(builds):
        target = buckets[(number + 1) % 3].pk
        acts.append(
            lambda pk=build.pk, to=target: move_build(
                build_id=pk, bucket_id=to, reason="", by=None, now=NOW
            )
        )
        acts.append(lambda n=number: reserve(harbor, f"N-{n}"))
        acts.append(lambda n=number: release_slot(order_number=f"N-{n}", by=None, now=NOW))
    at_once(acts)
    for bucket in SlotBucket.objects.all():
        assert bucket.taken == bucket.reservations.live().count()  # type: ignore[attr-defined]
        assert bucket.taken <= bucket.capacity
    total = Reservation.objects.live().count()
    assert sum(Allocation.objects.values_list("taken", flat=True)) == total
