"""Money goes back by two people; a cancellation at our cost too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from orders import commands
from orders.commands import refunding
from orders.ledger import Account
from orders.models import CancellationRequest, Kind, Order, Refund, SimulatedCharge, State
from orders.selectors.costs import cost_sheet
from orders.selectors.money import balance_of, to_be_refunded
from tests.factories_orders import NOW, Desk, again, at, pay
from tests.orders.test_payments import _online, settled, started, told

__all__ = ["_online"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def cancelled(desk: Desk, state: str = State.BANKED, *, online: bool = False) -> Order:
    order = at(desk, State.ACCEPTED if online else state)
    if online:
        told(*settled(started(order, desk.rep)))
        commands.take_payments(now=NOW)
    commands.cancel(order_id=order.pk, reason="x", is_customers_cause=True, by=desk.rep, now=NOW)
    return again(order)


def test_who_asked_for_a_refund_does_not_approve_it_and_it_is_paid_once(desk: Desk) -> None:
    order = cancelled(desk)
    refund = order.refunds.get()
    assert (refund.amount, to_be_refunded(order).amount) == (750, 750)
    assert not balance_of(order, Account.CUSTOMER_DEPOSITS)
    key = {"refund_id": refund.pk, "now": NOW}
    how = {"method": "transfer", "reference": "T-1", "by": desk.finance}
    with pytest.raises(commands.CannotRefund, match="second person"):
        commands.pay_refund(**how, **key)
    with pytest.raises(commands.CannotRefund, match="another person"):
        commands.approve_refund(by=desk.rep, **key)
    with pytest.raises(IntegrityError, match="refund_by_two"), transaction.atomic():
        Refund.objects.update(approved_by=desk.rep)
    commands.approve_refund(by=desk.manager, **key)
    assert commands.send_refunds(now=NOW) == 0  # cash is paid by a person
    commands.pay_refund(**how, **key)
    with pytest.raises(commands.CannotRefund, match="paid already"):
        commands.pay_refund(**how, **key)
    assert not to_be_refunded(order)
    assert balance_of(order, Account.CASH).amount == 250


def test_the_provider_gives_back_what_it_took(desk: Desk) -> None:
    order = cancelled(desk, online=True)
    refund = order.refunds.get()
    assert commands.send_refunds(now=NOW) == 0  # nobody agreed yet
    commands.approve_refund(refund_id=refund.pk, by=desk.finance, now=NOW)
    with pytest.raises(commands.CannotRefund, match="by itself"):
        commands.pay_refund(
            refund_id=refund.pk, method="cash", reference="x", by=desk.finance, now=NOW
        )
    assert [commands.send_refunds(now=NOW) for _ in range(2)] == [1, 0]
    assert SimulatedCharge.objects.get().paid_back == {f"refund-{refund.pk}": "1000.00"}
    assert not balance_of(order, Account.CASH)


def test_a_worker_killed_after_the_provider_paid_asks_again_with_the_same_key(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = cancelled(desk, online=True)
    refund = order.refunds.get()
    commands.approve_refund(refund_id=refund.pk, by=desk.finance, now=NOW)

    def die(**said: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(refunding, "refund_sent", die)
        with pytest.raises(KeyboardInterrupt):
            commands.send_refunds(now=NOW)
    assert commands.send_refunds(now=NOW) == 0  # its lease stands
    assert commands.send_refunds(now=NOW + timedelta(minutes=3)) == 1
    assert len(SimulatedCharge.objects.get().paid_back) == 1
    assert order.journal.filter(kind="refund").count() == 1


def test_a_refused_refund_waits_for_a_person(desk: Desk) -> None:
    order = cancelled(desk, online=True)
    SimulatedCharge.objects.update(state="declined")
    refund = order.refunds.get()
    commands.approve_refund(refund_id=refund.pk, by=desk.finance, now=NOW)
    commands.send_refunds(now=NOW)
    refund.refresh_from_db()
    assert refund.state == "PARKED"
    commands.pay_refund(
        refund_id=refund.pk, method="transfer", reference="T-2", by=desk.finance, now=NOW
    )
    assert not to_be_refunded(order)


def test_our_cause_is_a_managers_word(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    key = {"order_id": order.pk, "now": NOW}
    with pytest.raises(commands.CannotCancel, match="manager has to agree"):
        commands.cancel(reason="Ours", is_customers_cause=False, by=desk.rep, **key)
    commands.ask_cancellation(reason="We lost the slot", by=desk.rep, **key)
    with pytest.raises(commands.CannotCancel, match="already"):
        commands.ask_cancellation(reason="Again", by=desk.rep, **key)
    with pytest.raises(commands.CannotCancel, match="another person"):
        commands.decide_cancellation(is_granted=True, answer="", by=desk.rep, **key)
    with pytest.raises(IntegrityError, match="cancellation_by_two"), transaction.atomic():
        CancellationRequest.objects.update(decided_by=desk.rep, decided_at=NOW, is_granted=True)
    with pytest.raises(commands.CannotCancel, match="why not"):
        commands.decide_cancellation(is_granted=False, answer=" ", by=desk.manager, **key)
    commands.decide_cancellation(is_granted=False, answer="Not ours", by=desk.manager, **key)
    assert again(order).state == State.BANKED
    commands.ask_cancellation(reason="It is ours", by=desk.rep, **key)
    commands.decide_cancellation(is_granted=True, answer="", by=desk.manager, **key)
    assert (again(order).state, order.refunds.get().amount) == (State.CANCELLED, 1000)


def test_before_the_bank_nobody_has_to_be_asked(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    pay(order, desk)
    key = {"order_id": order.pk, "reason": "Ours", "by": desk.rep, "now": NOW}
    with pytest.raises(commands.CannotCancel, match="Nobody has to be asked"):
        commands.ask_cancellation(**key)
    commands.cancel(is_customers_cause=False, **key)
    assert order.refunds.get().amount == 1000


def test_a_delay_beyond_what_was_agreed_makes_it_free_whatever_the_cause(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    promised = order.promised_on
    assert promised is not None

    def kept(days: int) -> object:
        today = promised + days * DAY
        found = commands.settlement_of(order, is_customers_cause=True, today=today)
        return found.kept.amount

    order.estimate_p50 = None
    assert (kept(45), kept(46)) == (250, 0)
    order.estimate_p50 = promised + 46 * DAY  # known to be late counts as being late
    assert kept(0) == 0


def test_the_pages_of_two_people(client: Client, desk: Desk) -> None:
    order = cancelled(desk)
    refund = order.refunds.get()
    client.force_login(desk.finance)
    assert order.number in client.get(reverse("orders:refunds")).content.decode()
    client.post(reverse("orders:refund-approve", args=[refund.pk]))
    how = {"method": "transfer", "reference": "T-1"}
    assert client.post(reverse("orders:refund-pay", args=[refund.pk]), how).status_code == 302
    refund.refresh_from_db()
    assert refund.is_paid
    assert order.events.filter(kind=Kind.REFUND_PAID).exists()


def test_the_cost_sheet_counts_what_was_recorded(client: Client, desk: Desk) -> None:
    order = at(desk, State.BANKED)
    client.force_login(desk.manager)
    url = reverse("orders:costs", args=[order.number])
    for kind, text, amount in (("transport", "Truck", "410"), ("rework", "Paint", "-10")):
        sent = {"kind": kind, "text": text, "amount": amount}
        assert client.post(url, sent).status_code == 302
    sheet = cost_sheet(order)
    rate = sheet.rate.amount
    assert sheet.coordination.amount == round(rate * sheet.minutes / 60, 2) > 0
    assert sheet.total.amount == sheet.planned.amount + 400 + sheet.coordination.amount
    commands.note_cost(
        order_id=order.pk, kind="invoice", text="INV 1", amount=sheet.planned * 2, by=desk.manager,
        now=NOW,
    )  # fmt: skip
    assert cost_sheet(order).difference == sheet.planned
    assert client.post(url, {"kind": "other", "text": "x", "amount": "0"}).status_code == 422
    client.force_login(desk.rep)
    assert client.get(url).status_code == 403
