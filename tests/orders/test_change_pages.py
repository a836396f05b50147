"""The pages on which a change is asked for, offered and signed: at the desk and in the portal."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import ChangeRequest, ChangeState, Order, State
from tests.factories_orders import Desk, again, at
from tests.orders.test_changes import offered, pick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_stopped_clock")]
SIGNED = {"signed_name": "Dana Dale", "consent": "on", "is_electronic": "on"}


def url(name: str, order: Order, *more: int) -> str:
    return reverse(name, args=[order.number, *more])


def test_from_the_wish_to_the_signature_at_the_desk(desk: Desk, client: Client) -> None:
    order = at(desk, State.ACCEPTED)
    client.force_login(desk.rep)
    page = client.get(url("orders:changes", order)).text
    assert "The build is as it was ordered" in page
    assert client.post(url("orders:change-ask", order), {"wish": ""}).status_code == 422
    client.post(url("orders:change-ask", order), {"wish": "In blue, please"})
    assert "In blue, please" in client.get(url("orders:change-card", order)).text
    pick(order, desk, "SPORT", "BLUE")
    assert "Lake Blue" in client.get(url("orders:changes", order)).text
    client.post(url("orders:change-offer", order), {"cause": "customer"})
    change = ChangeRequest.objects.get()
    assert change.state == ChangeState.OFFERED
    refused = client.post(url("orders:change-sign", order, 1), {"signed_name": "Dana Dale"})
    assert refused.status_code == 422
    answer = client.post(url("orders:change-sign", order, 1), SIGNED)
    assert answer.status_code == 302
    assert "BLUE" in again(order).specification.codes
    assert "Confirmed" in client.get(url("orders:changes", order)).text


def test_the_customer_signs_or_keeps_his_car(desk: Desk, client: Client) -> None:
    order = at(desk, State.ACCEPTED)
    assert desk.customer.user is not None
    client.force_login(desk.customer.user)
    assert client.get(url("portal:change", order)).status_code == 200
    offered(order, desk, "HEAT")
    assert "Look at the change of your car" in client.get(url("portal:order", order)).text
    assert "Heated seats" in client.get(url("portal:change", order)).text
    client.post(url("portal:change-decline", order))
    assert ChangeRequest.objects.get().state == ChangeState.WITHDRAWN
    offered(order, desk)
    assert client.post(url("portal:change-sign", order), SIGNED).status_code == 302
    assert "HEAT" in again(order).specification.codes
    repeated = client.post(url("portal:change-sign", order), SIGNED)
    assert repeated.status_code == 404, "there is nothing left to sign"


def test_what_waits_for_a_manager_is_not_the_customers_yet(desk: Desk, client: Client) -> None:
    order = at(desk, State.ACCEPTED)
    first = offered(order, desk, "SPORT")
    client.force_login(desk.rep)
    client.post(url("orders:change-sign", order, first.number), SIGNED)
    offered(order, desk, "BASE")
    assert client.post(url("orders:change-release", order, 2)).status_code == 403
    assert desk.customer.user is not None
    client.force_login(desk.customer.user)
    assert client.post(url("portal:change-sign", order), SIGNED).status_code == 404
    client.force_login(desk.manager)
    assert client.post(url("orders:change-release", order, 2)).status_code == 302
    client.force_login(desk.customer.user)
    assert client.post(url("portal:change-sign", order), SIGNED).status_code == 302


def test_the_cost_of_a_wish_that_cannot_be_is_said(desk: Desk, client: Client) -> None:
    order = at(desk, State.SUBMITTED)
    client.force_login(desk.rep)
    pick(order, desk, "HEAT")
    page = client.get(url("orders:changes", order)).text
    assert "The factory has not taken this order yet" in page
    answer = client.post(url("orders:change-offer", order), {"cause": "customer"})
    assert answer.status_code == 422
    assert not ChangeRequest.objects.exists()
