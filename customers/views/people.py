"""Customers as the staff see them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers import commands, selectors
from customers.access import StaffRequest, can, require
from customers.forms import ConsentGiven, CustomerFacts
from customers.models import Customer, Message
from kernel.pages import keyset, page
from kernel.refusals import Refusal

FACTS = ("name", "email", "phone", "address", "language", "timezone")


@require_safe
@require("customers.view")
def customer_list(request: StaffRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    rows = keyset(selectors.customer_list(request.scope, search), request)
    context = {"rows": rows, "search": search, "may_create": can(request.user, "customers.create")}
    return page(request, "customers/list.html", "rows", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require("customers.create")
def customer_create(request: StaffRequest) -> HttpResponse:
    form = CustomerFacts(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            customer = commands.create_customer(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("customers:detail", customer.number)
    status = 422 if form.is_bound else 200
    return page(request, "customers/form.html", None, {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require("customers.edit")
def customer_edit(request: StaffRequest, number: str) -> HttpResponse:
    customer = _customer(request, number)
    facts = {name: getattr(customer, name) for name in FACTS}
    form = CustomerFacts(request.POST or None, scope=request.scope, is_new=False, initial=facts)
    if request.method == "POST" and form.is_valid():
        try:
            commands.edit_customer(customer_id=customer.pk, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("customers:detail", number)
    status = 422 if form.is_bound else 200
    context = {"form": form, "customer": customer}
    return page(request, "customers/form.html", None, context, status=status)


@require_safe
@require("customers.view")
def customer_detail(request: StaffRequest, number: str) -> HttpResponse:
    return _detail(request, _customer(request, number), ConsentGiven())


@require_POST
@require("customers.consent")
def give_consent(request: StaffRequest, number: str) -> HttpResponse:
    customer = _customer(request, number)
    form = ConsentGiven(request.POST)
    if not form.is_valid():
        return _detail(request, customer, form, status=422)
    commands.record_consent(
        customer=customer, by=request.user, now=timezone.now(), **form.cleaned_data
    )
    return redirect("customers:detail", number)


@require_POST
@require("customers.invite")
def invite(request: StaffRequest, number: str) -> HttpResponse:
    customer = _customer(request, number)
    try:
        commands.open_portal(customer_id=customer.pk, now=timezone.now())
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, f"{customer.name} can now sign in and follow the order.")
    return redirect("customers:detail", number)


@require_safe
@require("customers.messages")
def message(request: StaffRequest, key: UUID) -> HttpResponse:
    """One message of the delivery log, word for word."""
    found = Message.objects.visible_to(request.scope).select_related("recipient__dealership")
    context = {"message": get_object_or_404(found, pk=key)}
    return page(request, "customers/message.html", None, context)


@require_POST
@require("customers.messages")
def send_again(request: StaffRequest, key: UUID) -> HttpResponse:
    found = get_object_or_404(Message.objects.visible_to(request.scope), pk=key)
    try:
        commands.send_again(message_id=found.pk, now=timezone.now())
    except Refusal as refusal:
        notices.error(request, str(refusal))
    return redirect("customers:message", key)


def _customer(request: StaffRequest, number: str) -> Customer:
    rows = Customer.objects.visible_to(request.scope).select_related("dealership", "user")
    return get_object_or_404(rows, number=number)


def _detail(
    request: StaffRequest, customer: Customer, form: ConsentGiven, status: int = 200
) -> HttpResponse:
    place = customer.dealership_id
    context = {
        "page": selectors.customer_page(customer),
        "customer": customer,
        "form": form,
        "may_edit": can(request.user, "customers.edit", place),
        "may_invite": can(request.user, "customers.invite", place) and not customer.user_id,
        "may_consent": can(request.user, "customers.consent", place),
        "may_read": can(request.user, "customers.messages", place),
        "may_consult": can(request.user, "configurator.consult", place),
    }
    return page(request, "customers/detail.html", None, context, status=status)
