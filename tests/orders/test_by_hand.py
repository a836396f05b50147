"""A maker without a feed: a person passes the order on and writes down what is heard, to the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from configurator.models import ModelLine
from customers.models import Message, User
from mto.tasks import dispatch_events
from orders import commands
from orders.models import Kind, Order, State
from production.commands import CannotRecord, Heard, answer_request, record_milestone
from production.commands.transmit import transmit
from production.commands.watch import watch
from production.models import (
    Build,
    BuildException,
    BuildState,
    ExceptionKind,
    FactoryRequest,
    InboxMessage,
    Line,
    SlotBucket,
)
from tests.factories_orders import NOW, Desk, again, at, book, hand_over, inspected

STYLE = Path(__file__).parents[3] / "shared" / "data" / "style_feed"
WAY = (
    ("ORD-ACK", State.BANKED),
    ("SCH-WK", State.SCHEDULED),
    ("BIW-IN", State.IN_PRODUCTION),
    ("FIN-OUT", State.BUILT),
    ("SHP-DEP", State.IN_TRANSIT),
    ("DLR-RCV", State.AT_DEALER),
)
VIN = "1M8GDM9AXKP042788"  # the law's own example


@pytest.fixture
def hand(desk: Desk) -> Desk:
    """The desk, selling a car whose maker has neither a feed nor plants."""
    SlotBucket.objects.all().delete()
    Line.objects.all().delete()
    return desk


def placed(hand: Desk, ref: str = "TERM-1") -> Order:
    order = at(hand, State.SUBMITTED)
    answer_request(
        request_id=ask(order).pk, is_accepted=True, ref=ref, by=hand.coordinator, now=NOW
    )
    return again(order)


def ask(order: Order) -> FactoryRequest:
    found: FactoryRequest = FactoryRequest.objects.filter(build=order.build_id).latest("pk")
    return found


def hear(order: Order, hand: Desk, code: str, moment: datetime = NOW, **more: Any) -> bool:
    if code == "SCH-WK":
        more.setdefault("week", moment.date() - timedelta(days=moment.weekday()))
    assert order.build_id is not None
    is_new = record_milestone(
        build_id=order.build_id,
        heard=Heard(code, moment, **more),
        by=hand.coordinator,
        now=moment,
    )
    dispatch_events()
    return is_new


def test_a_whole_order_goes_its_way_without_a_feed_and_without_slots(hand: Desk) -> None:
    order = at(hand, State.APPROVED)
    assert order.slot_week == ""
    assert order.promised_on is not None
    assert not order.events.filter(kind=Kind.SLOT_HELD).exists()

    commands.submit(order_id=order.pk, by=hand.rep, now=NOW)
    order = again(order)
    assert transmit(now=NOW) == transmit(now=NOW) == 0
    watch(now=NOW)
    watch(now=NOW)
    row = BuildException.objects.get(build=order.build, resolved_at=None)
    assert (row.kind, row.cause) == (
        ExceptionKind.NOT_SENT,
        "To be placed with Acme Cars by hand",
    )

    answer_request(
        request_id=ask(order).pk, is_accepted=True, ref="TERM-1", by=hand.coordinator, now=NOW
    )
    assert not BuildException.objects.filter(build=order.build, resolved_at=None).exists()
    moment = NOW
    for code, state in WAY:
        moment += timedelta(hours=1)
        assert hear(order, hand, code, moment)
        assert not hear(order, hand, code, moment)
        assert again(order).state == state, code
    watch(now=moment)
    kinds = BuildException.objects.filter(build=order.build, resolved_at=None)
    assert not kinds.filter(kind=ExceptionKind.NO_STATUS).exists()

    inspected(order, hand)
    book(order, hand)
    commands.make_ready(order_id=order.pk, by=hand.coordinator, now=NOW)
    hand_over(order, hand)
    commands.close(order_id=order.pk, by=hand.finance, now=NOW)
    assert again(order).state == State.CLOSED
    recorded = InboxMessage.objects.filter(source="hand")
    assert {row.settled_by for row in recorded} == {hand.coordinator}
    assert recorded.count() == len(WAY)
    told = order.build.events.filter(kind="build.milestone") if order.build else []
    assert {event.by for event in told if event.body["code"] != "PDI-OK"} >= {hand.coordinator}
    assert Message.objects.filter(subject_key=order.number).exists()


def test_silence_is_no_alarm_before_the_order_was_placed_and_is_one_after(hand: Desk) -> None:
    order, later = at(hand, State.SUBMITTED), NOW + timedelta(days=30)
    watch(now=later)
    kinds = BuildException.objects.filter(build=order.build, resolved_at=None)
    assert not kinds.filter(kind=ExceptionKind.NO_STATUS).exists()
    answer_request(
        request_id=ask(order).pk, is_accepted=True, ref="TERM-1", by=hand.coordinator, now=later
    )
    watch(now=later + timedelta(days=30))
    assert kinds.filter(kind=ExceptionKind.NO_STATUS).exists()


def test_a_milestone_heard_late_stands_where_it_happened(hand: Desk) -> None:
    order = placed(hand)
    hear(order, hand, "ORD-ACK", NOW + timedelta(hours=1))
    hear(order, hand, "FIN-OUT", NOW + timedelta(hours=9))
    assert again(order).state == State.BUILT
    hear(order, hand, "BIW-IN", NOW + timedelta(hours=5))
    build = Build.objects.get(pk=order.build_id)
    assert (build.last_code, again(order).state) == ("FIN-OUT", State.BUILT)


def test_what_cannot_be_is_refused_in_a_sentence(hand: Desk) -> None:
    order = at(hand, State.SUBMITTED)
    with pytest.raises(CannotRecord, match="First record that the manufacturer took the order"):
        hear(order, hand, "ORD-ACK")
    with pytest.raises(CannotRecord, match="reference under which"):
        answer_request(request_id=ask(order).pk, is_accepted=True, by=hand.coordinator, now=NOW)
    with pytest.raises(CannotRecord, match="as the reason"):
        answer_request(request_id=ask(order).pk, is_accepted=False, by=hand.coordinator, now=NOW)
    answer_request(
        request_id=ask(order).pk, is_accepted=True, ref="T", by=hand.coordinator, now=NOW
    )
    with pytest.raises(CannotRecord, match="answered already"):
        answer_request(
            request_id=ask(order).pk, is_accepted=True, ref="T", by=hand.coordinator, now=NOW
        )
    later, earlier = Heard("ORD-ACK", NOW + timedelta(days=1)), Heard("ORD-ACK", NOW - timedelta(9))
    for heard, words in (
        (later, "lies in the future"),
        (earlier, "before the order was placed"),
        (Heard("HND", NOW), "not the manufacturer's"),
        (Heard("SCH-WK", NOW), "Enter the production week"),
        (Heard("ORD-ACK", NOW, vin=VIN[:-1] + "9"), "is not a VIN"),
    ):
        with pytest.raises(CannotRecord, match=words):
            record_milestone(build_id=order.build_id, heard=heard, by=hand.coordinator, now=NOW)
    assert not InboxMessage.objects.exists()
    hear(order, hand, "ORD-ACK", vin=VIN)
    assert Build.objects.get().vin == VIN


def test_a_refusal_rejects_the_order_and_it_can_be_sent_again(hand: Desk) -> None:
    order = at(hand, State.SUBMITTED)
    answer_request(
        request_id=ask(order).pk,
        is_accepted=False,
        reason="The engine is not built any more",
        by=hand.coordinator,
        now=NOW,
    )
    dispatch_events()
    order = again(order)
    assert order.state == State.REJECTED
    commands.resubmit(order_id=order.pk, by=hand.rep, now=NOW)
    commands.approve(order_id=order.pk, by=hand.manager, now=NOW)
    commands.submit(order_id=order.pk, by=hand.rep, now=NOW)
    assert again(order).state == State.SUBMITTED


@pytest.mark.parametrize(("is_accepted", "state"), [(True, "WITHDRAWN"), (False, "ACKNOWLEDGED")])
def test_a_cancellation_is_answered_by_hand_too(
    hand: Desk, is_accepted: bool, state: BuildState
) -> None:
    order = placed(hand)
    hear(order, hand, "ORD-ACK")
    key, by = {"order_id": order.pk, "now": NOW}, hand.manager
    commands.cancel(reason="Moves abroad", is_customers_cause=True, by=by, **key)
    assert again(order).state == State.CANCELLED
    answer_request(
        request_id=FactoryRequest.objects.get(kind="CANCEL").pk,
        is_accepted=is_accepted,
        reason="" if is_accepted else "Too late",
        by=hand.coordinator,
        now=NOW,
    )
    build = Build.objects.get()
    assert (build.state, build.is_stock) == (state, True)


def test_the_pages_lead_from_the_order_to_the_factory_and_back(
    hand: Desk, client: Client, cora: User
) -> None:
    order = at(hand, State.SUBMITTED)
    Build.objects.update(opened_at=timezone.now() - timedelta(days=1))
    client.force_login(cora)
    build_url = f"/production/builds/{order.number}/"
    assert "is told by hand" in client.get(build_url).content.decode()
    answer_url = f"{build_url}answers/{ask(order).pk}/"
    assert client.post(answer_url, {"answer": "yes"}).status_code == 422
    assert client.post(answer_url, {"answer": "yes", "ref": "TERM-9"}).status_code == 302
    form = client.get(f"{build_url}milestone/").content.decode()
    assert form.index('value="ORD-ACK"') < form.index('value="SCH-WK"')
    moment = timezone.localtime(timezone=hand.dealership.zone).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(f"{build_url}milestone/", {"code": "ORD-ACK", "occurred_at": moment})
    assert answer.status_code == 302
    dispatch_events()
    assert again(order).state == State.BANKED
    shown = client.get(build_url, follow=True).content.decode()
    assert "recorded by hand, last just now" in shown
    wrong = client.post(f"{build_url}milestone/", {"code": "SCH-WK", "occurred_at": moment})
    assert wrong.status_code == 422
    assert "Enter the production week" in wrong.content.decode()


def test_the_day_of_the_order_is_the_day_where_the_dealer_is(hand: Desk) -> None:
    order = placed(hand)
    midnight = (NOW + timedelta(days=1)).replace(
        hour=0, minute=30
    )  # evening of the day before there
    Build.objects.filter(pk=order.build_id).update(transmitted_at=midnight)
    noted = midnight.astimezone(hand.dealership.zone) - timedelta(minutes=5)
    assert noted.date() < midnight.date()
    assert hear(order, hand, "ORD-ACK", noted)


@pytest.mark.skipif(not STYLE.exists(), reason="the style feed is not beside the checkout")
def test_a_real_car_of_the_style_feed_is_ordered_and_closed(hand: Desk) -> None:
    call_command("import_style_feed", STYLE / "2013-honda-fit-sport.json", verbosity=0)
    hand.line = ModelLine.objects.get(release__source="style feed")
    order = placed(hand, "HONDA-1")
    for code, state in WAY:
        hear(order, hand, code)
        assert again(order).state == state
    inspected(order, hand)
    book(order, hand)
    commands.make_ready(order_id=order.pk, by=hand.coordinator, now=NOW)
    hand_over(order, hand)
    commands.close(order_id=order.pk, by=hand.finance, now=NOW)
    assert again(order).state == State.CLOSED
