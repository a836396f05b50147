"""Reading: one order, the credit queue, a document."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from customers.access import StaffRequest, can, require
from kernel.models import Document
from kernel.pages import page
from kernel.work import WorkState
from orders import selectors
from orders.models import Order, OrderFile
from orders.papers import SUBJECT


@require_safe
@require("orders.view")
def detail(request: StaffRequest, number: str) -> HttpResponse:
    """One order: facts on the left, what can be done and the timeline on the right."""
    order = get_object_or_404(selectors.for_desk(request.scope), number=number)
    if place := request.user.dealership(order.dealership_id):
        order.dealership = place
    only_customer = request.GET.get("visible") == "customer"
    show_all = request.GET.get("events") == "all"
    shown = selectors.order_page(
        order,
        request.user,
        now=timezone.now(),
        only_customer=only_customer,
        show_all=show_all,
    )
    context = {
        "page": shown,
        "order": order,
        "only_customer": only_customer,
        "show_all": show_all,
        "may_see_cost": can(
            request.user, "orders.view_cost", order.dealership_id, order.sales_rep_id
        ),
        "may_compare_price": can(
            request.user, "orders.compare_price", order.dealership_id, order.sales_rep_id
        ),
        "may_see_build": order.build is not None
        and can(request.user, "production.view_build", order.dealership_id),
        "may_release": can(
            request.user, "orders.release_hold", order.dealership_id, order.sales_rep_id
        ),
    }
    return page(request, "orders/detail.html", "timeline", context)


@require_safe
@require("orders.decide_credit")
def credit(request: StaffRequest) -> HttpResponse:
    """What waits for finance: credit to decide, deposits to record; the longest waiting first."""
    rows = list(selectors.credit_queue(request.scope)[:100])
    return page(request, "orders/credit.html", None, {"orders": rows})


@require_safe
@require("orders.document")
def document(request: StaffRequest, number: str, document_id: UUID) -> HttpResponse:
    """A finished document of an order in reach, as a download."""
    order = get_object_or_404(Order.objects.visible_to(request.scope).only("number"), number=number)
    found = Document.objects.filter(
        pk=document_id, subject_kind=SUBJECT, subject_key=order.number, state=WorkState.DONE
    ).first()
    if found is None:
        raise Http404("There is no such document.")
    return download(request, found)


@require_safe
@require("orders.view")
def file(request: StaffRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file of an order in reach, always as a download that runs nothing."""
    orders = Order.objects.visible_to(request.scope).filter(number=number)
    kept = get_object_or_404(OrderFile, pk=file_id, order__in=orders)
    response = HttpResponse(bytes(kept.content), content_type=kept.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=kept.name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def download(request: HttpRequest, found: Document) -> HttpResponse:
    """The bytes of a document under its file name."""
    del request
    response = HttpResponse(found.content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=True, filename=found.filename)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-cache"
    return response
