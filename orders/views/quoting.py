"""From a configuration to a quote."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from configurator.models import Configuration
from customers.access import StaffRequest, require
from customers.models import Customer, CustomerQuerySet
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands
from orders.models import Order
from orders.quote_forms import GiveQuote
from orders.selectors.deliveries import deliveries_for
from orders.selectors.incentives import claims_for

CHOICES = 200


@require_http_methods(["GET", "HEAD", "POST"])
@require("orders.quote")
def quote(request: StaffRequest, code: str) -> HttpResponse:
    """Choose or create the customer, take off what comes off, give the price."""
    configurations = Configuration.objects.visible_to(request.scope).for_page()
    configuration = get_object_or_404(configurations, code=code)
    is_post = request.method == "POST"
    form = GiveQuote(
        request.POST if is_post else None,
        dealership=configuration.dealership,
        customers=customers_for(configuration),
        currency=configuration.model_line.currency,
        claims=claims_for(
            configuration.model_line,
            configuration.dealership,
            today=configuration.dealership.today(timezone.now()),
        ),
        deliveries=deliveries_for(configuration, now=timezone.now()),
        initial={"customer": configuration.customer_id},
    )
    if is_post and form.is_valid():
        try:
            order = _give(form, configuration, request)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{order.number}: quoted at {order.total}.")
            return redirect(order)
    return page(
        request,
        "orders/quote.html",
        "form",
        {"form": form, "configuration": configuration},
        status=422 if is_post else 200,
    )


def _give(form: GiveQuote, configuration: Configuration, request: StaffRequest) -> Order:
    data = form.cleaned_data
    car: dict[str, Any] = {
        "configuration_id": configuration.pk,
        "discount": form.money("discount"),
        "trade_in": form.money("trade_in"),
        "payoff": form.money("payoff"),
        "claims": form.claims,
        "extras": form.extras,
        "deliveries": data["deliveries"],
        "by": request.user,
        "now": timezone.now(),
    }
    if data["buyer"] == GiveQuote.FOR_NEW:
        person = {name: data[name] for name in ("name", "email", "phone")}
        return commands.quote_new_customer(person=person, **car)
    known = data["customer"] if data["buyer"] == GiveQuote.FOR_KNOWN else None
    return commands.quote(customer_id=known.pk if known else None, **car)


def customers_for(configuration: Configuration) -> CustomerQuerySet:
    """The dealership's newest customers, and the one the car is configured for."""
    newest = (
        Customer.objects.for_dealerships([configuration.dealership_id])
        .order_by("-id")
        .values("pk")[:CHOICES]
    )
    known = {configuration.customer_id} - {None}
    return Customer.objects.filter(pk__in=[*newest.values_list("pk", flat=True), *known]).order_by(
        "name"
    )
