"""The page of the simulated payment provider: the customer pays there, and the dealership is told by HTTP."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from customers.access import public
from customers.views.mailbox import demo_only
from orders.models import SimulatedCharge
from orders.payments.simulated import settle_charge, tell

OUTCOMES = {"pay": SimulatedCharge.State.PAID, "decline": SimulatedCharge.State.DECLINED}


@require_http_methods(["GET", "HEAD", "POST"])
@public(
    "a payment provider's page knows its visitors by an address nobody can guess; demonstration only"
)
@demo_only
def pay(request: HttpRequest, ref: str) -> HttpResponse:
    """Pay or decline; what was settled can be told again, as real providers do."""
    charge = get_object_or_404(SimulatedCharge, ref=ref)
    if request.method != "POST":
        return render(request, "demo/pay.html", {"charge": charge})
    if outcome := OUTCOMES.get(request.POST.get("outcome", "")):
        charge = settle_charge(ref, outcome)
    if charge.state == SimulatedCharge.State.OPEN:
        return redirect("demo:pay", ref)
    arrived = tell(charge, secret=settings.PAYMENT_WEBHOOK_SECRET, now=timezone.now())
    if not arrived:
        messages.warning(request, "The dealership did not take the message. Tell it again.")
        return redirect("demo:pay", ref)
    if request.POST.get("outcome") == "again":
        messages.success(request, "Told again.")
        return redirect("demo:pay", ref)
    return redirect(charge.return_url)
