"""Cars on quotes and orders not yet sent that can no longer be built as they were agreed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kernel.money import Money
from orders.models.orders import Order


class CarFault(models.Model):
    """Why the car of an order cannot be built as of the last check, and the nearest one that can.

    The row goes when the car can be built again or the order is past the point where that matters.
    """

    order = models.OneToOneField(
        Order, primary_key=True, on_delete=models.CASCADE, related_name="fault"
    )
    reasons = models.JSONField()
    dropped = models.JSONField(default=list)
    added = models.JSONField(default=list)
    difference_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3)
    found_at = models.DateTimeField()
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=[]), name="car_fault_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {' '.join(self.reasons)}"

    @property
    def difference(self) -> Money | None:
        """What the nearest car costs more or less; None where no car of the line comes near."""
        if self.difference_amount is None:
            return None
        return Money(self.difference_amount, self.currency)
