"""Rows of the kernel itself: documents, and the heartbeat of the worker."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kernel.ids import uuid7
from kernel.work import WorkQuerySet, WorkRow


class DocumentQuerySet(WorkQuerySet):
    def for_subject(self, kind: str, key: str) -> DocumentQuerySet:
        """Documents of one subject, newest first, without their bytes."""
        return (
            self.filter(subject_kind=kind, subject_key=key)
            .defer("content", "snapshot")
            .order_by("-created_at", "-version")
        )


class Document(WorkRow):
    """A PDF of one subject at one moment. Key and hash never change once it is rendered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=60)
    dealership_key = models.CharField(max_length=20)
    event_key = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001 - unique where set
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8, default="en")
    template = models.CharField(max_length=100)
    snapshot = models.JSONField()
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    rendered_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_key", "version"],
                name="document_version_once",
            ),
            models.UniqueConstraint(fields=["kind", "event_key"], name="document_once_per_event"),
            models.CheckConstraint(
                condition=~Q(state="DONE") | (Q(content__isnull=False) & ~Q(sha256="")),
                name="document_done_has_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version} of {self.subject_kind} {self.subject_key}"

    @property
    def filename(self) -> str:
        """What the downloaded file is called."""
        return f"{self.subject_key}-{self.kind}-v{self.version}.pdf"


class Heartbeat(models.Model):
    """When a part of the system last showed a sign of life (one row a part)."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} seen {self.seen_at:%H:%M:%S}"
