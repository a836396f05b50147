"""Each command has its page: GET shows the form, POST runs it, 422 keeps what was typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer, User
from orders.models import Order, State
from tests.factories_orders import Desk, again, at, inspected, quoted

pytestmark = pytest.mark.usefixtures("_stopped_clock")
SURE = {"is_sure": "on"}
FINANCE, MANAGER, REP, COORDINATOR = "finance", "manager", "rep", "coordinator"
STEPS = [
    ("accept", State.QUOTED, REP, {"signed_name": "Dana Dale", "consent": "on"}, State.ACCEPTED),
    ("revise", State.QUOTED, REP, {}, State.DRAFT),
    ("validate", State.ACCEPTED, COORDINATOR, {"note": "Looked twice"}, State.VALIDATED),
    ("submit", State.APPROVED, REP, SURE, State.SUBMITTED),
    ("resubmit", State.REJECTED, REP, {"reason": "Option replaced"}, State.VALIDATED),
    (
        "deliver", State.READY, REP,
        {"signed_name": "Dana Dale", "odometer": "12", "keys": "2", **SURE}, State.DELIVERED,
    ),
    ("close", State.DELIVERED, FINANCE, SURE, State.CLOSED),
    (
        "cancel", State.BANKED, REP,
        {"reason": "Moved away", "is_customers_cause": "yes", **SURE}, State.CANCELLED,
    ),
]  # fmt: skip


def login(client: Client, desk: Desk, role: str) -> None:
    client.force_login(getattr(desk, role))


def url(name: str, order: Order) -> str:
    return reverse(f"orders:{name}", args=[order.number])


@pytest.mark.parametrize(("name", "before", "role", "data", "after"), STEPS)
def test_a_posted_form_moves_the_order(
    desk: Desk, client: Client, name: str, before: str, role: str, data: dict[str, str], after: str
) -> None:
    order = at(desk, before)
    login(client, desk, role)
    assert client.get(url(name, order)).status_code == 200
    answer = client.post(url(name, order), data)
    assert answer.status_code == 302, answer.text
    assert again(order).state == after
    repeated = client.post(url(name, order), data)
    assert repeated.status_code == 422
    assert again(order).state == after


@pytest.mark.parametrize(("name", "before", "role", "data", "after"), [s for s in STEPS if s[3]])
def test_an_empty_form_is_refused_beside_its_fields(
    desk: Desk, client: Client, name: str, before: str, role: str, data: dict[str, str], after: str
) -> None:
    order = at(desk, before)
    login(client, desk, role)
    answer = client.post(url(name, order), {})
    if name == "validate":
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert "This field is required" in answer.text
    assert again(order).state == before


def test_finance_decides_and_records_and_the_manager_approves(desk: Desk, client: Client) -> None:
    order = at(desk, State.VALIDATED)
    login(client, desk, FINANCE)
    paid = {"amount": "1000.00", "method": "card", "reference": "R-1"}
    assert client.post(url("record-deposit", order), paid).status_code == 302
    assert client.post(url("record-deposit", order), paid).status_code == 302
    assert again(order).deposit_held_amount == 1000
    credit = {"decision": "approved", "expires_on": "2027-06-01"}
    assert client.post(url("decide-credit", order), credit).status_code == 302
    login(client, desk, MANAGER)
    assert client.post(url("approve", order), {}).status_code == 302
    assert again(order).state == State.APPROVED


def test_handover_is_booked_and_the_car_made_ready(desk: Desk, client: Client) -> None:
    order = at(desk, State.AT_DEALER)
    login(client, desk, REP)
    day = {"bay_id": desk.bay.pk, "day": "2099-11-26", "time": "10:30"}
    assert client.post(url("book-handover", order), day).status_code == 302
    login(client, desk, COORDINATOR)
    early = client.post(url("make-ready", order), {})
    assert early.status_code == 422
    assert "pre-delivery inspection" in early.text
    inspected(order, desk)
    assert client.post(url("make-ready", order), {}).status_code == 302
    assert again(order).state == State.READY


def test_a_hold_is_placed_shown_and_released(desk: Desk, client: Client) -> None:
    order = at(desk, State.APPROVED)
    login(client, desk, MANAGER)
    assert client.post(url("hold", order), {"reason": "parts", "note": "Chips"}).status_code == 302
    page = client.get(order.get_absolute_url())
    assert "On hold: Parts or commodity" in page.text
    hold = order.holds.get()
    release = reverse("orders:release-hold", args=[order.number, hold.pk])
    other = quoted(desk)
    wrong = reverse("orders:release-hold", args=[other.number, hold.pk])
    assert client.post(wrong, {}).status_code == 404
    assert client.post(release, {"note": "Chips came"}).status_code == 302
    assert client.post(release, {"note": "Again"}).status_code == 422
    assert not order.holds.standing().exists()


def test_a_note_may_be_for_the_customer(desk: Desk, client: Client) -> None:
    order = quoted(desk)
    login(client, desk, REP)
    client.post(url("comment", order), {"text": "Hello", "is_call": "no", "is_for_customer": "on"})
    assert order.events.get(kind="order.commented").customer_text == "Hello"


def test_priority_changes_with_a_reason(desk: Desk, client: Client) -> None:
    order = quoted(desk)
    login(client, desk, MANAGER)
    answer = client.post(url("set-priority", order), {"priority": "2", "reason": "Rush paid"})
    assert answer.status_code == 302
    assert again(order).priority == 2


def test_the_cancel_page_says_what_becomes_of_the_deposit(desk: Desk, client: Client) -> None:
    order = at(desk, State.BANKED)
    login(client, desk, REP)
    text = client.get(url("cancel", order)).text
    assert "$750.00 refunded, $250.00 kept" in text
    assert "$1,000.00 refunded, $0.00 kept" in text


# ---- quotes


def quote_url(desk: Desk) -> str:
    return reverse("orders:quote", args=[desk.configuration().code])


def test_a_quote_for_a_known_customer(desk: Desk, client: Client) -> None:
    login(client, desk, REP)
    address = quote_url(desk)
    assert client.get(address).status_code == 200
    answer = client.post(address, {"buyer": "known", "customer": desk.customer.pk})
    order = Order.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == order.get_absolute_url()
    again_posted = client.post(address, {"buyer": "known", "customer": desk.customer.pk})
    assert again_posted.status_code == 422
    assert f"already quoted as {order.number}" in again_posted.text


def test_a_quote_for_a_new_customer_makes_both_or_none(desk: Desk, client: Client) -> None:
    login(client, desk, REP)
    person = {"buyer": "new", "name": "Nora New", "email": "nora@example.com", "phone": ""}
    assert client.post(quote_url(desk), person).status_code == 302
    assert Order.objects.get().customer_name == "Nora New"
    too_much = {**person, "email": "ned@example.com", "discount": "999999"}
    assert client.post(quote_url(desk), too_much).status_code == 422
    assert not Customer.objects.filter(email="ned@example.com").exists()


def test_a_quote_for_stock_has_no_customer(desk: Desk, client: Client) -> None:
    login(client, desk, REP)
    assert client.post(quote_url(desk), {"buyer": "stock"}).status_code == 302
    assert Order.objects.get().customer is None


def test_a_quote_form_names_what_is_missing(desk: Desk, client: Client) -> None:
    login(client, desk, REP)
    assert "Choose the customer." in client.post(quote_url(desk), {"buyer": "known"}).text
    new = client.post(quote_url(desk), {"buyer": "new"})
    assert new.text.count("A new customer needs this.") == 2


def test_another_dealerships_configuration_is_not_there(
    desk: Desk, client: Client, cleo: User
) -> None:
    client.force_login(cleo)
    assert client.get(quote_url(desk)).status_code == 404


def test_what_a_credit_lacks_is_said_beside_its_field(client: Client, desk: Desk) -> None:
    order = at(desk, State.VALIDATED)
    login(client, desk, FINANCE)
    answer = client.post(url("decide-credit", order), {"decision": "approved", "note": "Bank A"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["expires_on"] == ["A credit approval needs its last day."]
    assert 'value="Bank A"' in answer.content.decode()
