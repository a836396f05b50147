"""Several orders at once: what is possible is done, what is not is said with its number."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from customers.models import User
from orders.models import Hold, Kind, Order, State
from tests.factories_orders import Desk, at, quoted

BULK = "/orders/bulk/"


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def as_mona(client: Client, mona: User) -> Client:
    client.force_login(mona)
    return client


def test_what_will_and_will_not_be_done_is_shown_first(desk: Desk, as_mona: Client) -> None:
    open_order, over = quoted(desk), at(desk, State.CANCELLED)
    chosen = {"do": "hold", "pick": [open_order.number, over.number]}
    page = as_mona.post(BULK, chosen)
    assert page.status_code == 200
    assert page.context["willing"] == [open_order]
    assert page.context["refused"] == [(over, "Not while it is cancelled.")]
    assert not Hold.objects.exists()


def test_each_order_gets_its_own_hold_and_event(desk: Desk, as_mona: Client) -> None:
    orders = [quoted(desk), quoted(desk)]
    sent = {
        "do": "hold", "pick": [order.number for order in orders], "is_asked": "1",
        "reason": "customer", "note": "On a journey", "back": "/orders/?view=quotes",
    }  # fmt: skip
    answer = as_mona.post(BULK, sent)
    assert answer.status_code == 302
    assert answer["Location"] == "/orders/?view=quotes"
    assert said(answer) == ["2 orders: on hold."]
    for order in orders:
        assert order.holds.standing().count() == 1
        assert order.events.filter(kind=Kind.HOLD_PLACED).count() == 1


def test_a_form_that_says_too_little_changes_nothing(desk: Desk, as_mona: Client) -> None:
    order = quoted(desk)
    sent = {"do": "reassign", "pick": [order.number], "is_asked": "1", "rep_id": ""}
    answer = as_mona.post(BULK, sent)
    assert answer.status_code == 422
    assert {"rep_id", "reason"} <= set(answer.context["form"].errors)


def test_foreign_orders_unknown_actions_and_elsewhere_lead_back_to_the_list(
    desk: Desk, client: Client, cleo: User
) -> None:
    order = quoted(desk)
    client.force_login(cleo)
    for sent in (
        {"do": "comment", "pick": [order.number], "back": "https://elsewhere.example/orders/"},
        {"do": "submit", "pick": [order.number], "back": "//elsewhere.example/orders/"},
        {},
    ):
        answer = client.post(BULK, sent)
        assert answer.status_code == 302
        assert answer["Location"] == reverse("orders:list")
    assert not Order.objects.get(pk=order.pk).events.filter(kind=Kind.COMMENTED).exists()


def test_a_colleagues_orders_are_left_as_they_are(desk: Desk, client: Client, ben: User) -> None:
    order = quoted(desk)
    client.force_login(ben)
    page = client.post(BULK, {"do": "hold", "pick": [order.number]})
    assert page.context["refused"] == [
        (order, "This is for the sales representative of the order.")
    ]
