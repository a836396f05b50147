"""The list of quotes and orders whose car can no longer be built, for everybody who has to do with it."""

from __future__ import annotations

from django.db.models import QuerySet

from customers.models import Scope
from orders.models import CarFault, Order

MOST = 100


def broken(scope: Scope) -> QuerySet[CarFault]:
    """In reach, the longest known first; one query."""
    orders = Order.objects.visible_to(scope)
    rows: QuerySet[CarFault] = CarFault.objects.filter(order__in=orders)
    return rows.select_related("order__sales_rep").order_by("found_at", "pk")
