"""What is kept beside a build's milestones: transport, quality, and the times to learn from."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from customers.models import Dealership
from production.models.builds import Build
from production.models.slots import Plant


class TransportLeg(models.Model):
    """One leg of the way from the plant to the dealership."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="transport_legs")
    leg = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=80, blank=True)
    destination = models.CharField(max_length=80, blank=True)
    departed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["build", "leg"], name="transport_leg_once")]

    def __str__(self) -> str:
        return f"Leg {self.leg} of {self.build}"


class QualityFinding(models.Model):
    """A result of the factory's inspection."""

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="findings")
    key = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=300, blank=True)
    is_defect = models.BooleanField(default=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["build", "key"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.code} on {self.build}"


class StageSample(models.Model):
    """How many working days a build spent in one leg: what promises are made of."""

    build = models.ForeignKey(
        Build, null=True, blank=True, on_delete=models.CASCADE, related_name="samples"
    )
    manufacturer = models.ForeignKey(
        "configurator.Manufacturer", on_delete=models.PROTECT, related_name="+"
    )
    plant = models.ForeignKey(Plant, null=True, on_delete=models.PROTECT, related_name="+")
    dealership = models.ForeignKey(
        Dealership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    model_line_code = models.CharField(max_length=60)
    leg = models.CharField(max_length=12)
    season = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    ended_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["build", "leg"], name="sample_once_per_leg"),
            models.CheckConstraint(
                condition=Q(season__gte=1, season__lte=4),
                name="sample_season_is_a_quarter",
            ),
        ]
        indexes = [models.Index(fields=["manufacturer", "ended_on"], name="sample_recent")]

    def __str__(self) -> str:
        return f"{self.leg}: {self.days} days"

    @staticmethod
    def season_of(day: date) -> int:
        """The quarter of the year."""
        return (day.month + 2) // 3
