"""The customer signs his quote himself: typed, or drawn on a phone."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from customers.access import customer_required
from kernel.addresses import client_address
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands
from orders.models import Order
from orders.selectors.signing import QuoteToSign, quote_to_sign
from orders.signing_forms import SignQuote
from portal.views import CustomerRequest

RATED = "portal_sign"


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def sign(request: CustomerRequest, number: str) -> HttpResponse:
    """Everything that is signed on one page, and the place for the signature."""
    found = _found(request, number)
    if request.method != "POST":
        return _page(request, found, SignQuote(initial={"signed_name": found.order.customer_name}))
    if not _is_slow_enough(request):
        answer: HttpResponse = ratelimit.respond_429(request)
        return answer
    form = SignQuote(request.POST)
    if form.is_valid():
        try:
            commands.accept(
                order_id=found.order.pk,
                address=client_address(request),
                seen=request.POST.get("seen", ""),
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            found = _found(request, number)
        else:
            messages.success(request, "Thank you, you have signed. We will confirm your order.")
            return redirect("portal:order", number)
    return _page(request, found, form, 422)


def _page(
    request: CustomerRequest, found: QuoteToSign, form: SignQuote, status: int = 200
) -> HttpResponse:
    context = {"quote": found, "order": found.order, "form": form}
    response = page(request, "portal/sign.html", "sign", context, status)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _found(request: CustomerRequest, number: str) -> QuoteToSign:
    """:raises Http404: for anybody else's order."""
    try:
        return quote_to_sign(request.user, number, timezone.now())
    except Order.DoesNotExist as missing:
        raise Http404 from missing


def _is_slow_enough(request: CustomerRequest) -> bool:
    rate = {RATED: settings.SIGN_RATE}
    return ratelimit.consume(request, app=RATED, action=RATED, config=rate) is not None
