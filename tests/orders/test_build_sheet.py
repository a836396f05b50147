"""Whoever checks the build sheet sees the quote beside what the factory is sent."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import State
from orders.selectors.build_sheet import build_sheet
from tests.factories_orders import Desk, again, at

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
