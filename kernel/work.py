"""Work rows: what is to be done outside the database, claimed with a lease, done, and recorded."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)


class WorkState(models.TextChoices):
    QUEUED = "QUEUED", "Waiting"
    DONE = "DONE", "Done"
    PARKED = "PARKED", "Parked for a person"
    SUPPRESSED = "SUPPRESSED", "Not needed"


class WorkQuerySet(models.QuerySet[Any]):
    def due(self, *, now: datetime) -> Self:
        """Queued, due, and not under somebody's unexpired lease."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(free, state=WorkState.QUEUED, due_at__lte=now)

    def claim(self, *, now: datetime, limit: int = 50, lease: timedelta = LEASE) -> list[Any]:
        """Take up to ``limit`` due rows for ``lease``, in a short transaction of its own.

        Two workers never hold the same row; a worker that dies gives its rows back when the lease ends.
        """
        with transaction.atomic():
            rows = list(
                self.due(now=now)
                .order_by("due_at", "pk")
                .select_for_update(skip_locked=True, of=("self",))[:limit]
            )
            self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(
                leased_until=now + lease, attempts=models.F("attempts") + 1
            )
        for row in rows:
            row.leased_until = now + lease
            row.attempts += 1
        return rows

    def parked(self) -> Self:
        return self.filter(state=WorkState.PARKED)


class WorkRow(models.Model):
    """The columns every work table shares; a subclass brings ``objects`` made from `WorkQuerySet`.

    ``attempts`` counts the claims, so a crash counts too.
    """

    state = models.CharField(
        max_length=12, choices=WorkState.choices, default=WorkState.QUEUED, db_default="QUEUED"
    )
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state="QUEUED"),
                name="%(app_label)s_%(class)s_due",
            )
        ]

    def succeed(self, now: datetime, **fields: Any) -> None:
        """Mark the row done; ``fields`` are saved with it."""
        self._finish(WorkState.DONE, now, "", fields)

    def park(self, now: datetime, error: str, **fields: Any) -> None:
        """Give the row to a person: it stays visible and delays nobody."""
        self._finish(WorkState.PARKED, now, error, fields)

    def suppress(self, now: datetime, reason: str, **fields: Any) -> None:
        """Record that the work is not to be done, and why."""
        self._finish(WorkState.SUPPRESSED, now, reason, fields)

    def retry(self, now: datetime, error: str, *, max_attempts: int = 8, **fields: Any) -> None:
        """Put the row back with a doubled, jittered pause; park it after ``max_attempts`` claims."""
        if self.attempts >= max_attempts:
            self.park(now, error, **fields)
            return
        pause = min(FIRST_PAUSE * 2 ** min(self.attempts, 12), LONGEST_PAUSE)
        self.due_at = now + pause * random.uniform(0.7, 1.3)  # noqa: S311 - jitter, not a secret
        self.leased_until, self.error = None, error
        self._save(fields, "due_at", "leased_until", "error")

    def requeue(self, now: datetime) -> None:
        """Let a parked row run again (a person's decision)."""
        self.state, self.due_at, self.attempts = WorkState.QUEUED, now, 0
        self.leased_until, self.finished_at = None, None
        self._save({}, "state", "due_at", "attempts", "leased_until", "finished_at")

    def _finish(self, state: str, now: datetime, error: str, fields: dict[str, Any]) -> None:
        self.state, self.finished_at = state, now
        self.leased_until, self.error = None, error
        self._save(fields, "state", "finished_at", "leased_until", "error")

    def _save(self, fields: dict[str, Any], *names: str) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=[*names, *fields])
