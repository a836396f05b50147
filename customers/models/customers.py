"""The people who order cars, and what they agreed to be told on which channel."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Now

from customers.models.dealerships import Dealership
from customers.models.scope import Scope, need_scope
from kernel.triggers import audited

CLEAR_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are mistaken for another


def new_number() -> str:
    """A customer number that says nothing about how many there are."""
    return "C-" + "".join(secrets.choice(CLEAR_LETTERS) for _ in range(6))


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"


FEWEST_DIGITS = 4  # fewer are found in nearly every number


def digits_of(text: str) -> str:
    """The digits of what may be (a part of) a phone number, however it is written; else nothing."""
    if not re.fullmatch(r"[0-9+() .\-/]+", text):
        return ""
    found = re.sub(r"\D", "", text)
    return found if len(found) >= FEWEST_DIGITS else ""


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, scope: Scope) -> CustomerQuerySet:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("dealership", "created_by"))

    def for_dealerships(self, ids: Any) -> CustomerQuerySet:
        return self.filter(dealership__in=ids)

    def of_user(self, user: Any) -> CustomerQuerySet:
        """The customer records one portal account stands for, at any dealership."""
        return self.filter(user=user)

    def search(self, text: str) -> CustomerQuerySet:
        """By name, e-mail, phone or number; every word must be found somewhere."""
        found = self
        for word in text.split()[:6]:
            found = found.filter(
                Q(name__icontains=word)
                | Q(email__icontains=word)
                | Q(phone__icontains=word)
                | (Q(phone_digits__contains=digits_of(word)) if digits_of(word) else Q())
                | Q(number__iexact=word)
            )
        return found


@pghistory.track(exclude=["phone_digits"], meta=audited())
class Customer(models.Model):
    """A dealership's customer. ``user`` is the portal account, once there is one.

    The same person may be a customer of two dealerships: two rows, one account.
    """

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="customers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="customer_records",
    )
    number = models.CharField(max_length=12, unique=True, default=new_number, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_digits = models.GeneratedField(
        expression=Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace"),
        output_field=models.CharField(max_length=40),
        db_persist=True,
    )
    address = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    timezone = models.CharField(max_length=64, default="America/New_York")
    quiet_from = models.TimeField(default=time(21, 0))
    quiet_to = models.TimeField(default=time(8, 0))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "dealership",
                condition=~Q(email=""),
                name="customer_email_once_per_dealership",
                violation_error_message="This dealership already has a customer with this address.",
            ),
            models.UniqueConstraint(fields=["id", "dealership"], name="customer_with_dealership"),
            models.CheckConstraint(condition=~Q(name=""), name="customer_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["dealership", "-id"], name="customer_list"),
            GinIndex(OpClass("phone_digits", name="gin_trgm_ops"), name="customer_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def is_quiet(self, now: datetime) -> bool:
        """Whether the customer's clock stands inside his quiet hours (they may span midnight)."""
        clock = now.astimezone(self.zone).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= clock < self.quiet_to
        return clock >= self.quiet_from or clock < self.quiet_to

    def quiet_until(self, now: datetime) -> datetime:
        """The next end of the quiet hours on the customer's clock."""
        here = now.astimezone(self.zone)
        end = here.replace(
            hour=self.quiet_to.hour, minute=self.quiet_to.minute, second=0, microsecond=0
        )
        if end <= here:
            end += timedelta(days=1)
        return end.astimezone(UTC)


class Consent(models.Model):
    """What a customer said about a channel, when and to whom. The newest row of a channel counts."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    is_granted = models.BooleanField()
    source = models.CharField(max_length=80)
    given_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="consent_channel_known"
            )
        ]
        indexes = [models.Index(fields=["customer", "channel", "-given_at"], name="consent_newest")]

    def __str__(self) -> str:
        word = "agreed" if self.is_granted else "declined"
        return f"{self.customer} {word} to {self.get_channel_display()}"
