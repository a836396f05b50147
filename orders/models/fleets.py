"""Orders that belong together because somebody ordered the same car several times."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from configurator.models.configurations import CLEAR_LETTERS
from customers.models import Customer, Dealership, Scope
from customers.models.scope import need_scope


def new_fleet_number() -> str:
    """A number that says nothing about how many there are."""
    return "F-" + "".join(secrets.choice(CLEAR_LETTERS) for _ in range(6))


class FleetQuerySet(models.QuerySet["Fleet"]):
    def visible_to(self, scope: Scope) -> FleetQuerySet:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("dealership", "sales_rep"))


class Fleet(models.Model):
    """``size`` orders, one for each unit of a plan; each goes its own way after that."""

    number = models.CharField(max_length=12, unique=True, default=new_fleet_number, editable=False)
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    plan = models.OneToOneField(
        "configurator.FleetPlan", on_delete=models.PROTECT, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sales_rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    customer_name = models.CharField(max_length=120, blank=True)
    model_name = models.CharField(max_length=160, blank=True)
    size = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()

    objects = FleetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=2), name="fleet_of_two_at_least"),
            models.UniqueConstraint(fields=["id", "dealership"], name="fleet_with_dealership"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:fleet", args=[self.number])
