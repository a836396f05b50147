"""Payments through a provider, and what the provider told us about them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel.ids import uuid7
from kernel.money import Money
from kernel.work import WorkQuerySet, WorkRow, WorkState
from orders.models.money import JournalEntry
from orders.models.orders import Order


class Payment(models.Model):
    """Money a customer was asked for. Its id is the key under which the provider knows it.

    Captured is final: whatever the provider says later, the money is in the journal.
    """

    class Purpose(models.TextChoices):
        DEPOSIT = "deposit", "Deposit"
        BALANCE = "balance", "Balance"

    class State(models.TextChoices):
        STARTED = "started", "Started"
        CAPTURED = "captured", "Paid"
        FAILED = "failed", "Not paid"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=80, blank=True)
    url = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    reason = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(
        JournalEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    captured_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(state="captured", entry__isnull=False, captured_at__isnull=False)
                | Q(state__in=["started", "failed"], entry=None, captured_at=None),
                name="payment_captured_with_its_entry",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~Q(provider_ref=""),
                name="payment_reference_once",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="started"), name="payment_one_open_per_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.money}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class ProviderEvent(WorkRow):
    """One message of a payment provider as it came: understood once, or parked with its reason."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    body = models.TextField()
    headers: Any = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    copies = models.PositiveIntegerField(default=0)
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )

    objects = WorkQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="provider_event_once"),
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="provider_event_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="PARKED") | ~Q(error=""),
                name="provider_event_parked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"


class SimulatedCharge(models.Model):
    """The simulated provider's own book. Nothing of ours reads it but through the port and its page."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for the customer"
        PAID = "paid", "Paid"
        DECLINED = "declined", "Declined"

    ref = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    paid_back: Any = models.JSONField(default=dict)
    notify_url = models.CharField(max_length=300)
    return_url = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="simulated_charge_positive")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
