"""The manager gives an order to another representative."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import User
from orders import commands
from orders.models import Kind, Order, State
from tests.factories_orders import NOW, Desk, again, at, quoted


def give(desk: Desk, order: Order, rep: User, **more: Any) -> Order:
    given = {"reason": "On leave", "by": desk.manager, "now": NOW, **more}
    return commands.reassign(order_id=order.pk, rep_id=rep.pk, **given)


def test_the_order_and_its_configuration_pass_to_the_colleague(desk: Desk, ben: User) -> None:
    order = again(give(desk, quoted(desk), ben))
    assert order.sales_rep == ben
    assert order.configuration is not None
    assert order.configuration.created_by == ben
    event = order.events.order_by("-id")[0]
    assert event.kind == Kind.REASSIGNED
    assert (event.body["old"], event.body["new"]) == (desk.rep.pk, ben.pk)


def test_only_who_sells_here_takes_it_with_a_reason_while_it_is_open(
    desk: Desk, ben: User, cleo: User, finn: User
) -> None:
    order = quoted(desk)
    for rep, reason, words in (
        (cleo, "x", "somebody who sells at"),
        (finn, "x", "somebody who sells at"),
        (desk.rep, "x", "already"),
        (ben, " ", "Say why"),
    ):
        with pytest.raises(commands.CannotReassign, match=words):
            give(desk, order, rep, reason=reason)
    with pytest.raises(commands.CannotReassign, match="ended"):
        give(desk, at(desk, State.EXPIRED), ben)


def test_who_gave_it_away_can_no_longer_sell_it(desk: Desk, client: Client, ben: User) -> None:
    order = quoted(desk)
    url = reverse("orders:reassign", args=[order.number])
    client.force_login(desk.rep)
    assert client.get(url).status_code == 403
    client.force_login(desk.manager)
    form = client.get(url)
    assert ben.name in form.text
    answer = client.post(url, {"rep_id": ben.pk, "reason": "On leave"})
    assert answer.status_code == 302
    accept = reverse("orders:accept", args=[order.number])
    client.force_login(desk.rep)
    assert client.get(accept).status_code == 404
    client.force_login(ben)
    assert client.get(accept).status_code == 200
