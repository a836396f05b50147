"""What the manufacturer charged for one car, line by line."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kernel.money import Money
from kernel.triggers import append_only
from orders.models.orders import Order


class Invoice(models.Model):
    """One invoice or credit note, as it came; a wrong one is put right by the next. Never changed."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=40)
    dated_on = models.DateField()
    total_amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="invoice_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="invoice_has_a_number"),
        ]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"Invoice {self.number} of {self.order}"

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)


class InvoiceLine(models.Model):
    """One charged line; the order code of an option, where it is about one."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    text = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_once"),
        ]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"
