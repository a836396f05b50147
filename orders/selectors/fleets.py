"""A fleet's orders, and what can be done with all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from customers.models import Scope
from kernel.money import Money
from orders.models import Fleet, FleetQuerySet, Order, State
from orders.selectors.listing import TONES


@dataclass(frozen=True, slots=True)
class FleetOrder:
    """One unit's order, ready to be written."""

    order: Order
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class FleetOrders:
    """Every order of a fleet, the sum of those not cancelled, and how many stand where."""

    fleet: Fleet
    rows: tuple[FleetOrder, ...]
    total: Money
    states: tuple[tuple[str, int], ...]
    to_sign: int
    to_check: int
    waits_for_discount: int


def fleets_for_page(scope: Scope) -> FleetQuerySet:
    """Those in reach, with what a page about one names."""
    return Fleet.objects.visible_to(scope).select_related(
        "dealership", "customer", "sales_rep", "plan__configuration"
    )


def fleet_orders(fleet: Fleet) -> FleetOrders:
    """The page of a fleet; one query, however many units."""
    orders = list(fleet.orders.order_by("fleet_unit"))
    return FleetOrders(
        fleet=fleet,
        rows=tuple(
            FleetOrder(order, order.get_state_display(), TONES.get(State(order.state), ""))
            for order in orders
        ),
        total=_total(orders),
        states=tuple(Counter(order.get_state_display() for order in orders).items()),
        to_sign=_in(orders, State.QUOTED),
        to_check=_in(orders, State.ACCEPTED),
        waits_for_discount=sum(
            order.state == State.QUOTED
            and order.discount_asked_by_id is not None
            and order.discount_approved_by_id is None
            for order in orders
        ),
    )


def _in(orders: Sequence[Order], state: str) -> int:
    return sum(order.state == state for order in orders)


def _total(orders: Sequence[Order]) -> Money:
    over = {State.CANCELLED, State.EXPIRED}
    standing = [order.total for order in orders if order.state not in over]
    currency = orders[0].currency if orders else "USD"
    return sum(standing, Money(Decimal(0), currency))
