"""Writing to a customer about a delay: a draft from the facts, a preview, and one message."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands, delays, reactions, selectors
from orders.models import Order
from orders.telling_forms import TellDelay
from production.models import DELAYS, Build, BuildException


@require_http_methods(["GET", "HEAD", "POST"])
@require("production.send_delay")
def delay(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """The draft, what the customer would read, and the button that sends it."""
    orders = selectors.for_page(request.scope).exclude(customer=None)
    order = get_object_or_404(orders, number=number)
    rows = BuildException.objects.filter(kind__in=DELAYS).select_related("build")
    row = get_object_or_404(rows, pk=pk, build=order.build_id)
    draft = delays.draft(order, row.build, row, now=timezone.now())
    if row.resolved_at is not None:
        messages.error(request, f"{number}: answered already. {row.resolution}.")
        return redirect("production:build", number)
    initial = {"reason": draft.reason, "sentence": draft.sentence, "expected": draft.expected}
    form = TellDelay(request.POST or None, order=order, initial=initial)
    if form.is_bound and form.is_valid() and "preview" not in request.POST:
        try:
            commands.tell_delay(
                order_id=order.pk,
                exception_id=row.pk,
                by=request.user,
                now=timezone.now(),
                **form.keywords(),
            )
        except Refusal as refusal:
            form = TellDelay(_as_seen(request, draft), order=order, initial=initial)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{number}: {order.customer_name} is told.")
            return redirect("production:build", number)
    status = 422 if form.is_bound and form.errors else 200
    context = {"order": order, "row": row, "draft": draft, "form": form}
    return page(
        request,
        "orders/delay.html",
        "form",
        context | _preview(order, row.build, form, draft),
        status=status,
    )


def _as_seen(request: StaffRequest, draft: delays.Draft) -> QueryDict:
    """What was typed, beside the facts as they are shown with it now."""
    typed = request.POST.copy()
    typed["expected"] = draft.expected
    return typed


def _preview(order: Order, build: Build, form: TellDelay, draft: delays.Draft) -> dict[str, Any]:
    """What would go out as the form stands."""
    said = {
        "cause": form["sentence"].value(),
        "what_we_do": form["what_we_do"].value() or "",
        "new_words": delays.expected(build),
        "is_certain": draft.is_certain,
    }
    subject, text = reactions.preview_delay(order, said)
    return {"subject": subject, "text": text}
