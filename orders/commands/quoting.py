"""Quotes: given, taken back, expired; and the discount that a second person approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from configurator.commands import CannotFreeze, freeze
from configurator.models import Configuration, FleetUnit
from configurator.selectors import answers_hold_until
from customers.commands import CannotSaveCustomer, create_customer
from customers.models import Customer, User
from kernel.money import Money, zero
from kernel.refusals import Refusal
from orders import words
from orders.commands.incentives import Claims
from orders.commands.numbers import next_number
from orders.commands.planning import frozen
from orders.commands.pricing import (
    CannotPriceOrder,
    Extra,
    build_terms,
    check_customer,
    discount_limit,
    discount_needs_approval,
    terms_of,
)
from orders.commands.writing import commit, locked, move, need_state
from orders.models import DeliveryService, Fleet, Kind, Order, OrderTerms, QuoteVersion, State
from orders.price_sheet import CannotPrice, PriceSheet, Section, calculate, fingerprint
from orders.price_sheet import Terms as PriceTerms
from production.models import Build

SOLD_ORDER = 5  # DOMAIN 5: 1 is a paid rush, 9 is stock


class CannotQuote(Refusal):
    """There is nothing to quote, or it cannot be priced."""


class CannotRevise(Refusal):
    """The quote is no longer a quote."""


class CannotDiscard(Refusal):
    """The order is no longer a draft."""


class CannotExpire(Refusal):
    """The quote still holds, or is no longer a quote."""


class CannotApproveDiscount(Refusal):
    """No discount waits, or this person may not approve it."""


@transaction.atomic
def quote(
    *,
    configuration_id: int,
    customer_id: int | None,
    by: User,
    now: datetime,
    discount: Money | None = None,
    trade_in: Money | None = None,
    payoff: Money | None = None,
    extras: Sequence[Extra] = (),
    deliveries: Sequence[DeliveryService] = (),
    claims: Claims | None = None,
    priority: int = SOLD_ORDER,
    unit: FleetUnit | None = None,
    fleet: Fleet | None = None,
    stock_unit: Build | None = None,
) -> Order:
    """Freeze the configuration and give a price that holds for some days.

    A draft of the same configuration and customer is quoted again, as its next version.
    ``deliveries`` are the ways and the place beyond the ordinary, each a line of the price.
    A ``stock_unit`` is quoted as it was specified; nothing is frozen anew.
    As a ``unit`` of a ``fleet`` the order keeps its place in it, its label and where it goes.
    :raises CannotQuote: when it is quoted already, or a table the price needs is missing.
    """
    configuration = (
        Configuration.objects.select_for_update(no_key=True, of=("self",))
        .select_related("dealership", "model_line")
        .get(pk=configuration_id)
    )
    customer = None if customer_id is None else Customer.objects.get(pk=customer_id)
    dealership, nothing = configuration.dealership, zero(configuration.model_line.currency)
    known = _order_of(configuration, customer)
    if known is not None and known.state != State.DRAFT:
        raise CannotQuote(f"This configuration is already quoted as {known.number}.")
    if (ordered := _ordered(configuration, customer)) is not None:
        raise CannotQuote(
            f"This build is ordered as {ordered}. Change that order, or configure another car."
        )
    try:
        check_customer(customer, dealership)
        _check_places(deliveries)
        order_terms = terms_of(dealership)
        specification = (
            stock_unit.specification
            if stock_unit is not None
            else freeze(configuration_id=configuration.pk, by=by, now=now)
        )
        terms = build_terms(
            specification=specification,
            order_terms=order_terms,
            today=dealership.today(now),
            discount=discount or nothing,
            trade_in=trade_in or nothing,
            extras=[*extras, *map(_as_extra, deliveries)],
            claims=claims,
            payoff=payoff,
        )
        sheet = calculate(terms)
    except (CannotFreeze, CannotPriceOrder, CannotPrice) as reason:
        raise CannotQuote(str(reason)) from reason
    place = _place(fleet, unit)
    order = known or _new_order(configuration, customer, order_terms, place, by=by, now=now)
    order.specification, order.priority = specification, priority
    order.stock_unit = stock_unit
    order.model_name = str(specification.model_line)
    moved = move(order, "quote", CannotQuote, at=now)
    version = _give(order, terms, sheet, order_terms, deliveries, by=by, now=now)
    wait = _set_discount(order, sheet, discount or nothing, by=by)
    told = f"Your quote for {sheet.money('total')} is valid until {words.day(version.valid_until)}."
    commit(
        order,
        Kind.QUOTED,
        by=by,
        at=now,
        moved=moved,
        customer_text=told,
        text="The discount waits for a manager." if wait else "",
        quote=version.number,
        total=str(version.total_amount),
        currency=version.currency,
        valid_until=version.valid_until.isoformat(),
        sha256=version.sha256,
        priority=priority,
    )
    return order


@transaction.atomic
def quote_new_customer(
    *, configuration_id: int, person: dict[str, str], by: User, now: datetime, **terms: Any
) -> Order:
    """A new customer and his quote come into being together or not at all.

    :raises CannotQuote: as ``quote`` does, or when the dealership knows the e-mail address already.
    """
    configuration = Configuration.objects.select_related("dealership").get(pk=configuration_id)
    try:
        customer = create_customer(dealership=configuration.dealership, by=by, **person)
    except CannotSaveCustomer as reason:
        raise CannotQuote(str(reason)) from reason
    return quote(
        configuration_id=configuration_id, customer_id=customer.pk, by=by, now=now, **terms
    )


@transaction.atomic
def revise(*, order_id: int, by: User, now: datetime) -> Order:
    """Take a quote back, so that its configuration can change; the sheet that was given stays on file.

    :raises CannotRevise: once it is accepted, expired or cancelled.
    """
    order = locked(order_id)
    moved = move(order, "revise", CannotRevise, at=now)
    order.discount_asked_by = order.discount_approved_by = None
    commit(order, Kind.REVISED, by=by, at=now, moved=moved, quote=order.quote_number)
    return order


@transaction.atomic
def discard(*, order_id: int, by: User, now: datetime) -> bool:
    """Delete a draft nobody heard of. True if the row is gone.

    What was given or written down stays on file: a draft with a history ends like a quote that is over.
    :raises CannotDiscard: once it is quoted.
    """
    order = locked(order_id)
    need_state(order, CannotDiscard, State.DRAFT)
    if not order.events.exists():
        order.delete()
        return True
    moved = move(order, "discard", CannotDiscard, at=now)
    commit(order, Kind.DISCARDED, by=by, at=now, moved=moved, quote=order.quote_number)
    return False


@transaction.atomic
def expire(*, order_id: int, now: datetime, by: User | None = None) -> Order:
    """End a quote whose last day has passed. :raises CannotExpire: while it still holds."""
    order = locked(order_id)
    if (
        order.state == State.QUOTED
        and order.quote_valid_until is not None
        and order.dealership.today(now) <= order.quote_valid_until
    ):
        raise CannotExpire(f"The quote holds until {words.day(order.quote_valid_until)}.")
    moved = move(order, "expire", CannotExpire, at=now)
    commit(
        order,
        Kind.EXPIRED,
        by=by,
        at=now,
        moved=moved,
        customer_text="This quote has expired. Your dealership is glad to give you a new one.",
    )
    return order


@transaction.atomic
def approve_discount(*, order_id: int, by: User, now: datetime) -> Order:
    """A second person lets a discount above the limit stand.

    :raises CannotApproveDiscount: to who asked for it, or whose own limit is lower.
    """
    order = locked(order_id)
    if order.state != State.QUOTED or order.discount_asked_by_id is None:
        raise CannotApproveDiscount("No discount waits for approval.")
    if order.discount_approved_by_id is not None:
        raise CannotApproveDiscount("The discount is already approved.")
    if order.discount_asked_by_id == by.pk:
        raise CannotApproveDiscount("Who asked for a discount does not approve it.")
    sheet = order.quotes.get(number=order.quote_number).recomputed()
    limit = discount_limit(order.dealership, by)
    if order.discount_amount > sheet.vehicle * limit / 100:
        raise CannotApproveDiscount(f"Your own limit is {limit.normalize():f}%.")
    order.discount_approved_by = by
    commit(order, Kind.DISCOUNT_APPROVED, by=by, at=now, discount=str(order.discount_amount))
    return order


def _order_of(configuration: Configuration, customer: Customer | None) -> Order | None:
    """The draft or quote that already stands for this configuration and customer."""
    found: Order | None = (
        Order.objects.select_for_update(no_key=True, of=("self",))
        .select_related("dealership", "customer")
        .filter(configuration=configuration, customer=customer)
        .in_states(State.DRAFT, State.QUOTED)
        .order_by("-id")
        .first()
    )
    return found


def _ordered(configuration: Configuration, customer: Customer | None) -> str | None:
    """The number of the order that the customer has signed for this very build."""
    rows = Order.objects.filter(configuration=configuration, customer=customer).open()
    return rows.exclude(accepted_at=None).values_list("number", flat=True).first()


def _new_order(
    configuration: Configuration,
    customer: Customer | None,
    terms: OrderTerms,
    place: dict[str, Any],
    *,
    by: User,
    now: datetime,
) -> Order:
    dealership = configuration.dealership
    made: Order = Order.objects.create(
        number=next_number(dealership, terms, today=dealership.today(now)),
        dealership=dealership,
        customer=customer,
        customer_name=customer.name if customer else "Stock",
        sales_rep=by,
        configuration=configuration,
        currency=terms.currency,
        state_since=now,
        **place,
    )
    return made


def _check_places(deliveries: Sequence[DeliveryService]) -> None:
    """:raises CannotQuote: for two places at once, or a way sold twice."""
    kinds = [str(each.kind) for each in deliveries]
    if sum(each.is_place for each in deliveries) > 1:
        raise CannotQuote("A car is handed over in one place: choose one.")
    if len(set(kinds)) < len(kinds):
        raise CannotQuote("Choose each kind of delivery once.")


def _as_extra(service: DeliveryService) -> Extra:
    return Extra(service.code, service.text, service.retail, Section.DELIVERY)


def _place(fleet: Fleet | None, unit: FleetUnit | None) -> dict[str, Any]:
    """What an order says of its place in a fleet."""
    if fleet is None or unit is None:
        return {}
    return {
        "fleet": fleet,
        "fleet_unit": unit.number,
        "unit_label": unit.label,
        "ship_to": unit.ship_to,
        "intended_use": unit.use,
    }


def _give(
    order: Order,
    terms: PriceTerms,
    sheet: PriceSheet,
    order_terms: OrderTerms,
    deliveries: Sequence[DeliveryService],
    *,
    by: User,
    now: datetime,
) -> QuoteVersion:
    """Copy the sums to the order and keep the sheet as it was given."""
    order.quote_number += 1
    order.currency, order.total_amount, order.tax_amount = sheet.currency, sheet.total, sheet.tax
    order.trade_in_amount, order.deposit_amount = sheet.trade_in, sheet.deposit
    specification = order.specification
    if specification is None:
        raise CannotQuote("Nothing is specified.")
    last = order.dealership.today(now) + timedelta(days=order_terms.quote_valid_days)
    order.quote_valid_until = min([last, *answers_hold_until(specification.specials)])
    order.save()
    version: QuoteVersion = order.quotes.create(
        number=order.quote_number,
        specification=specification,
        terms=terms.to_json(),
        sheet=sheet.to_json(),
        delivery=frozen(deliveries),
        sha256=fingerprint(terms),
        total_amount=sheet.total,
        cost_amount=specification.invoice_total_amount,
        currency=sheet.currency,
        valid_until=order.quote_valid_until,
        by=by,
        given_at=now,
    )
    return version


def _set_discount(order: Order, sheet: PriceSheet, discount: Money, *, by: User) -> bool:
    """Note the discount; True when somebody else has to approve it first."""
    order.discount_amount = discount.amount if discount else Decimal(0)
    order.discount_approved_by = None
    wait = discount_needs_approval(
        discount=discount, vehicle=sheet.vehicle, dealership=order.dealership, by=by
    )
    order.discount_asked_by = by if wait else None
    return wait
