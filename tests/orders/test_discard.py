"""A draft is discarded: gone if nobody heard of it, ended if it has a history."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from orders import commands
from orders.models import Kind, Order, State
from tests.factories_orders import NOW, Desk, again, at, quoted


def untouched(desk: Desk) -> Order:
    """A draft that was never given to anybody."""
    order: Order = Order.objects.create(
        number="HM-26-90001",
        dealership=desk.dealership,
        customer=desk.customer,
        sales_rep=desk.rep,
        configuration=desk.configuration(),
        state_since=NOW,
    )
    return order


def test_a_draft_without_a_history_is_deleted_and_the_audit_keeps_it(desk: Desk) -> None:
    order = untouched(desk)
    assert commands.discard(order_id=order.pk, by=desk.rep, now=NOW) is True
    assert not Order.objects.filter(number=order.number).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label FROM orders_orderhistory WHERE number = %s ORDER BY pgh_id",
            [order.number],
        )
        assert [label for (label,) in cursor.fetchall()] == ["insert", "delete"]


def test_a_draft_that_was_a_quote_ends_and_its_sheet_stays(desk: Desk) -> None:
    order = at(desk, State.DRAFT)
    assert commands.discard(order_id=order.pk, by=desk.rep, now=NOW) is False
    order = again(order)
    assert (order.state, order.ended_at) == (State.EXPIRED, NOW)
    assert order.quotes.count() == 1
    assert order.events.order_by("-id")[0].kind == Kind.DISCARDED
    with pytest.raises(commands.CannotDiscard):
        commands.discard(order_id=order.pk, by=desk.rep, now=NOW)


def test_a_draft_with_a_note_ends_though_it_was_never_specified(desk: Desk) -> None:
    order = untouched(desk)
    commands.comment(order_id=order.pk, text="x", is_for_customer=False, by=desk.rep, now=NOW)
    assert commands.discard(order_id=order.pk, by=desk.rep, now=NOW) is False
    assert again(order).state == State.EXPIRED


def test_a_quote_is_not_discarded(desk: Desk) -> None:
    with pytest.raises(commands.CannotDiscard, match="while it is quoted"):
        commands.discard(order_id=quoted(desk).pk, by=desk.rep, now=NOW)


def test_the_page_asks_first_and_leads_back_to_the_list(desk: Desk, client: Client) -> None:
    order = untouched(desk)
    client.force_login(desk.rep)
    url = reverse("orders:discard", args=[order.number])
    assert url in client.get(order.get_absolute_url()).text
    assert client.post(url, {}).status_code == 422
    answer = client.post(url, {"is_sure": "on"}, follow=True)
    assert answer.redirect_chain == [(reverse("orders:list"), 302)]
    assert "discarded" in answer.text
    assert client.get(order.get_absolute_url()).status_code == 404
