"""The price of an order beside today's: a later, cheaper one is shown to the manager."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.access import StaffRequest, require
from kernel.pages import page
from orders import commands, selectors
from orders.selectors.price_today import price_today as compare


@require_safe
@require("orders.compare_price")
def price_today(request: StaffRequest, number: str) -> HttpResponse:
    """What the car would cost today, part by part; a fragment of the order page and a page of its own."""
    order = get_object_or_404(selectors.for_page(request.scope), number=number)
    try:
        terms = commands.terms_at(order)
    except commands.CannotPriceOrder:
        terms = None
    context = {"order": order, "compared": compare(order, terms, now=timezone.now())}
    return page(request, "orders/price_today.html", "compared", context)
