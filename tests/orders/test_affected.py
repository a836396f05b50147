"""Which quotes and orders a release touches: those not yet built, of one's own group."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from configurator.commands import import_release
from configurator.models import CatalogueRelease, Source, Specification
from customers.models import Customer, Dealership, User
from orders.models import Order, State
from tests.factories import DealerGroupFactory, DealershipFactory, UserFactory
from tests.factories_configurator import NOW, published_line, release_payload, specification

pytestmark = pytest.mark.django_db


def order(place: Dealership, rep: User, car: Specification, number: str, **more: Any) -> Order:
    customer = Customer.objects.create(dealership=place, name=f"Buyer {number}")
    row: Order = Order.objects.create(
        number=number, dealership=place, customer=customer, customer_name=customer.name,
        sales_rep=rep, specification=car, state_since=NOW, **{"state": State.QUOTED, **more},
    )  # fmt: skip
    return row


def next_release() -> CatalogueRelease:
    """Red costs something; heat and mats exclude each other."""
    payload = release_payload(release="2027-2")
    line = payload["model_lines"][0]
    line["groups"][1]["options"][0]["retail"] = "75.00"
    line["rules"][0] = {
        "code": "R1",
        "text": "HEAT excludes MATS",
        "sentence": "Heat or mats, not both.",
    }
    report = import_release(None, payload, Source.FACTORY, NOW)
    return CatalogueRelease.objects.get(pk=report.release_id)


def test_what_could_not_be_built_and_what_would_cost_something_else(
    client: Client, harbor: Dealership, ada: User, amy: User
) -> None:
    line = published_line()
    both = specification(harbor, ada, line, "HEAT", "MATS")
    order(harbor, ada, both, "T-HEAT")
    red = specification(harbor, ada, line, "RED")
    order(harbor, ada, red, "T-RED", state=State.ACCEPTED)
    order(harbor, ada, red, "T-OVER", state=State.EXPIRED)
    release = next_release()
    client.force_login(amy)
    shown = client.get(f"/orders/affected/{release.pk}/")
    found = {row.number: row for row in shown.context["affected"].touched}
    assert set(found) == {"T-HEAT", "T-RED"}
    assert found["T-HEAT"].reasons == ("Heat or mats, not both.",)
    assert found["T-RED"].difference.amount == Decimal(75)
    assert shown.context["affected"].looked_at == 2
    assert "Heat or mats, not both." in shown.content.decode()


def test_orders_of_another_group_are_not_shown(
    client: Client, harbor: Dealership, ada: User, amy: User
) -> None:
    elsewhere = DealershipFactory.create(group=DealerGroupFactory.create())
    rep = UserFactory.create()
    order(elsewhere, rep, specification(elsewhere, rep, published_line(), "RED"), "T-FAR")
    client.force_login(amy)
    shown = client.get(f"/orders/affected/{next_release().pk}/")
    assert shown.context["affected"].looked_at == 0
    assert "T-FAR" not in shown.content.decode()
