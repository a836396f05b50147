"""What people outside are shown of a build, and what people inside write beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from configurator.models.catalogues import ModelLine
from configurator.models.configurations import Configuration


class SharedLinkQuerySet(models.QuerySet["SharedLink"]):
    def live(self, *, now: datetime) -> SharedLinkQuerySet:
        """Those that still open the build."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class SharedLink(models.Model):
    """A way to look at one build without signing in, until a day.

    The address is made from the key and the site's secret, so that the table alone opens nothing.
    The car is kept as it was when the link was made, with the retail lines of its price sheet, so
    that a price once shown stays; a link without ``codes`` is older than that and shows the build
    as it stands.
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
    model_line = models.ForeignKey(
        ModelLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    market = models.CharField(max_length=8, blank=True, default="", db_default="")
    picks: models.Field[Any, Any] = models.JSONField(default=list, db_default=[])
    codes: models.Field[Any, Any] = models.JSONField(default=list, db_default=[])
    lines: models.Field[Any, Any] = models.JSONField(default=list, db_default=[])
    """The lines as shown: code, text, note and retail amount in the currency of the catalogue."""

    objects = SharedLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="shared_link_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(codes=[]) | Q(model_line__isnull=False),
                name="shared_link_keeps_a_whole_car",
            ),
        ]

    def __str__(self) -> str:
        return f"Link to {self.configuration_id} until {self.expires_at:%Y-%m-%d}"


class LinkMail(models.Model):
    """That a link was mailed to an address somebody typed, and by whom; once per address."""

    link = models.ForeignKey(SharedLink, on_delete=models.CASCADE, related_name="mails")
    address = models.EmailField(max_length=254)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "address"], name="link_mailed_once_per_address")
        ]
        indexes = [models.Index(fields=["by", "at"], name="link_mails_of_somebody")]

    def __str__(self) -> str:
        return self.address


class BuildNote(models.Model):
    """A remark about a build for colleagues; never shown to customers."""

    configuration = models.ForeignKey(Configuration, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="build_note_says_something")
        ]
        indexes = [models.Index(fields=["configuration", "-at"], name="build_note_newest")]

    def __str__(self) -> str:
        return self.text[:60]
