"""What a special request gathers: its files, and what happened to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from configurator.models.specials import SpecialRequest
from kernel.events import Event, EventQuerySet
from kernel.triggers import append_only


class SpecialEventKind(models.TextChoices):
    """What may happen to a request; the dispatcher wants a subscriber list for each."""

    ASKED = "special.asked", "Asked"
    REVIEW_STARTED = "special.review_started", "Review started"
    ANSWERED = "special.answered", "Answered"
    ACCEPTED = "special.accepted", "Answer accepted"
    APPROVED = "special.approved", "Prototype approved"
    WITHDRAWN = "special.withdrawn", "Withdrawn"


class SpecialFile(models.Model):
    """A photo, drawing or paper of a request; kept as it came but for what photos tell in secret."""

    request = models.ForeignKey(SpecialRequest, on_delete=models.PROTECT, related_name="files")
    is_evidence = models.BooleanField(default=False)
    """Brought by engineering, not by the one who asks."""
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only(except_columns=())
        constraints = [
            models.UniqueConstraint(fields=["request", "sha256"], name="special_file_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="special_file_has_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpecialEvent(Event):
    """What happened to a request: its history on the page, and the outbox."""

    request = models.ForeignKey(SpecialRequest, on_delete=models.PROTECT, related_name="events")

    objects = EventQuerySet.as_manager()

    class Meta(Event.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SpecialEventKind.values), name="special_event_kind_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(dispatched_at=None, parked_at=None),
                name="special_event_outbox",
            ),
            models.Index(fields=["request", "id"], name="special_event_timeline"),
        ]

    @property
    def label(self) -> str:
        return SpecialEventKind(self.kind).label

    @property
    def text(self) -> str:
        """What was written to it."""
        return str(self.body.get("text", ""))
