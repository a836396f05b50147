"""The last steps and the early end: handover, revenue, closing, cancellation, holds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kernel.money import Money
from orders import commands, reactions, tasks
from orders.models import Handover, JournalLine, Kind, Order, OrderEvent, State
from production.models import Build, HandoverAppointment, Reservation
from tests.factories_orders import (
    NOW,
    Desk,
    again,
    at,
    at_signed,
    book,
    follow,
    hand_over,
    inspected,
    pay,
    quoted,
)

D = Decimal
DAY = timedelta(days=1)


def balances(order: Order) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for account, amount in JournalLine.objects.filter(entry__order=order).values_list(
        "account", "amount"
    ):
        found[account] = found.get(account, D(0)) + amount
    return {account: amount for account, amount in found.items() if amount}


def test_a_handover_is_booked_and_moved(desk: Desk) -> None:
    order = at(desk, State.AT_DEALER)
    book(order, desk)
    moved = book(order, desk, NOW + 5 * DAY)
    assert moved.sequence == 1
    assert Handover.objects.get().starts_at == NOW + 5 * DAY
    assert HandoverAppointment.objects.filter(is_cancelled=False).count() == 1
    assert order.events.filter(kind=Kind.HANDOVER_BOOKED).count() == 2


def test_a_handover_is_not_booked_in_the_past_too_early_or_twice_in_one_bay(desk: Desk) -> None:
    order, other = at(desk, State.AT_DEALER), at(desk, State.IN_TRANSIT)
    with pytest.raises(commands.CannotBookHandover, match="has passed"):
        book(order, desk, NOW - DAY)
    with pytest.raises(commands.CannotBookHandover, match="while it is scheduled"):
        book(at(desk, State.SCHEDULED), desk)
    book(order, desk)
    with pytest.raises(commands.CannotBookHandover, match="taken"):
        book(other, desk)
    assert not Handover.objects.filter(order=other).exists()


def test_ready_needs_inspection_and_appointment(desk: Desk) -> None:
    order = at(desk, State.AT_DEALER)
    key = {"order_id": order.pk, "by": desk.coordinator, "now": NOW}
    with pytest.raises(commands.CannotMakeReady, match="inspection and a booked handover"):
        commands.make_ready(**key)
    inspected(order, desk)
    with pytest.raises(commands.CannotMakeReady, match="missing: a booked handover"):
        commands.make_ready(**key)
    book(order, desk)
    assert commands.make_ready(**key).state == State.READY
    with pytest.raises(commands.CannotMakeReady, match="while it is ready"):
        commands.make_ready(**key)


def test_a_stop_sale_blocks_the_handover(desk: Desk) -> None:
    order = at(desk, State.READY)
    hold = commands.place_hold(
        order_id=order.pk, reason="stop_sale", note="Recall", by=desk.coordinator, now=NOW
    )
    with pytest.raises(commands.CannotDeliver, match="hold on this order"):
        hand_over(order, desk)
    commands.release_hold(hold_id=hold.pk, note="Fixed", by=desk.coordinator, now=NOW)
    with pytest.raises(commands.CannotReleaseHold):
        commands.release_hold(hold_id=hold.pk, note="", by=desk.coordinator, now=NOW)
    assert hand_over(order, desk).state == State.DELIVERED


def test_delivery_recognises_revenue_to_the_cent_and_counts_the_promise(desk: Desk) -> None:
    order = at(desk, State.DELIVERED)
    version = order.quotes.get()
    assert balances(order) == {
        "CASH": D(1000),
        "RECEIVABLE": order.total_amount - 1000,
        "REVENUE": order.tax_amount - order.total_amount,
        "TAX_PAYABLE": -order.tax_amount,
        "COST_OF_SALE": version.cost_amount,
        "PAYABLE_MANUFACTURER": -version.cost_amount,
    }
    assert order.deposit_held_amount == 0
    assert order.events.filter(kind=Kind.REVENUE_RECOGNISED).count() == 1
    assert order.promises.filter(kind="kept").count() == 1
    assert Build.objects.get(pk=order.build_id).stage == "HANDED_OVER"
    with pytest.raises(commands.CannotDeliver):
        hand_over(order, desk)
    assert order.events.filter(kind=Kind.REVENUE_RECOGNISED).count() == 1


def test_what_is_owed_on_the_trade_in_is_the_lenders_and_no_revenue(desk: Desk) -> None:
    order = quoted(desk, trade_in=Money(D(3000), "USD"), payoff=Money(D(4500), "USD"))
    order = at_signed(order, desk, State.DELIVERED)
    found = balances(order)
    assert (found["TRADE_IN_STOCK"], found["PAYABLE_LIENS"]) == (3000, -4500)
    earned = order.total_amount - 4500 + 3000 - order.tax_amount
    assert found["REVENUE"] == -earned
    assert order.events.get(kind=Kind.REVENUE_RECOGNISED).body["amount"] == str(earned)


def test_a_late_car_is_counted_as_missed(desk: Desk) -> None:
    order = at(desk, State.IN_TRANSIT)
    assert order.promised_on is not None
    late = NOW + (order.promised_on - NOW.date() + 4 * DAY)
    order = follow(order, "DLR-RCV", late)
    inspected(order, desk)
    book(order, desk)
    commands.make_ready(order_id=order.pk, by=desk.coordinator, now=NOW)
    hand_over(order, desk, now=late + DAY)
    assert order.promises.get(kind="missed").cause.endswith("4 days late.")


def test_somebody_signs_for_the_car(desk: Desk) -> None:
    with pytest.raises(commands.CannotDeliver, match="sign"):
        hand_over(at(desk, State.READY), desk, signed_name="  ")


def test_closing_comes_after_delivery(desk: Desk) -> None:
    order = at(desk, State.READY)
    with pytest.raises(commands.CannotClose, match="while it is ready"):
        commands.close(order_id=order.pk, by=desk.finance, now=NOW)


def test_the_sweep_closes_after_thirty_days_once(desk: Desk) -> None:
    order = at(desk, State.DELIVERED)
    assert commands.close_if_due(order_id=order.pk, now=NOW + 29 * DAY) is False
    assert commands.close_if_due(order_id=order.pk, now=NOW + 31 * DAY) is True
    assert commands.close_if_due(order_id=order.pk, now=NOW + 31 * DAY) is False
    tasks.close_delivered()
    assert order.events.filter(kind=Kind.CLOSED).count() == 1


@pytest.mark.parametrize(
    ("state", "is_customers_cause", "kept"),
    [
        (State.ACCEPTED, True, 0),
        (State.SUBMITTED, True, 0),
        (State.REJECTED, True, 0),
        (State.BANKED, True, 250),
        (State.SCHEDULED, True, 250),
        (State.IN_PRODUCTION, True, 1000),
        (State.READY, True, 1000),
        (State.READY, False, 0),
    ],
)
def test_a_cancellation_divides_the_deposit_by_its_stage(
    desk: Desk, state: str, is_customers_cause: bool, kept: int
) -> None:
    order = at(desk, state)
    if not order.deposit_held_amount:
        pay(order, desk)
    commands.cancel(
        order_id=order.pk,
        reason="Changed plans",
        is_customers_cause=is_customers_cause,
        by=desk.manager,
        now=NOW,
    )
    order = again(order)
    assert order.state == State.CANCELLED
    assert order.build is None
    assert order.deposit_held_amount == 0
    settled = order.events.get(kind=Kind.SETTLED).body
    assert (D(settled["kept"]), D(settled["refunded"])) == (kept, 1000 - kept)
    found = balances(order)
    assert found.get("OTHER_INCOME", D(0)) == -kept
    assert "CUSTOMER_DEPOSITS" not in found
    assert not Reservation.objects.live().filter(order_number=order.number, build=None).exists()
    with pytest.raises(commands.CannotCancel, match="while it is cancelled"):
        commands.cancel(
            order_id=order.pk, reason="x", is_customers_cause=True, by=desk.rep, now=NOW
        )


def test_a_car_in_production_lives_on_as_stock(desk: Desk) -> None:
    order = at(desk, State.IN_PRODUCTION)
    build = Build.objects.get(pk=order.build_id)
    commands.cancel(
        order_id=order.pk, reason="Moved", is_customers_cause=True, by=desk.rep, now=NOW
    )
    build.refresh_from_db()
    assert build.is_stock


def test_a_cancellation_needs_a_reason_and_a_signed_order(desk: Desk) -> None:
    key = {"is_customers_cause": True, "by": desk.rep, "now": NOW}
    with pytest.raises(commands.CannotCancel, match="Say why"):
        commands.cancel(order_id=at(desk, State.BANKED).pk, reason=" ", **key)
    with pytest.raises(commands.CannotCancel, match="while it is quoted"):
        commands.cancel(order_id=quoted(desk).pk, reason="x", **key)


def test_the_customer_gets_the_statement(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    commands.cancel(
        order_id=order.pk, reason="Moved", is_customers_cause=True, by=desk.rep, now=NOW
    )
    event = OrderEvent.objects.get(order=order, kind=Kind.SETTLED)
    message = reactions.tell_customer(event, now=NOW)
    assert message is not None
    assert "$750.00" in message.text


def test_one_hold_per_reason(desk: Desk) -> None:
    order = quoted(desk)
    key = {"order_id": order.pk, "note": "", "by": desk.manager, "now": NOW}
    commands.place_hold(reason="parts", **key)
    commands.place_hold(reason="customer", **key)
    with pytest.raises(commands.CannotHold, match="already"):
        commands.place_hold(reason="parts", **key)
    with pytest.raises(commands.CannotHold, match="no reason"):
        commands.place_hold(reason="mood", **key)
    ended = at(desk, State.EXPIRED)
    with pytest.raises(commands.CannotHold, match="ended"):
        commands.place_hold(**{**key, "order_id": ended.pk}, reason="parts")


def test_an_empty_note_is_no_note(desk: Desk) -> None:
    with pytest.raises(commands.CannotComment):
        commands.comment(
            order_id=quoted(desk).pk, text=" ", is_for_customer=False, by=desk.rep, now=NOW
        )
