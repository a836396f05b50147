"""The manufacturer's invoices of one order beside what was planned."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands
from orders.models import Order
from orders.money_forms import RecordInvoice
from orders.selectors.invoices import invoice_page


@require_http_methods(["GET", "HEAD", "POST"])
@require("orders.cost_sheet")
def invoice(request: StaffRequest, number: str) -> HttpResponse:
    """Every part with its planned and its charged price; an invoice can be added."""
    rows = Order.objects.visible_to(request.scope).select_related("dealership", "specification")
    order = get_object_or_404(rows, number=number)
    form = RecordInvoice(request.POST or None, order=order)
    if form.is_valid():
        try:
            made = commands.record_invoice(
                order_id=order.pk, by=request.user, now=timezone.now(), **form.keywords()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Invoice {made.number} of {made.total} is recorded.")
            return redirect("orders:invoice", order.number)
    context = {"order": order, "found": invoice_page(order), "form": form}
    status = 422 if request.method == "POST" else 200
    return page(request, "orders/invoice.html", "invoice", context, status)
