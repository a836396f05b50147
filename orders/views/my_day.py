"""A representative's day."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.access import StaffRequest, require
from kernel.pages import page
from orders import commands
from orders.selectors.my_day import my_day as parts_of


@require_safe
@require("orders.my_day")
def my_day(request: StaffRequest) -> HttpResponse:
    """Whom to call, why, with the words ready; one's own orders only."""
    parts = parts_of(request.user, heard=commands.HEARD, now=timezone.now())
    count = sum(len(part.calls) for part in parts)
    return page(request, "orders/my_day.html", "day", {"parts": parts, "count": count})
