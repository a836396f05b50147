"""Credit: asking a lender, deciding, and what the lender still wants to see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from customers.access import StaffRequest, can, require
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands
from orders.credit_forms import ApplyForCredit, DecideCredit
from orders.models import CreditApplication, CreditCondition, Order
from orders.selectors.credits import applicant_of, credit_card, is_short
from orders.views.actions import Ask, act, form_page


@form_page
@require("orders.apply_credit")
def apply_credit(request: StaffRequest, number: str) -> HttpResponse:
    """Ask a lender, for the first time or anew."""
    ask = Ask(
        "Ask for a credit",
        "Ask the lender",
        "What is said here is sealed; only finance and the sales manager can read it.",
        "the lender is asked.",
    )
    return act(request, number, ask, ApplyForCredit, commands.apply_for_credit)


@form_page
@require("orders.decide_credit")
def decide_credit(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Decide the credit",
        "Decide",
        "Cash needs no last day; a credit approval lapses.",
        "the credit is decided.",
    )
    return act(request, number, ask, DecideCredit, commands.decide_credit)


@require_safe
@require("orders.view")
def card(request: StaffRequest, number: str) -> HttpResponse:
    """Where the credit stands, for the page of the order."""
    order = get_object_or_404(Order.objects.visible_to(request.scope), number=number)
    where = (order.dealership_id, order.sales_rep_id)
    context = {
        "order": order,
        "credit": credit_card(order),
        "is_short": is_short(order),
        "may_ask": can(request.user, "orders.apply_credit", *where),
        "may_see": can(request.user, "orders.see_credit", *where),
        "may_meet": can(request.user, "orders.decide_credit", *where),
    }
    return render(request, "orders/credit_card.html", context)


@require_safe
@require("orders.see_credit")
def application(request: StaffRequest, pk: int) -> HttpResponse:
    """What the customer said of himself, opened for who may read it."""
    rows = CreditApplication.objects.visible_to(request.scope)
    found = get_object_or_404(rows.select_related("order", "asked_by"), pk=pk)
    context = {
        "application": found,
        "order": found.order,
        "applicant": applicant_of(found),
        "credit": credit_card(found.order),
    }
    answer = page(request, "orders/credit_application.html", None, context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@require("orders.decide_credit")
def meet_condition(request: StaffRequest, pk: int) -> HttpResponse:
    orders = Order.objects.visible_to(request.scope)
    rows = CreditCondition.objects.filter(decision__order__in=orders)
    condition = get_object_or_404(rows.select_related("decision__order"), pk=pk)
    try:
        commands.meet_condition(condition_id=pk, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Met: {condition.text}.")
    return redirect(condition.decision.order)
