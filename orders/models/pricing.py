"""What prices are made of, per dealership and jurisdiction, and the price sheets given to customers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Self

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from customers.models import Dealership, Role
from kernel.money import Money
from kernel.triggers import append_only, audited
from orders import price_sheet
from orders.models.orders import Order
from orders.signing import AgreedTerms

TAX_CLASSES = [(name.value, name.value.replace("_", " ")) for name in price_sheet.TaxClass]


@pghistory.track(meta=audited())
class OrderTerms(models.Model):
    """How one dealership sells: how long a quote holds, what a cancellation costs, what is signed."""

    dealership = models.OneToOneField(Dealership, on_delete=models.PROTECT, related_name="+")
    number_prefix = models.CharField(max_length=6, unique=True)
    quote_valid_days = models.PositiveSmallIntegerField(default=14)
    close_after_days = models.PositiveSmallIntegerField(default=30)
    credit_valid_days = models.PositiveSmallIntegerField(default=60)
    handling_fee_amount = models.DecimalField(max_digits=14, decimal_places=2)
    forfeit_limit_amount = models.DecimalField(max_digits=14, decimal_places=2)
    registration_amount = models.DecimalField(max_digits=14, decimal_places=2)
    change_fee_amount = models.DecimalField(
        "fee for a change at the factory",
        max_digits=14,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    rush_fee_amount = models.DecimalField(
        "fee for a rush",
        max_digits=14,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    change_offer_days = models.PositiveSmallIntegerField(
        "days an offer of a change holds", default=7, db_default=7
    )
    protection_days = models.PositiveSmallIntegerField(
        "days a signed price is protected",
        null=True,
        blank=True,
        help_text="Left empty, until the car is handed over.",
    )
    four_eyes = models.BooleanField(
        "two people look at a build sheet",
        default=True,
        db_default=True,
        help_text="Who sold or specified a car does not check its build sheet himself.",
    )
    delay_free_days = models.PositiveSmallIntegerField(
        "days beyond the promise after which a cancellation is free",
        null=True,
        blank=True,
        help_text="Left empty, a delay alone makes no cancellation free.",
    )
    delivers_on_account = models.BooleanField(
        "a car may be handed over before it is paid", default=True, db_default=True
    )
    hourly_rate_amount = models.DecimalField(
        "cost of an hour of coordination",
        max_digits=8,
        decimal_places=2,
        default=Decimal(0),
        db_default=Decimal(0),
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(max_length=3, default="USD")
    consent_text = models.TextField()
    terms_text = models.TextField()

    class Meta:
        verbose_name_plural = "order terms"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    handling_fee_amount__gte=0,
                    forfeit_limit_amount__gte=0,
                    registration_amount__gte=0,
                ),
                name="terms_amounts_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"Terms of {self.dealership}"

    @property
    def agreed(self) -> AgreedTerms:
        """What somebody agrees to who signs on these terms today."""
        return AgreedTerms(
            self.terms_text,
            self.currency,
            self.handling_fee_amount,
            self.forfeit_limit_amount,
            self.protection_days,
            self.delay_free_days,
        )


class DealerFee(models.Model):
    """A fee that every quote of a dealership carries."""

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    text = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    tax_class = models.CharField(max_length=12, choices=TAX_CLASSES, default="service")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dealership", "code"], name="dealer_fee_code_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="dealer_fee_not_negative"),
        ]

    def __str__(self) -> str:
        return self.text


class TaxRuleQuerySet(models.QuerySet["TaxRule"]):
    def in_force(self, *, country: str, subdivision: str, today: date) -> Self:
        """The rules of a jurisdiction on a day."""
        running = Q(valid_to=None) | Q(valid_to__gte=today)
        return self.filter(
            running, country=country, subdivision=subdivision, valid_from__lte=today
        ).order_by("position", "code")


class TaxRule(models.Model):
    """One tax of one jurisdiction: its rate and the tax classes it is charged on.

    Where a trade-in or a rebate lowers the base, ``classes`` names ``trade_in`` or ``rebate``.
    """

    country = models.CharField(max_length=2)
    subdivision = models.CharField(max_length=6, blank=True)
    code = models.CharField(max_length=20)
    text = models.CharField(max_length=80)
    rate = models.DecimalField(max_digits=8, decimal_places=5)
    classes = models.JSONField()
    position = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = TaxRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "subdivision", "code", "valid_from"],
                name="tax_rule_once",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=100), name="tax_rule_rate_sane"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="tax_rule_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} {self.rate}% ({self.country}-{self.subdivision})"


class DiscountLimit(models.Model):
    """How far a role may go below the price of the car on its own, in percent."""

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dealership", "role"], name="discount_limit_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="discount_limit_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.percent}%"


class QuoteVersion(models.Model):
    """A price sheet as it was given. ``terms`` alone gives ``sheet`` again; both are under ``sha256``."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="quotes")
    number = models.PositiveSmallIntegerField()
    specification = models.ForeignKey(
        "configurator.Specification", on_delete=models.PROTECT, related_name="+"
    )
    terms = models.JSONField()
    sheet = models.JSONField()
    delivery = models.JSONField(default=list, db_default=[])
    """The premium delivery that was sold, as `orders.commands.planning.frozen` keeps it."""
    sha256 = models.CharField(max_length=64)
    total_amount = models.DecimalField(max_digits=14, decimal_places=2)
    cost_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    currency = models.CharField(max_length=3)
    valid_until = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="quote_version_once"),
            models.CheckConstraint(
                condition=Q(total_amount__gte=0), name="quote_total_not_negative"
            ),
        ]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"Quote {self.number} of {self.order}"

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)

    def recomputed(self) -> price_sheet.PriceSheet:
        """The price computed again from what was stored; equals ``sheet`` for ever."""
        return price_sheet.calculate(price_sheet.Terms.from_json(self.terms))
