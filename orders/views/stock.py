"""Stock units: the list of them, keeping one, quoting one, and who waits for such a car."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from configurator.models import Configuration
from customers.access import StaffRequest, can, require
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands
from orders.models import Order
from orders.quote_forms import QuoteUnit
from orders.selectors.deliveries import places_for
from orders.selectors.incentives import claims_for
from orders.selectors.stock import stock_units, who_waits_for
from orders.views.quoting import customers_for
from production.models import Build


@require_safe
@require("orders.view")
def stock(request: StaffRequest) -> HttpResponse:
    """Every car without a customer in reach, the first to be ready on top."""
    rows = [
        (
            unit,
            can(request.user, "orders.hold_unit", unit.build.dealership_id, request.user.pk),
            can(request.user, "production.view_build", unit.build.dealership_id),
        )
        for unit in stock_units(request.scope, request.user, now=timezone.now())
    ]
    return page(request, "orders/stock.html", "units", {"rows": rows})


@require_POST
@require("orders.hold_unit")
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep the car, or let it go."""
    build = _unit(request, pk)
    said: dict[str, Any] = {"build_id": build.pk, "by": request.user, "now": timezone.now()}
    try:
        if request.POST.get("release"):
            commands.release_unit(**said)
            messages.success(request, "The car is free again.")
        else:
            held = commands.hold_unit(**said)
            messages.success(request, f"Kept for you until {held.until:%b} {held.until.day}.")
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("orders:stock")


@require_http_methods(["GET", "HEAD", "POST"])
@require("orders.hold_unit")
def quote(request: StaffRequest, pk: int) -> HttpResponse:
    """A price for the car as it stands; ``?for=`` names the build it is offered beside."""
    build = _unit(request, pk)
    configuration = build.specification.configuration
    if configuration is None:
        raise Http404("This car was not configured here.")
    beside = Configuration.objects.visible_to(request.scope).filter(code=request.GET.get("for", ""))
    wished = beside.first()
    is_post = request.method == "POST"
    form = QuoteUnit(
        request.POST if is_post else None,
        dealership=build.dealership,
        customers=customers_for(wished or configuration),
        currency=build.specification.currency,
        claims=claims_for(
            build.specification.model_line,
            build.dealership,
            today=build.dealership.today(timezone.now()),
        ),
        deliveries=places_for(build),
        initial={"customer": wished.customer_id if wished else None},
    )
    if is_post and form.is_valid():
        try:
            order = _give(form, build, request)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{order.number}: quoted at {order.total}.")
            return redirect(order)
    context = {"form": form, "configuration": configuration, "unit": build}
    return page(request, "orders/quote.html", "form", context, status=422 if is_post else 200)


@require_safe
@require("orders.view")
def waiting(request: StaffRequest, pk: int) -> HttpResponse:
    """The customers whom this car would suit."""
    build = get_object_or_404(
        Build.objects.visible_to(request.scope)
        .live()
        .select_related("specification__model_line__release"),
        pk=pk,
    )
    context = {"build": build, "rows": who_waits_for(build, request.scope)}
    return page(request, "orders/waiting.html", "waiting", context)


def _give(form: QuoteUnit, build: Build, request: StaffRequest) -> Order:
    data = form.cleaned_data
    terms: dict[str, Any] = {
        "discount": form.money("discount"),
        "trade_in": form.money("trade_in"),
        "payoff": form.money("payoff"),
        "claims": form.claims,
        "extras": form.extras,
        "deliveries": data["deliveries"],
    }
    said: dict[str, Any] = {"build_id": build.pk, "by": request.user, "now": timezone.now()}
    if data["buyer"] == QuoteUnit.FOR_NEW:
        person = {name: data[name] for name in ("name", "email", "phone")}
        return commands.quote_unit_new_customer(person=person, **said, **terms)
    return commands.quote_unit(customer_id=data["customer"].pk, **said, **terms)


def _unit(request: StaffRequest, pk: int) -> Build:
    rows = Build.objects.visible_to(request.scope).select_related(
        "dealership", "specification__configuration__dealership",
        "specification__model_line__release",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)
