"""What a dealership fits to a car by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from customers.models import Dealership
from kernel.money import Money


class AccessoryQuerySet(models.QuerySet["Accessory"]):
    def offered_by(self, dealership: Dealership, currency: str) -> Self:
        """What the dealership sells today in a currency, by name."""
        return self.filter(dealership=dealership, currency=currency, is_active=True).order_by(
            "text", "code"
        )


class Accessory(models.Model):
    """One accessory of a dealership's catalogue: what the customer pays, what it costs, how long it takes.

    The factory knows nothing of it, so that it may be chosen until the car is handed over.
    """

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    text = models.CharField(max_length=120)
    retail_amount = models.DecimalField("price, fitted", max_digits=14, decimal_places=2)
    invoice_amount = models.DecimalField(
        "what it costs us", max_digits=14, decimal_places=2, default=Decimal(0)
    )
    currency = models.CharField(max_length=3, default="USD")
    minutes = models.PositiveSmallIntegerField("minutes to fit", default=0)
    is_active = models.BooleanField(default=True)

    objects = AccessoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "accessories"
        constraints = [
            models.UniqueConstraint(fields=["dealership", "code"], name="accessory_code_once"),
            models.CheckConstraint(
                condition=Q(retail_amount__gte=0, invoice_amount__gte=0),
                name="accessory_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text}, {self.retail}"

    @property
    def retail(self) -> Money:
        return Money(self.retail_amount, self.currency)
