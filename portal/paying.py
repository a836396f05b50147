"""The customer pays what is due through the provider's page."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from customers.access import customer_required
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands
from orders.models import Order
from orders.payments.choice import pays_online
from portal.views import CustomerRequest

RATED = "portal_pay"


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def pay(request: CustomerRequest, number: str) -> HttpResponse:
    """What is due, and the way to where it is paid."""
    orders = Order.objects.for_customer_user(request.user).select_related("dealership")
    order = get_object_or_404(orders, number=number)
    problem = ""
    if request.method == "POST":
        rate = {RATED: settings.SIGN_RATE}
        if ratelimit.consume(request, app=RATED, action=RATED, config=rate) is None:
            answer: HttpResponse = ratelimit.respond_429(request)
            return answer
        try:
            payment = commands.start_payment(
                order_id=order.pk,
                notify_url=_whole(request, "orders:payment-webhook", pays_online() or "none"),
                return_url=reverse("portal:order", args=[number]),
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            problem = str(refusal)
        else:
            return redirect(payment.url)
    due = commands.what_to_pay(order) if pays_online() else None
    context = {
        "order": order,
        "purpose": due[0].label.lower() if due else "",
        "amount": due[1] if due else None,
        "problem": problem,
    }
    response = page(request, "portal/pay.html", "pay", context, 422 if problem else 200)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _whole(request: CustomerRequest, name: str, *keys: str) -> str:
    return request.build_absolute_uri(reverse(name, args=keys))
