"""Quotes and orders not yet sent are held against today's catalogue; what broke is kept with a way out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from configurator.commands import end_stop_sale
from configurator.models import StopSale
from customers.models import User
from orders import commands, tasks
from orders.models import CarFault, Kind, Order, State
from orders.selectors.my_day import my_day
from tests.factories_configurator import configuration
from tests.factories_orders import NOW, Desk, at


def stop(desk: Desk, code: str) -> StopSale:
    return StopSale.objects.create(
        manufacturer=desk.line.release.manufacturer,
        option_code=code,
        from_on=NOW.date() - timedelta(days=1),
        source="hand",
        entered_at=NOW,
        reason="The paint is not made any more.",
    )


def red(desk: Desk) -> Order:
    car = configuration(desk.dealership, desk.rep, desk.line, "RED")
    return commands.quote(
        configuration_id=car.pk, customer_id=desk.customer.pk, by=desk.rep, now=NOW
    )


def test_a_stopped_option_breaks_the_quote_and_names_the_nearest_car(desk: Desk) -> None:
    order = red(desk)
    assert commands.check_car(order_id=order.pk, now=NOW) is None
    stop(desk, "RED")
    fault = commands.check_car(order_id=order.pk, now=NOW)
    assert fault is not None
    assert "The paint is not made any more." in " ".join(fault.reasons)
    assert "Signal Red" in fault.dropped
    assert "Lake Blue" in fault.added
    assert fault.difference is not None
    again = commands.check_car(order_id=order.pk, now=NOW + timedelta(hours=1))
    assert again is not None
    assert again.found_at == fault.found_at
    assert order.events.filter(kind=Kind.VALIDATION_FAILED).count() == 1


def test_what_can_be_built_again_is_forgotten(desk: Desk) -> None:
    order, stopped = red(desk), stop(desk, "RED")
    commands.check_car(order_id=order.pk, now=NOW)
    end_stop_sale(stop_id=stopped.pk, because="Made again", by=desk.coordinator, now=NOW)
    commands.check_car(order_id=order.pk, now=NOW)
    assert not CarFault.objects.exists()


def test_the_sweep_finds_it_and_lets_go_of_what_was_cancelled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    order, sent = red(desk), at(desk, State.SUBMITTED)
    stop(desk, "RED")
    tasks.check_cars()
    assert [fault.order_id for fault in CarFault.objects.all()] == [order.pk]
    Order.objects.filter(pk=order.pk).update(state=State.EXPIRED)
    tasks.check_cars()
    assert not CarFault.objects.exists()
    assert Order.objects.get(pk=sent.pk).state == State.SUBMITTED


def test_who_sells_the_car_reads_it_on_the_list_the_order_and_his_day(
    desk: Desk, client: Client, cleo: User
) -> None:
    order = red(desk)
    stop(desk, "RED")
    commands.check_car(order_id=order.pk, now=NOW)
    client.force_login(desk.rep)
    for address in ("/orders/broken/", order.get_absolute_url()):
        page = client.get(address).text
        assert "The paint is not made any more." in page
        assert "Nearest: without" in page
    parts = my_day(desk.rep, heard=commands.HEARD, now=NOW)
    assert "Cars that can no longer be built" in [part.title for part in parts]
    client.force_login(cleo)
    assert order.number not in client.get("/orders/broken/").text
