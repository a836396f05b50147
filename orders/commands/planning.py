"""The plan of how an order's car comes to its customer: made at approval, kept up to date by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from customers.models import User
from kernel.refusals import Refusal
from orders import lifecycle
from orders.commands.writing import commit, locked, need_state, note
from orders.models import DeliveryPlan, DeliveryService, Kind, Order
from production.carriage import ORDINARY, Carriage
from production.models import Plant
from production.selectors.lanes import usual_way


class CannotPlanDelivery(Refusal):
    """There is no plan yet, or the car is on its way already."""


def frozen(services: Sequence[DeliveryService]) -> list[dict[str, Any]]:
    """What was sold, as a quote keeps it: later changes of the list of services do not reach it."""
    return [
        {
            "code": each.code,
            "kind": str(each.kind),
            "text": each.text,
            "at": each.at_id,
            "cost": str(each.invoice_amount),
            **each.carriage.to_json(),
        }
        for each in services
    ]


def carriage_of(order: Order) -> Carriage:
    """What was sold about the way of this car: by its plan, before there is one by its quote."""
    plan = DeliveryPlan.objects.filter(order=order).first()
    if plan is not None:
        return plan.way
    kept = order.quotes.filter(number=order.quote_number).values_list("delivery", flat=True).first()
    return together(kept or [])


def together(kept: Sequence[dict[str, Any]]) -> Carriage:
    """Several services as one way: what they do to the date adds up."""
    if not kept:
        return ORDINARY

    def said(name: str) -> str:
        return ", ".join(dict.fromkeys(each[name] for each in kept if each[name]))

    return Carriage(
        mode=said("mode"),
        carrier=said("carrier"),
        services=tuple(each["kind"] for each in kept),
        destination=said("destination"),
        way_days=sum(each["way_days"] for each in kept),
        extra_days=sum(each["extra_days"] for each in kept),
    )


def plan_delivery(
    order: Order, plant: Plant | None, *, by: User | None, now: datetime
) -> DeliveryPlan:
    """The first plan of a locked order: the usual way of its plant, with what was sold about it.

    An order that is approved again keeps what a person wrote into its plan.
    """
    dealership = order.dealership
    usual = usual_way(plant, dealership)
    kept = order.quotes.filter(number=order.quote_number).values_list("delivery", flat=True).first()
    sold = kept or []
    way = together(sold)
    at = next((each["at"] for each in sold if each["at"]), None)
    handover = DeliveryPlan.Handover.HERE
    if at is not None:
        handover = DeliveryPlan.Handover.ELSEWHERE
    elif "home" in way.services:
        handover = DeliveryPlan.Handover.HOME
    places = {
        DeliveryPlan.Handover.HERE: dealership.name,
        DeliveryPlan.Handover.HOME: home_of(order) or "At the customer’s home",
        DeliveryPlan.Handover.ELSEWHERE: way.destination,
    }
    known = DeliveryPlan.objects.filter(order=order).first()
    plan = known or DeliveryPlan(order=order)
    if known is None or known.lane != usual.lane:
        plan.lane = usual.lane
        plan.mode = way.mode or usual.mode
        plan.carrier = way.carrier or usual.carrier
    plan.handover, plan.at_id, plan.place = handover, at, places[handover]
    plan.carriage = way.to_json()
    plan.made_at, plan.by = now, by
    plan.save()
    return plan


def note_plan(plan: DeliveryPlan, *, by: User | None, now: datetime) -> None:
    """Write the first plan into the timeline, after the approval it belongs to."""
    note(
        plan.order,
        Kind.DELIVERY_PLANNED,
        by=by,
        at=now,
        text=f"{plan.words}. Handed over: {plan.place}.",
    )


@transaction.atomic
def change_delivery(
    *, order_id: int, mode: str, carrier: str, reason: str, by: User, now: datetime
) -> DeliveryPlan:
    """Another mode or carrier for the usual way; what the customer paid for stays.

    :raises CannotPlanDelivery: before approval, once the car has left the plant, or when nothing changes.
    """
    order = locked(order_id)
    need_state(order, CannotPlanDelivery, *lifecycle.PLANNED)
    plan = DeliveryPlan.objects.select_for_update().filter(order=order).first()
    if plan is None:
        raise CannotPlanDelivery("This order has no delivery plan yet.")
    old = plan.words
    plan.mode, plan.carrier = mode.strip(), carrier.strip()
    if plan.words == old:
        raise CannotPlanDelivery("That is the plan already.")
    plan.made_at, plan.by = now, by
    plan.save()
    commit(
        order,
        Kind.DELIVERY_PLANNED,
        by=by,
        at=now,
        text=f"{plan.words} instead of {old}: {reason.strip()}",
        old_words=old,
        new_words=plan.words,
    )
    return plan


def home_of(order: Order) -> str:
    """The customer's address in one line; empty while nobody wrote it down."""
    address = order.customer.address if order.customer is not None else ""
    return ", ".join(line.strip() for line in address.splitlines() if line.strip())
