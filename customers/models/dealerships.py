"""Where people work: dealer groups, dealerships, and who does what there."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pghistory
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kernel.calendar import WorkingCalendar
from kernel.loans import LeaseTerms, LoanTerms
from kernel.triggers import audited


class Role(models.TextChoices):
    SALES_REP = "SALES_REP", "Sales representative"
    SALES_MANAGER = "SALES_MANAGER", "Sales manager"
    FINANCE = "FINANCE", "Finance"
    COORDINATOR = "COORDINATOR", "Production coordinator"
    TECHNICIAN = "TECHNICIAN", "Technician"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"


class DealerGroup(models.Model):
    """Dealerships under one roof."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Dealership(models.Model):
    """One dealership; every order, customer and build belongs to exactly one.

    Its time zone decides what "today" means and its place which days are working days.
    """

    group = models.ForeignKey(DealerGroup, on_delete=models.PROTECT, related_name="dealerships")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=64, default="America/New_York")
    currency = models.CharField(max_length=3, default="USD")
    country = models.CharField(max_length=2, default="US")
    subdivision = models.CharField(max_length=6, blank=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    brand_colour = models.CharField(
        max_length=7, default="#14508c", validators=[RegexValidator(r"^#[0-9a-f]{6}\Z")]
    )
    deposit_amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(1000))
    message_silence_days = models.PositiveSmallIntegerField(default=14)
    sends_delays_itself = models.BooleanField(
        "delay messages go out by themselves",
        default=False,
        db_default=False,
        help_text="Otherwise each waits for a coordinator, who looks it over and sends it.",
    )
    special_review_days = models.PositiveSmallIntegerField(
        "working days engineering has to answer a special request",
        default=5,
        db_default=5,
        help_text="Reps read from it when an answer is expected; windows of waiting cars add it.",
    )
    closed_days = models.JSONField(default=list, blank=True)
    loan_apr = models.DecimalField(
        "yearly rate of the example loan (APR, %)",
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="Left empty, the configurator names no monthly payment.",
    )
    loan_months = models.PositiveSmallIntegerField(
        "months of the example loan", default=60, db_default=60
    )
    loan_down_percent = models.DecimalField(
        "down payment of the example loan (% of the price)",
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        db_default=Decimal(10),
    )
    lease_apr = models.DecimalField(
        "yearly rate of the example lease (money factor × 2400, %)",
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="Left empty, quotes name no lease.",
    )
    lease_months = models.PositiveSmallIntegerField(
        "months of the example lease", default=36, db_default=36
    )
    lease_residual_percent = models.DecimalField(
        "residual value of the example lease (% of the list price)",
        max_digits=5,
        decimal_places=2,
        default=Decimal(55),
        db_default=Decimal(55),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deposit_amount__gte=0), name="dealership_deposit_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(message_silence_days__gte=1), name="dealership_silence_at_least_a_day"
            ),
            models.CheckConstraint(
                condition=Q(special_review_days__gte=1, special_review_days__lte=60),
                name="dealership_special_review_in_reach",
            ),
            models.CheckConstraint(
                condition=Q(loan_apr__gte=0, loan_apr__lt=100), name="dealership_loan_apr_is_a_rate"
            ),
            models.CheckConstraint(
                condition=Q(loan_months__gte=1, loan_months__lte=120),
                name="dealership_loan_months_in_reach",
            ),
            models.CheckConstraint(
                condition=Q(loan_down_percent__gte=0, loan_down_percent__lt=100),
                name="dealership_loan_down_percent_below_all",
            ),
            models.CheckConstraint(
                condition=Q(lease_apr__gte=0, lease_apr__lt=100),
                name="dealership_lease_apr_is_a_rate",
            ),
            models.CheckConstraint(
                condition=Q(
                    lease_months__gte=1,
                    lease_months__lte=120,
                    lease_residual_percent__gte=0,
                    lease_residual_percent__lte=100,
                ),
                name="dealership_lease_in_reach",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def loan_terms(self) -> LoanTerms | None:
        """Its example loan; None where it names no rate."""
        if self.loan_apr is None:
            return None
        return LoanTerms(self.loan_apr, self.loan_months, self.loan_down_percent)

    @property
    def lease_terms(self) -> LeaseTerms | None:
        """Its example lease, with nothing paid at once; None where it names no rate."""
        if self.lease_apr is None:
            return None
        return LeaseTerms(self.lease_apr, self.lease_months, self.lease_residual_percent)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def today(self, now: datetime) -> date:
        """The date on the dealership's wall."""
        return now.astimezone(self.zone).date()

    def calendar(self) -> WorkingCalendar:
        """Its working days: the place's public holidays and its own closed days left out."""
        return WorkingCalendar(
            self.country,
            self.subdivision or None,
            frozenset(date.fromisoformat(day) for day in self.closed_days),
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of_staff(self, *roles: str, dealership: Dealership) -> MembershipQuerySet:
        """Active people of a dealership in one of ``roles``."""
        return self.filter(dealership=dealership, role__in=roles, user__is_active=True)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), meta=audited()
)
class Membership(models.Model):
    """A person's role at one dealership. ``may_see_cost`` lets a sales representative see margins."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    may_see_cost = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "dealership", "role"], name="membership_role_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.dealership}"
