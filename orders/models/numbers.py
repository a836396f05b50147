"""Where the next order number comes from."""

from __future__ import annotations

from django.db import models

from customers.models import Dealership


class NumberSequence(models.Model):
    """The last order number a dealership gave out in a year; a rolled-back order gives it back."""

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dealership", "year"], name="sequence_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.dealership} {self.year}: {self.last}"
