"""What one order brought and cost, with the work on it counted from what people recorded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count

from kernel.money import Money, sum_money
from orders.models import CostLine, Kind, Order, OrderTerms, QuoteVersion
from production.models import BuildEvent

# Minutes of a person per recorded act. A rule of thumb of the house: no time is measured, so the sheet
# calls the sum an estimate. What is not named takes `OTHER_MINUTES`.
MINUTES = {
    Kind.CALLED: 10,
    Kind.DELAY_TOLD: 10,
    Kind.CHANGE_ASKED: 15,
    Kind.CHANGE_OFFERED: 15,
    Kind.VALIDATED: 10,
    Kind.APPROVED: 10,
    Kind.HANDOVER_BOOKED: 5,
    Kind.DELIVERED: 60,
    Kind.CANCELLED: 20,
}
OTHER_MINUTES = 3


@dataclass(frozen=True, slots=True)
class CostSheet:
    """All in the currency of the order. ``planned`` is the car's cost by the price sheet."""

    revenue: Money
    planned: Money
    car: Money
    is_invoiced: bool
    delivery: Money
    """What the premium delivery that was sold will cost, until transport is written down."""
    lines: tuple[CostLine, ...]
    minutes: int
    acts: int
    rate: Money
    coordination: Money
    total: Money

    @property
    def margin(self) -> Money:
        """What is left of the revenue."""
        return self.revenue - self.total

    @property
    def difference(self) -> Money:
        """How much more the manufacturer invoiced than was planned."""
        return self.car - self.planned


def cost_sheet(order: Order) -> CostSheet:
    """The order's sheet; the car stands at its invoices once there is one, before at its planned cost."""
    currency = order.currency
    version = QuoteVersion.objects.filter(order=order, number=order.quote_number).first()
    planned = Money(version.cost_amount if version else Decimal(0), currency)
    lines = tuple(order.costs.select_related("by").order_by("at", "pk"))
    invoices = [line.money for line in lines if line.kind == CostLine.Kind.INVOICE]
    others = [line.money for line in lines if line.kind != CostLine.Kind.INVOICE]
    car = sum_money(invoices, currency) if invoices else planned
    is_billed = any(line.kind == CostLine.Kind.TRANSPORT for line in lines)
    sold = version.delivery if version and not is_billed else []
    delivery = sum_money((Money(Decimal(each["cost"]), currency) for each in sold), currency)
    minutes, acts = _work(order)
    terms = OrderTerms.objects.filter(dealership=order.dealership_id).first()
    rate = Money(terms.hourly_rate_amount if terms else Decimal(0), currency)
    coordination = Money(
        (rate.amount * minutes / 60).quantize(Decimal("0.01"), ROUND_HALF_UP), currency
    )
    return CostSheet(
        revenue=_revenue(order, version),
        planned=planned,
        car=car,
        is_invoiced=bool(invoices),
        delivery=delivery,
        lines=lines,
        minutes=minutes,
        acts=acts,
        rate=rate,
        coordination=coordination,
        total=sum_money([car, delivery, coordination, *others], currency),
    )


def _revenue(order: Order, version: QuoteVersion | None) -> Money:
    """As it is recognised at the handover: without taxes and what is passed on to a lender."""
    payoff = version.recomputed().payoff if version else Decimal(0)
    amount = order.total_amount + order.trade_in_amount - order.tax_amount - payoff
    return Money(amount, order.currency)


def _work(order: Order) -> tuple[int, int]:
    """Minutes and number of the acts of people of ours on the order and its car."""
    staff = {"by__isnull": False, "by__is_customer": False}
    done = order.events.filter(**staff).values_list("kind").annotate(n=Count("pk")).order_by()
    counted = dict(done)
    if order.build_id is not None:
        on_car = BuildEvent.objects.filter(build=order.build_id, **staff)
        counted["build"] = on_car.count()
    minutes = sum(MINUTES.get(kind, OTHER_MINUTES) * n for kind, n in counted.items())
    return minutes, sum(counted.values())
