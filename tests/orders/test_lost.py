"""A car lost on its way: another one, or the money back, as the customer chooses."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orders import commands
from orders.models import Kind, State
from orders.selectors.my_day import my_day
from production.commands import CannotReplace, CannotWithdraw, ask_replacement, write_off
from production.models import Build, FactoryRequest, RequestKind
from tests.factories_orders import NOW, Desk, again, at, follow

SANK = "The vessel sank off Cork"


def test_a_replacement_is_asked_for_once_and_the_factory_puts_the_order_back(desk: Desk) -> None:
    order = at(desk, State.IN_TRANSIT)
    commands.replace_lost(order_id=order.pk, reason=SANK, by=desk.rep, now=NOW)
    request = FactoryRequest.objects.get(kind=RequestKind.CHANGE)
    assert request.body["change"] == {"replace": SANK}
    assert again(order).state == State.IN_TRANSIT
    with pytest.raises(commands.CannotReportLoss, match="already"):
        commands.replace_lost(order_id=order.pk, reason=SANK, by=desk.rep, now=NOW)

    order = follow(order, "SHP-LOST", reason="Lost")
    assert (order.state, order.vin, order.slot_week) == (State.BANKED, "", "")
    assert order.build is not None
    assert order.build.stage == "BANKED"
    kinds = list(order.events.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == [Kind.LOSS_REPORTED, Kind.LOST]
    for code in ("SCH-WK", "BIW-IN", "FIN-OUT", "SHP-DEP", "DLR-RCV"):
        order = follow(order, code)
    assert order.state == State.AT_DEALER


def test_a_refused_replacement_may_be_asked_for_again(desk: Desk) -> None:
    order = at(desk, State.IN_TRANSIT)
    commands.replace_lost(order_id=order.pk, reason=SANK, by=desk.rep, now=NOW)
    FactoryRequest.objects.filter(kind=RequestKind.CHANGE).update(
        state="DONE", answer={"accepted": False}
    )
    commands.replace_lost(order_id=order.pk, reason=SANK, by=desk.rep, now=NOW)
    assert FactoryRequest.objects.filter(kind=RequestKind.CHANGE).count() == 2


def test_without_another_one_the_order_ends_and_the_whole_deposit_goes_back(desk: Desk) -> None:
    order = at(desk, State.IN_TRANSIT)
    build = Build.objects.get(pk=order.build_id)
    commands.cancel_lost(order_id=order.pk, reason=SANK, by=desk.rep, now=NOW)
    order = again(order)
    build.refresh_from_db()
    assert (order.state, order.build) == (State.CANCELLED, None)
    assert (build.state, build.is_stock) == ("WITHDRAWN", False)  # a lost car is nobody's stock
    settled = order.events.get(kind=Kind.SETTLED).body
    assert (settled["refunded"], settled["kept"]) == ("1000.00", "0.00")
    assert SANK in order.events.get(kind=Kind.CANCELLED).body["text"]


@pytest.mark.parametrize("state", [State.BUILT, State.AT_DEALER, State.BANKED])
def test_only_a_car_on_its_way_can_be_lost(desk: Desk, state: str) -> None:
    order = at(desk, state)
    for command in (commands.replace_lost, commands.cancel_lost):
        with pytest.raises(commands.CannotReportLoss):
            command(order_id=order.pk, reason=SANK, by=desk.rep, now=NOW)


def test_what_happened_has_to_be_said(desk: Desk) -> None:
    order = at(desk, State.IN_TRANSIT)
    for command in (commands.replace_lost, commands.cancel_lost):
        with pytest.raises(commands.CannotReportLoss, match="Say what happened"):
            command(order_id=order.pk, reason=" ", by=desk.rep, now=NOW)


def test_a_written_off_car_is_neither_replaced_nor_written_off_again(desk: Desk) -> None:
    build_id = at(desk, State.IN_TRANSIT).build_id
    assert build_id is not None
    write_off(build_id=build_id, reason=SANK, by=desk.rep, now=NOW)
    with pytest.raises(CannotReplace):
        ask_replacement(build_id=build_id, reason=SANK, by=desk.rep, now=NOW)
    with pytest.raises(CannotWithdraw):
        write_off(build_id=build_id, reason=SANK, by=desk.rep, now=NOW)


@pytest.mark.parametrize(
    ("choice", "after"), [("replace", State.IN_TRANSIT), ("cancel", State.CANCELLED)]
)
def test_the_page_asks_the_customers_choice(
    desk: Desk, client: Client, choice: str, after: str
) -> None:
    order = at(desk, State.IN_TRANSIT)
    client.force_login(desk.rep)
    url = reverse("orders:lost", args=[order.number])
    assert url in client.get(order.get_absolute_url()).text
    assert client.post(url, {"reason": SANK}).status_code == 422
    data = {"choice": choice, "reason": SANK, "is_sure": "on"}
    assert client.post(url, data).status_code == 302
    assert again(order).state == after


def test_a_damaged_car_is_held_until_somebody_says_what_was_done(desk: Desk) -> None:
    order = at(desk, State.IN_TRANSIT)
    key = {"order_id": order.pk, "by": desk.coordinator, "now": NOW}
    said = {"text": "Scratched door.", "customer_text": "A door was scratched; we have it painted."}
    with pytest.raises(commands.CannotReportDamage, match="what is damaged"):
        commands.report_damage(text=" ", **key)
    commands.report_damage(owner=desk.manager, **said, **key)
    hold = order.holds.standing().get()
    assert (hold.reason, hold.owner, hold.placed_by) == ("damage", desk.manager, desk.coordinator)
    assert {"make_ready", "deliver"} == set(hold.blocks)
    event = order.events.get(kind=Kind.DAMAGE_REPORTED)
    assert event.customer_text == said["customer_text"]
    with pytest.raises(commands.CannotReportDamage, match="already"):
        commands.report_damage(**said, **key)
    part = next(part for part in my_day(desk.manager, heard=(), now=NOW) if part.icon == "hand")
    assert [call.number for call in part.calls] == [order.number]
    commands.release_hold(hold_id=hold.pk, note="Painted.", by=desk.manager, now=NOW)
    assert not order.holds.standing().exists()


def test_no_damage_before_there_is_a_car(desk: Desk) -> None:
    order = at(desk, State.SCHEDULED)
    with pytest.raises(commands.CannotReportDamage, match="Not possible"):
        commands.report_damage(order_id=order.pk, text="x", by=desk.coordinator, now=NOW)
