"""What a customer needs, as he told it: a sheet with all its revisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from configurator.models.configurations import new_code
from customers.models import Customer, Dealership, Scope
from customers.models.scope import need_scope


class NeedsSheetQuerySet(models.QuerySet["NeedsSheet"]):
    def visible_to(self, scope: Scope) -> NeedsSheetQuerySet:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("dealership", "created_by"))

    def for_page(self) -> NeedsSheetQuerySet:
        """With everything a page about it names, in one query."""
        return self.select_related("dealership", "customer", "created_by", "updated_by")


class NeedsSheet(models.Model):
    """One consultation; of a customer, or of nobody yet. What was said stands in its revisions."""

    code = models.CharField(max_length=6, unique=True, default=new_code, editable=False)
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = NeedsSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "dealership"], name="needs_with_dealership")
        ]
        indexes = [
            models.Index(fields=["dealership", "-updated_at"], name="needs_recent"),
            models.Index(fields=["customer", "-updated_at"], name="needs_of_customer"),
        ]

    def __str__(self) -> str:
        return f"Needs {self.code}"


class NeedsRevision(models.Model):
    """What was said until the next time. The newest one counts.

    ``sealed_aids`` holds the accessibility needs, sealed; only the newest revision keeps any.
    """

    sheet = models.ForeignKey(NeedsSheet, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    sealed_aids = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="needs_revision_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="needs_revision_counts"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number} of {self.sheet_id}"
