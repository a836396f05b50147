"""The event log: one append-only row is timeline, audit trail, statistics source and outbox at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from kernel.ids import uuid7
from kernel.triggers import append_only

DISPATCH_TASK = "mto.dispatch_events"
SYSTEM = "mto"


class EventQuerySet(models.QuerySet[Any]):
    def undispatched(self) -> EventQuerySet:
        """What the dispatcher still has to hand on: neither done nor parked, oldest first."""
        return self.filter(dispatched_at=None, parked_at=None).order_by("id")

    def parked(self) -> EventQuerySet:
        """What could not be handed on and waits for a person."""
        return self.filter(parked_at__isnull=False)


class Event(models.Model):
    """Something that happened, written in the transaction of the change itself.

    A subclass adds the foreign key to its subject, ``objects`` made from `EventQuerySet`, and
    ``class Meta(Event.Meta)``. ``occurred_at`` is
    when it happened (UTC, used by logic), ``recorded_at`` when the row was written (audit only).
    ``id`` is a UUID of version 7, so it sorts by time. The dispatch columns are the outbox half and
    the only ones that ever change.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(max_length=120, blank=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    body = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField(default=1)

    dispatched_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    parked_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True
        triggers = append_only()
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(dispatched_at=None, parked_at=None),
                name="%(app_label)s_%(class)s_outbox",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.occurred_at:%Y-%m-%d %H:%M}"


def record[E: Event](
    model: type[E],
    *,
    kind: str,
    by: Any,
    at: datetime,
    body: dict[str, Any] | None = None,
    **subject: Any,
) -> E:
    """Write one event and nudge the dispatcher once the surrounding transaction has committed.

    :param by: the user who acted, or None for the system itself.
    :param at: when it happened (UTC).
    :param subject: the foreign keys of ``model``, for instance ``order=order``.
    """
    name = SYSTEM if by is None else str(by)
    event = model(
        kind=kind, by=by, actor_name=name[:120], occurred_at=at, body=body or {}, **subject
    )
    event.save(force_insert=True)
    nudge_after_commit(DISPATCH_TASK)
    return event


def nudge_after_commit(task: str) -> None:
    """Nudge ``task`` once when the surrounding transaction has committed, however often this is called."""
    hook = _Nudge(task)
    if all(entry[1] != hook for entry in connection.run_on_commit):
        transaction.on_commit(hook, robust=True)


@dataclass(frozen=True, slots=True)
class _Nudge:
    """A commit hook that compares by the task it is about."""

    task: str

    def __call__(self) -> None:
        nudge(self.task)


def nudge(task: str) -> None:
    """Ask the worker to look at a work table now; the beat would find it anyway."""
    current_app.send_task(task, ignore_result=True)
