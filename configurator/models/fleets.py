"""A fleet to order: one build many times, each unit with exceptions of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from configurator.models.configurations import Configuration

MOST_UNITS = 200


class FleetPlan(models.Model):
    """How often a build is wanted. ``quoted_as`` is the fleet's number once it is quoted: then final.

    Every unit follows the build, whatever is changed on it, except for its own exceptions.
    ``version`` counts the changes, so that a click on an outdated page is noticed.
    """

    configuration = models.OneToOneField(
        Configuration, on_delete=models.PROTECT, related_name="fleet_plan"
    )
    quoted_as = models.CharField(max_length=24, blank=True, db_default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="fleet_plan_version_counts")
        ]

    def __str__(self) -> str:
        return f"Fleet of {self.configuration_id}"


class FleetUnit(models.Model):
    """One car of the fleet: what it has beside the build (``takes``) and what it lacks (``drops``).

    ``label`` is the buyer's own number, ``ship_to`` where it goes: a dealership or an upfitter.
    """

    plan = models.ForeignKey(FleetPlan, on_delete=models.CASCADE, related_name="units")
    number = models.PositiveSmallIntegerField()
    takes = models.JSONField(default=list)
    drops = models.JSONField(default=list)
    label = models.CharField(max_length=40, blank=True)
    ship_to = models.CharField(max_length=120, blank=True)
    use = models.CharField(max_length=80, blank=True)
    configuration = models.OneToOneField(
        Configuration, null=True, blank=True, on_delete=models.PROTECT, related_name="fleet_unit"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="fleet_unit_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["plan", "label"],
                condition=~Q(label=""),
                name="fleet_unit_label_once",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_UNITS),
                name="fleet_unit_number_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"Unit {self.number}"
