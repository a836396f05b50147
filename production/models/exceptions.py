"""What needs a coordinator's eye."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from customers.models import Scope
from customers.models.scope import need_scope
from production.models.builds import Build


class ExceptionKind(models.TextChoices):
    LATE = "LATE", "Late"
    AT_RISK = "AT_RISK", "At risk"
    NO_STATUS = "NO_STATUS", "No status"
    ACK_OVERDUE = "ACK_OVERDUE", "No acknowledgement"
    NOT_SENT = "NOT_SENT", "Not sent"
    REJECTED = "REJECTED", "Refused"
    MISMATCH = "MISMATCH", "Mismatch"
    QUALITY_HOLD = "QUALITY_HOLD", "Quality hold"
    OVER_CAPACITY = "OVER_CAPACITY", "Over capacity"
    CHANGE_REFUSED = "CHANGE_REFUSED", "Change refused"


# What a customer is written to about.
DELAYS = frozenset({ExceptionKind.LATE, ExceptionKind.AT_RISK})
# How much a customer feels it; the list is sorted by it.
IMPACT: dict[str, int] = {
    ExceptionKind.LATE: 90,
    ExceptionKind.REJECTED: 85,
    ExceptionKind.MISMATCH: 80,
    ExceptionKind.NOT_SENT: 70,
    ExceptionKind.AT_RISK: 60,
    ExceptionKind.QUALITY_HOLD: 55,
    ExceptionKind.CHANGE_REFUSED: 50,
    ExceptionKind.ACK_OVERDUE: 45,
    ExceptionKind.OVER_CAPACITY: 40,
    ExceptionKind.NO_STATUS: 30,
}


class ExceptionQuerySet(models.QuerySet["BuildException"]):
    def visible_to(self, scope: Scope) -> Self:
        """:raises ScopeMissing: when called without one."""
        return self.filter(dealership__in=need_scope(scope).dealership_ids)

    def open(self) -> Self:
        return self.filter(resolved_at=None)

    def awake(self, *, now: datetime) -> Self:
        """Open and not asleep."""
        return self.open().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))

    def asleep(self, *, now: datetime) -> Self:
        return self.open().filter(snoozed_until__gt=now)


class BuildException(models.Model):
    """One thing that is not as it should be with one build; open at most once per kind."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="exceptions")
    dealership = models.ForeignKey(
        "customers.Dealership", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=ExceptionKind.choices)
    cause = models.CharField(max_length=300)
    proposed_fix = models.CharField(max_length=300, blank=True)
    fix = models.JSONField(default=dict)
    impact = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resolution = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ExceptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["build", "kind"],
                condition=Q(resolved_at=None),
                name="exception_open_once_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ExceptionKind.values), name="exception_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | ~Q(resolution=""),
                name="exception_resolved_with_a_word",
            ),
        ]
        indexes = [
            models.Index(
                fields=["dealership", "-impact", "opened_at"],
                condition=Q(resolved_at=None),
                name="exception_inbox",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.build}"
