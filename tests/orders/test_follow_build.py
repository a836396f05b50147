"""The order follows the factory: in order, once, whatever arrives twice, late or not at all."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import transaction

from customers.models import Message
from kernel.models import Document
from orders import commands, reactions
from orders.models import Kind, Order, OrderEvent, State
from production.models import Build, BuildEvent
from production.models import Kind as BuildKind
from tests.factories_orders import NOW, Desk, again, at, follow, happens, milestone

HOUR = timedelta(hours=1)
WAY = (
    "ORD-ACK", "SCH-WK", "SCH-FRZ", "BIW-IN", "BIW-OUT", "PNT-IN", "PNT-OUT", "TRM-IN", "FIN-OUT",
    "QA-OK", "REL", "SHP-DEP", "SHP-ARR", "DLR-RCV",
)  # fmt: skip


def kinds(order: Order) -> list[str]:
    return list(order.events.order_by("id").values_list("kind", flat=True))


def told(order: Order) -> list[str]:
    """Hand on every event of the order, twice, as a dispatcher that was killed in between would."""
    for event in OrderEvent.objects.filter(order=order).order_by("id"):
        for _ in range(2):
            reactions.tell_customer(event, now=NOW)
            reactions.request_documents(event, now=NOW)
    messages = Message.objects.filter(subject_key=order.number).order_by("pk")
    return list(messages.values_list("kind", flat=True))


def test_the_order_goes_the_factorys_way(desk: Desk) -> None:
    order = at(desk, State.SUBMITTED)
    for hours, code in enumerate(WAY):
        order = follow(order, code, NOW + hours * HOUR)
    assert order.state == State.AT_DEALER
    assert order.last_heard_at == NOW + 13 * HOUR
    assert [kind for kind in kinds(order) if kind in reactions.MESSAGES] == [
        Kind.QUOTED, Kind.DEPOSIT_RECEIVED, Kind.APPROVED, Kind.ACKNOWLEDGED, Kind.SCHEDULED,
        Kind.STARTED, Kind.DEPARTED, Kind.ARRIVED,
    ]  # fmt: skip


def test_every_message_and_document_exists_once_however_often_events_are_handed_on(
    desk: Desk,
) -> None:
    order = at(desk, State.SUBMITTED)
    for hours, code in enumerate(WAY):
        order = follow(order, code, NOW + hours * HOUR)
    assert told(order) == told(order) == [
        "quote_sent", "deposit_received", "finance_approved", "order_confirmed", "slot_booked",
        "in_production", "quality_check", "on_the_way", "at_dealer",
    ]  # fmt: skip
    papers = Document.objects.filter(subject_key=order.number).values_list("kind", flat=True)
    assert sorted(papers) == [
        "build-sheet", "deposit-receipt", "order-confirmation", "price-sheet", "quote",
    ]  # fmt: skip


def test_the_same_event_again_changes_nothing(desk: Desk) -> None:
    order = at(desk, State.SUBMITTED)
    event = milestone(order, "ORD-ACK")
    for _ in range(3):
        commands.follow_build(event, now=NOW)
    assert kinds(order).count(Kind.ACKNOWLEDGED) == 1
    assert again(order).state == State.BANKED


def test_skipped_milestones_run_the_missing_transitions_in_order(desk: Desk) -> None:
    order = at(desk, State.SUBMITTED)
    order = follow(order, "SHP-DEP")
    assert order.state == State.IN_TRANSIT
    assert kinds(order)[-5:] == [
        Kind.ACKNOWLEDGED, Kind.SCHEDULED, Kind.STARTED, Kind.BUILT, Kind.DEPARTED,
    ]  # fmt: skip


def test_a_late_milestone_is_kept_and_moves_nothing_back(desk: Desk) -> None:
    order = at(desk, State.BUILT)
    order = follow(order, "BIW-OUT")
    assert order.state == State.BUILT
    late = order.events.filter(kind=Kind.MILESTONE).get()
    assert late.body["code"] == "BIW-OUT"


@pytest.mark.parametrize(
    "order_of_news", list(itertools.permutations(("SCH-WK", "BIW-IN", "FIN-OUT")))
)
def test_disorder_ends_in_the_same_state(desk: Desk, order_of_news: tuple[str, ...]) -> None:
    order = at(desk, State.BANKED)
    for code in order_of_news:
        order = follow(order, code)
    assert order.state == State.BUILT
    for kind in (Kind.SCHEDULED, Kind.STARTED, Kind.BUILT):
        assert kinds(order).count(kind) == 1


def test_a_slot_taken_back_and_a_scrapped_body_turn_the_order_back(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    order = follow(order, "SCH-OUT")
    assert order.state == State.BANKED
    order = follow(follow(order, "SCH-WK"), "BIW-IN")
    event = milestone(order, "SCRAP", reason="Dent")
    commands.follow_build(event, now=NOW)
    commands.follow_build(event, now=NOW)
    order = again(order)
    assert order.state == State.BANKED
    assert kinds(order).count(Kind.SCRAPPED) == 1
    assert follow(follow(order, "SCH-WK"), "BIW-IN").state == State.IN_PRODUCTION


def test_a_correction_that_comes_too_late_is_ignored(desk: Desk) -> None:
    order = at(desk, State.BUILT)
    assert follow(order, "SCH-OUT").state == State.BUILT


def test_a_rejection_carries_the_reasons(desk: Desk) -> None:
    order = at(desk, State.SUBMITTED)
    event = happens(order, BuildKind.REJECTED, reasons=["Option stopped", "No allocation"])
    commands.follow_build(event, now=NOW)
    commands.follow_build(event, now=NOW)
    rejected = order.events.get(kind=Kind.REJECTED)
    assert rejected.body["text"] == "Option stopped; No allocation"
    assert again(order).state == State.REJECTED


def test_a_new_window_is_told_with_old_new_and_cause(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    assert order.promised_on is not None
    build = Build.objects.get(pk=order.build_id)
    later = order.promised_on + timedelta(days=20)
    build.estimate_p10, build.estimate_p50 = later - timedelta(days=5), later
    build.estimate_p90 = later + timedelta(days=5)
    build.save()
    event = happens(order, BuildKind.WINDOW_CHANGED, cause="Supplier late")
    for _ in range(2):
        commands.follow_build(event, now=NOW)
    order = again(order)
    changed = order.events.get(kind=Kind.WINDOW_CHANGED)
    assert order.estimate_p50 == later
    assert order.slip_days == 20
    assert changed.body["cause"] == "Supplier late"
    assert changed.body["old_words"] != changed.body["new_words"]
    assert order.promises.filter(kind="estimate").count() == 1
    assert "window_changed" in told(order)


def test_the_week_the_factory_chose_stands_on_the_order(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    build = Build.objects.get(pk=order.build_id)
    assert build.slot_week is not None
    build.slot_week += timedelta(weeks=2)
    build.vin = "1M8GDM9AXKP042788"
    build.save()
    event = happens(order, BuildKind.SLOT_MOVED, reason="Line slower")
    commands.follow_build(event, now=NOW)
    order = again(order)
    assert order.slot_week == f"{build.slot_week:%G-W%V}"
    assert order.vin == "1M8GDM9AXKP042788"
    assert "Line slower" in order.events.get(kind=Kind.SLOT_MOVED).staff_text


def test_a_stock_unit_is_nobodys_news(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    event = milestone(order, "SCH-WK")
    commands.cancel(
        order_id=order.pk, reason="x", is_customers_cause=False, by=desk.manager, now=NOW
    )
    before = kinds(order)
    assert commands.follow_build(event, now=NOW) is None
    assert kinds(order) == before


def test_a_crash_before_the_commit_leaves_the_event_to_be_handed_on_again(desk: Desk) -> None:
    order = at(desk, State.SUBMITTED)
    event = milestone(order, "ORD-ACK")

    class Killed(Exception):
        """The worker dies here."""

    def work() -> None:
        with transaction.atomic():
            commands.follow_build(event, now=NOW)
            raise Killed

    with pytest.raises(Killed):
        work()
    assert again(order).state == State.SUBMITTED
    commands.follow_build(event, now=NOW)
    assert again(order).state == State.BANKED
    assert kinds(order).count(Kind.ACKNOWLEDGED) == 1


@pytest.mark.parametrize("kind", BuildKind.values)
def test_any_kind_of_build_event_can_be_handed_on(desk: Desk, kind: str) -> None:
    order = at(desk, State.IN_PRODUCTION)
    event = happens(order, kind)
    commands.follow_build(event, now=NOW)
    commands.follow_build(BuildEvent.objects.get(pk=event.pk), now=NOW)
    assert again(order).state == State.IN_PRODUCTION
