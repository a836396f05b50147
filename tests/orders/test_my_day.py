"""A representative's day: whom to call, why, with the words ready."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from orders import commands
from orders.models import Order, State
from orders.selectors.my_day import Part, my_day
from tests.factories_configurator import NOW
from tests.factories_orders import Desk, at, quoted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def day_of(desk: Desk, later: timedelta = timedelta()) -> dict[str, Part]:
    return {part.title: part for part in my_day(desk.rep, heard=commands.HEARD, now=NOW + later)}


def test_a_free_day_is_empty(desk: Desk) -> None:
    assert day_of(desk) == {}


def test_a_quote_that_ends_is_said_with_its_day(desk: Desk) -> None:
    order = quoted(desk)
    assert not day_of(desk), "it holds for two weeks"
    call = day_of(desk, 12 * DAY)["Quotes that end soon"].calls[0]
    assert (call.number, call.who) == (order.number, "Dana Dale")
    assert str(order.total) in call.why
    assert call.say.startswith("Your quote for the")


def test_a_missing_deposit_waits_some_days(desk: Desk) -> None:
    at(desk, State.ACCEPTED)
    assert "Deposits not paid" not in day_of(desk, DAY)
    assert "Deposits not paid" in day_of(desk, 3 * DAY)


def test_a_wish_and_a_car_that_is_here_are_mine_only(desk: Desk) -> None:
    order = at(desk, State.ACCEPTED)
    commands.ask_change(order_id=order.pk, wish="In blue", by=desk.rep, now=NOW)
    at(desk, State.AT_DEALER)
    found = day_of(desk)
    assert found["Changes"].calls[0].url.endswith("/changes/")
    assert len(found["Here, without an appointment"].calls) == 1
    Order.objects.update(sales_rep=desk.manager)
    assert day_of(desk) == {}


def test_who_hears_nothing_for_long_is_called(desk: Desk) -> None:
    at(desk, State.BANKED)
    assert "Long without a word" not in day_of(desk)
    assert "Long without a word" in day_of(desk, 11 * DAY)


def test_it_is_where_a_representative_begins(desk: Desk, client: Client) -> None:
    client.force_login(desk.rep)
    answer = client.get("/")
    assert answer.headers["Location"] == reverse("orders:my-day")
    assert "Nothing waits for you" in client.get(answer.headers["Location"]).text
