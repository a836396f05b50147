"""Which lender is meant: named in the settings, never imported by name."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from orders.lenders.base import Lender

NAMES = {"manual": "A lender that finance asks itself", "simulated": "Demonstration lender"}


def lender(name: str) -> Lender:
    """:raises KeyError: for one this installation does not have."""
    return cast("Lender", import_string(settings.LENDERS[name])())


def lenders() -> list[tuple[str, str]]:
    """Those of this installation, by name and in words."""
    return [(name, NAMES.get(name, name)) for name in settings.LENDERS]
