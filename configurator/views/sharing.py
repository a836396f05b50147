"""Showing a build to people who do not sign in: links with an end, the QR code, the mail."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import segno
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from configurator import commands, steps
from configurator.forms.sharing import MailTo, Share
from configurator.models import Configuration, SharedLink
from configurator.selectors.sharing import shared_car, shared_link
from configurator.sharing import token_of
from configurator.views.frames import address, configuration_of, loan_for
from customers.access import StaffRequest, can, public, require
from kernel.pages import page
from kernel.pictures import vehicle_png, vehicle_svg
from kernel.refusals import Refusal

GONE = 410
QR_SCALE = 4
RATED = "shared_build"


@require_safe
@require("configurator.view")
def share(request: StaffRequest, code: str) -> HttpResponse:
    """The code, the links that are open, and the way to a new one."""
    return _share(request, configuration_of(request, code), Share())


@require_POST
@require("configurator.configure")
def make_link(request: StaffRequest, code: str) -> HttpResponse:
    """A new link for so many days."""
    configuration = configuration_of(request, code)
    form = Share(request.POST)
    if form.is_valid():
        try:
            commands.share(
                configuration_id=configuration.pk,
                days=form.cleaned_data["days"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("configurator:share", configuration.code)
    return _share(request, configuration, form, 422)


@require_POST
@require("configurator.configure")
def close_link(request: StaffRequest, code: str, link: int) -> HttpResponse:
    """Nobody opens the build by it any more."""
    found = _link(configuration_of(request, code), link)
    commands.revoke_link(link_id=found.pk, now=timezone.now())
    messages.success(request, "The link is closed.")
    return redirect("configurator:share", code)


@require_POST
@require("configurator.configure")
def mail_link(request: StaffRequest, code: str, link: int) -> HttpResponse:
    """Write to the customer of the build."""
    configuration = configuration_of(request, code)
    found = _link(configuration, link)
    try:
        commands.mail_link(link_id=found.pk, now=timezone.now())
    except Refusal as refusal:
        return _share(request, configuration, Share(), 422, str(refusal))
    messages.success(request, f"{configuration.customer} gets it by mail.")
    return redirect("configurator:share", code)


@require_POST
@require("configurator.configure")
def mail_link_to(request: StaffRequest, code: str, link: int) -> HttpResponse:
    """Write to an address that was typed."""
    configuration = configuration_of(request, code)
    found = _link(configuration, link)
    form = _mail_form(found, request.POST)
    if form.is_valid():
        try:
            sent = commands.mail_link_to(
                link_id=found.pk,
                address=form.cleaned_data["address"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            kept = {found.pk: form}
            return _share(request, configuration, Share(), 422, str(refusal), mailing=kept)
        else:
            messages.success(request, f"{sent.address} gets it by mail.")
            return redirect("configurator:share", code)
    return _share(request, configuration, Share(), 422, mailing={found.pk: form})


@require_safe
@require("configurator.view")
def qr(request: StaffRequest, code: str, link: int) -> HttpResponse:
    """The link as a QR code, to be put into something of one's own."""
    found = _link(configuration_of(request, code), link)
    out = BytesIO()
    segno.make(_absolute(request, found)).save(out, kind="png", scale=12, border=4)
    headers = {"Content-Disposition": f'attachment; filename="{code}.png"'}
    return HttpResponse(out.getvalue(), content_type="image/png", headers=headers)


@require_safe
@public("whoever holds the link may look; the address cannot be guessed and ends on a day")
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """One build for people outside: picture, options, price, window; nothing of the inside."""
    if not _is_slow_enough(request):
        return _too_fast(request)
    now = timezone.now()
    link = _shared_link(token)
    if link.revoked_at is not None or link.expires_at <= now:
        gone = {"dealership": link.configuration.dealership}
        return _for_outside(page(request, "configurator/shared_gone.html", None, gone, GONE))
    if not request.user.is_authenticated:
        commands.note_opened(link_id=link.pk, now=now)
    configuration = link.configuration
    car = shared_car(link, now)
    shown = car.page
    context: dict[str, Any] = {
        "page": shown,
        "has_changed": car.has_changed,
        "configuration": configuration,
        "link": link,
        "picture": steps.picture(shown),
        "sections": steps.sections(shown),
        "other_lines": [line for line in steps.lines(shown) if not line.slug],
        "loan": loan_for(configuration.dealership, shown.total),
        "window_url": address("production:shared-window", token),
        "site_name": configuration.dealership.name,
        "brand_letter": configuration.dealership.name[:1],
    }
    return _for_outside(page(request, "configurator/shared.html", None, context))


@require_safe
@public("the picture in the mail about a shared build; whoever holds the link may look")
def shared_picture(request: HttpRequest, token: str) -> HttpResponse:
    """The car as pixels, for mail programs; the last look also after the link has ended."""
    if not _is_slow_enough(request):
        return _too_fast(request)
    link = _shared_link(token)
    if link.revoked_at is not None:
        raise Http404("This link is closed.")
    shown = shared_car(link, timezone.now()).page
    pixels = vehicle_png(vehicle_svg(steps.picture(shown)), width=960)
    return _for_outside(HttpResponse(pixels, content_type="image/png"))


def _is_slow_enough(request: HttpRequest) -> bool:
    used = ratelimit.consume(
        request, app=RATED, action=RATED, config={RATED: settings.SHARED_BUILD_RATE}, limit_get=True
    )
    return used is not None


def _too_fast(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = ratelimit.respond_429(request)
    return _for_outside(answer)


def _shared_link(token: str) -> SharedLink:
    """:raises Http404: the token was not made here."""
    found = shared_link(token)
    if found is None:
        raise Http404("There is no such link.")
    return found


def _for_outside(response: HttpResponse) -> HttpResponse:
    """No search engine keeps it, and the address goes nowhere with a click."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _link(configuration: Configuration, key: int) -> SharedLink:
    found: SharedLink = get_object_or_404(configuration.shared_links.all(), pk=key)
    return found


def _mail_form(link: SharedLink, data: QueryDict | None = None) -> MailTo:
    return MailTo(data, auto_id=f"link-{link.pk}-%s")


def _absolute(request: HttpRequest, link: SharedLink) -> str:
    return request.build_absolute_uri(reverse("configurator:shared", args=[token_of(link.pk)]))


def _share(
    request: StaffRequest,
    configuration: Configuration,
    form: Share,
    status: int = 200,
    problem: str = "",
    *,
    mailing: Mapping[int, MailTo] | None = None,
) -> HttpResponse:
    live = configuration.shared_links.live(now=timezone.now()).select_related("made_by")
    forms = mailing or {}
    links = [
        (link, _absolute(request, link), forms.get(link.pk) or _mail_form(link))
        for link in live.prefetch_related("mails").order_by("-made_at")
    ]
    context: dict[str, Any] = {
        "configuration": configuration,
        "form": form,
        "links": links,
        "problem": problem,
        "qr": qr_of(links[0][1]) if links else "",
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }
    return page(request, "configurator/share.html", None, context, status)


def qr_of(url: str) -> str:
    """An address as a QR code, drawn into the page."""
    drawing = segno.make(url).svg_inline(scale=QR_SCALE, border=2, omitsize=True, light="#fff")
    return mark_safe(drawing)  # noqa: S308  # made of squares by the library, no text in it
