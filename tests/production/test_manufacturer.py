"""Taking over the maker's offer: places open to us, cut weeks, short options, allocation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customers.models import Dealership
from production.commands.manufacturer import SyncReport, refresh_offers, sync_slots
from production.gateways.base import LimitOffer, SlotOffer
from production.gateways.choice import open_gateway
from production.models import Allocation, FactoryFeed, OptionLimit, SlotBucket
from tests.factories_production import NOW, maker, reserve
from tests.production.fake_factory import State

pytestmark = pytest.mark.django_db
WEEK = date(2026, 12, 14)


def offer(capacity: int, taken: int = 0, yours: int = 0) -> SlotOffer:
    return SlotOffer("GRZ", "G1", WEEK, capacity, taken, yours, is_frozen=False, is_shutdown=False)


def take_over() -> None:
    with open_gateway("rest") as gateway:
        sync_slots(gateway, maker(), SyncReport(), now=NOW)


def test_places_of_others_are_not_ours(harbor: Dealership, fake: State) -> None:
    fake.slots = [offer(20, taken=12, yours=2)]
    take_over()
    assert SlotBucket.objects.get().capacity == 10
    assert Allocation.objects.filter(dealership=harbor).exists()


def test_a_week_cut_below_what_we_hold_shows_as_over(harbor: Dealership, fake: State) -> None:
    fake.slots = [offer(3)]
    take_over()
    for number in range(3):
        reserve(harbor, f"H-{number}")
    fake.slots = [offer(1)]
    take_over()
    bucket = SlotBucket.objects.get()
    assert (bucket.capacity, bucket.taken, bucket.factory_capacity) == (3, 3, 1)
    assert bucket.excess == 2


def test_taking_over_twice_changes_nothing_and_limits_follow(
    harbor: Dealership, fake: State
) -> None:
    del harbor
    fake.slots, fake.limits = [offer(3)], [LimitOffer("ROOF", "GRZ", WEEK, 4)]
    take_over()
    take_over()
    assert OptionLimit.objects.get().capacity == 4
    OptionLimit.objects.update(taken=2)
    fake.limits = [LimitOffer("ROOF", "GRZ", WEEK, 1)]
    take_over()
    assert OptionLimit.objects.get().capacity == 2
    assert SlotBucket.objects.count() == 1


def test_the_offer_is_read_anew_when_it_is_old(harbor: Dealership, fake: State) -> None:
    del harbor
    maker()
    fake.slots = [offer(3)]
    assert refresh_offers(now=NOW) == 1
    assert refresh_offers(now=NOW + timedelta(minutes=5)) == 0
    fake.slots = [offer(5)]
    assert refresh_offers(now=NOW + timedelta(minutes=31)) == 1
    assert SlotBucket.objects.get().capacity == 5
    assert FactoryFeed.objects.get().synced_at == NOW + timedelta(minutes=31)
