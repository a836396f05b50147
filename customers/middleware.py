"""What holds for every request of a signed-in person: how long he stays in, and his second factor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from customers.models import User

BEGAN, SEEN, ENROLLED = "began_at", "seen_at", "has_second_factor"
GRAIN = timedelta(minutes=1)  # the session is written at most this often

type Answer = Callable[[HttpRequest], HttpResponse]


class SessionLimits:
    """Ends a session that stood idle too long or is too old, for staff and customers apart.

    A page that refreshes a part of itself (an htmx GET) does not keep anybody signed in.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and self._is_over(request, request.user):
            logout(request)
            messages.info(request, "You were signed out because nothing happened for a while.")
        return self.get_response(request)

    def _is_over(self, request: HttpRequest, user: User) -> bool:
        moment = datetime.now(UTC)
        idle, whole = settings.SESSION_LIMITS["customer" if user.is_customer else "staff"]
        began = _instant(request, BEGAN) or moment
        seen = _instant(request, SEEN) or moment
        if moment - seen > idle or moment - began > whole:
            return True
        is_poll = request.method == "GET" and "HX-Request" in request.headers
        if BEGAN not in request.session or (moment - seen > GRAIN and not is_poll):
            request.session[BEGAN] = began.timestamp()
            request.session[SEEN] = moment.timestamp()
        return False


class SecondFactor:
    """Sends staff without a second factor to set one up; nothing else opens before. Not in demo mode."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_missing(request):
            if request.method == "GET":
                messages.info(request, "Set up a second factor first: an app or a passkey.")
            return redirect("mfa_index")
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        user = request.user
        if settings.DEMO or not isinstance(user, User) or user.is_customer:
            return False
        if request.session.get(ENROLLED) or self._is_open(request.path):
            return False
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        if Authenticator.objects.filter(user=user, type__in=kinds).exists():
            request.session[ENROLLED] = True
            return False
        return True

    @staticmethod
    def _is_open(path: str) -> bool:
        free = [reverse("mfa_index"), reverse("account_logout"), reverse("account_reauthenticate")]
        return path.startswith((*free, f"/{settings.STATIC_URL.lstrip('/')}", "/livez", "/readyz"))


def _instant(request: HttpRequest, name: str) -> datetime | None:
    stamp = request.session.get(name)
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)
