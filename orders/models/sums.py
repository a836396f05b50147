"""What an order comes to: its sums as columns, and as money."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from kernel.money import Money


class Sums(models.Model):
    """The sums of one order, all in its currency."""

    currency = models.CharField(max_length=3, default="USD")
    total_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    tax_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    trade_in_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    discount_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    deposit_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    deposit_held_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))

    class Meta:
        abstract = True

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)

    @property
    def deposit(self) -> Money:
        return Money(self.deposit_amount, self.currency)

    @property
    def deposit_held(self) -> Money:
        return Money(self.deposit_held_amount, self.currency)

    @property
    def due(self) -> Money:
        """What is left to pay at handover."""
        return self.total - self.deposit_held
