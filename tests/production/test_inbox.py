"""Hearing from the factory: kept once, applied once, in order, or parked with a reason."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import transaction

from customers.models import Dealership, User
from production.commands import CannotSettle, inbox
from production.commands.feeds import poll_factories
from production.commands.inbox import apply_inbox, discard, replay
from production.commands.transmit import transmit
from production.models import (
    Build,
    BuildEvent,
    ExceptionKind,
    FactoryFeed,
    InboxMessage,
    InboxState,
    Kind,
    Milestone,
    SlotBucket,
    StageSample,
)
from tests.factories_production import NOW, opened, world
from tests.production.fake_factory import STATE, State

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SOON = NOW + timedelta(hours=1)
ROAD = ("ORD-ACK", "SCH-WK", "SCH-FRZ", "BIW-IN", "BIW-OUT", "PNT-OUT", "FIN-OUT", "QA-OK", "REL")


@pytest.fixture
def build(harbor: Dealership) -> Build:
    world(harbor)
    made = opened(harbor)
    transmit(now=NOW)
    return made


def tell(*codes: str, kind: str = "build.milestone", number: str = "HARBOR-1") -> None:
    for code in codes:
        sequence = len(STATE.events) + 1
        STATE.say(kind, number, sequence, NOW + sequence * DAY, code=code)


def hear() -> None:
    poll_factories(now=SOON)
    apply_inbox(now=SOON)


def test_milestones_move_the_build_and_leave_events(build: Build) -> None:
    tell(*ROAD)
    hear()
    build.refresh_from_db()
    assert (build.stage, build.last_code, build.state) == ("RELEASED", "REL", "ACKNOWLEDGED")
    assert build.events.filter(kind=Kind.MILESTONE).count() == len(ROAD)
    assert build.events.filter(kind=Kind.ACKNOWLEDGED).count() == 1
    assert set(InboxMessage.objects.values_list("state", flat=True)) == {InboxState.APPLIED}
    learnt = set(StageSample.objects.values_list("leg", flat=True))
    assert {"bank", "wait", "body", "paint", "assembly", "quality", "release"} <= learnt


def test_every_sweep_run_twice_changes_nothing(build: Build) -> None:
    tell(*ROAD)
    hear()
    before = (
        BuildEvent.objects.count(),
        Milestone.objects.count(),
        Build.objects.values_list("version", "stage").get(),
    )
    hear()
    transmit(now=SOON)
    after = (
        BuildEvent.objects.count(),
        Milestone.objects.count(),
        Build.objects.values_list("version", "stage").get(),
    )
    assert after == before


class Killed(BaseException):
    """The process is gone."""


def test_a_worker_killed_while_applying_leaves_the_message_and_the_build(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("ORD-ACK", "SCH-WK")
    poll_factories(now=SOON)
    with monkeypatch.context() as patched:

        def die(*_: object, **__: object) -> None:
            raise Killed

        patched.setattr(inbox, "finish", die)  # everything is applied, nothing is committed
        with pytest.raises(Killed):
            apply_inbox(now=SOON)
    build.refresh_from_db()
    assert build.state == "TRANSMITTED"
    assert not Milestone.objects.exists()
    assert apply_inbox(now=SOON) == 2
    build.refresh_from_db()
    assert build.stage == "SCHEDULED"
    assert Milestone.objects.count() == 2


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_disorder_and_duplicates_give_the_same_build(build: Build, order: tuple[int, ...]) -> None:
    tell("ORD-ACK", "SCH-WK", "BIW-IN", "BIW-OUT")
    said = list(STATE.events)
    STATE.events[:] = [said[place] for place in order] + said[:2]
    for cursor in range(len(STATE.events)):  # in as many batches as there are messages
        held, STATE.events[:] = STATE.events[cursor + 1 :], STATE.events[: cursor + 1]
        hear()
        STATE.events.extend(held)
    build.refresh_from_db()
    assert (build.stage, build.last_code) == ("BODY", "BIW-OUT")
    assert Milestone.objects.count() == 4
    assert build.events.filter(kind=Kind.MILESTONE).count() == 4


def test_a_known_milestone_under_a_new_message_id_is_marked_as_said_before(build: Build) -> None:
    STATE.say("build.milestone", "HARBOR-1", 1, NOW, code="ORD-ACK", event_id="a")
    STATE.say("build.milestone", "HARBOR-1", 1, NOW, code="ORD-ACK", event_id="b")
    hear()
    states = list(InboxMessage.objects.order_by("pk").values_list("state", flat=True))
    assert states == [InboxState.APPLIED, InboxState.DUPLICATE]


def test_the_same_message_twice_is_one_row_with_a_count(build: Build) -> None:
    tell("ORD-ACK")
    STATE.events.append(STATE.events[0])
    hear()
    assert InboxMessage.objects.get().copies == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html>", "not JSON"),
        (json.dumps([1]), "not an event"),
        (json.dumps({"id": "x", "type": "build.milestone", "subject": "HARBOR-1"}), "no data"),
        (json.dumps({"id": "x", "type": "other", "data": {}}), "is not known"),
        (
            json.dumps(
                {
                    "id": "x",
                    "type": "build.milestone",
                    "subject": "NOBODY-9",
                    "time": NOW.isoformat(),
                    "sequence": 3,
                    "data": {"code": "ORD-ACK"},
                }
            ),
            "No build has the order number",
        ),
        (
            json.dumps(
                {
                    "id": "x",
                    "type": "build.milestone",
                    "subject": "HARBOR-1",
                    "time": "yesterday",
                    "sequence": 3,
                    "data": {"code": "ORD-ACK"},
                }
            ),
            "not a time",
        ),
    ],
)
def test_what_cannot_be_understood_is_parked_and_holds_up_nothing(
    build: Build, body: str, reason: str
) -> None:
    STATE.events.append(body)
    tell("ORD-ACK", "SCH-WK")
    hear()
    build.refresh_from_db()
    assert build.stage == "SCHEDULED"
    parked = InboxMessage.objects.parked().get()
    assert reason in parked.reason
    assert parked.body == body


def test_an_unknown_code_is_parked_and_the_rest_proceeds(build: Build) -> None:
    tell("ORD-ACK", "ZP-77", "SCH-WK")
    hear()
    build.refresh_from_db()
    assert build.stage == "SCHEDULED"
    assert "ZP-77" in InboxMessage.objects.parked().get().reason


def test_a_parked_message_can_be_replayed_or_discarded(build: Build, ada: User) -> None:
    tell("ZP-77", "QX-1")
    hear()
    first, second = InboxMessage.objects.parked().order_by("pk")
    replay(message_id=first.pk, by=ada, now=SOON)
    with pytest.raises(CannotSettle):
        replay(message_id=first.pk, by=ada, now=SOON)
    apply_inbox(now=SOON)
    first.refresh_from_db()
    assert first.state == InboxState.PARKED
    with pytest.raises(CannotSettle, match="Say why"):
        discard(message_id=second.pk, note=" ", by=ada, now=SOON)
    discard(message_id=second.pk, note="A test of the plant", by=ada, now=SOON)
    second.refresh_from_db()
    assert (second.state, second.settled_by) == (InboxState.DISCARDED, ada)


def test_the_cursor_moves_with_the_messages_or_not_at_all(build: Build) -> None:
    tell("ORD-ACK", "SCH-WK")
    feed = FactoryFeed.objects.get()
    with transaction.atomic():  # the worker dies before the commit
        poll_factories(now=SOON)
        transaction.set_rollback(True)
    feed.refresh_from_db()
    assert feed.cursor == 0
    assert not InboxMessage.objects.exists()
    hear()
    feed.refresh_from_db()
    assert feed.cursor == 2


def test_an_outage_while_polling_is_remembered_and_made_good(build: Build, fake: State) -> None:
    tell("ORD-ACK")
    fake.is_down = True
    hear()
    feed = FactoryFeed.objects.get()
    assert feed.consecutive_failures == 1
    assert "cannot be reached" in feed.last_error
    fake.is_down = False
    hear()
    feed.refresh_from_db()
    assert (feed.consecutive_failures, feed.last_error, feed.cursor) == (0, "", 1)


def test_the_factory_week_is_the_week(build: Build) -> None:
    other = SlotBucket.objects.order_by("week_start")[3]
    week = f"{other.week_start:%G-W%V}"
    STATE.say("order.acknowledged", "HARBOR-1", 1, NOW, code="ORD-ACK")
    STATE.say(
        "build.milestone", "HARBOR-1", 2, NOW, code="SCH-WK", plant="GRZ", line="G1", week=week
    )
    hear()
    build.refresh_from_db()
    other.refresh_from_db()
    assert build.slot_week == other.week_start
    assert other.taken == 1
    assert build.events.filter(kind=Kind.SLOT_MOVED).count() == 1


def test_a_rejection_ends_the_build_and_frees_the_place(build: Build) -> None:
    reasons = [{"kind": "allocation", "sentence": "No allocation."}]
    STATE.say("order.rejected", "HARBOR-1", 1, NOW, reasons=reasons)
    hear()
    hear()
    build.refresh_from_db()
    assert build.state == "REJECTED"
    assert not SlotBucket.objects.filter(taken__gt=0).exists()
    event = build.events.get(kind=Kind.REJECTED)
    assert event.body["reasons"] == ["No allocation."]


def test_a_quality_hold_raises_an_exception_and_its_release_closes_it(build: Build) -> None:
    tell("ORD-ACK", "SCH-WK", "BIW-IN", "FIN-OUT")
    hear()
    STATE.say(
        "quality.result", "HARBOR-1", 5, NOW, code="QA-HOLD", result="hold",
        defects=[{"code": "PNT-14", "text": "Paint run on a door"}],
    )  # fmt: skip
    hear()
    build.refresh_from_db()
    row = build.exceptions.get(kind=ExceptionKind.QUALITY_HOLD)
    assert build.is_on_hold
    assert "Paint run" in row.cause
    assert build.findings.count() == 1
    STATE.say("quality.result", "HARBOR-1", 6, NOW, code="QA-OK", result="passed", defects=[])
    hear()
    row.refresh_from_db()
    assert row.resolved_at is not None


def test_as_built_is_compared_with_the_order(build: Build) -> None:
    STATE.say("build.as_built", "HARBOR-1", 1, NOW, codes=["A1", "ROOF", "X9"])
    hear()
    hear()
    row = build.exceptions.get(kind=ExceptionKind.MISMATCH)
    assert row.cause == "Built without A2 and with X9 nobody ordered"


def test_transport_legs_are_kept(build: Build) -> None:
    STATE.say(
        "transport.leg", "HARBOR-1", 1, NOW, code="SHP-DEP", leg=1, mode="rail",
        to="Bremerhaven", expected_on="2026-12-20", **{"from": "Graz"},
    )  # fmt: skip
    STATE.say("transport.leg", "HARBOR-1", 2, NOW + DAY, code="SHP-ARR", leg=1, mode="rail")
    hear()
    leg = build.transport_legs.get()
    assert (leg.mode, leg.origin, leg.destination) == ("rail", "Graz", "Bremerhaven")
    assert leg.arrived_at == NOW + DAY
    build.refresh_from_db()
    assert build.stage == "IN_TRANSIT"


def test_falling_back_to_the_bank_is_a_correction(build: Build) -> None:
    tell("ORD-ACK", "SCH-WK", "SCH-OUT")
    hear()
    build.refresh_from_db()
    assert build.stage == "BANKED"


def test_windows_are_published_once_per_batch_with_their_cause(build: Build) -> None:
    tell("ORD-ACK", "SCH-WK", "SCH-FRZ", "BIW-IN", "BIW-OUT")
    hear()
    changes = build.events.filter(kind=Kind.WINDOW_CHANGED)
    assert changes.count() <= 1
    for change in changes:
        assert change.body["cause"]
        assert change.body["old"] != change.body["new"]
