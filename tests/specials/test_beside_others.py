"""A settled special request counts wherever cars are weighed against each other."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from configurator.models import Configuration
from configurator.selectors.compare import builds, rows_of
from customers.access import scope_for
from customers.models import Customer, Dealership, User
from orders.models import Order, State
from orders.selectors.near import near_match
from production.models import Build
from tests.factories_configurator import NOW, configuration
from tests.factories_orders import at
from tests.factories_orders import desk as make_desk
from tests.factories_specials import accepted, answered

pytestmark = pytest.mark.django_db
WORTH = Decimal("901.10")


def read(build: Configuration) -> Configuration:
    return Configuration.objects.for_page().get(pk=build.pk)


def test_beside_another_build_it_is_in_the_total_and_in_a_row(
    harbor: Dealership, ada: User, cora: User
) -> None:
    plain = configuration(harbor, ada)
    fitted = configuration(harbor, ada, plain.model_line)
    answered(fitted, ada, cora)
    first, second = builds([read(plain), read(fitted)], NOW)
    assert second.difference is not None
    assert second.difference.amount == 0  # nobody agreed to it yet
    accepted(configuration(harbor, ada, plain.model_line), ada, cora)
    other = Configuration.objects.exclude(pk__in=[plain.pk, fitted.pk]).get()
    first, second = builds([read(plain), read(other)], NOW)
    assert second.difference is not None
    assert second.difference.amount == WORTH
    (row,) = rows_of([first.car, second.car], is_all=False)
    assert (row.group, row.cells[0]) == ("Special requests", ())
    assert [(p.name, p.price.amount, p.days) for p in row.cells[1]] == [
        ("Hand controls (2 × sets)", WORTH, 4)
    ]


def test_a_free_car_goes_without_it_and_costs_that_much_less(
    harbor: Dealership, ada: User, mona: User, finn: User, cora: User, dana_record: Customer
) -> None:
    desk = make_desk(harbor, ada, mona, finn, cora, dana_record)
    stock = at(desk, State.IN_TRANSIT)
    Order.objects.filter(pk=stock.pk).update(customer=None, customer_name="Stock")
    week = NOW.date() + timedelta(days=7)
    Build.objects.filter(pk=stock.build_id).update(
        estimate_p10=week, estimate_p50=week, estimate_p90=week
    )
    build = configuration(harbor, ada, desk.line, "RED", "MATS")
    scope = scope_for(ada, "orders.view")
    assert scope is not None
    (before,) = near_match(read(build), scope, NOW)
    accepted(build, ada, cora)
    (after,) = near_match(read(build), scope, NOW)
    assert after.difference.amount == before.difference.amount - WORTH
    assert not after.is_same
    assert after.changes[-1].now == ("Hand controls (2 × sets)",)


def test_the_history_says_what_its_amounts_leave_out(
    client: Client, harbor: Dealership, ada: User, cora: User
) -> None:
    build = configuration(harbor, ada)
    client.force_login(ada)
    page = f"/configure/{build.code}/history/"
    assert "special requests come on top" not in client.get(page).content.decode()
    accepted(build, ada, cora)
    assert "special requests come on top" in client.get(page).content.decode()
