"""Where a request came from, also behind a proxy."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's address; behind our proxy the one that it added last, since a client may send any before.

    None where there is none to be read: a socket without an address, or nonsense in the header.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", told).rsplit(",", 1)[-1]
    try:
        return str(ipaddress.ip_address(told.strip()))
    except ValueError:
        return None
