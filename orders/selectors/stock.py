"""Cars without a customer, who keeps them, and which waiting customers one of them would suit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from configurator.catalogue import Catalogue
from configurator.selectors import catalogue
from configurator.selectors.differences import Change, differences
from customers.models import Scope, User
from kernel.money import Money
from orders import words
from orders.models import Order, State, UnitHold
from orders.near import distance, is_near
from production.milestones import STAGE_WORDS, Stage
from production.models import Build, FactoryRequest, RequestKind

MOST_UNITS, MOST_WEIGHED, MOST_WAITING = 100, 60, 5
WAITING = (
    State.QUOTED, State.ACCEPTED, State.VALIDATED, State.APPROVED, State.SUBMITTED, State.BANKED,
    State.SCHEDULED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StockUnit:
    """One car: where it stands, what it costs, and whether somebody keeps it."""

    build: Build
    order_number: str
    where: str
    ready_on: date | None
    price: Money
    kept: str
    quoted_as: str
    is_mine: bool

    @property
    def is_free(self) -> bool:
        return not self.kept


@dataclass(frozen=True, slots=True)
class Waiting:
    """One customer whose car is not begun, and how the stock unit differs from it."""

    order: Order
    changes: tuple[Change, ...]
    difference: Money
    days_sooner: int
    far: Decimal


def without_customer(scope: Scope) -> QuerySet[Build]:
    """The live cars in reach that belong to nobody: stock orders, and cars whose order was cancelled.

    One that the factory was asked to stop is left out until it answers.
    """
    holders = Order.objects.filter(build=OuterRef("pk"))
    stock = holders.filter(customer=None)
    asked = FactoryRequest.objects.filter(build=OuterRef("pk"), kind=RequestKind.CANCEL)
    rows: QuerySet[Build] = (
        Build.objects.visible_to(scope)
        .live()
        .filter(~Exists(holders.filter(customer__isnull=False)))
        .filter(~Exists(asked.exclude(answer__has_any_keys=["accepted", "refused"])))
        .annotate(stock_order=Subquery(stock.values("number")[:1]))
    )
    return rows.filter(Exists(stock)) | rows.filter(is_stock=True)


def kept_for_others(user: User, *, now: datetime) -> QuerySet[UnitHold]:
    """The holds on a car (of an outer query) that keep ``user`` from offering it."""
    held = UnitHold.objects.standing(now=now).filter(build=OuterRef("pk"))
    found: QuerySet[UnitHold] = held.exclude(by=user, order=None)
    return found


def stock_units(scope: Scope, user: User, *, now: datetime) -> tuple[StockUnit, ...]:
    """The stock of the dealerships in reach, what is ready first. Two queries."""
    builds = list(
        without_customer(scope)
        .exclude(stage=Stage.OPENED)
        .select_related("specification", "dealership")
        .order_by("estimate_p50", "pk")[:MOST_UNITS]
    )
    holds = {
        hold.build_id: hold
        for hold in UnitHold.objects.standing(now=now)
        .filter(build__in=builds)
        .select_related("by", "order")
    }
    return tuple(_unit(build, holds.get(build.pk), user) for build in builds)


def _unit(build: Build, hold: UnitHold | None, user: User) -> StockUnit:
    quoted_as = hold.order.number if hold is not None and hold.order is not None else ""
    kept = ""
    if hold is not None:
        kept = f"{hold.by}" if quoted_as else f"{hold.by}, until {words.day(hold.until.date())}"
    return StockUnit(
        build=build,
        order_number=getattr(build, "stock_order", None) or "",
        where=STAGE_WORDS[Stage(build.stage)],
        ready_on=build.estimate_p50,
        price=Money(build.specification.total_amount, build.specification.currency),
        kept=kept,
        quoted_as=quoted_as,
        is_mine=hold is not None and hold.by_id == user.pk and not quoted_as,
    )


def who_waits_for(build: Build, scope: Scope) -> tuple[Waiting, ...]:
    """The customers of the same line whose car is not begun and whom this one would suit, nearest first.

    Weighed as `orders.near` weighs a car for a build, the other way round.
    """
    line = build.specification.model_line
    known = catalogue(line.pk)
    theirs = frozenset(build.codes)
    orders = (
        Order.objects.visible_to(scope)
        .in_states(*WAITING)
        .filter(
            customer__isnull=False,
            stock_unit=None,
            dealership=build.dealership_id,
            specification__model_line__code=line.code,
            specification__model_line__release__manufacturer=build.manufacturer_id,
            specification__currency=build.specification.currency,
            specification__market=build.specification.market,
        )
        .select_related("specification", "customer", "configuration")
        .order_by("-estimate_p50", "-pk")[:MOST_WEIGHED]
    )
    found = [_waiting(order, build, theirs, known) for order in orders]
    near = [one for one in found if one is not None]
    return tuple(sorted(near, key=lambda one: (one.far, -one.days_sooner))[:MOST_WAITING])


def _waiting(
    order: Order, build: Build, theirs: frozenset[str], known: Catalogue
) -> Waiting | None:
    """None where the car is too far from what was ordered."""
    if order.specification is None:
        return None
    ours = frozenset(order.specification.codes) & known.by_code.keys()
    picks = frozenset(order.configuration.picks if order.configuration else ()) & ours
    changes = differences(known, ours, theirs & known.by_code.keys())
    picked = {known.group_of(code).name for code in picks}
    unpicked = sum(
        (abs(change.price.amount) for change in changes if change.group not in picked), Decimal(0)
    )
    total = order.specification.total_amount
    far = distance(picks, theirs, differing=unpicked, price=total)
    if not is_near(picks, theirs, far):
        return None
    currency = build.specification.currency
    sooner = 0
    if order.estimate_p50 is not None and build.estimate_p50 is not None:
        sooner = max((order.estimate_p50 - build.estimate_p50).days, 0)
    difference = Money(build.specification.total_amount - total, currency)
    return Waiting(order, changes, difference, sooner, far)
