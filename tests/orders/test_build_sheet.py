"""Whoever checks the build sheet sees the quote beside what the factory is sent."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orders import commands
from orders.models import Kind, OrderTerms, State
from orders.selectors import why_not
from orders.selectors.build_sheet import build_sheet
from tests.factories_orders import NOW, Desk, again, at

pytestmark = pytest.mark.usefixtures("_stopped_clock")


def test_a_car_that_is_sent_as_quoted_has_no_difference(desk: Desk) -> None:
    order = again(at(desk, State.ACCEPTED))
    sheet = build_sheet(order)
    assert sheet is not None
    assert order.specification is not None
    assert {part.code for part in sheet.parts} == set(order.specification.codes)
    assert sheet.others == 0


def test_what_is_sent_but_was_not_quoted_is_marked(desk: Desk) -> None:
    order = again(at(desk, State.ACCEPTED))
    assert order.specification is not None
    lost = order.specification.codes[0]
    order.specification.codes = [*order.specification.codes[1:], "NOT-SOLD"]
    sheet = build_sheet(order)
    assert sheet is not None
    others = {part.code: (bool(part.quoted), part.sent) for part in sheet.parts if part.is_other}
    assert others == {lost: (True, ""), "NOT-SOLD": (False, "NOT-SOLD")}


def test_both_sides_stand_on_the_page_of_the_check(desk: Desk, client: Client) -> None:
    order = again(at(desk, State.ACCEPTED))
    client.force_login(desk.coordinator)
    page = client.get(reverse("orders:validate", args=[order.number])).text
    assert "Sent to the factory" in page
    assert "and nothing else" in page
    assert order.specification is not None
    for row in order.specification.lines:
        assert (row["text"] in page) is (row["code"] in order.specification.codes)


def test_who_sold_the_car_does_not_check_it_and_reads_who_may(desk: Desk, client: Client) -> None:
    order = at(desk, State.ACCEPTED)
    assert "a sales manager or coordinator does" in why_not("validate", order, desk.rep)
    assert why_not("validate", order, desk.coordinator) == ""
    rule = "Who sold a car does not check its build sheet. Ask Cora Coast or Mona Marsh."
    client.force_login(desk.rep)
    address = reverse("orders:validate", args=[order.number])
    page = client.get(address).text
    assert rule in page
    assert "<textarea" not in page
    refused = client.post(address, {"note": ""})
    assert (refused.status_code, again(order).state) == (422, State.ACCEPTED)
    assert rule in refused.text
    order = again(order)
    order.sales_rep = desk.manager  # given to somebody else: who specified it is barred as well
    order.save()
    said = commands.barred_from_check(again(order), desk.rep)
    assert said == "Who sold a car does not check its build sheet. Ask Cora Coast."


def test_a_dealership_may_give_the_four_eyes_up(desk: Desk) -> None:
    OrderTerms.objects.filter(dealership=desk.dealership).update(four_eyes=False)
    order = commands.validate(order_id=at(desk, State.ACCEPTED).pk, by=desk.rep, now=NOW)
    assert order.state == State.VALIDATED
    assert order.events.get(kind=Kind.VALIDATED).body["four_eyes"] is False
