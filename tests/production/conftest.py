"""The fulfilment's tests talk to a manufacturer in memory."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.production import fake_factory


@pytest.fixture(autouse=True)
def fake(settings: Settings) -> fake_factory.State:
    """The fake factory, fresh."""
    settings.FACTORY_GATEWAYS = {"rest": fake_factory.MODULE}
    return fake_factory.fresh()
