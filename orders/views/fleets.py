"""A fleet: quoted as a whole, its orders side by side, what can be done with all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from configurator.models import Configuration
from customers.access import StaffRequest, can, require
from kernel.addresses import client_address
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands, forms, selectors
from orders.models import Fleet, Order
from orders.quote_forms import GiveQuote, QuoteFleet
from orders.views.quoting import customers_for

FORM_PAGE = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_PAGE)
@require("orders.quote")
def quote(request: StaffRequest, code: str) -> HttpResponse:
    """Choose or create the buyer; every unit becomes an order of its own, or none does."""
    planned = Configuration.objects.visible_to(request.scope).for_page()
    configuration = get_object_or_404(planned.filter(fleet_plan__isnull=False), code=code)
    known = Fleet.objects.filter(plan__configuration=configuration).first()
    if known is not None:
        return redirect(known)
    is_post = request.method == "POST"
    form = QuoteFleet(
        request.POST if is_post else None,
        dealership=configuration.dealership,
        customers=customers_for(configuration),
        currency=configuration.model_line.currency,
        initial={"customer": configuration.customer_id},
    )
    if is_post and form.is_valid():
        try:
            fleet = _give(form, configuration, request)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{fleet.number}: {fleet.size} orders are quoted.")
            return redirect(fleet)
    context = {
        "form": form,
        "configuration": configuration,
        "units": configuration.fleet_plan.units.count(),
    }
    return page(request, "orders/quote.html", "form", context, status=422 if is_post else 200)


def _give(form: QuoteFleet, configuration: Configuration, request: StaffRequest) -> Fleet:
    data = form.cleaned_data
    fleet: dict[str, Any] = {
        "configuration_id": configuration.pk,
        "discount": form.money("discount"),
        "by": request.user,
        "now": timezone.now(),
    }
    if data["buyer"] == GiveQuote.FOR_NEW:
        person = {name: data[name] for name in ("name", "email", "phone")}
        return commands.quote_fleet_new_customer(person=person, **fleet)
    known = data["customer"] if data["buyer"] == GiveQuote.FOR_KNOWN else None
    return commands.quote_fleet(customer_id=known.pk if known else None, **fleet)


@require_safe
@require("orders.view")
def detail(request: StaffRequest, fleet: str) -> HttpResponse:
    """Every order of the fleet with its state."""
    found = get_object_or_404(selectors.fleets_for_page(request.scope), number=fleet)
    context = {
        "fleet": found,
        "page": selectors.fleet_orders(found),
        "may_sign": _may(request, "orders.accept", found),
        "may_check": _may(request, "orders.validate", found),
    }
    return page(request, "orders/fleet.html", None, context)


@require_http_methods(FORM_PAGE)
@require("orders.accept")
def accept(request: StaffRequest, fleet: str) -> HttpResponse:
    """One signature for every quote that waits."""
    address = client_address(request)

    def run(**keywords: Any) -> list[Order]:
        return commands.accept_fleet(address=address, **keywords)

    said = "The buyer signs every quote of the fleet that still waits: all of them, or none."
    return _act(request, fleet, forms.AcceptQuote, run, ("Accept and sign all", "Sign all", said))


@require_http_methods(FORM_PAGE)
@require("orders.validate")
def validate(request: StaffRequest, fleet: str) -> HttpResponse:
    """The build sheets of all signed orders at once."""
    said = "Every signed order is checked against today’s rules: all of them stand, or none. Who sold them does not check them."
    words = ("Check all build sheets", "Check all", said)
    return _act(request, fleet, forms.ValidateOrder, commands.validate_fleet, words)


def _act(
    request: StaffRequest,
    number: str,
    form_class: type[forms.OrderForm],
    run: Callable[..., list[Order]],
    words: tuple[str, str, str],
) -> HttpResponse:
    """Scope, form, one command, answer."""
    fleet = get_object_or_404(selectors.fleets_for_page(request.scope), number=number)
    shown = selectors.fleet_orders(fleet)
    is_post = request.method == "POST"
    form = form_class(request.POST if is_post else None, order=shown.rows[0].order)
    if is_post and form.is_valid():
        if fleet.orders.exclude(
            pk__in=fleet.orders.visible_to(request.scope).values("pk")
        ).exists():
            form.add_error(
                None, "Some of its orders belong to a colleague. Act on yours one by one."
            )
        else:
            try:
                done = run(
                    fleet_id=fleet.pk, by=request.user, now=timezone.now(), **form.keywords()
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{fleet.number}: done for {len(done)} orders.")
                return redirect(fleet)
    title, button, said = words
    context = {
        "fleet": fleet,
        "page": shown,
        "form": form,
        "title": title,
        "button": button,
        "said": said,
        "terms": selectors.terms_to_sign(shown.rows[0].order)
        if form_class is forms.AcceptQuote
        else None,
    }
    return page(request, "orders/fleet_action.html", None, context, 422 if is_post else 200)


def _may(request: StaffRequest, action: str, fleet: Fleet) -> bool:
    return can(request.user, action, fleet.dealership_id, fleet.sales_rep_id)
