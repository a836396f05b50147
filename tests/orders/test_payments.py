"""Money comes through a provider: whatever its messages do, it is posted once and nothing is lost."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as conf
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import User
from kernel.money import Money
from orders import commands, reactions
from orders.commands.pricing import terms_of
from orders.ledger import Account
from orders.models import (
    Deposit,
    JournalEntry,
    Kind,
    Order,
    Payment,
    ProviderEvent,
    Refund,
    SimulatedCharge,
    State,
)
from orders.payments.simulated import message_of, settle_charge, signed
from orders.selectors.money import balance_of, receivable
from tests.factories_orders import NOW, Desk, again, at, pay
from tests.lasting import unmade

pytestmark = pytest.mark.django_db
SECRET = conf.PAYMENT_WEBHOOK_SECRET


@pytest.fixture(autouse=True)
def _online(settings: Any) -> None:
    settings.PAYMENT_PROVIDERS = {
        **settings.PAYMENT_PROVIDERS,
        "simulated": "orders.payments.simulated.SimulatedProvider",
    }
    settings.ONLINE_PAYMENTS, settings.DEMO = "simulated", True


def started(order: Order, by: User) -> Payment:
    return commands.start_payment(
        order_id=order.pk, notify_url="http://testserver/x", return_url="/my/", by=by, now=NOW
    )


def settled(payment: Payment, state: str = "paid") -> tuple[str, bytes]:
    """The customer did it; the provider's message about it."""
    return message_of(settle_charge(payment.provider_ref, SimulatedCharge.State(state)))


def told(event_id: str, body: bytes) -> ProviderEvent:
    """The message arrives, signed."""
    headers = signed(event_id, body, secret=SECRET, now=timezone.now())
    lower = {name.lower(): value for name, value in headers.items()}
    return commands.receive_event(name="simulated", body=body, headers=lower, now=NOW)


def books(order: Order) -> dict[str, str]:
    sums = {account: balance_of(order, account).amount for account in Account}
    return {account.value: f"{amount:.0f}" for account, amount in sums.items() if amount}


def test_a_deposit_paid_online_is_booked_once_however_often_it_is_told(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    payment = started(order, desk.rep)
    assert started(order, desk.rep).pk == payment.pk  # asked twice, one charge
    assert SimulatedCharge.objects.count() == 1
    message = settled(payment)
    for _ in range(3):
        event = told(*message)
        commands.take_payments(now=NOW)
    told("another-id-of-the-same", message[1])
    commands.take_payments(now=NOW)
    event.refresh_from_db()
    assert (event.state, event.copies) == ("DONE", 2)
    assert (Deposit.objects.count(), again(order).deposit_held_amount) == (1, 1000)
    assert books(order) == {"CASH": "1000", "CUSTOMER_DEPOSITS": "-1000"}
    received = order.events.get(kind=Kind.DEPOSIT_RECEIVED)
    reactions.request_documents(received, now=NOW)  # the receipt as ever
    with pytest.raises(commands.CannotPay, match="Nothing is due"):
        started(order, desk.rep)


def test_in_the_wrong_order_the_money_still_counts(desk: Desk) -> None:
    """Declined, then paid; told the other way round, and the failure once more."""
    order = at(desk, State.ACCEPTED)
    payment = started(order, desk.rep)
    failed, paid = settled(payment, "declined"), settled(payment)
    for message in (paid, failed):
        told(*message)
        commands.take_payments(now=NOW)
    payment.refresh_from_db()
    assert payment.state == "captured"
    assert again(order).deposit_held_amount == 1000
    later = at(desk, State.ACCEPTED)
    second = started(later, desk.rep)
    told(*settled(second, "declined"))
    commands.take_payments(now=NOW)
    second.refresh_from_db()
    assert (second.state, again(later).deposit_held_amount) == ("failed", 0)
    told(*settled(second))
    commands.take_payments(now=NOW)
    assert again(later).deposit_held_amount == 1000


def data(payment: Payment, **other: Any) -> bytes:
    about = {"key": str(payment.pk), "ref": payment.provider_ref, "amount": "1000.00",
             "currency": "USD"}  # fmt: skip
    return json.dumps({"type": "payment.captured", "data": {**about, **other}}).encode()


def test_what_nobody_understands_is_kept_with_its_reason(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    payment = started(order, desk.rep)
    garbage = (b"\x00not json", b"[]", b'{"type": "x", "data": {}}', data(payment, key="no"),
               data(payment, key=str(uuid4())), data(payment, amount="999.00"),
               data(payment, currency="EURO"), data(payment, amount="NaN"))  # fmt: skip
    for number, body in enumerate(garbage):
        told(f"evt-{number}", body)
    told("good", data(payment))
    commands.take_payments(now=NOW)
    parked = ProviderEvent.objects.parked()
    assert parked.count() == len(garbage)
    assert all(event.error for event in parked)
    assert parked.get(event_id="evt-5").error.startswith("It says $999.00")
    assert again(order).deposit_held_amount == 1000  # nothing was held up


def test_a_message_of_somebody_else_is_refused(client: Client, desk: Desk) -> None:
    payment = started(at(desk, State.ACCEPTED), desk.rep)
    event_id, body = settled(payment)
    url = reverse("orders:payment-webhook", args=["simulated"])

    def push(to: str, headers: dict[str, str], content: bytes = body) -> int:
        sent = {name: value for name, value in headers.items() if name != "Content-Type"}
        return client.post(to, content, content_type="application/json", headers=sent).status_code

    now = timezone.now()
    good = signed(event_id, body, secret=SECRET, now=now)
    assert push(url, {}) == 401
    assert push(url, good, body.replace(b"1000", b"9000")) == 401
    assert push(url, signed(event_id, body, secret=SECRET, now=now - timedelta(hours=1))) == 401
    assert push(reverse("orders:payment-webhook", args=["manual"]), good) == 404
    assert not ProviderEvent.objects.exists()
    assert [push(url, good), push(url, good)] == [202, 202]
    assert ProviderEvent.objects.get().copies == 1


def test_a_worker_killed_after_posting_but_before_the_commit_leaves_it_to_another(
    desk: Desk,
) -> None:
    order = at(desk, State.ACCEPTED)
    told(*settled(started(order, desk.rep)))
    (event,) = ProviderEvent.objects.claim(now=NOW)
    with unmade():  # everything of its transaction is gone with it; its lease stands
        commands.take_payment(event_id=event.pk, now=NOW)
        assert again(order).deposit_held_amount == 1000
    assert commands.take_payments(now=NOW) == 0
    assert commands.take_payments(now=NOW + timedelta(minutes=3)) == 1
    assert (Deposit.objects.count(), again(order).deposit_held_amount) == (1, 1000)


def test_money_for_a_cancelled_order_is_owed_back(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    message = settled(started(order, desk.rep))
    commands.cancel(order_id=order.pk, reason="x", is_customers_cause=True, by=desk.rep, now=NOW)
    told(*message)
    commands.take_payments(now=NOW)
    assert books(order) == {"CASH": "1000", "REFUNDS_PAYABLE": "-1000"}
    assert (Refund.objects.get().amount, Deposit.objects.count()) == (1000, 0)


def test_the_balance_settles_what_is_owed_after_the_handover(desk: Desk) -> None:
    order = at(desk, State.DELIVERED)
    owed = receivable(order)
    assert owed == order.total - Money(order.deposit_amount, "USD")
    key = {"order_id": order.pk, "method": "transfer", "by": desk.finance, "now": NOW}
    with pytest.raises(commands.CannotPay, match="Only"):
        commands.pay_balance(amount=owed + owed, reference="B1", **key)
    first = commands.pay_balance(amount=owed, reference="B1", **key)
    assert commands.pay_balance(amount=owed, reference="B1", **key).pk == first.pk
    assert not receivable(order)
    with pytest.raises(commands.CannotPay, match="Nothing is due"):
        commands.pay_balance(amount=owed, reference="B2", **key)


def test_without_an_account_the_car_is_paid_before_it_goes(desk: Desk) -> None:
    order = at(desk, State.READY)
    terms = paying_terms(desk)
    terms.delivers_on_account = False
    terms.save()
    hand_over = {"order_id": order.pk, "signed_name": "Dana Dale", "odometer": 1, "keys": 2,
                 "by": desk.rep, "now": NOW}  # fmt: skip
    with pytest.raises(commands.CannotDeliver, match="still to be paid"):
        commands.deliver(**hand_over)
    told(*settled(started(order, desk.rep)))
    commands.take_payments(now=NOW)
    commands.deliver(**hand_over)
    assert not receivable(order)
    assert not balance_of(order, Account.CUSTOMER_DEPOSITS)


def paying_terms(desk: Desk) -> Any:
    return terms_of(desk.dealership)


def test_a_customer_pays_on_the_providers_page(client: Client, desk: Desk, dana: User) -> None:
    order = at(desk, State.ACCEPTED)
    Order.objects.filter(pk=order.pk).update(customer=dana.customer_records.get())
    client.force_login(dana)
    assert b"$1,000.00" in client.get(reverse("portal:pay", args=[order.number])).content
    answer = client.post(reverse("portal:pay", args=[order.number]))
    payment = Payment.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, payment.url)
    assert b"No money moves" in client.get(payment.url).content


STEPS = st.lists(
    st.sampled_from(["pay", "start", "paid", "declined", "take", "cancel", "approve", "send"]),
    min_size=4, max_size=14,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_happens_in_whatever_order_the_books_agree(desk: Desk, steps: list[str]) -> None:
    with unmade():
        order = at(desk, State.ACCEPTED)
        for number, step in enumerate(steps):
            take_step(desk, order, step, number)
            order = again(order)
            sums = {account: balance_of(order, account).amount for account in Account}
            assert sum(sums.values()) == 0
            assert -sums[Account.CUSTOMER_DEPOSITS] == order.deposit_held_amount
            came = Money(
                sum((p.amount for p in order.payments.filter(state="captured")), Decimal(0)), "USD"
            )
            back = sum((refund.amount for refund in order.refunds.all()), 0)
            assert back <= came.amount
            assert -sums[Account.REFUNDS_PAYABLE] == sum(
                (refund.amount for refund in order.refunds.exclude(state="DONE")), 0
            )


def take_step(  # noqa: C901 - one line for each thing that can happen
    desk: Desk, order: Order, step: str, number: int
) -> None:
    key = {"order_id": order.pk, "now": NOW}
    open_ones = Payment.objects.filter(order=order, provider="simulated").exclude(provider_ref="")
    try:
        if step == "pay":
            pay(order, desk, f"R{number}", "400")
        elif step == "start":
            started(order, desk.rep)
        elif step in {"paid", "declined"} and (payment := open_ones.last()):
            told(*settled(payment, step))
        elif step == "take":
            commands.take_payments(now=NOW)
        elif step == "cancel":
            commands.cancel(reason="x", is_customers_cause=True, by=desk.rep, **key)
        elif step == "approve" and (refund := order.refunds.filter(approved_by=None).first()):
            commands.approve_refund(refund_id=refund.pk, by=desk.finance, now=NOW)
        elif step == "send":
            commands.send_refunds(now=NOW)
    except (commands.CannotPay, commands.CannotRecordDeposit, commands.CannotCancel):
        return


def test_an_entry_without_lines_is_refused_by_the_database(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    JournalEntry.objects.create(order=order, kind="x", key="x", text="x", posted_at=NOW)
    with pytest.raises(Exception, match="has no lines"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
