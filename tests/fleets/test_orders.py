"""A fleet is quoted whole, once, or not at all; every unit is an order of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from configurator import commands as cars
from configurator.models import Configuration, FleetPlan
from configurator.selectors.fleets import fleet_page
from customers.models import Message, User
from kernel.models import Document
from kernel.money import Money
from mto.tasks import dispatch_events
from orders import commands
from orders.models import Fleet, Order, State
from orders.paper_words import written
from tests.factories_orders import NOW, Desk
from tests.factories_specials import accepted, asked, finding


@pytest.fixture
def plan(desk: Desk) -> FleetPlan:
    build = desk.configuration()
    made = cars.plan_fleet(configuration_id=build.pk, units=4, by=desk.rep, now=NOW)
    cars.except_units(plan_id=made.pk, numbers=[3], take="TAXI", version=1, now=NOW)
    where = {"label": "", "ship_to": "Upfit Inc.", "use": "Taxi"}
    return cars.send_units(plan_id=made.pk, numbers=[3], version=2, now=NOW, **where)


def quoted(desk: Desk, plan: FleetPlan, **terms: Money) -> Fleet:
    return commands.quote_fleet(
        configuration_id=plan.configuration_id,
        customer_id=desk.customer.pk,
        by=desk.rep,
        now=NOW,
        **terms,
    )


def test_every_unit_is_an_order_with_a_specification_of_its_own(
    desk: Desk, plan: FleetPlan
) -> None:
    fleet = quoted(desk, plan)
    orders = list(fleet.orders.order_by("fleet_unit"))
    assert [order.state for order in orders] == [State.QUOTED] * 4
    assert len({order.specification_id for order in orders}) == 4
    assert len({order.configuration_id for order in orders}) == 4
    third = orders[2]
    assert third.place_in_fleet == f"unit 3 of 4 of fleet {fleet.number}"
    assert (third.ship_to, third.intended_use) == ("Upfit Inc.", "Taxi")
    assert third.specification is not None
    assert third.specification.is_fleet
    assert "TAXI" in third.specification.codes
    plan.refresh_from_db()
    assert plan.quoted_as == fleet.number
    with pytest.raises(cars.CannotPlanFleet, match=f"quoted as {fleet.number}"):
        cars.add_units(plan_id=plan.pk, number=1, version=plan.version, now=NOW)


def test_asking_twice_makes_it_once(desk: Desk, plan: FleetPlan) -> None:
    assert quoted(desk, plan) == quoted(desk, plan)
    assert Order.objects.count() == 4


def test_one_unit_that_cannot_be_built_refuses_all(desk: Desk, plan: FleetPlan) -> None:
    plan.units.filter(number=2).update(takes=["SOON"])
    builds = Configuration.objects.count()
    with pytest.raises(
        commands.CannotQuoteFleet, match=r"Unit 2 cannot be built today\. Glass roof can be ordered"
    ):
        quoted(desk, plan)
    assert (Fleet.objects.count(), Order.objects.count()) == (0, 0)
    assert Configuration.objects.count() == builds


def test_a_price_that_cannot_be_worked_out_names_the_unit(desk: Desk, plan: FleetPlan) -> None:
    with pytest.raises(commands.CannotQuoteFleet, match="Unit 1: "):
        quoted(desk, plan, discount=Money(Decimal(99999), "USD"))
    assert Order.objects.count() == 0


def test_one_signature_signs_all_or_none(desk: Desk, plan: FleetPlan) -> None:
    fleet = quoted(desk, plan)
    sign = {"signed_name": "Dana Doe", "by": desk.rep, "now": NOW, "fleet_id": fleet.pk}
    with pytest.raises(commands.CannotActOnFleet, match="agree to the terms"):
        commands.accept_fleet(consent=False, **sign)
    assert fleet.orders.in_states(State.QUOTED).count() == 4
    assert len(commands.accept_fleet(consent=True, **sign)) == 4
    with pytest.raises(commands.CannotActOnFleet, match="No quote of this fleet waits"):
        commands.accept_fleet(consent=True, **sign)
    with pytest.raises(commands.CannotActOnFleet, match="Who sold a car does not check"):
        commands.validate_fleet(fleet_id=fleet.pk, note="", by=desk.rep, now=NOW)
    checked = commands.validate_fleet(fleet_id=fleet.pk, note="", by=desk.manager, now=NOW)
    assert [order.state for order in checked] == [State.VALIDATED] * 4


def test_a_discount_that_waits_on_one_unit_keeps_all_unsigned(desk: Desk, plan: FleetPlan) -> None:
    fleet = quoted(desk, plan, discount=Money(Decimal(1500), "USD"))
    waiting = fleet.orders.filter(discount_asked_by__isnull=False)
    assert waiting.count() == 4
    for order in waiting.filter(fleet_unit__lt=4):
        commands.approve_discount(order_id=order.pk, by=desk.manager, now=NOW)
    with pytest.raises(commands.CannotActOnFleet, match="unit 4"):
        commands.accept_fleet(
            fleet_id=fleet.pk, signed_name="Dana Doe", consent=True, by=desk.rep, now=NOW
        )
    assert fleet.orders.in_states(State.QUOTED).count() == 4


def test_each_quote_says_its_place_and_one_paper_and_one_letter_speak_of_all(
    desk: Desk, plan: FleetPlan
) -> None:
    fleet = quoted(desk, plan)
    dispatch_events()
    papers = Document.objects.filter(kind="quote")
    assert papers.count() == 4
    third = fleet.orders.get(fleet_unit=3)
    snapshot = papers.get(subject_key=third.number).snapshot
    assert written(snapshot["fleet"], "en") == f"unit 3 of 4 of fleet {fleet.number}"
    whole = Document.objects.get(kind="fleet-quote").snapshot
    assert [unit["order"] for unit in whole["units"]] == list(
        fleet.orders.order_by("fleet_unit").values_list("number", flat=True)
    )
    (letter,) = Message.objects.filter(kind="quote_sent")
    assert "4 × 2027 Road" in letter.text
    assert written(whole["total"], "en") in letter.text


def test_the_pages_quote_show_and_sign_the_fleet(
    desk: Desk, plan: FleetPlan, client: Client
) -> None:
    client.force_login(desk.rep)
    address = reverse("orders:quote-fleet", args=[plan.configuration.code])
    assert "4 units become 4 orders" in client.get(address).content.decode()
    assert client.post(address, {"buyer": "known"}).status_code == 422
    shown = client.post(
        address, {"buyer": "known", "customer": desk.customer.pk}, follow=True
    ).content.decode()
    fleet = Fleet.objects.get()
    assert f"{fleet.number}: 4 orders are quoted." in shown
    assert "Upfit Inc." in shown
    again = client.post(address, {"buyer": "known", "customer": desk.customer.pk})
    assert again.headers["Location"] == fleet.get_absolute_url()
    sign = reverse("orders:fleet-accept", args=[fleet.number])
    assert client.post(sign, {"signed_name": "Dana Doe"}).status_code == 422
    done = client.post(sign, {"signed_name": "Dana Doe", "consent": "on"}, follow=True)
    assert "done for 4 orders" in done.content.decode()
    order = fleet.orders.get(fleet_unit=3)
    assert "unit 3 of 4" in client.get(order.get_absolute_url()).content.decode()
    assert "4 accepted" in client.get(fleet.get_absolute_url()).content.decode()


def test_a_colleagues_order_in_the_fleet_is_not_signed_along(
    desk: Desk, plan: FleetPlan, client: Client, ben: object
) -> None:
    fleet = quoted(desk, plan)
    first = fleet.orders.get(fleet_unit=1)
    first.sales_rep = ben  # type: ignore[assignment]
    first.save(update_fields=["sales_rep"])
    client.force_login(desk.rep)
    refused = client.post(
        reverse("orders:fleet-accept", args=[fleet.number]),
        {"signed_name": "Dana Doe", "consent": "on"},
    )
    assert refused.status_code == 422
    assert "belong to a colleague" in refused.content.decode()
    assert fleet.orders.in_states(State.QUOTED).count() == 4


def test_a_special_request_of_the_build_is_on_every_unit_at_its_price(
    desk: Desk, plan: FleetPlan, cora: User
) -> None:
    build = plan.configuration
    before = fleet_page(plan, NOW).total
    assert before is not None
    accepted(build, desk.rep, cora, found=finding(is_for_any_car=True))
    shown = fleet_page(plan, NOW)
    assert shown.total is not None
    assert shown.total.amount == before.amount + 4 * Decimal("901.10")
    fleet = quoted(desk, plan)
    for order in fleet.orders.all():
        assert order.specification is not None
        (kept,) = order.specification.specials
        assert (kept["title"], kept["unit_retail"]) == ("Hand controls (2 × sets)", "450.55")
        assert order.specification.lines[-1]["is_special"]
    assert len({o.specification.specials[0]["number"] for o in fleet.orders.all()}) == 4  # type: ignore[union-attr]


def test_an_answer_for_one_car_does_not_hold_for_a_unit_with_other_options(
    desk: Desk, plan: FleetPlan, cora: User
) -> None:
    accepted(plan.configuration, desk.rep, cora)
    with pytest.raises(
        commands.CannotQuoteFleet,
        match=r"Unit 3 cannot be built today\. Special request \S+ “Hand controls” was answered for",
    ):
        quoted(desk, plan)
    assert Order.objects.count() == 0
    units = [v.numbers for v in fleet_page(plan, NOW).variants if not v.car.why_not]
    assert units == ["1–2, 4"]


def test_an_open_request_holds_the_fleet_back(desk: Desk, plan: FleetPlan) -> None:
    asked(plan.configuration, desk.rep)
    with pytest.raises(commands.CannotQuoteFleet, match="is not answered yet"):
        quoted(desk, plan)
