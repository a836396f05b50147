"""The order list as a file: the orders of the list as it is filtered, every page of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.spreadsheets import CSV, XLSX, Cell, csv_rows, xlsx
from orders import selectors
from orders.forms import OrderFilters
from orders.models import OrderQuerySet

MOST_IN_A_WORKBOOK = 20_000


@require_safe
@require("orders.export")
def as_csv(request: StaffRequest) -> HttpResponseBase:
    """However many there are, row by row."""
    response = StreamingHttpResponse(csv_rows(_table(_found(request))), content_type=CSV)
    return _as_file(response, "csv")


@require_safe
@require("orders.export")
def as_xlsx(request: StaffRequest) -> HttpResponseBase:
    """A workbook; more than a spreadsheet is good for are refused with the way out."""
    found = _found(request)
    count = found.count()
    if count > MOST_IN_A_WORKBOOK:
        context = {"count": count, "most": MOST_IN_A_WORKBOOK, "query": request.GET.urlencode()}
        return page(request, "orders/export_large.html", None, context, 422)
    return _as_file(HttpResponse(xlsx("Orders", _table(found)), content_type=XLSX), "xlsx")


def _found(request: StaffRequest) -> OrderQuerySet:
    filters = OrderFilters(request.GET).chosen
    return selectors.order_list(request.scope, filters, today=timezone.now().date())


def _table(found: OrderQuerySet) -> Iterator[tuple[Cell, ...]]:
    yield selectors.EXPORTED
    yield from selectors.exported(found)


def _as_file(response: HttpResponseBase, ending: str) -> HttpResponseBase:
    name = f"orders-{timezone.localdate():%Y-%m-%d}.{ending}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-store"
    return response
