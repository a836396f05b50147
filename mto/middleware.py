"""What every request passes through, beyond what Django and the libraries bring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from customers.models import User


class OrderNumberMiddleware:
    """Log lines written while a page about an order is answered carry its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        """Bound until the request ends, when the logging middleware clears what was bound."""
        number = kwargs.get("number") or kwargs.get("order_number")
        if number:
            structlog.contextvars.bind_contextvars(order_number=str(number))


class OwnTimeMiddleware:
    """Pages show instants in the time zone of the person who reads them; stored they stay UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request.user)):
            return self.get_response(request)


def _zone(user: Any) -> ZoneInfo | None:
    """The person's zone; none (which means UTC) for a stranger or a name nobody knows."""
    if not isinstance(user, User):
        return None
    try:
        return ZoneInfo(user.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
