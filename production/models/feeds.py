"""The wire to the manufacturer: what we ask, what we hear, and how the line is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from kernel.work import WorkQuerySet, WorkRow, WorkState
from production.models.builds import Build


class FactoryFeedQuerySet(models.QuerySet["FactoryFeed"]):
    def callable(self, *, now: datetime) -> Self:
        """Feeds whose breaker lets a call through."""
        closed = Q(open_until=None) | Q(open_until__lte=now)
        return self.filter(closed, is_active=True)


class FactoryFeed(models.Model):
    """The line to one manufacturer. `open_until` is the breaker, shared by every worker."""

    manufacturer = models.OneToOneField(
        "configurator.Manufacturer", on_delete=models.PROTECT, related_name="+"
    )
    gateway = models.CharField(max_length=20, default="rest")
    base_url = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    cursor = models.BigIntegerField(default=0)
    last_polled_at = models.DateTimeField(null=True, blank=True)
    last_heard_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)
    consecutive_failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    synced_at = models.DateTimeField(null=True, blank=True)

    objects = FactoryFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cursor__gte=0), name="feed_cursor_not_negative")
        ]

    def __str__(self) -> str:
        return f"Feed of {self.manufacturer}"


class InboxState(models.TextChoices):
    NEW = "NEW", "New"
    APPLIED = "APPLIED", "Applied"
    DUPLICATE = "DUPLICATE", "Said before"
    PARKED = "PARKED", "Parked"
    DISCARDED = "DISCARDED", "Discarded"


class InboxQuerySet(models.QuerySet["InboxMessage"]):
    def waiting(self) -> Self:
        return self.filter(state=InboxState.NEW)

    def parked(self) -> Self:
        return self.filter(state=InboxState.PARKED)


SOURCES = [("poll", "Polled"), ("webhook", "Webhook"), ("hand", "Recorded by hand")]


class InboxMessage(models.Model):
    """One message of the factory as it came. Each is applied once, or parked with a reason."""

    manufacturer = models.ForeignKey(
        "configurator.Manufacturer", on_delete=models.PROTECT, related_name="+"
    )
    event_id = models.CharField(max_length=120)
    source = models.CharField(max_length=10, choices=SOURCES)
    subject = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    sequence = models.BigIntegerField(default=0)
    body = models.TextField()
    headers = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    copies = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=InboxState.choices, default=InboxState.NEW)
    reason = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    build = models.ForeignKey(
        Build, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )

    objects = InboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manufacturer", "event_id"], name="inbox_event_once"),
            models.CheckConstraint(
                condition=Q(state__in=InboxState.values), name="inbox_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["PARKED", "DISCARDED"]) | ~Q(reason=""),
                name="inbox_parked_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["manufacturer", "subject", "sequence"],
                condition=Q(state="NEW"),
                name="inbox_waiting",
            ),
            models.Index(
                fields=["manufacturer", "-id"],
                condition=Q(state="PARKED"),
                name="inbox_parked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or 'message'} {self.event_id}"


class RequestKind(models.TextChoices):
    SUBMIT = "SUBMIT", "Place the order"
    CHANGE = "CHANGE", "Ask for a change"
    CANCEL = "CANCEL", "Withdraw the order"


class FactoryRequestQuerySet(WorkQuerySet):
    def due(self, *, now: datetime) -> Self:
        """Due rows in their turn: no earlier row of the same build unsettled, and the line open.

        One manufacturer's outage holds up nobody else's rows.
        """
        open_lines = FactoryFeed.objects.callable(now=now).values("manufacturer")
        earlier = self.model._default_manager.filter(
            build=OuterRef("build"), pk__lt=OuterRef("pk"), state=WorkState.QUEUED
        )
        return (
            super()
            .due(now=now)
            .filter(~Exists(earlier), build__manufacturer__in=open_lines)
            .select_related("build")
        )


class FactoryRequest(WorkRow):
    """Something to be told to the factory, once: the key makes a repeat harmless."""

    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    idempotency_key = models.CharField(max_length=80, unique=True)
    body: Any = models.JSONField(default=dict)
    answer: Any = models.JSONField(default=dict)

    objects = FactoryRequestQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RequestKind.values),
                name="factoryrequest_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values),
                name="factoryrequest_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.build}"


class CataloguePull(WorkRow):
    """The hourly question to a manufacturer what its catalogue is; done, it waits for the next hour.

    ``tags`` are those of the answers last taken over, by release (the empty code: of the list).
    Parked, it is no longer asked: the manufacturer refused, or could not be reached for long.
    """

    feed = models.OneToOneField(FactoryFeed, on_delete=models.CASCADE, related_name="pull")
    tags: Any = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True, db_default="")
    intakes: Any = models.JSONField(default=list)
    is_unreachable = models.BooleanField(default=False, db_default=False)

    objects = WorkQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="cataloguepull_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"Catalogue of {self.feed.manufacturer}"
