"""Orders in the middle of their life, brought there by the commands themselves.

``desk(harbor, ada, ...)`` gives a small world in which one car can be sold; ``at(desk, State.X)`` an
order that stands in that state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from configurator.models import ModelLine
from customers.models import Customer, Dealership, Role, User
from kernel.events import record
from kernel.money import Money
from orders import commands, lifecycle
from orders.models import Order, State
from production.commands import CHECKLIST, Check, record_pdi
from production.commands.projection import project
from production.commands.transmit import reject
from production.commands.writing import locked
from production.models import Build, BuildEvent, HandoverBay, Milestone
from production.models import Kind as BuildKind
from tests import factories_configurator, factories_production
from tests.factories import CustomerFactory, DealershipFactory, staff
from tests.factories_configurator import NOW

DAY = timedelta(days=1)
FACTORY_WAY = (
    ("ORD-ACK", State.BANKED),
    ("SCH-WK", State.SCHEDULED),
    ("BIW-IN", State.IN_PRODUCTION),
    ("FIN-OUT", State.BUILT),
    ("SHP-DEP", State.IN_TRANSIT),
    ("DLR-RCV", State.AT_DEALER),
)


@dataclass
class Desk:
    """A dealership that can sell, its people, a customer, and a car with free slots."""

    dealership: Dealership
    rep: User
    manager: User
    finance: User
    coordinator: User
    customer: Customer
    line: ModelLine
    bay: HandoverBay

    def configuration(self) -> Any:
        return factories_configurator.configuration(self.dealership, self.rep, self.line)


def desk(
    dealership: Dealership,
    rep: User,
    manager: User,
    finance: User,
    coordinator: User,
    customer: Customer,
) -> Desk:
    commands.set_up_dealership(dealership=dealership)
    line = factories_configurator.published_line()
    made = line.release.manufacturer
    plant_line = factories_production.plant_line(made, models=(line.code,))
    factories_production.allocation(dealership, made, model=line.code)
    factories_production.weeks(plant_line, count=16, capacity=40)
    bay = HandoverBay.objects.create(dealership=dealership, name="Bay 1")
    return Desk(dealership, rep, manager, finance, coordinator, customer, line, bay)


def whole_desk() -> Desk:
    """A desk with people of its own, for rows that outlast a test: the personas go with theirs."""
    harbor = DealershipFactory.create(code="HARBOR", name="Harbor Meridian")
    rep = staff(Role.SALES_REP, harbor, email="ada@example.com", name="Ada Amsel")
    customer = CustomerFactory.create(
        dealership=harbor, created_by=rep, name="Dana Dale", email="dana@example.com",
        has_portal=True,
    )  # fmt: skip
    roles = (Role.SALES_MANAGER, Role.FINANCE, Role.COORDINATOR)
    return desk(harbor, rep, *(staff(role, harbor) for role in roles), customer)


def quoted(desk: Desk, now: datetime = NOW, **terms: Any) -> Order:
    return commands.quote(
        configuration_id=desk.configuration().pk,
        customer_id=desk.customer.pk,
        by=desk.rep,
        now=now,
        **terms,
    )


def pay(order: Order, desk: Desk, reference: str = "", amount: str = "1000") -> Any:
    return commands.record_deposit(
        order_id=order.pk,
        amount=Money(Decimal(amount), order.currency),
        method="card",
        reference=reference or f"pay-{order.number}",
        by=desk.finance,
        now=NOW,
    )


def settle_credit(order: Order, desk: Desk, until: date | None = None) -> Any:
    return commands.decide_credit(
        order_id=order.pk,
        decision="approved",
        expires_on=until or NOW.date() + 90 * DAY,
        note="",
        by=desk.finance,
        now=NOW,
    )


def happens(order: Order, kind: str, at: datetime = NOW, **body: Any) -> BuildEvent:
    """A build event as production records it; the order has not heard of it yet."""
    build = order.build
    assert build is not None
    return record(BuildEvent, kind=kind, by=None, at=at, body=body, build=build)


def milestone(order: Order, code: str, at: datetime = NOW, **body: Any) -> BuildEvent:
    """A milestone on the build, folded, with its event."""
    build = Build.objects.get(pk=order.build_id)
    Milestone.objects.create(
        build=build,
        code=code,
        occurrence=build.milestones.filter(code=code).count() + 1,
        occurred_at=at,
        received_at=at,
        sequence=build.milestones.count() + 1,
    )
    build.last_heard_at = at
    project(build)
    build.save()
    return record(
        BuildEvent,
        kind=BuildKind.MILESTONE,
        by=None,
        at=at,
        body={"code": code, **body},
        build=build,
    )


def follow(order: Order, code: str, at: datetime = NOW, **body: Any) -> Order:
    """The milestone happens and the order follows."""
    commands.follow_build(milestone(order, code, at, **body), now=at)
    return again(order)


def again(order: Order) -> Order:
    return Order.objects.select_related("build", "dealership", "specification").get(pk=order.pk)


def refused(order: Order, *reasons: str) -> None:
    """The factory does not build it, and the order hears of it."""
    with transaction.atomic():
        reject(locked(order.build_id), list(reasons or ["Option stopped"]), at=NOW, now=NOW)
    event = BuildEvent.objects.get(build=order.build_id, kind=BuildKind.REJECTED)
    commands.follow_build(event, now=NOW)


def inspected(order: Order, desk: Desk) -> None:
    """The car passed its pre-delivery inspection."""
    record_pdi(
        build_id=order.build_id,
        items=[Check(code, is_ok=True) for code, _ in CHECKLIST],
        by=desk.coordinator,
        now=NOW,
    )


def book(order: Order, desk: Desk, starts_at: datetime | None = None) -> Any:
    return commands.book_handover(
        order_id=order.pk,
        bay_id=desk.bay.pk,
        starts_at=starts_at or NOW + 3 * DAY,
        by=desk.rep,
        now=NOW,
    )


def hand_over(order: Order, desk: Desk, **more: Any) -> Order:
    given = {"signed_name": "Dana Dale", "odometer": 12, "keys": 2, "by": desk.rep, "now": NOW}
    return commands.deliver(order_id=order.pk, **{**given, **more})


def at(desk: Desk, state: str) -> Order:
    """An order in ``state``, brought there step by step."""
    order = quoted(desk)
    if state == State.EXPIRED:
        return commands.expire(order_id=order.pk, now=NOW + 30 * DAY)
    if state == State.DRAFT:
        return commands.revise(order_id=order.pk, by=desk.rep, now=NOW)
    if state == State.CANCELLED:
        order = at_signed(order, desk, State.ACCEPTED)
        return commands.cancel(
            order_id=order.pk, reason="Changed plans", is_customers_cause=True, by=desk.rep, now=NOW
        )
    if state == State.REJECTED:
        order = at_signed(order, desk, State.SUBMITTED)
        refused(order)
        return again(order)
    return at_signed(order, desk, state)


def at_signed(order: Order, desk: Desk, state: str) -> Order:
    """On the straight way from a quote."""
    way = lifecycle.WAY

    def reaches(name: str) -> bool:
        return way.index(state) >= way.index(name)

    key = {"order_id": order.pk, "now": NOW}
    if reaches(State.ACCEPTED):
        commands.accept(signed_name="Dana Dale", consent=True, by=desk.rep, **key)
    if reaches(State.VALIDATED):
        commands.validate(by=desk.coordinator, **key)
    if reaches(State.APPROVED):
        pay(order, desk)
        settle_credit(order, desk)
        commands.approve(by=desk.manager, **key)
    if reaches(State.SUBMITTED):
        commands.submit(by=desk.rep, **key)
    return _at_the_factory(again(order), desk, state)


def _at_the_factory(order: Order, desk: Desk, state: str) -> Order:
    reached = lifecycle.WAY[: lifecycle.WAY.index(state) + 1]
    for code, target in FACTORY_WAY:
        if target in reached:
            order = follow(order, code)
    key = {"order_id": order.pk, "now": NOW}
    if State.READY in reached:
        inspected(order, desk)
        book(order, desk)
        commands.make_ready(by=desk.coordinator, **key)
    if State.DELIVERED in reached:
        hand_over(order, desk)
    if State.CLOSED in reached:
        commands.close(by=desk.finance, **key)
    return again(order)
