"""What every test stands on: quick settings, the personas, a browser that tolerates no complaint."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pgtrigger
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.utils import timezone

from mto.environment import redis_database
from mto.services.testing import WHERE_JOURNEYS_ARE
from tests.factories_configurator import NOW

FIRST_CACHE = 10  # below: the broker and the caches of real processes
pytest_plugins = ["tests.personas", "tests.browser", "tests.house"]


def pytest_configure(config: pytest.Config) -> None:
    """Quick passwords; each parallel worker has a database of its own in the one Valkey."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    number = FIRST_CACHE + int(worker.removeprefix("gw")) if worker != "main" else FIRST_CACHE - 1
    # A prefix would not do: clearing a cache empties its whole database.
    settings.CACHES["default"]["LOCATION"] = redis_database(settings.REDIS_URL, number)
    settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"test-{worker}:"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey that stood elsewhere would be run by nobody."""
    lost = [
        item.nodeid
        for item in items
        if item.get_closest_marker("journey") and not item.nodeid.startswith(WHERE_JOURNEYS_ARE)
    ]
    if lost:
        raise pytest.UsageError(f"Journeys stand in {WHERE_JOURNEYS_ARE}, not here: {lost}")


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """A throttle or a cached page of one test never reaches the next."""
    yield
    cache.clear()


@pytest.fixture
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Views read the moment at which the factories' rows were made, on whatever day the test runs."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture(autouse=True, scope="session")
def _tables_may_be_emptied() -> Iterator[None]:
    """What never goes in the product goes after a test that really committed."""
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def without_triggers(case: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield
