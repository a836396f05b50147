"""What people outside are shown of a build, and what people inside write beside it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from configurator.models.configurations import Configuration


class SharedLinkQuerySet(models.QuerySet["SharedLink"]):
    def live(self, *, now: datetime) -> SharedLinkQuerySet:
        """Those that still open the build."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class SharedLink(models.Model):
    """A way to look at one build without signing in, until a day.

    The address is made from the key and the site's secret, so that the table alone opens nothing.
    """

    configuration = models.ForeignKey(
        Configuration, on_delete=models.CASCADE, related_name="shared_links"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_count = models.PositiveIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = SharedLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="shared_link_expires_later"
            )
        ]

    def __str__(self) -> str:
        return f"Link to {self.configuration_id} until {self.expires_at:%Y-%m-%d}"


class BuildNote(models.Model):
    """A remark about a build for colleagues; never shown to customers."""

    configuration = models.ForeignKey(Configuration, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="build_note_says_something")
        ]
        indexes = [models.Index(fields=["configuration", "-at"], name="build_note_newest")]

    def __str__(self) -> str:
        return self.text[:60]
