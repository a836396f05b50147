"""How the car of an order is to come."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from customers.access import StaffRequest, require
from orders import commands
from orders.delivery_forms import ChangeDelivery
from orders.views.actions import Ask, act

CHANGE = Ask(
    "Change the delivery plan",
    "Change the plan",
    "What the customer paid for stays: priority, enclosed transport and the place of the handover.",
    "the delivery plan is changed.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@require("orders.plan_delivery")
def delivery(request: StaffRequest, number: str) -> HttpResponse:
    """Another mode or carrier, with the reason."""
    return act(request, number, CHANGE, ChangeDelivery, commands.change_delivery)
