"""Refunds, what waits for a second person, the journal's exports, the cost sheet."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.access import StaffRequest, can, require
from customers.models import Dealership
from kernel.models import Document
from kernel.pages import page
from kernel.refusals import Refusal
from kernel.work import WorkState
from orders import commands
from orders.models import JournalExport, Order, Refund
from orders.money_forms import NoteCost, PayRefund
from orders.papers import JOURNAL
from orders.selectors.costs import cost_sheet
from orders.selectors.refunds import (
    cancellations_waiting,
    exports,
    money_card,
    refunds_waiting,
    waiting_entries,
)
from orders.views.desk import download


@require_safe
@require("orders.refunds")
def refunds(request: StaffRequest) -> HttpResponse:
    """Everything about money that waits for a second person."""
    context = {
        "rows": refunds_waiting(request.scope, request.user),
        "requests": cancellations_waiting(request.scope),
        "may_pay": can(request.user, "orders.refund"),
        "may_decide": can(request.user, "orders.approve_cancellation"),
        "may_export": can(request.user, "orders.export_journal"),
    }
    return page(request, "orders/refunds.html", None, context)


@require_POST
@require("orders.approve_refund")
def approve_refund(request: StaffRequest, pk: int) -> HttpResponse:
    refund = get_object_or_404(Refund.objects.visible_to(request.scope), pk=pk)
    try:
        commands.approve_refund(refund_id=refund.pk, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The refund of {refund.money} is approved.")
    return redirect("orders:refunds")


@require_http_methods(["GET", "HEAD", "POST"])
@require("orders.refund")
def pay_refund(request: StaffRequest, pk: int) -> HttpResponse:
    """A person paid it back and says how."""
    rows = Refund.objects.visible_to(request.scope).select_related("order")
    refund = get_object_or_404(rows, pk=pk)
    form = PayRefund(request.POST or None)
    if form.is_valid():
        try:
            commands.pay_refund(
                refund_id=refund.pk, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{refund.money} are paid back.")
            return redirect("orders:refunds")
    status = 422 if request.method == "POST" else 200
    return page(request, "orders/refund.html", "form", {"refund": refund, "form": form}, status)


@require_safe
@require("orders.export_journal")
def journal(request: StaffRequest) -> HttpResponse:
    """What was handed over, and what waits."""
    places = Dealership.objects.filter(pk__in=request.scope.dealership_ids).order_by("name")
    context = {
        "exports": exports(request.scope),
        "places": [(place, waiting_entries(place.pk)) for place in places],
    }
    return page(request, "orders/journal.html", None, context)


@require_POST
@require("orders.export_journal")
def export_journal(request: StaffRequest) -> HttpResponse:
    """Close what waits into the next export; nothing can open it again."""
    place = request.POST.get("dealership", "")
    if not place.isdigit():
        messages.error(request, "Say which dealership's entries are exported.")
        return redirect("orders:journal")
    if int(place) not in request.scope.dealership_ids:
        raise Http404("There is no such dealership.")
    try:
        made = commands.export_journal(
            dealership_id=int(place), by=request.user, now=timezone.now()
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Export {made.number} holds {made.size} entries.")
    return redirect("orders:journal")


@require_safe
@require("orders.export_journal")
def download_export(request: StaffRequest, pk: int) -> HttpResponse:
    """One export as it was made."""
    made = get_object_or_404(
        JournalExport.objects.visible_to(request.scope).select_related("dealership"), pk=pk
    )
    response = HttpResponse(made.content, content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=made.filename)
    if disposition:
        response["Content-Disposition"] = disposition
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@require("orders.export_journal")
def export_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """The paper of one export, once the worker has written it."""
    made = get_object_or_404(JournalExport.objects.visible_to(request.scope), pk=pk)
    papers = Document.objects.filter(
        subject_kind=JOURNAL, subject_key=str(made.pk), state=WorkState.DONE
    )
    paper = papers.first()
    if paper is None:
        raise Http404("The paper is not written yet.")
    return download(request, paper)


@require_safe
@require("orders.view")
def card(request: StaffRequest, number: str) -> HttpResponse:
    """What is owed and what waits, for the page of the order."""
    order = get_object_or_404(Order.objects.visible_to(request.scope), number=number)
    where = (order.dealership_id, order.sales_rep_id)
    context = {
        "order": order,
        "money": money_card(order, request.user),
        "may_see_refunds": can(request.user, "orders.refunds", *where),
        "may_decide": can(request.user, "orders.approve_cancellation", *where),
        "may_see_costs": can(request.user, "orders.cost_sheet", *where),
    }
    return render(request, "orders/money_card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require("orders.cost_sheet")
def costs(request: StaffRequest, number: str) -> HttpResponse:
    """What the order brought and cost; a line can be added."""
    rows = Order.objects.visible_to(request.scope).select_related("dealership")
    order = get_object_or_404(rows, number=number)
    form = NoteCost(request.POST or None, order=order)
    if form.is_valid():
        try:
            commands.note_cost(
                order_id=order.pk, by=request.user, now=timezone.now(), **form.keywords()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The cost is noted.")
            return redirect("orders:costs", order.number)
    context = {"order": order, "sheet": cost_sheet(order), "form": form}
    status = 422 if request.method == "POST" else 200
    return page(request, "orders/costs.html", "sheet", context, status)
