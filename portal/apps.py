"""The portal as Django knows it: no models, no signals."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The customer's window."""

    name = "portal"
    verbose_name = "Customer portal"
