"""What is not sold for a while, beside the published releases."""

from __future__ import annotations

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from configurator.models.catalogues import Manufacturer
from kernel.triggers import no_truncate

ENDING = ("ended_at", "ended_by", "ended_because")


class StopSource(models.TextChoices):
    HAND = "hand", "Entered by hand"
    FILE = "file", "From a file"
    FACTORY = "factory", "Said by the manufacturer"
    PLANTS = "plants", "No plant has a place"


class StopSaleQuerySet(models.QuerySet["StopSale"]):
    def standing(self) -> Self:
        """Not ended by anybody."""
        return self.filter(ended_at=None)

    def in_force(self, *, on: date) -> Self:
        """Standing, begun and not over on that day."""
        running = Q(until_on=None) | Q(until_on__gte=on)
        return self.standing().filter(running, from_on__lte=on)

    def for_line(self, manufacturer_id: int, code: str) -> Self:
        """Those of that maker that are about the line of that code or about every line."""
        return self.filter(manufacturer=manufacturer_id, model_line_code__in=["", code])


class StopSale(models.Model):
    """An option that may not be ordered from a day on; releases stay as they are.

    An empty ``model_line_code`` stops it in every line of the maker. A stop is never changed: it
    runs out, or a person (or the one who reported it) ends it with a reason.
    """

    manufacturer = models.ForeignKey(
        Manufacturer, on_delete=models.PROTECT, related_name="stop_sales"
    )
    option_code = models.CharField(max_length=60)
    model_line_code = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    source = models.CharField(max_length=10, choices=StopSource.choices)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_because = models.CharField(max_length=300, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())

    objects = StopSaleQuerySet.as_manager()

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
                fields=["manufacturer", "option_code", "model_line_code", "from_on"],
                condition=Q(ended_at=None),
                name="stop_sale_once",
            ),
            models.CheckConstraint(
                condition=Q(source__in=StopSource.values), name="stop_sale_source_known"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="stop_sale_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(option_code=""), name="stop_sale_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_because="")
                | Q(ended_at__isnull=False) & ~Q(ended_because=""),
                name="stop_sale_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option_code} from {self.from_on}"
