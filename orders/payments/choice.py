"""Which provider is meant: named in the settings, never imported by name."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from orders.payments.base import PaymentProvider

MANUAL = "manual"


def provider(name: str) -> PaymentProvider:
    """:raises KeyError: for a provider this installation does not have."""
    return cast("PaymentProvider", import_string(settings.PAYMENT_PROVIDERS[name])())


def pays_online() -> str:
    """The provider with which customers pay by themselves; empty where there is none."""
    name: str = settings.ONLINE_PAYMENTS
    return name
