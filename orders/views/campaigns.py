"""Changes the manufacturer causes: all orders it hits on one page, one offer each, answers tracked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from customers.access import StaffRequest, require
from customers.models import Dealership
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands
from orders.change_forms import StartCampaign
from orders.models import Campaign
from orders.selectors.campaigns import rows_of
from orders.selectors.hit import touched_orders
from orders.views.affected import supply_behind


@require_safe
@require("orders.campaign")
def campaigns(request: StaffRequest) -> HttpResponse:
    """Those of the dealerships one works for, newest first."""
    rows = Campaign.objects.visible_to(request.scope).with_counts().select_related("dealership")
    return page(
        request, "orders/campaigns.html", "rows", {"campaigns": rows.order_by("-made_at")[:100]}
    )


@require_safe
@require("orders.campaign")
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    """One cause, and what each customer was offered and said."""
    rows = Campaign.objects.visible_to(request.scope).select_related("dealership", "made_by")
    found = get_object_or_404(rows, pk=pk)
    offers = rows_of(found)
    waiting = any(row.answer == "Being drawn up" for row in offers)
    context = {"campaign": found, "rows": offers, "is_waiting": waiting}
    return page(request, "orders/campaign.html", "rows", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require("orders.campaign")
def start(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Say what happened; every signed order it hits gets an offer of its own."""
    maker, supply, title = supply_behind(kind, pk)
    touched = touched_orders(request.scope, maker, supply)
    said = (supply.stops[0].reason if supply.stops else supply.short[0].reason) if touched else ""
    is_post = request.method == "POST"
    initial = {"title": title, "sentence": said, "can_wait": not supply.stops}
    form = StartCampaign(request.POST if is_post else None, initial=initial)
    if is_post and form.is_valid():
        try:
            made = [
                commands.start_campaign(
                    dealership=Dealership.objects.get(pk=dealership),
                    subject=f"{kind}:{pk}",
                    touched=orders,
                    by=request.user,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
                for dealership, orders in touched.items()
            ]
            if not made:
                raise commands.CannotStartCampaign("No signed order is hit.")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The offers are being drawn up.")
            return redirect(made[0] if len(made) == 1 else "orders:campaigns")
    context = {"form": form, "title": title, "count": sum(map(len, touched.values()))}
    return page(
        request, "orders/campaign_start.html", "form", context, status=422 if is_post else 200
    )
