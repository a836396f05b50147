"""Which adapter speaks with a manufacturer: named in the settings, never imported by name."""

from contextlib import AbstractContextManager
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from production.gateways.base import FactoryGateway


def open_gateway(kind: str, base_url: str = "") -> AbstractContextManager[FactoryGateway]:
    """The adapter of that kind, to be used in a `with`.

    :param base_url: where the manufacturer listens, when it is not the one of the settings.
    """
    adapter = import_string(settings.FACTORY_GATEWAYS[kind])
    made = adapter(base_url=base_url or settings.FACTORY_URL, key=settings.FACTORY_KEY)
    return cast("AbstractContextManager[FactoryGateway]", made)
