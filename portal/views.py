"""The customer's pages: own orders only, everybody else's answer 404."""

import hashlib
from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from customers.access import customer_required
from customers.models import User
from kernel.models import Document
from kernel.pages import page
from orders import selectors


class CustomerRequest(HttpRequest):
    """What a view behind `customer_required` may rely on."""

    user: User


def _order_or_404(request: CustomerRequest, number: str) -> selectors.CustomerOrderPage:
    try:
        return selectors.customer_order(request.user, number)
    except selectors.Order.DoesNotExist as missing:
        raise Http404 from missing


def _private(response: HttpResponse) -> HttpResponse:
    """Own data: a browser may keep it, and asks each time whether it is still true."""
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
@customer_required
def home(request: CustomerRequest) -> HttpResponse:
    """The customer's orders; with one order this is that order."""
    orders = selectors.customer_orders(request.user)
    if len(orders) == 1:
        return redirect("portal:order", number=orders[0].number)
    return _private(page(request, "portal/home.html", "orders", {"orders": orders}))


@require_safe
@customer_required
def tracker(request: CustomerRequest, number: str) -> HttpResponse:
    """One order on one screen; polled with what the browser has: 204 or 304 if unchanged."""
    order = _order_or_404(request, number)
    seen = hashlib.sha256(repr(order).encode()).hexdigest()[:20]
    if request.headers.get("HX-Request") and request.GET.get("seen") == seen:
        return _private(HttpResponse(status=HTTPStatus.NO_CONTENT))
    shape = "fragment" if request.headers.get("HX-Request") else "page"
    etag = quote_etag(f"{shape}-{seen}")
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _private(unchanged)
    context = {"order": order, "seen": seen}
    response = page(request, "portal/order.html", "tracker", context)
    response["ETag"] = etag
    return _private(response)


@require_safe
@customer_required
def changes(request: CustomerRequest, number: str) -> HttpResponse:
    """Everything that was ever changed or said about this order, newest first."""
    order = _order_or_404(request, number)
    return _private(page(request, "portal/changes.html", "changes", {"order": order}))


@require_safe
@customer_required
def document(request: CustomerRequest, number: str, document_id: UUID) -> HttpResponse:
    """A finished document of this order as a download."""
    try:
        found = selectors.customer_document(request.user, number, document_id)
    except (Document.DoesNotExist, selectors.Order.DoesNotExist) as missing:
        raise Http404 from missing
    response = HttpResponse(found.content, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=True, filename=found.filename)
    if disposition:
        response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    return _private(response)
