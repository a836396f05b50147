"""What nobody reports: silence, lateness, missing answers, weeks cut short."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from customers.models import Dealership, User
from production.commands import CannotAnswer, move_build
from production.commands.exceptions import apply_fix, assign, resolve, snooze
from production.commands.transmit import transmit
from production.commands.watch import watch
from production.milestones import Stage
from production.models import Build, BuildException, ExceptionKind, Kind, SlotBucket
from tests.factories_production import NOW, opened, world
from tests.production.fake_factory import State

pytestmark = pytest.mark.django_db


def open_kinds(build: Build) -> set[str]:
    return set(build.exceptions.open().values_list("kind", flat=True))  # type: ignore[attr-defined]


def test_a_promise_that_cannot_be_kept_is_late_and_says_what_helps(harbor: Dealership) -> None:
    buckets = world(harbor)
    SlotBucket.objects.filter(pk__in=[b.pk for b in buckets[:6]]).update(taken=10)
    opened(harbor, promised_from=date(2026, 12, 7), promised_on=date(2026, 12, 13))
    transmit(now=NOW)
    SlotBucket.objects.filter(pk=buckets[2].pk).update(taken=3)
    watch(now=NOW + timedelta(hours=7))
    row = BuildException.objects.get()
    assert row.kind == ExceptionKind.LATE
    assert row.fix["action"] == "move"
    assert row.fix["bucket"] == buckets[2].pk
    assert "4 weeks sooner" in row.proposed_fix


def test_watching_twice_opens_one_row(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor, promised_from=date(2026, 12, 7), promised_on=date(2026, 12, 13))
    for hours in (7, 14, 21):
        watch(now=NOW + timedelta(hours=hours))
    assert BuildException.objects.filter(kind=ExceptionKind.LATE).count() == 1
    raised = build.events.filter(kind=Kind.EXCEPTION_RAISED, body__kind="LATE")
    assert raised.count() == 1


def test_back_within_the_promise_closes_the_row(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor, promised_from=date(2026, 12, 7), promised_on=date(2026, 12, 13))
    transmit(now=NOW)
    watch(now=NOW + timedelta(hours=7))
    Build.objects.filter(pk=build.pk).update(promised_on=date(2027, 12, 31))
    watch(now=NOW + timedelta(hours=14))
    assert not open_kinds(build)


def test_a_car_that_is_prepared_is_late_no_more(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor, promised_from=date(2026, 12, 7), promised_on=date(2026, 12, 13))
    transmit(now=NOW)
    watch(now=NOW + timedelta(hours=7))
    assert ExceptionKind.LATE in open_kinds(build)
    Build.objects.filter(pk=build.pk).update(stage=Stage.PREPARED)
    for hours in (8, 9):
        watch(now=NOW + timedelta(hours=hours))
    assert not open_kinds(build)


def test_a_silent_stage_widens_the_window_and_is_reported(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor, promised_on=date(2028, 1, 2))
    Build.objects.filter(pk=build.pk).update(
        slot_week=None, opened_at=NOW - timedelta(days=60), leg_since=NOW - timedelta(days=60)
    )
    watch(now=NOW + timedelta(hours=7))
    build.refresh_from_db()
    assert ExceptionKind.NO_STATUS in open_kinds(build)
    assert "widened" in build.estimate_basis
    assert build.events.filter(kind=Kind.SILENT).count() == 1


def test_a_missing_acknowledgement_is_noticed_after_a_working_day(harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor)
    transmit(now=NOW)
    watch(now=NOW + timedelta(hours=20))
    assert ExceptionKind.ACK_OVERDUE not in open_kinds(build)
    for hours in (50, 51):
        watch(now=NOW + timedelta(hours=hours))
    assert ExceptionKind.ACK_OVERDUE in open_kinds(build)


def test_an_order_that_is_not_sent_is_noticed(harbor: Dealership, fake: State) -> None:
    world(harbor)
    build = opened(harbor)
    fake.is_down = True
    transmit(now=NOW)
    watch(now=NOW + timedelta(minutes=5))
    assert ExceptionKind.NOT_SENT not in open_kinds(build)
    watch(now=NOW + timedelta(minutes=40))
    assert ExceptionKind.NOT_SENT in open_kinds(build)
    fake.is_down = False
    transmit(now=NOW + timedelta(minutes=45))
    assert ExceptionKind.NOT_SENT not in open_kinds(build)


def test_a_week_cut_short_asks_the_least_pressing_build_to_move(harbor: Dealership) -> None:
    first, second, *_ = world(harbor, capacity=2)
    rush = opened(harbor, "H-1", priority=1)
    calm = opened(harbor, "H-2", priority=8)
    transmit(now=NOW)
    SlotBucket.objects.filter(pk=first.pk).update(factory_capacity=1)
    watch(now=NOW + timedelta(hours=1))
    assert ExceptionKind.OVER_CAPACITY in open_kinds(calm)
    assert ExceptionKind.OVER_CAPACITY not in open_kinds(rush)
    move_build(build_id=calm.pk, bucket_id=second.pk, reason="", by=None, now=NOW)
    watch(now=NOW + timedelta(hours=2))
    assert not open_kinds(calm)


@pytest.fixture
def late(harbor: Dealership) -> BuildException:
    buckets = world(harbor)
    SlotBucket.objects.filter(pk__in=[b.pk for b in buckets[:6]]).update(taken=10)
    opened(harbor, promised_from=date(2026, 12, 7), promised_on=date(2026, 12, 13))
    transmit(now=NOW)
    SlotBucket.objects.filter(pk=buckets[2].pk).update(taken=3)
    watch(now=NOW + timedelta(hours=7))
    return BuildException.objects.get()


def test_applying_the_fix_moves_the_build_and_closes_the_row(
    late: BuildException, cora: User
) -> None:
    apply_fix(exception_id=late.pk, by=cora, now=NOW)
    late.refresh_from_db()
    assert late.resolved_by == cora
    assert late.build.reservation is not None
    assert late.build.reservation.bucket_id == late.fix["bucket"]
    with pytest.raises(CannotAnswer, match="resolved already"):
        apply_fix(exception_id=late.pk, by=cora, now=NOW)


def test_a_fix_that_is_gone_is_refused_and_the_row_stays(late: BuildException, cora: User) -> None:
    SlotBucket.objects.filter(pk=late.fix["bucket"]).update(taken=10)
    with pytest.raises(CannotAnswer, match="no free place"):
        apply_fix(exception_id=late.pk, by=cora, now=NOW)
    late.refresh_from_db()
    assert late.resolved_at is None


def test_what_a_person_answered_stays_answered_until_it_is_worse(
    late: BuildException, cora: User
) -> None:
    resolve(exception_id=late.pk, resolution="Called the customer", by=cora, now=NOW)
    watch(now=NOW + timedelta(hours=14))
    assert not BuildException.objects.open().exists()
    Build.objects.update(promised_on=date(2026, 12, 8), estimated_at=None)
    watch(now=NOW + timedelta(hours=15))
    assert BuildException.objects.open().count() == 1


def test_snoozing_needs_a_future(late: BuildException, cora: User) -> None:
    with pytest.raises(CannotAnswer, match="future"):
        snooze(exception_id=late.pk, until=NOW, by=cora, now=NOW)
    until = NOW + timedelta(days=2)
    snooze(exception_id=late.pk, until=until, by=cora, now=NOW)
    assert not BuildException.objects.awake(now=NOW).exists()
    assert BuildException.objects.asleep(now=NOW).exists()
    assert BuildException.objects.awake(now=until).exists()


def test_only_who_answers_can_be_given_it(late: BuildException, cora: User, ada: User) -> None:
    with pytest.raises(CannotAnswer, match="does not answer"):
        assign(exception_id=late.pk, to=ada, by=cora, now=NOW)
    assign(exception_id=late.pk, to=cora, by=cora, now=NOW)
    late.refresh_from_db()
    assert late.assigned_to == cora


def test_resolving_needs_a_word(late: BuildException, cora: User) -> None:
    with pytest.raises(CannotAnswer, match="Say"):
        resolve(exception_id=late.pk, resolution="  ", by=cora, now=NOW)
    resolve(exception_id=late.pk, resolution="Called the customer", by=cora, now=NOW)
    late.refresh_from_db()
    assert late.resolution == "Called the customer"
