"""The order list. What is the same for everybody (headings, filters) is drawn once per process."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from customers.access import StaffRequest, can, require
from kernel.pages import keyset, page
from orders import selectors
from orders.forms import OrderFilters
from orders.selectors.listing import Column
from orders.views.bulk import BULK, LABELS


@require_safe
@require("orders.view")
def order_list(request: StaffRequest) -> HttpResponse:
    """The orders in reach: saved views, filters and columns in the address, 25 rows, newest first."""
    filters = OrderFilters(request.GET).chosen
    columns = selectors.chosen_columns(request.GET.getlist("column"))
    found = selectors.order_list(request.scope, filters, today=timezone.now().date())
    rows = keyset(selectors.values_for(found, columns), request)
    context = {
        "filters": filters,
        "state_field": _state_field(filters.get("state", "")),
        "columns_field": _columns_field(columns),
        "headings": _headings(columns),
        "views": selectors.saved_views(reverse("orders:list"), filters, columns),
        "rows": mark_safe("".join(selectors.drawn_rows(rows, columns, can_be_picked=True))),  # noqa: S308  # safe parts
        "next_url": rows.next_url,
        "first_url": rows.first_url,
        "last_url": rows.last_url,
        "is_filtered": bool(filters),
        "may_export": can(request.user, "orders.export"),
        "export_query": f"?{urlencode(filters)}" if filters else "",
        "may_decide_credit": can(request.user, "orders.decide_credit"),
        "bulk_buttons": _bulk_buttons(tuple(
            name for name in BULK if can(request.user, selectors.RULE_OF[name].policy)
        )),
    }  # fmt: skip
    return page(request, "orders/list.html", "rows", context)


@lru_cache
def _state_field(chosen: str) -> SafeString:
    return mark_safe(str(OrderFilters({"state": chosen})["state"]))  # noqa: S308  # a form field


@lru_cache
def _columns_field(chosen: tuple[Column, ...]) -> SafeString:
    """The choice of columns; closed, it keeps those of now while the filters change."""
    offered = [(column, column in chosen) for column in selectors.COLUMNS]
    return render_to_string("orders/columns.html", {"offered": offered})


@lru_cache
def _headings(chosen: tuple[Column, ...]) -> SafeString:
    return format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        (
            (format_html(' class="{}"', column.css) if column.css else "", column.label)
            for column in chosen
        ),
    )


@lru_cache
def _bulk_buttons(names: tuple[str, ...]) -> SafeString:
    return format_html_join(
        "",
        '<button class="btn btn-small" type="submit" name="do" value="{}">{}</button>',
        ((name, LABELS[name]) for name in names),
    )
