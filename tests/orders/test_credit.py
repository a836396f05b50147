"""Credit: asked of a lender, sealed, decided, on conditions; watched until the car is handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kernel.money import Money
from kernel.work import LEASE
from orders import commands
from orders.commands import crediting
from orders.lenders.base import Applicant, LenderUnavailable
from orders.lenders.simulated import SimulatedLender
from orders.models import CreditApplication, CreditDecision, Kind, Order, OrderEvent, State
from tests.factories_orders import NOW, Desk, again, at, settle_credit

pytestmark = pytest.mark.django_db
DANA = Applicant(
    legal_name="Dana Dale", born_on=date(1985, 4, 1), tax_number="078-05-1120",
    address="1 Bay St, Springfield", housing="rent", housing_cost=Decimal(900),
    employer="Harbor Mills", years_employed=Decimal(6), yearly_income=Decimal(120000),
    consent_text="agreed",
)  # fmt: skip
FORM = {
    "lender": "simulated", "amount": "20000", "months": "60", "legal_name": "Dana Dale",
    "born_on": "1985-04-01", "tax_number": "078-05-1120", "address": "1 Bay St",
    "housing": "rent", "housing_cost": "900", "employer": "Harbor Mills",
    "years_employed": "6", "yearly_income": "120000", "consent": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _both_lenders(settings: Any) -> None:
    settings.LENDERS = {
        "manual": "orders.lenders.manual.ManualLender",
        "simulated": "orders.lenders.simulated.SimulatedLender",
    }


def asked(order: Order, desk: Desk, lender: str = "simulated", **about: Any) -> CreditApplication:
    made = commands.apply_for_credit(
        order_id=order.pk, applicant=replace(DANA, **about), amount=Money(Decimal(20000), "USD"), months=60,
        lender=lender, by=desk.rep, now=NOW,
    )  # fmt: skip
    commands.ask_lenders(now=NOW)
    made.refresh_from_db()
    return made


def test_what_the_customer_says_is_sealed_and_stands_nowhere_else(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    made = asked(order, desk)
    assert made.applicant == DANA
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM orders_creditapplication")
        stored = cursor.fetchone()[0]
    events = str(list(OrderEvent.objects.values_list("body", flat=True)))
    for secret in ("078-05-1120", "Harbor Mills", "120000"):
        assert secret not in stored
        assert secret not in events


def test_a_lender_answers_by_itself_and_the_order_goes_on(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    made = asked(order, desk)
    order = again(order)
    assert (order.credit_status, made.answered_at) == ("approved", NOW)
    decision = order.credit_decisions.get()
    assert (decision.by, decision.apr) == (None, Decimal("6.900"))
    assert decision.expires_on == order.credit_until == NOW.date() + timedelta(days=60)
    with pytest.raises(commands.CannotApplyForCredit, match="more is not lent"):
        commands.apply_for_credit(
            order_id=order.pk, applicant=DANA, amount=order.total + order.total, months=60,
            lender="manual", by=desk.rep, now=NOW,
        )  # fmt: skip


def test_conditions_gate_the_approval_until_the_last_is_met(desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    asked(order, desk, yearly_income=Decimal(38000), years_employed=Decimal("0.5"))
    order = again(order)
    assert order.credit_status == "conditional"
    with pytest.raises(commands.CannotApprove, match="not settled the credit"):
        commands.approve(order_id=order.pk, by=desk.manager, now=NOW)
    first, second = order.credit_decisions.get().conditions.order_by("pk")
    with pytest.raises(commands.CannotDecideCredit, match="Who sells"):
        commands.meet_condition(condition_id=first.pk, by=desk.rep, now=NOW)
    commands.meet_condition(condition_id=first.pk, by=desk.finance, now=NOW)
    assert again(order).credit_status == "conditional"
    commands.meet_condition(condition_id=second.pk, by=desk.finance, now=NOW)
    assert again(order).credit_status == "approved"
    with pytest.raises(commands.CannotDecideCredit, match="met already"):
        commands.meet_condition(condition_id=second.pk, by=desk.finance, now=NOW)


def test_too_much_of_the_income_is_declined(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    asked(order, desk, yearly_income=Decimal(20000))
    assert again(order).credit_status == "declined"
    assert "of the income" in order.credit_decisions.get().note


def test_what_finance_asks_itself_waits_for_its_word(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    made = asked(order, desk, lender="manual")
    assert (made.state, made.answered_at) == ("SUPPRESSED", None)
    with pytest.raises(commands.CannotApplyForCredit, match="asked already"):
        asked(order, desk)
    settle_credit(order, desk)
    made.refresh_from_db()
    assert made.answered_at == NOW
    assert order.credit_decisions.get().application == made


def test_a_worker_killed_after_the_answer_asks_again_and_it_counts_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = at(desk, State.ACCEPTED)

    def killed(**_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(crediting, "lender_answered", killed)
        with pytest.raises(SystemExit):
            asked(order, desk)
    assert not CreditDecision.objects.exists()
    for _ in range(2):
        commands.ask_lenders(now=NOW + LEASE)
    assert CreditDecision.objects.count() == 1


def test_a_lender_that_does_not_answer_is_asked_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = at(desk, State.ACCEPTED)

    def away(*_: Any) -> None:
        raise LenderUnavailable("closed")

    with monkeypatch.context() as patch:
        patch.setattr(SimulatedLender, "ask", away)
        made = asked(order, desk)
    assert (made.state, made.error) == ("QUEUED", "closed")
    commands.ask_lenders(now=NOW + timedelta(minutes=5))
    assert again(order).credit_status == "approved"


def test_a_credit_that_ends_before_the_car_is_said_once_and_lapsed_it_holds(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    assert order.estimate_on is not None
    settle_credit(order, desk, until=order.estimate_on - timedelta(days=1))
    said = [commands.warn_of_credit(order_id=order.pk, now=NOW) for _ in range(2)]
    assert said == [True, False]
    late = NOW + timedelta(days=(order.estimate_on - NOW.date()).days + 2)
    assert [commands.lapse_credit(order_id=order.pk, now=late) for _ in range(2)] == [True, False]
    order = again(order)
    assert (order.state, order.credit_status) == (State.BANKED, "")
    hold = order.holds.standing().get()
    assert (hold.reason, hold.placed_by) == ("finance", None)
    assert order.events.filter(kind=Kind.CREDIT_LAPSED).count() == 1
    commands.decide_credit(
        order_id=order.pk, decision="cash", expires_on=None, note="", by=desk.finance, now=late
    )
    assert not order.holds.standing().exists()


def test_a_persons_hold_stays_when_the_credit_is_settled(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    commands.place_hold(order_id=order.pk, reason="finance", note="x", by=desk.manager, now=NOW)
    settle_credit(order, desk)
    assert order.holds.standing().count() == 1


def test_declined_on_the_way_it_is_held(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    asked(order, desk, yearly_income=Decimal(20000))
    assert order.holds.standing().get().reason == "finance"


def test_the_pages_ask_show_and_keep_it_from_everybody_else(desk: Desk, client: Client) -> None:
    order = at(desk, State.ACCEPTED)
    client.force_login(desk.rep)
    url = reverse("orders:apply-credit", args=[order.number])
    wrong = client.post(url, FORM | {"born_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert client.post(url, FORM | {"yearly_income": "-1"}).status_code == 422
    assert "has to be of age" in wrong.text
    assert client.post(url, FORM).status_code == 302
    card = reverse("orders:credit-card", args=[order.number])
    assert "The lender is being asked" in client.get(card).text
    made = CreditApplication.objects.get()
    inside = reverse("orders:credit-application", args=[made.pk])
    for person, status in ((desk.rep, 403), (desk.coordinator, 403), (desk.finance, 200)):
        client.force_login(person)
        assert client.get(inside).status_code == status
    assert "078-05-1120" in client.get(inside).text
    assert "078-05-1120" not in client.get(card).text
    decide = reverse("orders:decide-credit", args=[order.number])
    conditional = {"decision": "conditional", "expires_on": "2027-06-01", "conditions": ""}
    assert client.post(decide, conditional).status_code == 422
    assert client.post(decide, conditional | {"conditions": "Pay slip"}).status_code == 302
    condition = order.credit_decisions.get().conditions.get()
    assert "Pay slip" in client.get(card).text
    client.post(reverse("orders:credit-met", args=[condition.pk]))
    assert again(order).credit_status == "approved"
