"""One command for several orders: each in its own transaction, each refusal said with its number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands, forms, selectors
from orders.hold_forms import PlaceHold
from orders.models import Order

MOST = 100


@dataclass(frozen=True, slots=True)
class Bulk:
    """What can be done to many orders at once; nothing here ends an order or sends it."""

    form: type[forms.OrderForm]
    run: Callable[..., object]
    button: str
    done: str


BULK = {
    "hold": Bulk(PlaceHold, commands.place_hold, "Hold", "on hold"),
    "set-priority": Bulk(forms.SetPriority, commands.set_priority, "Change", "priority changed"),
    "reassign": Bulk(forms.Reassign, commands.reassign, "Give", "given to a colleague"),
    "comment": Bulk(forms.WriteNote, commands.comment, "Write", "noted"),
}
LABELS = {name: selectors.RULE_OF[name].label for name in BULK}


@require_POST
@require("orders.view")
def bulk(request: StaffRequest) -> HttpResponse:
    """First the form with what it will do and will not do, then the doing."""
    name = request.POST.get("do", "")
    back = _back(request)
    orders = list(
        Order.objects.visible_to(request.scope)
        .filter(number__in=request.POST.getlist("pick")[:MOST])
        .select_related("dealership", "sales_rep")
        .prefetch_related("holds")
        .order_by("-pk")
    )
    if name not in BULK or not orders:
        messages.warning(request, "Choose orders of the list and what to do with them.")
        return redirect(back)
    chosen = BULK[name]
    willing, refused = _sorted_out(name, orders, request)
    is_sent = "is_asked" in request.POST
    form = chosen.form(request.POST if is_sent else None, order=orders[0])
    if is_sent and willing and form.is_valid():
        _run(request, chosen, willing, form.keywords())
        return redirect(back)
    context = {
        "form": form,
        "name": name,
        "title": LABELS[name],
        "button": chosen.button,
        "willing": willing,
        "refused": refused,
        "back": back,
    }
    return page(request, "orders/bulk.html", None, context, status=422 if is_sent else 200)


def _sorted_out(
    name: str, orders: Sequence[Order], request: StaffRequest
) -> tuple[list[Order], list[tuple[Order, str]]]:
    reasons = [(order, selectors.why_not(name, order, request.user)) for order in orders]
    return (
        [order for order, why in reasons if not why],
        [(order, why) for order, why in reasons if why],
    )


def _run(
    request: StaffRequest, chosen: Bulk, orders: Sequence[Order], keywords: dict[str, Any]
) -> None:
    done = []
    for order in orders:
        try:
            chosen.run(order_id=order.pk, by=request.user, now=timezone.now(), **keywords)
        except Refusal as refusal:
            messages.warning(request, f"{order.number}: {refusal}")
        else:
            done.append(order.number)
    if done:
        count = f"{len(done)} orders" if len(done) > 1 else done[0]
        messages.success(request, f"{count}: {chosen.done}.")


def _back(request: StaffRequest) -> str:
    """The list as it was; never an address of elsewhere."""
    asked = request.POST.get("back", "")
    home = reverse("orders:list")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours and asked.startswith(home) else home
