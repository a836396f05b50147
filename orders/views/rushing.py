"""A rush of an order: what it would gain and cost, and offering it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands, selectors
from orders.change_forms import OfferRush
from orders.commands.rushing import rush_preview


@require_http_methods(["GET", "HEAD", "POST"])
@require("orders.rush")
def rush(request: StaffRequest, number: str) -> HttpResponse:
    """The sooner places; looking writes nothing. A choice becomes an offer that the customer signs."""
    order = get_object_or_404(selectors.for_page(request.scope), number=number)
    now, is_post = timezone.now(), request.method == "POST"
    preview = rush_preview(order, now=now)
    form = OfferRush(request.POST if is_post else None, places=preview.places)
    if is_post and form.is_valid():
        try:
            commands.offer_rush(order_id=order.pk, by=request.user, now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{order.number}: the rush is drawn up.")
            return redirect("orders:changes", order.number)
    context = {"order": order, "preview": preview, "form": form}
    return page(request, "orders/rush.html", "rush", context, status=422 if is_post else 200)
