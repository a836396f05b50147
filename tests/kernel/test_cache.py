"""A cache that is away costs nothing but memory of throttles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from customers.models import User
from kernel.cache import SturdyCache


@pytest.fixture
def lonely(tmp_path: Path) -> SturdyCache:
    """A cache whose server does not exist."""
    return SturdyCache(f"unix://{tmp_path}/nobody?db=1", {})


def test_without_a_server_it_remembers_here(lonely: SturdyCache) -> None:
    assert lonely.add("a", 1)
    assert not lonely.add("a", 2)
    assert lonely.incr("a") == 2
    lonely.set_many({"b": 1, "c": 2})
    assert lonely.get_many(["a", "b", "c"]) == {"a": 2, "b": 1, "c": 2}
    lonely.delete("a")
    assert lonely.get("a", "gone") == "gone"
    lonely.clear()


def test_signing_in_is_throttled_without_a_server_too(
    dana: User, settings: Any, tmp_path: Path
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "kernel.cache.SturdyCache", "LOCATION": f"unix://{tmp_path}/nobody"}
    }
    answers = [Client().post("/sign-in/code/", {"email": dana.email}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 200]
    caches["default"].clear()
