"""A fleet is quoted and signed as a whole: every unit is an order of its own, or none is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from configurator.commands import CannotPlanFleet, configure_units
from configurator.models import FleetPlan
from customers.commands import CannotSaveCustomer, create_customer
from customers.models import Customer, User
from kernel.locks import locked
from kernel.money import Money
from kernel.refusals import Refusal
from orders.commands.accepting import CannotAccept, CannotValidate, accept, validate
from orders.commands.quoting import CannotQuote, quote
from orders.models import Fleet, Order, State

PLANS = FleetPlan.objects.select_related(
    "configuration__dealership", "configuration__model_line__release"
)


class CannotQuoteFleet(Refusal):
    """No order was made; the text names the unit and the reason."""


class CannotActOnFleet(Refusal):
    """Nothing was done to any order; the text names the one that refused, and why."""


@transaction.atomic
def quote_fleet(
    *,
    configuration_id: int,
    customer_id: int | None,
    by: User,
    now: datetime,
    discount: Money | None = None,
) -> Fleet:
    """Quote every unit of a planned fleet as an order of its own; ``discount`` is for each.

    A fleet that is quoted already is given back as it is, so asking twice makes it once.
    :raises CannotQuoteFleet: a unit cannot be built or quoted; then none is.
    """
    plan = locked(PLANS, configuration_id=configuration_id)
    known = Fleet.objects.filter(plan=plan).first()
    if known is not None:
        return known
    build = plan.configuration
    customer = None if customer_id is None else Customer.objects.get(pk=customer_id)
    fleet = Fleet(
        dealership=build.dealership,
        plan=plan,
        customer=customer,
        sales_rep=by,
        customer_name=customer.name if customer else "Stock",
        model_name=str(build.model_line),
        size=plan.units.count(),
        created_at=now,
    )
    try:
        units = configure_units(plan_id=plan.pk, fleet_number=fleet.number, by=by, now=now)
    except CannotPlanFleet as reason:
        raise CannotQuoteFleet(str(reason)) from reason
    fleet.save()
    for unit in units:
        if unit.configuration is None:
            raise CannotQuoteFleet(f"Unit {unit.number} has no build.")
        try:
            quote(
                configuration_id=unit.configuration.pk,
                customer_id=customer_id,
                discount=discount,
                by=by,
                now=now,
                unit=unit,
                fleet=fleet,
            )
        except CannotQuote as reason:
            raise CannotQuoteFleet(f"Unit {unit.number}: {reason}") from reason
    return fleet


@transaction.atomic
def quote_fleet_new_customer(
    *, configuration_id: int, person: dict[str, str], by: User, now: datetime, **terms: Any
) -> Fleet:
    """A new customer and his fleet come into being together or not at all.

    :raises CannotQuoteFleet: as ``quote_fleet`` does, or the e-mail address is known already.
    """
    plan = PLANS.get(configuration_id=configuration_id)
    try:
        customer = create_customer(dealership=plan.configuration.dealership, by=by, **person)
    except CannotSaveCustomer as reason:
        raise CannotQuoteFleet(str(reason)) from reason
    return quote_fleet(
        configuration_id=configuration_id, customer_id=customer.pk, by=by, now=now, **terms
    )


@transaction.atomic
def accept_fleet(
    *,
    fleet_id: int,
    signed_name: str,
    consent: bool,
    by: User,
    now: datetime,
    address: str | None = None,
    drawing: str = "",
) -> list[Order]:
    """One signature for every quote of the fleet that still waits: all of them, or none.

    :raises CannotActOnFleet: nothing waits, or one of them cannot be signed.
    """
    signed = []
    for order in _waiting(fleet_id, State.QUOTED, "No quote of this fleet waits for a signature."):
        try:
            signed.append(
                accept(
                    order_id=order.pk,
                    signed_name=signed_name,
                    consent=consent,
                    by=by,
                    now=now,
                    address=address,
                    drawing=drawing,
                )
            )
        except CannotAccept as reason:
            raise CannotActOnFleet(f"{order.number}, unit {order.fleet_unit}: {reason}") from reason
    return signed


@transaction.atomic
def validate_fleet(*, fleet_id: int, note: str, by: User, now: datetime) -> list[Order]:
    """Check the build sheet of every signed order of the fleet: all of them stand, or none.

    :raises CannotActOnFleet: nothing waits, or one of them cannot be built as of today.
    """
    checked = []
    for order in _waiting(fleet_id, State.ACCEPTED, "No order of this fleet waits for the check."):
        try:
            checked.append(validate(order_id=order.pk, note=note, by=by, now=now))
        except CannotValidate as reason:
            raise CannotActOnFleet(f"{order.number}, unit {order.fleet_unit}: {reason}") from reason
    return checked


def _waiting(fleet_id: int, state: str, sentence: str) -> list[Order]:
    fleet = locked(Fleet.objects.all(), pk=fleet_id)
    orders = list(fleet.orders.in_states(state).order_by("pk"))
    if not orders:
        raise CannotActOnFleet(sentence)
    return orders
