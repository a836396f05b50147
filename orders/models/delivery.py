"""How a car gets to its customer: what a dealership offers beyond the ordinary, and the plan of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models import Dealership
from kernel.money import Money
from orders.models.orders import Order
from production.carriage import Carriage


class DeliveryServiceQuerySet(models.QuerySet["DeliveryService"]):
    def offered_by(self, dealership: Dealership, currency: str) -> Self:
        """What the dealership sells today in a currency: the way first, then the place."""
        return (
            self.filter(dealership=dealership, currency=currency, is_active=True)
            .select_related("at")
            .order_by("kind", "text", "code")
        )


class DeliveryService(models.Model):
    """One premium delivery of a dealership: what the customer pays, what it costs, what it does to the date.

    ``days`` are working days: of an enclosed or priority way how much longer than the ordinary one it
    takes (below 0: sooner), of a handover elsewhere how long the car needs to get there.
    """

    class Kind(models.TextChoices):
        ENCLOSED = "enclosed", "Enclosed transport"
        PRIORITY = "priority", "Priority carrier lane"
        HOME = "home", "Handover at home"
        ELSEWHERE = "elsewhere", "Handover at another dealership of the group"

    PLACES = (Kind.HOME, Kind.ELSEWHERE)

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=120)
    carrier = models.CharField(max_length=80, blank=True)
    at = models.ForeignKey(
        Dealership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where the car is handed over, if it is another dealership.",
    )
    days = models.SmallIntegerField("working days", default=0)
    retail_amount = models.DecimalField("price", max_digits=14, decimal_places=2)
    invoice_amount = models.DecimalField(
        "what it costs us", max_digits=14, decimal_places=2, default=Decimal(0)
    )
    currency = models.CharField(max_length=3, default="USD")
    is_active = models.BooleanField(default=True)

    objects = DeliveryServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dealership", "code"], name="delivery_service_code_once"
            ),
            models.CheckConstraint(
                condition=Q(retail_amount__gte=0, invoice_amount__gte=0),
                name="delivery_service_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["enclosed", "priority", "home", "elsewhere"]),
                name="delivery_service_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="elsewhere", at__isnull=False)
                | (~Q(kind="elsewhere") & Q(at__isnull=True)),
                name="delivery_service_elsewhere_is_somewhere",
                violation_error_message="Name the other dealership for a handover elsewhere, and only then.",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=0) | ~Q(kind__in=["home", "elsewhere"]),
                name="delivery_service_place_takes_time",
                violation_error_message="A handover elsewhere cannot make the car come sooner.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text}, {self.retail}"

    @property
    def retail(self) -> Money:
        return Money(self.retail_amount, self.currency)

    @property
    def is_place(self) -> bool:
        """It says where the car is handed over, not how it travels."""
        return self.kind in self.PLACES

    @property
    def carriage(self) -> Carriage:
        """What it alone does to the way of a car."""
        return Carriage(
            mode="enclosed truck" if self.kind == self.Kind.ENCLOSED else "",
            carrier=self.carrier,
            services=(str(self.kind),),
            destination=self.at.name if self.at is not None else "",
            way_days=0 if self.is_place else self.days,
            extra_days=self.days if self.is_place else 0,
        )


class DeliveryPlan(models.Model):
    """How one order's car is to come: made when the order is approved, shown on it, and kept up to date.

    ``carriage`` is what was sold about the way (`production.carriage`), ``place`` where the car is handed over.
    """

    class Handover(models.TextChoices):
        HERE = "here", "At the dealership"
        HOME = "home", "At the customer's home"
        ELSEWHERE = "elsewhere", "At another dealership of the group"

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="delivery_plan")
    lane = models.CharField(max_length=200)
    mode = models.CharField(max_length=60, blank=True)
    carrier = models.CharField(max_length=120, blank=True)
    handover = models.CharField(max_length=10, choices=Handover.choices, default=Handover.HERE)
    at = models.ForeignKey(
        Dealership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(max_length=300)
    carriage = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handover__in=["here", "home", "elsewhere"]),
                name="delivery_plan_handover_known",
            ),
            models.CheckConstraint(
                condition=Q(handover="elsewhere", at__isnull=False)
                | (~Q(handover="elsewhere") & Q(at__isnull=True)),
                name="delivery_plan_elsewhere_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery of {self.order}: {self.words}"

    @property
    def words(self) -> str:
        """Lane, mode and carrier in one line."""
        by = f"by {self.mode}" if self.mode else ""
        with_whom = f"with {self.carrier}" if self.carrier else ""
        return ", ".join(part for part in (self.lane, by, with_whom) if part)

    @property
    def way(self) -> Carriage:
        return Carriage.from_json(self.carriage)
