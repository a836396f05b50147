"""Options that are short for a while: what people entered, apart from what the factory says."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kernel.triggers import no_truncate
from production.models.slots import Plant

ENDING = ("ended_at", "ended_by", "ended_because")


class SupplySheet(models.Model):
    """Stop-sales and constraints somebody read in or wrote, looked at before they are applied.

    ``rows`` are kept as they were read; applied, a sheet is final and stays as the record of it.
    """

    manufacturer = models.ForeignKey(
        "configurator.Manufacturer", on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)
    rows: Any = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    new_rows = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="applied_is_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__applied_at__isnull=False),
            ),
            no_truncate(),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None, applied_by=None, new_rows=None)
                | Q(applied_at__isnull=False, applied_by__isnull=False, new_rows__isnull=False),
                name="supply_sheet_applied_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.file_name or "Entered by hand"


class OptionConstraintQuerySet(models.QuerySet["OptionConstraint"]):
    def standing(self) -> Self:
        """Not ended by anybody."""
        return self.filter(ended_at=None)

    def open_from(self, *, week: date) -> Self:
        """Standing, and not over before that week."""
        return self.standing().filter(Q(until_week=None) | Q(until_week__gte=week))


class OptionConstraint(models.Model):
    """An option of which there are so many a week, at a plant or (without one) at every plant.

    Weeks are named by their Mondays. A ``share`` is in per cent of the places of the plant's week.
    """

    manufacturer = models.ForeignKey(
        "configurator.Manufacturer", on_delete=models.PROTECT, related_name="+"
    )
    plant = models.ForeignKey(
        Plant, null=True, blank=True, on_delete=models.PROTECT, related_name="constraints"
    )
    option_code = models.CharField(max_length=60)
    from_week = models.DateField()
    until_week = models.DateField(null=True, blank=True)
    per_week = models.PositiveIntegerField(null=True, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.CharField(max_length=300)
    sheet = models.ForeignKey(SupplySheet, on_delete=models.PROTECT, related_name="constraints")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_because = models.CharField(max_length=300, blank=True, db_default="")

    objects = OptionConstraintQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_ends",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=list(ENDING)),
            ),
            pgtrigger.Protect(
                name="ended_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
            no_truncate(),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["manufacturer", "option_code", "plant", "from_week"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="option_constraint_once",
            ),
            models.CheckConstraint(
                condition=Q(per_week=None, share__isnull=False)
                | Q(per_week__isnull=False, share=None),
                name="option_constraint_number_or_share",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=100),
                name="option_constraint_share_in_per_cent",
            ),
            models.CheckConstraint(
                condition=Q(from_week__iso_week_day=1)
                & (
                    Q(until_week=None)
                    | Q(until_week__gte=F("from_week"), until_week__iso_week_day=1)
                ),
                name="option_constraint_weeks_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(option_code=""),
                name="option_constraint_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
                name="option_constraint_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option_code} from {self.from_week:%G-W%V}"
