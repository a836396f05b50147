"""What happens at the dealership: preparation, and the bay where the customer takes the car."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.fields.ranges import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from customers.models import Dealership
from production.models.builds import Build


class PdiInspection(models.Model):
    """One pre-delivery inspection. A car may need several until one passes."""

    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="inspections")
    inspected_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    has_passed = models.BooleanField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["build"], condition=Q(has_passed=True), name="pdi_passes_once"
            )
        ]

    def __str__(self) -> str:
        return f"Inspection of {self.build}"


class PdiItem(models.Model):
    """One line of the checklist."""

    inspection = models.ForeignKey(PdiInspection, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=160)
    is_ok = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "code"], name="pdi_item_once"),
            models.CheckConstraint(
                condition=Q(is_ok=True) | ~Q(note=""), name="pdi_fault_has_a_note"
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class HandoverBay(models.Model):
    """A place where cars are handed over; or a driver who brings them to the customer's door."""

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    is_mobile = models.BooleanField(
        "hands over at the customer's home", default=False, db_default=False
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dealership", "name"], name="bay_name_once")]

    def __str__(self) -> str:
        return self.name


class HandoverAppointment(models.Model):
    """A bay, taken for a build from `starts_at` until `ends_at`; no two overlap in one bay."""

    bay = models.ForeignKey(HandoverBay, on_delete=models.PROTECT, related_name="appointments")
    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="appointment_has_length"
            ),
            models.UniqueConstraint(
                fields=["build"],
                condition=Q(is_cancelled=False),
                name="appointment_one_live_per_build",
            ),
            ExclusionConstraint(
                name="appointment_bay_free",
                expressions=[
                    (
                        Func(
                            "starts_at",
                            "ends_at",
                            Value("[)"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("bay", RangeOperators.EQUAL),
                ],
                condition=Q(is_cancelled=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.build} in {self.bay}"
