"""Opening, sending, moving, withdrawing and keeping builds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.models import Dealership
from kernel.refusals import Stale
from kernel.work import WorkState
from production.commands import (
    CannotDetach,
    CannotMove,
    CannotOpen,
    CannotWithdraw,
    detach_build,
    move_build,
    open_build,
    withdraw_build,
)
from production.commands.transmit import record_reply, send, transmit
from production.gateways.choice import open_gateway
from production.models import (
    Build,
    BuildException,
    BuildState,
    FactoryFeed,
    FactoryRequest,
    Kind,
    Reservation,
    SlotBucket,
)
from tests.factories_production import NOW, maker, opened, specification, world
from tests.production.fake_factory import State

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def kinds(build: Build) -> list[str]:
    return list(build.events.order_by("id").values_list("kind", flat=True))


def test_opening_takes_the_held_place_and_asks_the_factory(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor)
    request = build.requests.get()
    assert Reservation.objects.get().state == "CONFIRMED"
    assert (build.state, build.stage, build.slot_week) == (
        BuildState.OPENED,
        "OPENED",
        Reservation.objects.get().bucket.week_start,
    )
    assert request.body["order_number"] == "HARBOR-1"
    assert build.estimate_p10 is not None
    assert build.estimate_p90 is not None
    assert build.slot_week < build.estimate_p10 < build.estimate_p90
    assert kinds(build) == ["build.opened"]


def test_without_a_place_nothing_is_opened(harbor: Dealership) -> None:
    world(harbor)
    with pytest.raises(CannotOpen, match="holds no build slot"):
        open_build(
            order_number="X",
            dealership=harbor,
            specification=specification(maker()),
            priority=5,
            promised_from=None,
            promised_on=None,
            by=None,
            now=NOW,
        )


def test_an_order_has_one_live_build(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor)
    with pytest.raises(CannotOpen, match="already has a build"):
        open_build(
            order_number=build.order_number,
            dealership=harbor,
            specification=build.specification,
            priority=5,
            promised_from=None,
            promised_on=None,
            by=None,
            now=NOW,
        )


def test_sending_twice_places_one_order(harbor: Dealership, fake: State) -> None:
    world(harbor)
    build = opened(harbor)
    assert transmit(now=LATER) == 1
    assert transmit(now=LATER) == 0
    build.refresh_from_db()
    assert (build.state, build.factory_ref) == ("TRANSMITTED", "M-HARBOR-1")
    assert kinds(build) == ["build.opened", "build.transmitted"]
    assert list(fake.orders) == ["HARBOR-1"]


def test_a_worker_killed_between_sending_and_recording_repeats_with_the_same_key(
    harbor: Dealership, fake: State
) -> None:
    world(harbor)
    build = opened(harbor)
    row = FactoryRequest.objects.claim(now=LATER)[0]
    with open_gateway("rest") as gateway:
        send(gateway, row)  # and here the worker dies
    assert transmit(now=LATER) == 0  # still leased
    assert transmit(now=LATER + timedelta(minutes=3)) == 1
    build.refresh_from_db()
    assert build.state == "TRANSMITTED"
    assert len(fake.calls) == 2
    assert len(fake.orders) == 1


def test_a_worker_killed_between_claim_and_sending_delays_only(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor)
    FactoryRequest.objects.claim(now=LATER)
    assert transmit(now=LATER + timedelta(minutes=3)) == 1
    build.refresh_from_db()
    assert build.state == "TRANSMITTED"


def test_an_answer_lost_after_acceptance_is_asked_for_again(
    harbor: Dealership, fake: State
) -> None:
    world(harbor)
    build = opened(harbor)
    fake.loses_answers = 1
    assert transmit(now=LATER) == 0
    build.refresh_from_db()
    assert build.state == "OPENED"
    assert transmit(now=LATER + timedelta(minutes=1)) == 1
    build.refresh_from_db()
    assert build.state == "TRANSMITTED"
    assert len(fake.orders) == 1


def test_recording_an_answer_twice_changes_nothing(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor)
    row = FactoryRequest.objects.claim(now=LATER)[0]
    with open_gateway("rest") as gateway:
        reply = send(gateway, row)
    record_reply(row.pk, reply, now=LATER)
    record_reply(row.pk, reply, now=LATER)
    assert kinds(build) == ["build.opened", "build.transmitted"]


def test_an_outage_opens_the_breaker_and_parks_nothing(harbor: Dealership, fake: State) -> None:
    world(harbor)
    opened(harbor)
    fake.is_down = True
    moment = LATER
    for _ in range(6):
        transmit(now=moment)
        moment += timedelta(minutes=20)
    feed = FactoryFeed.objects.get()
    assert feed.consecutive_failures >= 3
    assert feed.open_until is not None
    assert FactoryRequest.objects.get().state == WorkState.QUEUED
    calls = len(fake.calls)
    transmit(now=feed.open_until - timedelta(seconds=1))
    assert len(fake.calls) == calls
    fake.is_down = False
    assert transmit(now=moment + timedelta(hours=1)) == 1
    feed.refresh_from_db()
    assert (feed.consecutive_failures, feed.open_until) == (0, None)


def test_a_refused_order_is_rejected_and_frees_its_place(harbor: Dealership, fake: State) -> None:
    first = world(harbor)[0]
    build = opened(harbor)
    fake.refuses = ("ROOF is not available",)
    transmit(now=LATER)
    build.refresh_from_db()
    first.refresh_from_db()
    assert build.state == "REJECTED"
    assert first.taken == 0
    assert build.exceptions.get().kind == "REJECTED"
    assert "build.rejected" in kinds(build)
    again = opened(harbor)  # corrected and sent once more
    assert again.pk != build.pk


def test_a_second_request_waits_for_the_first(harbor: Dealership, fake: State) -> None:
    buckets = world(harbor)
    build = opened(harbor)
    move_build(build_id=build.pk, bucket_id=buckets[3].pk, reason="wish", by=None, now=NOW)
    transmit(now=LATER)
    assert fake.calls == [f"place HARBOR-1:{build.pk}:submit"]
    transmit(now=LATER)
    assert len(fake.changes) == 1


def test_moving_takes_the_new_place_and_frees_the_old(harbor: Dealership) -> None:
    buckets = world(harbor)
    build = opened(harbor)
    before = build.estimate_p50
    move_build(build_id=build.pk, bucket_id=buckets[4].pk, reason="late parts", by=None, now=NOW)
    build.refresh_from_db()
    taken = dict(SlotBucket.objects.values_list("pk", "taken"))
    assert (taken[buckets[0].pk], taken[buckets[4].pk]) == (0, 1)
    assert build.slot_week == buckets[4].week_start
    assert build.estimate_p50 > before  # type: ignore[operator]
    assert kinds(build) == ["build.opened", "build.window_changed", "build.slot_moved"]
    event = build.events.get(kind=Kind.WINDOW_CHANGED)
    assert event.body["cause"] == "late parts"


def test_moving_refuses_full_frozen_and_foreign_weeks_and_changes_nothing(
    harbor: Dealership,
) -> None:
    buckets = world(harbor)
    build = opened(harbor)
    SlotBucket.objects.filter(pk=buckets[1].pk).update(taken=10)
    SlotBucket.objects.filter(pk=buckets[2].pk).update(is_frozen=True)
    SlotBucket.objects.filter(pk=buckets[3].pk).update(is_shutdown=True)
    for bucket, words in (
        (buckets[0], "already in that week"),
        (buckets[1], "no free place"),
        (buckets[2], "frozen"),
        (buckets[3], "shut"),
    ):
        with pytest.raises(CannotMove, match=words):
            move_build(build_id=build.pk, bucket_id=bucket.pk, reason="", by=None, now=NOW)
    buckets[0].refresh_from_db()
    assert buckets[0].taken == 1
    assert kinds(build) == ["build.opened"]


def test_moving_what_changed_meanwhile_is_stale(harbor: Dealership) -> None:
    buckets = world(harbor)
    build = opened(harbor)
    with pytest.raises(Stale):
        move_build(
            build_id=build.pk, bucket_id=buckets[2].pk, reason="", by=None, now=NOW, version=99
        )


def test_a_car_on_the_line_does_not_move(harbor: Dealership) -> None:
    buckets = world(harbor)
    build = opened(harbor)
    Build.objects.filter(pk=build.pk).update(stage="BODY")
    with pytest.raises(CannotMove, match="does not move any more"):
        move_build(build_id=build.pk, bucket_id=buckets[2].pk, reason="", by=None, now=NOW)
    with pytest.raises(CannotWithdraw, match="being built"):
        withdraw_build(build_id=build.pk, reason="", by=None, now=NOW)


def test_a_refused_move_is_undone(harbor: Dealership, fake: State) -> None:
    buckets = world(harbor)
    build = opened(harbor)
    transmit(now=LATER)
    move_build(build_id=build.pk, bucket_id=buckets[4].pk, reason="wish", by=None, now=NOW)
    fake.refuses = ("The week is full.",)
    transmit(now=LATER)
    build.refresh_from_db()
    assert build.slot_week == buckets[0].week_start
    assert Reservation.objects.live().get().bucket == buckets[0]
    assert build.exceptions.get().kind == "CHANGE_REFUSED"


def test_withdrawing_before_it_was_sent_tells_nobody(harbor: Dealership, fake: State) -> None:
    first = world(harbor)[0]
    build = opened(harbor)
    withdraw_build(build_id=build.pk, reason="cancelled", by=None, now=NOW)
    assert transmit(now=LATER) == 0
    build.refresh_from_db()
    first.refresh_from_db()
    assert build.state == "WITHDRAWN"
    assert first.taken == 0
    assert fake.calls == []


def test_withdrawing_after_it_was_sent_asks_the_factory(harbor: Dealership, fake: State) -> None:
    world(harbor)
    build = opened(harbor)
    transmit(now=LATER)
    withdraw_build(build_id=build.pk, reason="cancelled", by=None, now=NOW)
    transmit(now=LATER)
    build.refresh_from_db()
    assert build.is_stock
    assert build.state == "TRANSMITTED"
    assert fake.calls[-1] == f"cancel HARBOR-1:{build.pk}:cancel cancelled"


def test_a_detached_build_lives_on_and_frees_its_number(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor)
    detach_build(build_id=build.pk, by=None, now=NOW)
    with pytest.raises(CannotDetach):
        detach_build(build_id=build.pk, by=None, now=NOW)
    assert not Build.objects.current().exists()
    assert Build.objects.live().exists()
    assert not BuildException.objects.exists()
