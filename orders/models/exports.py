"""What was handed to the bookkeeping: numbered, final, each entry once."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models import Dealership, Scope
from customers.models.scope import need_scope
from kernel.triggers import append_only


class JournalExportQuerySet(models.QuerySet["JournalExport"]):
    def visible_to(self, scope: Scope) -> Self:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("dealership", "made_by"))


class JournalExport(models.Model):
    """Every entry of a dealership that no earlier export holds. Numbers have no gaps."""

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = JournalExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dealership", "number"], name="export_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, size__gte=1), name="export_holds_something"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="export_has_a_hash"
            ),
        ]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"Export {self.number} of {self.dealership}"

    @property
    def filename(self) -> str:
        return f"journal-{self.dealership.code.lower()}-{self.number:05d}.csv"
