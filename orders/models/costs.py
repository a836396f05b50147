"""What an order cost us beside what was planned for the car."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kernel.money import Money
from kernel.triggers import append_only
from orders.models.orders import Order


class CostLine(models.Model):
    """One amount somebody wrote down; a correction is a line of its own, negative if need be."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", "Manufacturer's invoice"
        TRANSPORT = "transport", "Transport"
        REWORK = "rework", "Rework"
        OTHER = "other", "Other"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="costs")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="cost_not_zero"),
            models.CheckConstraint(
                condition=Q(kind__in=["invoice", "transport", "rework", "other"]),
                name="cost_kind_known",
            ),
        ]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
