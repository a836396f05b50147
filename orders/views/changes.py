"""Changing an ordered car at the desk: wish, offer, signature, and what became of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from customers.access import StaffRequest, can, require
from kernel.addresses import client_address
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands, selectors
from orders.change_forms import AskChange, OfferChange, SignChange, WithdrawChange
from orders.changing import CHANGEABLE
from orders.commands.assessing import CannotAssess, assess_build
from orders.models import ChangeRequest, Order
from orders.selectors.changes import changes_of

type Form = django_forms.Form


@require_safe
@require("orders.view")
def changes(request: StaffRequest, number: str) -> HttpResponse:
    """The open change, what the build as it stands would mean, and every change so far."""
    return _page(request, _order(request, number))


@require_safe
@require("orders.view")
def card(request: StaffRequest, number: str) -> HttpResponse:
    """The open change in a few words, for the page of the order."""
    order = _order(request, number)
    context = {"order": order, "changes": changes_of(order), "may_change": _may(request, order)}
    return render(request, "orders/change_card.html", context)


@require_POST
@require("orders.change")
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """Note a wish."""
    order = _order(request, number)
    form = AskChange(request.POST)

    def run() -> None:
        commands.ask_change(order_id=order.pk, **form.cleaned_data, **_who(request))

    return _act(request, order, form, run, name="ask", done="The wish is noted.")


@require_POST
@require("orders.change")
def offer(request: StaffRequest, number: str) -> HttpResponse:
    """Freeze the build as it stands and offer it."""
    order = _order(request, number)
    form = OfferChange(request.POST)

    def run() -> None:
        commands.offer_change(order_id=order.pk, **form.cleaned_data, **_who(request))

    return _act(request, order, form, run, name="offer", done="The change is drawn up.")


@require_POST
@require("orders.release_change")
def release(request: StaffRequest, number: str, change: int) -> HttpResponse:
    """A manager lets the offer go out."""
    order, found = _change(request, number, change)

    def run() -> None:
        commands.release_change(change_id=found.pk, **_who(request))

    form = django_forms.Form(request.POST)
    return _act(request, order, form, run, name="release", done="The customer is told.")


@require_POST
@require("orders.change")
def withdraw(request: StaffRequest, number: str, change: int) -> HttpResponse:
    """Give the change up."""
    order, found = _change(request, number, change)
    form = WithdrawChange(request.POST)

    def run() -> None:
        commands.withdraw_change(change_id=found.pk, **form.cleaned_data, **_who(request))

    return _act(request, order, form, run, name="withdraw", done="The change is given up.")


@require_POST
@require("orders.change")
def sign(request: StaffRequest, number: str, change: int) -> HttpResponse:
    """The customer signs at the desk."""
    order, found = _change(request, number, change)
    form = SignChange(request.POST)

    def run() -> None:
        commands.sign_change(
            change_id=found.pk,
            address=client_address(request),
            **form.cleaned_data,
            **_who(request),
        )

    return _act(request, order, form, run, name="sign", done="The change is signed.")


def _act(
    request: StaffRequest,
    order: Order,
    form: Form,
    run: Callable[[], None],
    *,
    name: str,
    done: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            run()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{order.number}: {done}")
            return redirect("orders:changes", order.number)
    return _page(request, order, 422, **{f"{name}_form": form})


def _page(
    request: StaffRequest, order: Order, status: int = 200, **submitted: Form
) -> HttpResponse:
    found, preview, problem = changes_of(order), None, ""
    may_change = _may(request, order) and order.state in CHANGEABLE
    if may_change and (found.open is None or found.open.is_asked):
        try:
            drawn = assess_build(order, by=request.user, now=timezone.now())
            preview = drawn.card
        except CannotAssess as reason:
            problem = str(reason)
    forms: dict[str, Form] = {
        "ask_form": AskChange(),
        "offer_form": OfferChange(),
        "withdraw_form": WithdrawChange(),
        "sign_form": SignChange(initial={"signed_name": order.customer_name}),
        "release_form": django_forms.Form(),
    }
    context: dict[str, Any] = {
        "order": order,
        "changes": found,
        "preview": preview,
        "problem": problem,
        "may_change": may_change,
        "may_release": can(request.user, "orders.release_change", order.dealership_id),
        "terms": selectors.terms_to_sign(order),
        **forms,
        **submitted,
    }
    return page(request, "orders/changes.html", "changes", context, status)


def _order(request: StaffRequest, number: str) -> Order:
    found: Order = get_object_or_404(selectors.for_page(request.scope), number=number)
    return found


def _change(request: StaffRequest, number: str, change: int) -> tuple[Order, ChangeRequest]:
    """Another order's change is a 404."""
    order = _order(request, number)
    return order, get_object_or_404(ChangeRequest, order=order, number=change)


def _who(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


def _may(request: StaffRequest, order: Order) -> bool:
    return can(request.user, "orders.change", order.dealership_id, order.sales_rep_id)
