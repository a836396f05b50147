"""Something close, sooner: which free cars are worth a word beside a build, and what is said."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from configurator.models import Configuration
from customers.access import scope_for
from customers.models import Dealership, User
from orders import commands
from orders.models import Order, State
from orders.near import distance, is_near
from orders.selectors.near import NearCar, near_match
from production.models import Build, FactoryRequest
from tests.factories_configurator import configuration
from tests.factories_orders import NOW, Desk, at

TODAY = NOW.date()


def ready(build_id: int | None, on: date, **more: Any) -> None:
    Build.objects.filter(pk=build_id).update(
        estimate_p10=on, estimate_p50=on, estimate_p90=on, **more
    )


@pytest.fixture
def stock(desk: Desk) -> Order:
    """A car on the road that nobody has bought; ready in a week."""
    order = at(desk, State.IN_TRANSIT)
    Order.objects.filter(pk=order.pk).update(customer=None, customer_name="Stock")
    ready(order.build_id, TODAY + timedelta(days=7))
    return order


def wished(desk: Desk, *picks: str) -> Configuration:
    begun = configuration(desk.dealership, desk.rep, desk.line, *picks)
    return Configuration.objects.for_page().get(pk=begun.pk)


def found(desk: Desk, build: Configuration, by: User | None = None) -> tuple[NearCar, ...]:
    scope = scope_for(by or desk.rep, "orders.view")
    assert scope is not None
    return near_match(build, scope, NOW)


def test_a_free_car_is_told_with_days_money_and_differences(desk: Desk, stock: Order) -> None:
    (car,) = found(desk, wished(desk, "RED", "MATS"))
    assert (car.order_number, car.where, car.ready_on) == (
        stock.number,
        "In transit",
        TODAY + timedelta(days=7),
    )
    assert car.days_sooner > 7
    assert car.difference.amount == Decimal("-150.00")
    assert [(c.group, c.now, c.becomes) for c in car.changes] == [
        ("Equipment", ("Winter mats",), ())
    ]


def test_a_car_that_somebody_waits_for_is_not_shown(desk: Desk) -> None:
    order = at(desk, State.IN_TRANSIT)
    ready(order.build_id, TODAY)
    ready(order.build_id, TODAY, is_stock=True)
    assert found(desk, wished(desk, "RED")) == ()


def test_a_car_left_by_its_order_is_shown_without_the_order(desk: Desk, client: Client) -> None:
    order = at(desk, State.IN_TRANSIT)
    ready(order.build_id, timezone.now().date(), is_stock=True, model_line_code=desk.line.code)
    build_id = order.build_id
    Order.objects.filter(pk=order.pk).update(state=State.CANCELLED, build=None)
    assert [car.build.pk for car in found(desk, wished(desk, "RED"))] == [build_id]
    client.force_login(desk.rep)
    build = wished(desk, "RED")
    text = client.get(
        f"/orders/near/{build.code}/", headers={"HX-Request": "true"}
    ).content.decode()
    assert "stock unit" in text
    assert desk.customer.name not in text
    assert f"/orders/{order.number}/" not in text


def test_a_car_the_factory_may_still_stop_is_not_shown_before_it_answers(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    build_id = order.build_id
    FactoryRequest.objects.filter(build=build_id).update(attempts=1)  # a worker has it
    commands.cancel(
        order_id=order.pk, reason="No car", is_customers_cause=True, by=desk.rep, now=NOW
    )
    ready(build_id, TODAY)
    assert found(desk, wished(desk, "RED")) == ()
    asked = FactoryRequest.objects.filter(build=build_id, kind="CANCEL")
    asked.update(answer={"accepted": False, "reasons": ["Too late."]})
    assert [car.build.pk for car in found(desk, wished(desk, "RED"))] == [build_id]


def test_far_cars_late_cars_and_a_build_without_choices_are_left_alone(
    desk: Desk, stock: Order
) -> None:
    assert found(desk, wished(desk, "RED", "HEAT", "MATS", "RAILS", "SPORT")) == ()
    assert found(desk, wished(desk)) == ()
    (car,) = found(desk, wished(desk, "RED"))
    ours = car.ready_on + timedelta(days=car.days_sooner)
    for on in (ours - timedelta(days=2), ours + timedelta(days=300)):
        ready(stock.build_id, on)
        assert found(desk, wished(desk, "RED")) == ()


def test_another_dealerships_car_is_not_shown_to_who_may_not_see_it(
    desk: Desk, stock: Order, lakeside: Dealership, cleo: User
) -> None:
    theirs = configuration(lakeside, cleo, desk.line, "RED")
    build = Configuration.objects.for_page().get(pk=theirs.pk)
    assert found(desk, build, by=cleo) == ()


def test_it_is_said_no_more_when_not_wanted(desk: Desk, stock: Order, client: Client) -> None:
    ready(stock.build_id, timezone.now().date())
    build, other = wished(desk, "RED"), wished(desk, "RED", "MATS")
    client.force_login(desk.rep)
    assert "Something close, sooner" in client.get(f"/orders/near/{build.code}/").content.decode()
    client.post(f"/orders/near/{build.code}/hush/")
    quiet = client.get(f"/orders/near/{build.code}/", headers={"HX-Request": "true"})
    assert quiet.content.strip() == b""
    assert b"You asked not to be told" in client.get(f"/orders/near/{build.code}/").content
    assert b"stock order" in client.get(f"/orders/near/{other.code}/").content


def test_picks_weigh_most() -> None:
    far = distance({"A", "B", "C"}, {"A", "B"}, differing=Decimal(300), price=Decimal(30000))
    assert far == 11
    assert is_near({"A", "B", "C"}, {"A", "B"}, far)
    assert not is_near({"A", "B"}, {"A"}, Decimal(10))
    assert not is_near({"A"}, {"A"}, Decimal(31))
