"""Files on their way to becoming drafts: work of the worker, followed by whoever brought them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from configurator.models.catalogues import Manufacturer
from kernel.work import WorkQuerySet, WorkRow, WorkState


class Intake(WorkRow):
    """Files to be read, examined and kept as drafts, whole or not at all.

    ``about`` is what a feature model does not say. A ``manufacturer`` is named where its own system
    sent the file. Parked rows say why nothing came in: ``error``, and every fault in ``problems``.
    """

    manufacturer = models.ForeignKey(
        Manufacturer, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    about: Any = models.JSONField(default=dict)
    names = models.CharField(max_length=1200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    percent = models.PositiveSmallIntegerField(default=0, db_default=0)
    step = models.CharField(max_length=200, blank=True, db_default="")
    problems: Any = models.JSONField(default=list)
    releases: Any = models.JSONField(default=list)
    is_cancelled = models.BooleanField(default=False, db_default=False)

    objects = WorkQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="intake_state_known"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="intake_percent"),
        ]

    def __str__(self) -> str:
        return self.names

    @property
    def is_running(self) -> bool:
        """Waiting or being examined."""
        return self.state == WorkState.QUEUED

    @property
    def is_refused(self) -> bool:
        """Nothing came in; the row says why."""
        return self.state == WorkState.PARKED


class IntakeFile(models.Model):
    """A file as it was brought; gone once its drafts are there."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "name"], name="intake_file_once")]

    def __str__(self) -> str:
        return self.name
