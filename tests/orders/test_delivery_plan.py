"""How the car comes: planned at approval, sold as priced lines that move date, way, place and papers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from customers.models import Dealership
from kernel.models import Document
from orders import commands
from orders.commands.planning import frozen, together
from orders.documents import request_confirmation
from orders.models import DeliveryPlan, DeliveryService, Kind, Order, State
from orders.price_sheet import Section
from orders.selectors.deliveries import deliveries_for
from production.commands.windows import refresh_window
from production.commands.writing import locked
from production.models import FactoryRequest, HandoverBay, Plant, RequestKind, TransportLane
from tests.factories_orders import NOW, Desk, again, at_signed, follow, pay, quoted, settle_credit
from tests.orders.test_changes import offered, signed

pytestmark = pytest.mark.django_db


def service(desk: Desk, kind: str, days: int, price: str = "290", **fields: Any) -> DeliveryService:
    return DeliveryService.objects.create(
        dealership=desk.dealership, code=kind.upper(), kind=kind, text=f"Service {kind}", days=days,
        retail_amount=Decimal(price), invoice_amount=Decimal(100), **fields,
    )  # fmt: skip


def approved(desk: Desk, *services: DeliveryService) -> Order:
    order = at_signed(quoted(desk, deliveries=services), desk, State.VALIDATED)
    pay(order, desk)
    settle_credit(order, desk)
    commands.approve(order_id=order.pk, by=desk.manager, now=NOW)
    return again(order)


def along(order: Order, *codes: str) -> Order:
    for code in codes:
        order = follow(order, code)
    return order


def plan_of(order: Order) -> DeliveryPlan:
    return DeliveryPlan.objects.get(order=order)


def test_an_ordinary_order_is_planned_at_approval_by_the_lane_of_its_plant(desk: Desk) -> None:
    plant = Plant.objects.get()
    TransportLane.objects.create(
        plant=plant, dealership=desk.dealership, mode="rail", carrier="Norrail"
    )
    order = approved(desk)
    plan = plan_of(order)
    assert plan.words == f"{plant.name} to {desk.dealership.name}, by rail, with Norrail"
    assert (plan.handover, plan.place) == ("here", desk.dealership.name)
    said = order.events.get(kind=Kind.DELIVERY_PLANNED).body["text"]
    assert "by rail, with Norrail" in said


def test_a_service_is_a_line_of_the_price_and_kept_as_it_was_sold(desk: Desk) -> None:
    home = service(desk, "home", 1)
    plain, order = quoted(desk), quoted(desk, deliveries=[home])
    version = order.quotes.get()
    (line,) = version.recomputed().section(Section.DELIVERY)
    assert (line.code, line.amount) == ("HOME", Decimal("290.00"))
    assert order.total_amount > plain.total_amount
    assert version.delivery == frozen([home])
    home.days, home.retail_amount = 9, Decimal(999)
    home.save()
    assert together(order.quotes.get().delivery).extra_days == 1


@pytest.mark.parametrize(("kind", "days", "later"), [("priority", -3, False), ("home", 2, True)])
def test_what_is_sold_moves_the_promised_window(
    desk: Desk, kind: str, days: int, later: bool
) -> None:
    plain = approved(desk)
    moved = approved(desk, service(desk, kind, days))
    assert plain.estimate_p50 is not None
    assert moved.estimate_p50 is not None
    assert (moved.estimate_p50 > plain.estimate_p50) is later
    assert moved.estimate_p50 != plain.estimate_p50


def test_the_window_of_the_build_goes_on_counting_it(desk: Desk) -> None:
    windows = []
    for services in ((), (service(desk, "elsewhere", 5, at=_other(desk)),)):
        order = approved(desk, *services)
        commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
        order = along(again(order), "ORD-ACK", "SCH-WK", "BIW-IN")
        assert order.build is not None
        with transaction.atomic():
            windows.append(
                refresh_window(locked(order.build.pk), cause="", by=None, now=NOW).window.p50
            )
    assert windows[1] > windows[0]


def test_the_factory_is_told_of_a_bought_way_and_of_no_other(desk: Desk) -> None:
    bodies = []
    for services in ((), (service(desk, "enclosed", 1, carrier="Cover"),)):
        order = approved(desk, *services)
        commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
        row = FactoryRequest.objects.get(kind=RequestKind.SUBMIT, build=again(order).build)
        bodies.append(row.body["delivery"])
    assert bodies == [
        None,
        {"services": ["enclosed"], "mode": "enclosed truck", "carrier": "Cover", "destination": ""},
    ]


def test_the_effect_of_each_service_is_said_before_it_is_chosen(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    service(desk, "home", 3)
    service(desk, "enclosed", 0)
    configuration = desk.configuration()
    deliveries_for(configuration, now=NOW)
    with django_assert_max_num_queries(12):
        said = [each.words for each in deliveries_for(configuration, now=NOW)]
    assert said[0] == "Service enclosed: $290.00, the same day"
    assert said[1].startswith("Service home: $290.00, most likely ")
    assert said[1].endswith(" later")


def test_a_car_goes_to_one_place(desk: Desk, client: Client) -> None:
    both = [service(desk, "home", 1), service(desk, "elsewhere", 2, at=_other(desk))]
    with pytest.raises(commands.CannotQuote, match="in one place"):
        quoted(desk, deliveries=both)
    client.force_login(desk.rep)
    address = reverse("orders:quote", args=[desk.configuration().code])
    data = {"buyer": "known", "customer": desk.customer.pk, "deliveries": [s.pk for s in both]}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "A car is handed over in one place: choose one." in answer.text
    assert client.post(address, {**data, "deliveries": [both[0].pk]}).status_code == 302
    assert Order.objects.get().quotes.get().delivery[0]["kind"] == "home"


def test_the_database_refuses_a_handover_nowhere(desk: Desk) -> None:
    with pytest.raises(IntegrityError, match="delivery_service_elsewhere_is_somewhere"):
        service(desk, "elsewhere", 1)


def test_a_coordinator_changes_the_carrier_with_a_reason(desk: Desk, client: Client) -> None:
    order = approved(desk)
    client.force_login(desk.coordinator)
    address = reverse("orders:delivery", args=[order.number])
    data = {"mode": "truck", "carrier": "Swift", "reason": "No railcar free"}
    assert client.post(address, data).status_code == 302
    assert plan_of(order).words.endswith("by truck, with Swift")
    event = order.events.filter(kind=Kind.DELIVERY_PLANNED).order_by("-pk")[0]
    assert event.body["text"].endswith(": No railcar free")
    assert "That is the plan already." in client.post(address, data).text
    page = client.get(reverse("orders:detail", args=[order.number])).text
    assert "by truck, with Swift" in page
    assert f"Handed over: {desk.dealership.name}" in page


def test_a_plan_ends_when_the_car_leaves_the_plant(desk: Desk) -> None:
    quote = quoted(desk)
    with pytest.raises(commands.CannotPlanDelivery, match="while it is quoted"):
        commands.change_delivery(
            order_id=quote.pk, mode="x", carrier="", reason="y", by=desk.manager, now=NOW
        )


def test_approved_again_keeps_what_a_person_planned(desk: Desk) -> None:
    order = approved(desk)
    commands.change_delivery(
        order_id=order.pk, mode="truck", carrier="Swift", reason="x", by=desk.manager, now=NOW
    )
    commands.lapse_credit(order_id=order.pk, now=NOW + timedelta(days=365))
    settle_credit(again(order), desk)
    commands.approve(order_id=order.pk, by=desk.manager, now=NOW)
    assert plan_of(order).words.endswith("by truck, with Swift")


def test_a_car_is_brought_home_by_a_driver(desk: Desk) -> None:
    order = approved(desk, service(desk, "home", 1))
    commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    order = along(again(order), "ORD-ACK", "SCH-WK", "BIW-IN", "FIN-OUT")
    driver = HandoverBay.objects.create(dealership=desk.dealership, name="Driver", is_mobile=True)
    desk.customer.address = ""
    desk.customer.save()
    when = NOW + timedelta(days=90)
    with pytest.raises(commands.CannotBookHandover, match="customer’s address first"):
        _book(order, desk, driver, when)
    desk.customer.address = "1 Quay Road\nPortland"
    desk.customer.save()
    with pytest.raises(commands.CannotBookHandover, match="choose who drives it there"):
        _book(order, desk, desk.bay, when)
    handover = _book(order, desk, driver, when)
    assert handover.place == "1 Quay Road, Portland"
    assert handover.appointment.ends_at - handover.appointment.starts_at == timedelta(hours=2)


def test_a_car_is_handed_over_at_another_house(desk: Desk) -> None:
    other = _other(desk)
    order = approved(desk, service(desk, "elsewhere", 2, at=other))
    assert plan_of(order).place == other.name
    commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    order = along(again(order), "ORD-ACK", "SCH-WK", "BIW-IN", "FIN-OUT")
    theirs = HandoverBay.objects.create(dealership=other, name="Bay 7")
    with pytest.raises(commands.CannotBookHandover, match="no such bay"):
        _book(order, desk, desk.bay, NOW + timedelta(days=90))
    assert _book(order, desk, theirs, NOW + timedelta(days=90)).place == f"{other.name}, Bay 7"


def test_the_confirmation_says_how_the_car_comes(desk: Desk) -> None:
    order = approved(desk, service(desk, "home", 1))
    event = order.events.get(kind=Kind.APPROVED)
    snapshot = request_confirmation(order, event).snapshot
    assert snapshot["delivery"] == {"way": plan_of(order).words, "place": plan_of(order).place}
    assert [s["name"] for s in snapshot["sections"] if s["name"] == "Delivery"] == ["Delivery"]
    assert Document.objects.filter(subject_key=order.number, kind="order-confirmation").exists()


def test_a_change_of_the_car_keeps_the_delivery_that_was_sold(desk: Desk) -> None:
    order = approved(desk, service(desk, "home", 1))
    signed(offered(order, desk, "HEAT"), desk)
    order = again(order)
    assert order.quote_number > 1
    version = order.quotes.get(number=order.quote_number)
    assert version.delivery[0]["kind"] == "home"
    assert version.recomputed().section(Section.DELIVERY)


def _other(desk: Desk) -> Dealership:
    return Dealership.objects.create(
        group=desk.dealership.group, code="BAYSIDE", name="Bayside", timezone="UTC"
    )


def _book(order: Order, desk: Desk, bay: HandoverBay, when: Any) -> Any:
    return commands.book_handover(
        order_id=order.pk, bay_id=bay.pk, starts_at=when, by=desk.rep, now=NOW
    )
