"""What customers are told beside the factory's news: once, true, and a delay only by a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from customers.models import Message, User
from orders import commands, reactions, selectors, tasks
from orders.commands import telling
from orders.models import Kind, Order, OrderEvent, State
from production.commands.exceptions import close_as_told, raise_exception
from production.models import Build, BuildEvent, BuildException, ExceptionKind
from production.models import Kind as BuildKind
from tests.factories_orders import NOW, Desk, again, at, book, follow, hand_over, inspected

DAY = timedelta(days=1)
SENTENCE = "The plant builds your car later than planned."


def late(order: Order, now: datetime = NOW) -> BuildException:
    """The window of the order's build moves a month beyond the promise, as the watch finds it."""
    build = Build.objects.get(pk=order.build_id)
    assert order.promised_on is not None
    first = order.promised_on + 20 * DAY
    build.estimate_p10, build.estimate_p50, build.estimate_p90 = (
        first,
        first + 5 * DAY,
        first + 9 * DAY,
    )
    build.save()
    body = {"cause": "The week was taken back", "risk": 0.97, "is_on_hold": build.is_on_hold}
    event = BuildEvent.objects.create(
        kind=BuildKind.WINDOW_CHANGED, build=build, occurred_at=now, body=body
    )
    raise_exception(build, ExceptionKind.LATE, cause="Expected 25 days late", measure=25, now=now)
    commands.follow_build(event, now=now)
    return BuildException.objects.get(build=build, kind=ExceptionKind.LATE, resolved_at=None)


def hand_on(order: Order) -> list[str]:
    """Every event is handed on twice; the kinds of message that there are then, without the early ones."""
    for event in OrderEvent.objects.filter(order=order).order_by("id"):
        for _ in range(2):
            reactions.tell_customer(event, now=NOW)
    kinds = {
        "delay", "window_changed", "quality_hold", "no_news", "handover_proposal",
        "handover_confirmed", "handover_reminder", "survey",
    }  # fmt: skip
    said = Message.objects.filter(subject_key=order.number, kind__in=kinds)
    return list(said.order_by("pk").values_list("kind", flat=True))


def tell(order: Order, row: BuildException, desk: Desk, **changes: Any) -> OrderEvent:
    build = Build.objects.get(pk=order.build_id)
    given = {
        "order_id": order.pk, "exception_id": row.pk, "reason": "SLOT", "sentence": SENTENCE,
        "what_we_do": "We asked for an earlier week.", "expected": telling.delays.expected(build),
        "by": desk.coordinator, "now": NOW,
    }  # fmt: skip
    return commands.tell_delay(**{**given, **changes})


def test_everything_that_is_told_counts_as_heard() -> None:
    assert {*reactions.MESSAGES, Kind.CALLED} == commands.HEARD


def test_a_delay_waits_for_a_coordinator(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    late(order)
    assert hand_on(order) == []


def test_a_coordinators_words_reach_the_customer_once_and_close_the_exception(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    row = late(order)
    tell(order, row, desk)
    with pytest.raises(commands.CannotTellDelay, match="already"):
        tell(order, row, desk)
    assert hand_on(order) == ["delay"]
    said = Message.objects.get(kind="delay")
    assert SENTENCE in said.text
    assert "We asked for an earlier week." in said.text
    assert "will not arrive" in said.text
    row.refresh_from_db()
    assert row.resolved_by == desk.coordinator
    assert order.events.visible_to_customer().filter(kind=Kind.DELAY_TOLD).count() == 1


def test_the_portal_says_the_same(desk: Desk, dana: User) -> None:
    order = at(desk, State.SCHEDULED)
    tell(order, late(order), desk)
    shown = selectors.customer_order(dana, order.number)
    assert shown.changes[0].text.startswith(SENTENCE)
    assert shown.notice is not None
    assert shown.notice.text == SENTENCE


def test_facts_that_moved_while_it_was_written_are_shown_first(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    row = late(order)
    with pytest.raises(commands.CannotTellDelay, match="it is now"):
        tell(order, row, desk, expected="Jan 1 – 2, 2020")
    assert not order.events.filter(kind=Kind.DELAY_TOLD).exists()
    row.refresh_from_db()
    assert row.resolved_at is None


def test_a_dealership_may_let_a_rule_send_it(desk: Desk) -> None:
    desk.dealership.sends_delays_itself = True
    desk.dealership.save()
    order = at(desk, State.SCHEDULED)
    row = late(order)
    raised = BuildEvent.objects.get(build=order.build_id, kind=BuildKind.EXCEPTION_RAISED)
    for _ in range(2):
        commands.follow_build(raised, now=NOW)
    assert hand_on(order) == ["delay"]
    row.refresh_from_db()
    assert row.resolved_at is not None


@pytest.mark.django_db
def test_told_by_rule_it_is_news_again_only_when_clearly_worse(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    row = late(order)
    close_as_told(exception_id=row.pk, by=None, now=NOW)
    build = Build.objects.get(pk=order.build_id)
    assert not raise_exception(build, ExceptionKind.LATE, cause="Late", measure=26, now=NOW)
    assert raise_exception(build, ExceptionKind.LATE, cause="Later", measure=28, now=NOW)


def test_the_page_previews_sends_and_says_when_it_was_answered(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    row = late(order)
    client = Client()
    client.force_login(desk.coordinator)
    address = f"/orders/{order.number}/delay/{row.pk}/"
    shown = client.get(address)
    assert "later than planned" in shown.content.decode()
    form = {
        "reason": "SLOT", "sentence": SENTENCE, "what_we_do": "",
        "expected": shown.context["draft"].expected,
    }  # fmt: skip
    assert SENTENCE in client.post(address, form | {"preview": "1"}).content.decode()
    assert not order.events.filter(kind=Kind.DELAY_TOLD).exists()
    stale = client.post(address, form | {"expected": "Jan 1 – 2, 2020"})
    assert stale.status_code == 422
    assert SENTENCE in stale.content.decode()
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert order.events.filter(kind=Kind.DELAY_TOLD).count() == 1


def test_a_hold_that_moves_the_date_says_so_once(desk: Desk) -> None:
    order = follow(at(desk, State.BUILT), "QA-HOLD")
    for days in (3, 6):
        build = Build.objects.get(pk=order.build_id)
        assert build.is_on_hold
        for name in ("estimate_p10", "estimate_p50", "estimate_p90"):
            old = getattr(build, name) or date(2027, 1, 4)
            setattr(build, name, old + days * DAY)
        build.save()
        event = BuildEvent.objects.create(
            kind=BuildKind.WINDOW_CHANGED,
            build=build,
            occurred_at=NOW,
            body={"cause": "Quality hold", "is_on_hold": True},
        )
        commands.follow_build(event, now=NOW)
    assert hand_on(order) == ["quality_hold", "window_changed"]


def test_silence_is_broken_after_the_dealerships_limit_and_not_twice(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    limit = desk.dealership.message_silence_days
    early, due = NOW + (limit - 1) * DAY, NOW + limit * DAY
    assert not commands.say_nothing_new(order_id=order.pk, now=early)
    assert commands.say_nothing_new(order_id=order.pk, now=due)
    assert not commands.say_nothing_new(order_id=order.pk, now=due)
    assert hand_on(order) == ["no_news"]
    assert "Order confirmed" in Message.objects.get(kind="no_news").text


def test_near_the_end_four_days_are_long(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    soon = NOW.date() + 10 * DAY
    Order.objects.filter(pk=order.pk).update(estimate_from=soon, estimate_p50=soon)
    assert not commands.say_nothing_new(order_id=order.pk, now=NOW + 3 * DAY)
    assert commands.say_nothing_new(order_id=order.pk, now=NOW + 4 * DAY)


def test_who_is_to_hear_of_a_delay_hears_of_nothing_else(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    late(order)
    assert not commands.say_nothing_new(order_id=order.pk, now=NOW + 60 * DAY)


def test_a_prepared_car_asks_for_a_time_unless_there_is_one(desk: Desk) -> None:
    order = at(desk, State.AT_DEALER)
    inspected(order, desk)
    event = BuildEvent.objects.get(build=order.build_id, kind=BuildKind.PDI_PASSED)
    commands.follow_build(event, now=NOW)
    assert hand_on(order) == ["handover_proposal"]


def test_a_prepared_car_with_a_time_asks_for_none(desk: Desk) -> None:
    order = at(desk, State.AT_DEALER)
    book(order, desk)
    inspected(order, desk)
    event = BuildEvent.objects.get(build=order.build_id, kind=BuildKind.PDI_PASSED)
    commands.follow_build(event, now=NOW)
    assert hand_on(order) == ["handover_confirmed"]


def test_each_appointment_is_reminded_of_once(desk: Desk) -> None:
    order = at(desk, State.AT_DEALER)
    book(order, desk, starts_at=NOW + 3 * DAY)
    assert not commands.remind_of_handover(order_id=order.pk, now=NOW + DAY)
    assert commands.remind_of_handover(order_id=order.pk, now=NOW + 2 * DAY)
    assert not commands.remind_of_handover(order_id=order.pk, now=NOW + 2 * DAY)
    book(order, desk, starts_at=NOW + 6 * DAY)
    assert commands.remind_of_handover(order_id=order.pk, now=NOW + 5 * DAY)
    assert hand_on(order).count("handover_reminder") == 2


def test_a_customer_is_asked_once_some_days_after_the_handover(desk: Desk) -> None:
    order = hand_over(at(desk, State.READY), desk)
    assert not commands.ask_how_it_was(order_id=order.pk, now=NOW + 2 * DAY)
    assert commands.ask_how_it_was(order_id=order.pk, now=NOW + 3 * DAY)
    assert not commands.ask_how_it_was(order_id=order.pk, now=NOW + 3 * DAY)
    assert hand_on(order)[-1:] == ["survey"]


@pytest.mark.usefixtures("_stopped_clock")
def test_the_sweeps_find_what_is_due_and_run_twice_do_it_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, sold = at(desk, State.BANKED), hand_over(at(desk, State.READY), desk)
    reminded = at(desk, State.AT_DEALER)
    book(reminded, desk, starts_at=NOW + 21 * DAY)
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW + 20 * DAY)
    for _ in range(2):
        tasks.say_nothing_new()
        tasks.remind_of_handovers()
        tasks.ask_how_it_was()
    assert again(waiting).events.filter(kind=Kind.NOTHING_NEW).count() == 1
    assert sold.events.filter(kind=Kind.SURVEY_ASKED).count() == 1
    assert reminded.events.filter(kind=Kind.HANDOVER_REMINDED).count() == 1


def test_a_promise_that_ends_before_the_estimate_is_explained(desk: Desk, dana: User) -> None:
    order = at(desk, State.BANKED)
    assert order.promised_on is not None
    Order.objects.filter(pk=order.pk).update(
        estimate_p50=order.promised_on - DAY, estimate_on=order.promised_on + 2 * DAY
    )
    window = selectors.customer_order(dana, order.number).window
    assert window is not None
    assert "Most cars like yours are here by then" in window.spoken
    client = Client()
    client.force_login(desk.rep)
    assert "8 of 10 such cars" in client.get(f"/orders/{order.number}/").content.decode()


def test_why_a_window_moved_is_said_in_the_customers_words(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    build = Build.objects.get(pk=order.build_id)
    build.estimate_p90 = (build.estimate_p90 or NOW.date()) + 9 * DAY
    build.save()
    body = {"cause": "Slot confirmed: Week 2026-W51 is past or frozen.", "code": "SCH-WK"}
    event = BuildEvent.objects.create(
        kind=BuildKind.WINDOW_CHANGED, build=build, occurred_at=NOW, body=body
    )
    commands.follow_build(event, now=NOW)
    text = order.events.get(kind=Kind.WINDOW_CHANGED).customer_text
    assert "The factory gave your car its week on the line." in text
    assert "2026-W51" not in text


def test_a_car_that_is_there_promises_no_window_any_more(desk: Desk, dana: User) -> None:
    order = at(desk, State.READY)
    assert selectors.customer_order(dana, order.number).window is None
    client = Client()
    client.force_login(dana)
    for kept in (order, hand_over(order, desk)):
        shown = client.get(f"/my/orders/{kept.number}/").content.decode()
        assert "A delivery window follows" not in shown
