"""The usual way of the cars of a plant to a dealership."""

from __future__ import annotations

from django.db import models

from customers.models import Dealership
from production.models.slots import Plant


class TransportLane(models.Model):
    """Who brings a plant's cars to a dealership, and how. How long it takes is learnt, not written down."""

    plant = models.ForeignKey(Plant, on_delete=models.PROTECT, related_name="lanes")
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=40, help_text="For example: rail and truck.")
    carrier = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plant", "dealership"], name="lane_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plant} to {self.dealership}"
