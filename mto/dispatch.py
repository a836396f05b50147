"""Handing recorded events to their subscribers: at least once, in the order they were recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from kernel.events import Event

BATCH = 200
ATTEMPTS = 5
type Handler = Callable[..., object]
type Subscriptions = Mapping[str, Sequence[Handler]]
log = structlog.get_logger(__name__)


def dispatch(model: type[Event], subscriptions: Subscriptions, *, now: datetime) -> int:
    """Hand on every undispatched event of ``model``; returns how many were handed on.

    An event whose handler fails is tried again by the next sweeps and parked after ``ATTEMPTS``;
    it holds up no other event.
    """
    done, last = 0, None
    while True:
        waiting = model._default_manager.filter(dispatched_at=None, parked_at=None).order_by("id")
        if last is not None:
            waiting = waiting.filter(id__gt=last)
        keys = list(waiting.values_list("pk", flat=True)[:BATCH])
        for key in keys:
            done += _dispatch_one(model, key, subscriptions, now)
        if len(keys) < BATCH:
            return done
        last = keys[-1]


@transaction.atomic
def _dispatch_one(
    model: type[Event], key: UUID, subscriptions: Subscriptions, now: datetime
) -> bool:
    event: Any = (
        model._default_manager.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=key, dispatched_at=None, parked_at=None)
        .first()
    )
    if event is None:
        return False
    try:
        with transaction.atomic():
            for handler in subscriptions[event.kind]:
                handler(event, now=now)
    except Exception as error:
        log.exception(
            "event_failed", event_id=str(event.pk), kind=event.kind, order_number=_number(event)
        )
        event.attempts += 1
        event.error = f"{type(error).__name__}: {error}"[:2000]
        if event.attempts >= ATTEMPTS:
            event.parked_at = now
        event.save(update_fields=["attempts", "error", "parked_at"])
        return False
    event.dispatched_at = now
    event.save(update_fields=["dispatched_at"])
    return True


def _number(event: Any) -> str:
    """The number of the order an event is about, for the log; a build carries it too."""
    return str(getattr(event, "order", None) or getattr(event, "build", ""))
