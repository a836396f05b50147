"""Cars without a customer: who may sell one, and until when nobody else does."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models import Dealership
from orders import lifecycle
from orders.models.orders import Order


class UnitHoldQuerySet(models.QuerySet["UnitHold"]):
    def standing(self, *, now: datetime) -> Self:
        """Those that keep others away: until their time is over, or as long as their order is open."""
        return self.filter(released_at=None).filter(
            Q(order=None, until__gte=now)
            | (Q(order__isnull=False) & ~Q(order__state__in=lifecycle.END_STATES))
        )


class UnitHold(models.Model):
    """A stock unit kept for one representative, then for the order it was quoted in.

    One that is over is closed by whoever holds the car next.
    """

    build = models.ForeignKey("production.Build", on_delete=models.PROTECT, related_name="+")
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(
        Order, null=True, blank=True, on_delete=models.PROTECT, related_name="unit_holds"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = UnitHoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["build"], condition=Q(released_at=None), name="unit_held_once"
            ),
            models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="unit_hold_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.build} held by {self.by}"
