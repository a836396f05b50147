"""Rows that many tests look at are made once, in a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def never_committed(blocker: Any) -> Iterator[None]:
    """For a fixture of a module, with pytest-django's ``django_db_blocker``."""
    with blocker.unblock(), unmade():
        yield


@contextmanager
def unmade() -> Iterator[None]:
    """What is done inside is undone after it; for one test among the lasting rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
