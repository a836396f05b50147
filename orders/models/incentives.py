"""Money of the manufacturer for a customer: for whom, where, when, and beside which other."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from kernel.money import Money


class IncentiveQuerySet(models.QuerySet["Incentive"]):
    def in_force(self, *, country: str, subdivision: str, today: date) -> Self:
        """Those that run on a day in a place."""
        return self.filter(
            country__in=["", country],
            subdivision__in=["", subdivision],
            valid_from__lte=today,
            valid_to__gte=today,
        ).order_by("code", "pk")


class Incentive(models.Model):
    """Money the manufacturer adds for a model line during some days, for those whom it is meant for.

    One that is set at delivery stands on the quote without a figure: the month of delivery decides.
    """

    class Eligibility(models.TextChoices):
        EVERYBODY = "", "Everybody"
        LOYALTY = "loyalty", "Owner of the make"
        MILITARY = "military", "Military service"
        GRADUATE = "graduate", "Recent graduate"
        FIRST_RESPONDER = "first_responder", "First responder"
        RETAIL = "retail", "Private customers, no fleet"
        FLEET = "fleet", "Fleet orders"

    # What the customer has to show; the others follow from the order itself.
    CLAIMED = (
        Eligibility.LOYALTY,
        Eligibility.MILITARY,
        Eligibility.GRADUATE,
        Eligibility.FIRST_RESPONDER,
    )

    manufacturer_code = models.CharField(max_length=20)
    model_line_code = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=20)
    text = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    valid_from = models.DateField()
    valid_to = models.DateField()
    eligibility = models.CharField(
        "for whom",
        max_length=16,
        choices=Eligibility.choices,
        blank=True,
        default=Eligibility.EVERYBODY,
        db_default="",
    )
    country = models.CharField(
        max_length=2, blank=True, default="", db_default="", help_text="Empty: everywhere."
    )
    subdivision = models.CharField(
        "state or province",
        max_length=6,
        blank=True,
        default="",
        db_default="",
        help_text="Empty: the whole country.",
    )
    stacks_with_others = models.BooleanField(
        default=True,
        db_default=True,
        help_text="If not, the customer gets this one or the others, whichever is more.",
    )
    is_set_at_delivery = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Named on the quote, but not in its total: the month of delivery decides.",
    )

    objects = IncentiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manufacturer_code", "model_line_code", "code", "valid_from"],
                name="incentive_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="incentive_positive"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="incentive_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    eligibility__in=[
                        "",
                        "loyalty",
                        "military",
                        "graduate",
                        "first_responder",
                        "retail",
                        "fleet",
                    ]
                ),
                name="incentive_eligibility_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
