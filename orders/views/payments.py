"""The door for what payment providers push."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from customers.access import public
from orders import commands
from orders.commands.paying import CannotReceive
from orders.payments.choice import MANUAL

LARGEST = 256 * 1024


@csrf_exempt
@require_POST
@public("signed by the payment provider, checked before anything is read")
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Keep one pushed message and answer at once; it is understood later."""
    if provider == MANUAL or provider not in settings.PAYMENT_PROVIDERS:
        raise Http404("There is no such provider.")
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > LARGEST:
        return JsonResponse({"detail": "At most 256 kB."}, status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        commands.receive_event(
            name=provider, body=request.body, headers=headers, now=timezone.now()
        )
    except CannotReceive as refusal:
        return JsonResponse({"detail": str(refusal)}, status=401)
    return JsonResponse({"kept": True}, status=202)
