"""Who decides on a page that is no longer true is told what happened, and decides anew."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from orders import commands
from orders.models import Kind, Order, State
from tests.factories_orders import NOW, Desk, at, follow, quoted


@pytest.fixture
def as_ada(client: Client, desk: Desk) -> Client:
    client.force_login(desk.rep)
    return client


def seen_on(page: Any) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page.text)[1]  # type: ignore[index]


def test_what_happened_since_is_said_and_the_second_try_counts(desk: Desk, as_ada: Client) -> None:
    order = quoted(desk)
    page = reverse("orders:hold", args=[order.number])
    seen = seen_on(as_ada.get(page))
    commands.accept(order_id=order.pk, signed_name="Dana", consent=True, by=desk.rep, now=NOW)
    sent = {"reason": "customer", "note": "", "seen": seen}
    answer = as_ada.post(page, sent)
    assert answer.status_code == 409
    assert "Since you opened this page: Order signed (Ada" in answer.text
    assert "Accepted" in answer.text, "the page shows the order as it is now"
    assert not order.holds.exists()
    assert as_ada.post(page, {**sent, "seen": seen_on(answer)}).status_code == 302
    assert order.holds.standing().count() == 1


def test_news_of_the_factory_that_change_nothing_disturb_nobody(desk: Desk, as_ada: Client) -> None:
    order = at(desk, State.IN_PRODUCTION)
    page = reverse("orders:hold", args=[order.number])
    seen = seen_on(as_ada.get(page))
    follow(order, "PNT-IN")
    commands.comment(order_id=order.pk, text="Called", by=desk.rep, now=NOW)
    sent = {"reason": "customer", "note": "", "seen": seen}
    assert as_ada.post(page, sent).status_code == 302


def test_a_double_click_acts_once_and_says_that_it_has(desk: Desk, as_ada: Client) -> None:
    order = quoted(desk)
    page = reverse("orders:accept", args=[order.number])
    sent = {"signed_name": "Dana Dale", "consent": "on", "seen": seen_on(as_ada.get(page))}
    assert as_ada.post(page, sent).status_code == 302
    again = as_ada.post(page, sent)
    assert again.status_code == 409
    assert "Order signed" in again.text
    assert Order.objects.get(pk=order.pk).events.filter(kind=Kind.ACCEPTED).count() == 1
