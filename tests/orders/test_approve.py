"""Approval holds a slot and fixes the promise; submission opens the build; both at once or not at all."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from orders import commands
from orders.models import CreditDecision, Kind, Order, PromiseEntry, State
from production.models import Build, FactoryRequest, Reservation, SlotBucket
from tests.factories_orders import NOW, Desk, again, at, pay, quoted, settle_credit

DAY = timedelta(days=1)


def approve(order: Order, desk: Desk) -> Order:
    return commands.approve(order_id=order.pk, by=desk.manager, now=NOW)


def test_approval_holds_a_slot_and_promises_a_window(desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    settle_credit(order, desk)
    pay(order, desk)
    order = approve(order, desk)
    held = Reservation.objects.live().get(order_number=order.number)
    assert order.state == State.APPROVED
    assert order.slot_week == f"{held.bucket.week_start:%G-W%V}"
    assert order.promised_from is not None
    assert order.promised_on is not None
    assert NOW.date() < order.promised_from <= order.promised_on
    promise = order.promises.get(kind=PromiseEntry.Kind.PROMISE)
    assert (promise.window_from, promise.window_on) == (order.promised_from, order.promised_on)
    assert [event.kind for event in order.events.order_by("id")][-4:] == [
        Kind.APPROVED,
        Kind.SLOT_HELD,
        Kind.DELIVERY_PLANNED,
        Kind.PROMISED,
    ]


def test_a_second_approval_keeps_the_promise_and_says_what_is_expected(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    promised = order.promised_from, order.promised_on
    assert commands.lapse_credit(order_id=order.pk, now=NOW + 91 * DAY)
    later = NOW + 92 * DAY
    settle_credit(order, desk, until=later.date() + 30 * DAY)
    order = commands.approve(order_id=order.pk, by=desk.manager, now=later)
    assert (order.promised_from, order.promised_on) == promised
    assert order.estimate_on is not None
    assert order.estimate_on > promised[1]  # type: ignore[operator]
    assert [e.kind for e in order.promises.order_by("id")] == ["promise", "estimate"]
    told = order.events.filter(kind=Kind.APPROVED).order_by("-id")[0].body["customer_text"]
    assert "approved again" in told
    assert "we now expect" in told
    assert order.events.filter(kind=Kind.PROMISED).count() == 1


def test_no_update_walks_past_the_promise_in_any_state(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    commands.lapse_credit(order_id=order.pk, now=NOW + 91 * DAY)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(promised_on=NOW.date())


def test_approval_needs_credit_and_deposit(desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    with pytest.raises(commands.CannotApprove, match="not settled the credit"):
        approve(order, desk)
    settle_credit(order, desk)
    with pytest.raises(commands.CannotApprove, match=r"deposit of \$1,000.00 is due"):
        approve(order, desk)
    pay(order, desk, "a", "400")
    with pytest.raises(commands.CannotApprove, match=r"\$400.00 is paid"):
        approve(order, desk)
    pay(order, desk, "b", "600")
    assert approve(order, desk).state == State.APPROVED
    with pytest.raises(commands.CannotApprove, match="while it is approved"):
        approve(order, desk)


def test_a_lapsed_credit_does_not_approve(desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    settle_credit(order, desk, until=NOW.date() + DAY)
    pay(order, desk)
    with pytest.raises(commands.CannotApprove, match="lapsed"):
        commands.approve(order_id=order.pk, by=desk.manager, now=NOW + 3 * DAY)


def test_without_a_free_slot_nothing_changes(desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    settle_credit(order, desk)
    pay(order, desk)
    SlotBucket.objects.update(is_frozen=True)
    with pytest.raises(commands.CannotApprove):
        approve(order, desk)
    assert again(order).state == State.VALIDATED
    assert not Reservation.objects.exists()
    assert not order.promises.exists()


def test_a_hold_gives_the_slot_back(desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    settle_credit(order, desk)
    pay(order, desk)
    commands.place_hold(
        order_id=order.pk, reason="finance", note="Papers", by=desk.finance, now=NOW
    )
    with pytest.raises(commands.CannotApprove, match=r"hold on this order \(finance: Papers\)"):
        approve(order, desk)
    assert not Reservation.objects.exists()


def test_submission_opens_the_build_and_writes_the_request_in_one_transaction(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    order = commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    build = Build.objects.get(order_number=order.number)
    assert order.build == build
    assert (build.promised_from, build.promised_on) == (order.promised_from, order.promised_on)
    request = FactoryRequest.objects.get(build=build)
    assert request.body["order_number"] == order.number
    with pytest.raises(commands.CannotSubmit, match="while it is submitted"):
        commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    assert FactoryRequest.objects.count() == 1


def test_submission_needs_a_credit_that_still_holds(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    with pytest.raises(commands.CannotSubmit, match="lapsed"):
        commands.submit(order_id=order.pk, by=desk.rep, now=NOW + 120 * DAY)
    assert not Build.objects.exists()


def test_submission_needs_the_slot_it_was_promised_on(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    from production.commands import release_slot

    release_slot(order_number=order.number, by=None, now=NOW)
    with pytest.raises(commands.CannotSubmit, match="holds no build slot"):
        commands.submit(order_id=order.pk, by=desk.rep, now=NOW)


def test_a_rejected_order_is_corrected_and_sent_again(desk: Desk) -> None:
    order = at(desk, State.REJECTED)
    first = order.build
    order = commands.resubmit(order_id=order.pk, by=desk.rep, now=NOW, reason="Other wheels")
    assert (order.state, order.build) == (State.VALIDATED, None)
    with pytest.raises(commands.CannotResubmit):
        commands.resubmit(order_id=order.pk, by=desk.rep, now=NOW)
    approve(order, desk)
    order = commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    assert order.build is not None
    assert order.build != first


def test_an_order_for_stock_goes_the_same_way(desk: Desk) -> None:
    order = commands.quote(
        configuration_id=desk.configuration().pk,
        customer_id=None,
        by=desk.rep,
        now=NOW,
        priority=9,
    )
    key = {"order_id": order.pk, "now": NOW}
    commands.accept(signed_name="Mona Marsh", consent=True, by=desk.manager, **key)
    commands.validate(by=desk.coordinator, **key)
    commands.decide_credit(
        decision=CreditDecision.Decision.CASH, expires_on=None, note="", by=desk.finance, **key
    )
    pay(order, desk)
    approve(order, desk)
    assert Reservation.objects.get().priority == 9


@pytest.mark.parametrize(
    ("priority", "reason", "sentence"),
    [(12, "x", "1 \\(rush\\) to 9"), (3, " ", "Say why")],
)
def test_a_priority_is_known_and_has_a_reason(
    desk: Desk, priority: int, reason: str, sentence: str
) -> None:
    order = quoted(desk)
    with pytest.raises(commands.CannotSetPriority, match=sentence):
        commands.set_priority(
            order_id=order.pk, priority=priority, reason=reason, by=desk.manager, now=NOW
        )


def test_every_change_of_priority_is_on_record(desk: Desk) -> None:
    order = quoted(desk)
    commands.set_priority(order_id=order.pk, priority=1, reason="Paid", by=desk.manager, now=NOW)
    event = order.events.get(kind=Kind.PRIORITY_SET)
    assert (event.body["old"], event.body["new"]) == (5, 1)
    assert event.by == desk.manager
    sent = at(desk, State.SUBMITTED)
    with pytest.raises(commands.CannotSetPriority, match="while it is submitted"):
        commands.set_priority(order_id=sent.pk, priority=1, reason="x", by=desk.manager, now=NOW)


def test_deposits_held_equal_the_ledger(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    lines = order.journal.filter(lines__account="CUSTOMER_DEPOSITS").values_list(
        "lines__amount", flat=True
    )
    assert -sum(lines, Decimal(0)) == again(order).deposit_held_amount
