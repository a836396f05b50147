"""The unit of the page benchmark: one indexed query and a template of 25 rows by 8 columns, bare Django."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from orders.models import Order

TEMPLATE = engines["django"].from_string(
    "<!doctype html><table>{% for order in orders %}<tr><td>{{ order.number }}</td>"
    "<td>{{ order.customer_name }}</td><td>{{ order.model_name }}</td><td>{{ order.state }}</td>"
    "<td>{{ order.slot_week }}</td><td>{{ order.created_at|date:'Y-m-d' }}</td>"
    "<td>{{ order.state_since|date:'Y-m-d' }}</td><td>{{ order.total_amount }}</td></tr>"
    "{% endfor %}</table>"
)
COLUMNS = (
    "number", "customer_name", "model_name", "state", "slot_week", "created_at", "state_since",
    "total_amount",
)  # fmt: skip


def unit(request: HttpRequest) -> HttpResponse:
    """The newest 25 orders of a dealership."""
    rows = Order.objects.filter(dealership=int(request.GET["dealership"])).only(*COLUMNS)
    return HttpResponse(TEMPLATE.render({"orders": rows.order_by("-id")[:25]}))


urlpatterns = [path("unit/", unit)]
