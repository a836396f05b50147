"""Signature, deposit, validation, credit: happy, refused, twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from kernel.money import Money
from orders import commands, tasks
from orders.models import Deposit, JournalEntry, JournalLine, Kind, Order, State
from tests.factories_orders import NOW, Desk, again, at, pay, quoted, settle_credit

DAY = timedelta(days=1)


def accept(order: object, desk: Desk, **more: object) -> object:
    given = {"signed_name": " Dana  Dale ", "consent": True, "by": desk.rep, "now": NOW}
    return commands.accept(order_id=order.pk, **{**given, **more})  # type: ignore[attr-defined]


def test_a_signature_keeps_what_was_signed(desk: Desk) -> None:
    order = quoted(desk)
    accept(order, desk, address="192.0.2.7")
    signature = order.signatures.get()
    assert signature.signed_name == "Dana Dale"
    assert signature.address == "192.0.2.7"
    assert len(signature.sha256) == 64
    assert signature.consent_text.startswith("I order this vehicle")
    with pytest.raises(commands.CannotAccept):
        accept(order, desk)
    assert order.signatures.count() == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"consent": False}, "agree"),
        ({"signed_name": "  "}, "name"),
        ({"now": NOW + 15 * DAY}, "was valid until"),
    ],
)
def test_a_quote_is_not_signed_without(desk: Desk, more: dict[str, object], sentence: str) -> None:
    order = quoted(desk)
    with pytest.raises(commands.CannotAccept, match=sentence):
        accept(order, desk, **more)
    assert again(order).state == State.QUOTED


def test_a_deposit_is_booked_once_per_reference(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    first, second = pay(order, desk, "R1"), pay(order, desk, "R1")
    assert first == second
    assert again(order).deposit_held_amount == 1000
    assert order.events.filter(kind=Kind.DEPOSIT_RECEIVED).count() == 1
    lines = JournalLine.objects.filter(entry__order=order).values_list("account", "amount")
    assert set(lines) == {("CASH", Decimal(1000)), ("CUSTOMER_DEPOSITS", Decimal(-1000))}


def test_a_reference_belongs_to_one_payment(desk: Desk) -> None:
    order, other = at(desk, State.ACCEPTED), at(desk, State.ACCEPTED)
    pay(order, desk, "R1")
    with pytest.raises(commands.CannotRecordDeposit, match="another payment"):
        pay(other, desk, "R1")
    with pytest.raises(commands.CannotRecordDeposit, match="another payment"):
        pay(order, desk, "R1", "999")


@pytest.mark.parametrize(
    ("amount", "reference", "sentence"),
    [
        (Money(Decimal(0), "USD"), "R", "more than nothing"),
        (Money(Decimal(5), "EUR"), "R", "in USD"),
        (Money(Decimal(5), "USD"), " ", "reference"),
        (Money(Decimal(99999), "USD"), "R", "more than the price"),
    ],
)
def test_a_payment_that_does_not_fit_is_refused(
    desk: Desk, amount: Money, reference: str, sentence: str
) -> None:
    order = at(desk, State.ACCEPTED)
    with pytest.raises(commands.CannotRecordDeposit, match=sentence):
        commands.record_deposit(
            order_id=order.pk, amount=amount, method="card", reference=reference,
            by=desk.finance, now=NOW,
        )  # fmt: skip
    assert not Deposit.objects.exists()


def test_a_quote_takes_no_deposit(desk: Desk) -> None:
    with pytest.raises(commands.CannotRecordDeposit, match="while it is quoted"):
        pay(quoted(desk), desk)


def test_the_database_refuses_an_entry_that_does_not_balance(desk: Desk) -> None:
    order = quoted(desk)
    with pytest.raises(DatabaseError, match="does not balance"), transaction.atomic():
        lopsided(order)


def lopsided(order: Order) -> None:
    entry = JournalEntry.objects.create(order=order, kind="x", key="x", text="Odd", posted_at=NOW)
    JournalLine.objects.create(entry=entry, account="CASH", amount=Decimal(5), currency="USD")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_journal_line_never_changes(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    pay(order, desk)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        JournalLine.objects.update(amount=Decimal(7))


def test_validating_asks_the_engine_as_of_today(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    checked = commands.validate(order_id=order.pk, by=desk.coordinator, now=NOW)
    assert checked.state == State.VALIDATED
    assert order.events.get(kind=Kind.VALIDATED).body["four_eyes"] is True
    with pytest.raises(commands.CannotValidate):
        commands.validate(order_id=order.pk, by=desk.coordinator, now=NOW)


def stop_selling(desk: Desk) -> None:
    """The trim of the test car may no longer be ordered, from the day of the sweep on."""
    from tests.factories_configurator import published_line, release_payload

    payload = release_payload(release="2027-2", valid_from="2026-11-20")
    payload["model_lines"][0]["groups"][0]["options"][0]["available_to"] = "2026-11-21"
    payload["model_lines"][0]["groups"][0]["options"][0]["is_default"] = False
    payload["model_lines"][0]["groups"][0]["options"][1]["is_default"] = True
    published_line(payload)


def test_a_car_that_can_no_longer_be_built_is_refused_with_the_reason(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    stop_selling(desk)
    with pytest.raises(commands.CannotValidate):
        commands.validate(order_id=order.pk, by=desk.coordinator, now=NOW)
    assert again(order).state == State.ACCEPTED


def test_a_validated_order_goes_back_when_its_car_is_stopped(desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    assert commands.recheck(order_id=order.pk, now=NOW) is False
    stop_selling(desk)
    assert commands.recheck(order_id=order.pk, now=NOW) is True
    assert commands.recheck(order_id=order.pk, now=NOW) is False
    assert again(order).state == State.ACCEPTED
    assert order.events.filter(kind=Kind.VALIDATION_FAILED).count() == 1


def test_credit_needs_its_last_day_and_another_person(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    key = {"order_id": order.pk, "note": "", "now": NOW}
    with pytest.raises(commands.CannotDecideCredit, match="last day"):
        commands.decide_credit(decision="approved", expires_on=None, by=desk.finance, **key)
    with pytest.raises(commands.CannotDecideCredit, match="already have lapsed"):
        commands.decide_credit(decision="approved", expires_on=NOW.date(), by=desk.finance, **key)
    with pytest.raises(commands.CannotDecideCredit, match="does not decide"):
        commands.decide_credit(decision="cash", expires_on=None, by=desk.rep, **key)
    commands.decide_credit(decision="declined", expires_on=None, by=desk.finance, **key)
    assert again(order).credit_status == "declined"
    commands.decide_credit(decision="cash", expires_on=NOW.date(), by=desk.finance, **key)
    assert (again(order).credit_status, again(order).credit_until) == ("cash", None)
    assert order.credit_decisions.count() == 2


def test_credit_is_not_decided_on_a_quote(desk: Desk) -> None:
    with pytest.raises(commands.CannotDecideCredit, match="while it is quoted"):
        settle_credit(quoted(desk), desk)


def test_declined_after_the_approval_the_order_is_held(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    commands.decide_credit(
        order_id=order.pk, decision="declined", expires_on=None, note="", by=desk.finance, now=NOW
    )
    assert order.holds.standing().get().reason == "finance"
    with pytest.raises(commands.CannotSubmit):
        commands.submit(order_id=order.pk, by=desk.rep, now=NOW)


def test_sweeping_twice_lapses_a_credit_once_and_gives_the_slot_up(desk: Desk) -> None:
    from production.models import Reservation

    order = at(desk, State.APPROVED)
    assert commands.lapse_credit(order_id=order.pk, now=NOW) is False
    late = NOW + 91 * DAY
    assert commands.lapse_credit(order_id=order.pk, now=late) is True
    assert commands.lapse_credit(order_id=order.pk, now=late) is False
    assert again(order).state == State.VALIDATED
    assert again(order).credit_status == ""
    assert not Reservation.objects.live().filter(order_number=order.number).exists()
    tasks.lapse_credits()
    assert order.events.filter(kind=Kind.CREDIT_LAPSED).count() == 1
