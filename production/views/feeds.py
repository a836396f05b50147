"""How the lines to the factories are; the door for their pushed messages."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from configurator.addresses import address
from customers.access import StaffRequest, can, public, require
from kernel.events import nudge
from kernel.pages import page
from kernel.refusals import Refusal
from production.commands import feeds, inbox, pulling
from production.commands.feeds import APPLY_TASK, CannotReceive
from production.forms import Discard
from production.models import FactoryFeed, InboxMessage
from production.selectors.feeds import catalogue_pulls, feed_health

LARGEST = 1024 * 1024
RETRY, IMPORT = "production.retry_feed", "configurator.import"


@require_GET
@require("production.view_feeds")
def health(request: StaffRequest) -> HttpResponse:
    """Every line with its last word, and what lies parked."""
    context = {"health": feed_health(now=timezone.now())}
    return page(request, "production/feeds.html", "feeds", context)


@require_POST
@require(RETRY)
def poll(request: StaffRequest) -> HttpResponse:
    """Close the breakers and ask every factory at once."""
    feeds.try_again()
    nudge("production.poll_factories")
    nudge("production.transmit")
    messages.success(request, "The factories are being asked.")
    return redirect("production:feeds")


@require_GET
@require("production.view_feeds")
def pulls(request: StaffRequest) -> HttpResponse:
    """When each manufacturer was asked for its catalogue, and what came of it."""
    return page(request, "production/pulls.html", "pulls", {"pulls": catalogue_pulls()})


@require_POST
@require(RETRY)
def pull_now(request: StaffRequest) -> HttpResponse:
    """Ask every manufacturer for its catalogue at once."""
    pulling.pull_now(now=timezone.now())
    messages.success(request, "The manufacturers are being asked for their catalogues.")
    return redirect(address("catalogues:list") if can(request.user, IMPORT) else "production:pulls")


@require_POST
@require(RETRY)
def replay(request: StaffRequest, pk: int) -> HttpResponse:
    """Try a parked message again."""
    message = get_object_or_404(InboxMessage, pk=pk)
    try:
        inbox.replay(message_id=message.pk, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        nudge(APPLY_TASK)
        messages.success(request, f"{message.event_id} is tried again.")
    return redirect("production:feeds")


@require_POST
@require(RETRY)
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a parked message aside for good."""
    message = get_object_or_404(InboxMessage, pk=pk)
    form = Discard(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why the message is not needed.")
        return redirect("production:feeds")
    try:
        inbox.discard(
            message_id=message.pk, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{message.event_id} was put aside.")
    return redirect("production:feeds")


@csrf_exempt
@require_POST
@public("signed by the manufacturer, checked before anything is read")
def webhook(request: HttpRequest, manufacturer: str) -> HttpResponse:
    """Keep one pushed message and answer at once; it is understood later."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > LARGEST:
        return JsonResponse({"detail": "At most 1 MB."}, status=413)
    get_object_or_404(FactoryFeed, manufacturer__code=manufacturer, is_active=True)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        kept = feeds.receive_push(
            manufacturer_code=manufacturer,
            body=request.body,
            headers=headers,
            secrets=settings.FACTORY_WEBHOOK_SECRET,
            now=timezone.now(),
        )
    except CannotReceive as refusal:
        return JsonResponse({"detail": str(refusal)}, status=401)
    return JsonResponse({"kept": kept}, status=202)
