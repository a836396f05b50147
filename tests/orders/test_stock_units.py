"""Stock units: kept, quoted as they stand, taken over; the factory's news go to the new order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.access import scope_for
from customers.models import Customer, Dealership, Message, User
from kernel.refusals import Refusal
from orders import commands, reactions
from orders.models import Kind, Order, State, UnitHold
from orders.selectors.stock import stock_units, who_waits_for
from production.models import Build, BuildEvent, Reservation
from tests.factories import CustomerFactory
from tests.factories_orders import (
    NOW,
    Desk,
    again,
    at,
    at_signed,
    book,
    follow,
    inspected,
    quoted,
)


@pytest.fixture
def stock(desk: Desk) -> Order:
    """A car on its line that was ordered for nobody."""
    order = at(desk, State.IN_PRODUCTION)
    Order.objects.filter(pk=order.pk).update(customer=None, customer_name="Stock")
    return again(order)


@pytest.fixture
def buyer(desk: Desk) -> Customer:
    return CustomerFactory.create(dealership=desk.dealership, created_by=desk.rep, name="Bo Berg")


def offered(desk: Desk, unit: Order, buyer: Customer) -> Order:
    assert unit.build_id is not None
    return commands.quote_unit(build_id=unit.build_id, customer_id=buyer.pk, by=desk.rep, now=NOW)


def refused(act: Callable[..., Any], *, by: User, build_id: int | None) -> str:
    with pytest.raises(Refusal) as refusal:
        act(build_id=build_id, by=by, now=NOW)
    return str(refusal.value)


def test_the_car_goes_to_who_signed_and_the_stock_order_ends(
    desk: Desk, stock: Order, buyer: Customer
) -> None:
    order = offered(desk, stock, buyer)
    assert order.specification_id == stock.specification_id
    sold = at_signed(order, desk, State.APPROVED)
    assert Reservation.objects.live().count() == 1, "the car has its place already"
    commands.submit(order_id=sold.pk, by=desk.rep, now=NOW)
    sold, over = again(sold), again(stock)
    assert (sold.state, sold.build_id) == (State.IN_PRODUCTION, stock.build_id)
    assert (over.state, over.build_id) == (State.CANCELLED, None)
    assert sold.build is not None
    assert sold.build.present_number == sold.number
    assert sold.build.promised_on == sold.promised_on
    assert not UnitHold.objects.filter(released_at=None).exists()


def test_the_factory_goes_on_by_its_number_and_the_new_order_hears_it(
    desk: Desk, stock: Order, buyer: Customer
) -> None:
    order = at_signed(offered(desk, stock, buyer), desk, State.APPROVED)
    commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    order = again(order)
    assert order.build is not None
    assert order.build.order_number == stock.number
    for code in ("FIN-OUT", "SHP-DEP", "DLR-RCV"):
        order = follow(order, code)
    inspected(order, desk)
    book(order, desk)
    commands.make_ready(order_id=order.pk, by=desk.coordinator, now=NOW)
    assert again(order).state == State.READY
    assert again(stock).state == State.CANCELLED


def test_what_the_car_has_behind_it_is_told_to_nobody(
    desk: Desk, stock: Order, buyer: Customer
) -> None:
    order = at_signed(offered(desk, stock, buyer), desk, State.APPROVED)
    commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    Message.objects.all().delete()
    past = order.events.filter(body__is_past=True)
    assert [event.kind for event in past.order_by("id")] == [
        Kind.SUBMITTED, Kind.ACKNOWLEDGED, Kind.SCHEDULED, Kind.STARTED,
    ]  # fmt: skip
    for event in past:
        reactions.tell_customer(event, now=NOW)
    assert not Message.objects.exists()


def test_one_person_keeps_a_car_and_others_read_who_and_until_when(
    desk: Desk, stock: Order, ben: User
) -> None:
    held = commands.hold_unit(build_id=stock.build_id or 0, by=ben, now=NOW)
    said = refused(commands.hold_unit, by=desk.rep, build_id=stock.build_id)
    assert said.startswith(f"{ben} keeps this car, until")
    later = held.until + timedelta(minutes=1)
    mine = commands.hold_unit(build_id=stock.build_id or 0, by=desk.rep, now=later)
    held.refresh_from_db()
    assert (held.released_at, mine.by_id) == (later, desk.rep.pk)


def test_a_quoted_car_is_kept_as_long_as_its_order_is_open(
    desk: Desk, stock: Order, buyer: Customer, ben: User
) -> None:
    order = offered(desk, stock, buyer)
    assert refused(commands.release_unit, by=desk.rep, build_id=stock.build_id) == (
        f"It is quoted as {order.number}; take that quote back first."
    )
    assert order.number in refused(commands.hold_unit, by=ben, build_id=stock.build_id)
    commands.expire(order_id=order.pk, now=NOW + timedelta(days=30))
    assert commands.hold_unit(build_id=stock.build_id or 0, by=ben, now=NOW).by_id == ben.pk


def test_only_a_free_car_is_kept(desk: Desk) -> None:
    sold, sent = at(desk, State.BUILT), at(desk, State.SUBMITTED)
    assert (
        refused(commands.hold_unit, by=desk.rep, build_id=sold.build_id) == "This car is not free."
    )
    Order.objects.filter(pk=sent.pk).update(customer=None)
    assert "not accepted this car yet" in refused(
        commands.hold_unit, by=desk.rep, build_id=sent.build_id
    )


def test_the_car_of_a_cancelled_order_is_stock_and_finds_its_next_owner(
    desk: Desk, buyer: Customer
) -> None:
    left = at(desk, State.BUILT)
    build_id = left.build_id or 0
    commands.cancel(order_id=left.pk, reason="Moved", is_customers_cause=True, by=desk.rep, now=NOW)
    waits = quoted(desk)
    scope = scope_for(desk.rep, "orders.view")
    assert scope is not None
    (unit,) = stock_units(scope, desk.rep, now=NOW)
    assert (unit.build.pk, unit.is_free) == (build_id, True)
    build = Build.objects.select_related("specification__model_line__release").get(pk=build_id)
    assert [one.order.pk for one in who_waits_for(build, scope)] == [waits.pk]
    order = commands.quote_unit(build_id=build_id, customer_id=buyer.pk, by=desk.rep, now=NOW)
    order = at_signed(order, desk, State.APPROVED)
    commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    assert again(order).state == State.BUILT
    assert BuildEvent.objects.filter(build=build_id, kind="build.adopted").exists()


def test_the_pages_keep_quote_and_let_go(
    desk: Desk, stock: Order, buyer: Customer, client: Client
) -> None:
    client.force_login(desk.rep)
    keep = reverse("orders:hold-unit", args=[stock.build_id])
    assert client.post(keep).status_code == 302
    assert "By you" in client.get("/orders/stock/").text
    page = reverse("orders:quote-unit", args=[stock.build_id])
    answer = client.post(page, {"buyer": "known", "customer": buyer.pk})
    order = Order.objects.latest("pk")
    assert answer["Location"] == order.get_absolute_url()
    assert order.stock_unit_id == stock.build_id
    assert order.number in client.get("/orders/stock/").text
    assert "Takes over" in client.get(order.get_absolute_url()).text


def test_another_dealership_sees_no_unit_of_ours(
    stock: Order, lakeside: Dealership, cleo: User, client: Client
) -> None:
    client.force_login(cleo)
    assert stock.number not in client.get("/orders/stock/").text
    assert client.post(reverse("orders:hold-unit", args=[stock.build_id])).status_code == 404
