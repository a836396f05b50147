"""Shared links by what stands in their address."""

from __future__ import annotations

from datetime import datetime

from configurator.models import Configuration, SharedLink
from configurator.sharing import key_of


def shared_link(token: str) -> SharedLink | None:
    """The link with its build, also one that has ended; None where the token was not made here."""
    key = key_of(token)
    if key is None:
        return None
    rows = SharedLink.objects.select_related(
        "configuration__dealership",
        "configuration__created_by",
        "configuration__model_line__release__manufacturer",
    )
    return rows.filter(pk=key).first()


def shared_configuration(token: str, now: datetime) -> Configuration | None:
    """The build that a link opens; None once it has ended."""
    link = shared_link(token)
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        return None
    return link.configuration
