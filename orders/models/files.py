"""Files people keep with an order: a trade-in's photos, a signed paper, a letter of the lender."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel.ids import uuid7
from kernel.triggers import append_only
from orders.models.orders import Order


class OrderFile(models.Model):
    """A photo or PDF of the desk, never shown to the customer; kept as it came but for what photos tell."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only(except_columns=())
        constraints = [
            models.UniqueConstraint(fields=["order", "sha256"], name="order_file_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="order_file_has_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.name
