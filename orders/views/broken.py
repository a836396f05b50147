"""What broke when the catalogue changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from customers.access import StaffRequest, can, require
from kernel.pages import page
from orders.selectors.broken import MOST, broken
from orders.selectors.my_day import way_out_words


@require_safe
@require("orders.view")
def broken_cars(request: StaffRequest) -> HttpResponse:
    """Each with why, the nearest car that can be built, and where to take it."""
    found = list(broken(request.scope)[: MOST + 1])
    rows = [
        (
            fault,
            way_out_words(fault),
            can(
                request.user,
                "orders.change",
                fault.order.dealership_id,
                fault.order.sales_rep_id,
            ),
        )
        for fault in found[:MOST]
    ]
    context = {"rows": rows, "has_more": len(found) > MOST}
    return page(request, "orders/broken.html", "rows", context)
