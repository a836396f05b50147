"""Where two people decide: money that goes back, and a cancellation at our cost."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from customers.models import Scope
from customers.models.scope import need_scope
from kernel.money import Money
from kernel.work import WorkQuerySet, WorkRow, WorkState
from orders.models.money import Deposit, JournalEntry
from orders.models.orders import Order
from orders.models.payments import Payment


class RefundQuerySet(WorkQuerySet):
    def due(self, *, now: datetime) -> Self:
        """What a provider pays back by itself, once a second person agreed."""
        return super().due(now=now).filter(approved_by__isnull=False, payment__isnull=False)

    def visible_to(self, scope: Scope) -> Self:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("order__dealership", "order__sales_rep"))

    def waiting(self) -> Self:
        """Not paid yet, the longest waiting first."""
        return self.exclude(state=WorkState.DONE).order_by("asked_at", "pk")


class Refund(WorkRow):
    """Money owed back to a customer: asked for by one person, approved by another, then paid once.

    With a ``payment`` the provider that took the money gives it back; without, a person does and writes
    down how.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="refunds"
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=10, choices=Deposit.Method.choices, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paid_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField(
        JournalEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RefundQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                name="refund_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="refund_state_known"
            ),
            models.CheckConstraint(
                condition=(Q(state="DONE", entry__isnull=False, approved_by__isnull=False))
                | (~Q(state="DONE") & Q(entry=None)),
                name="refund_paid_after_approval_with_its_entry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.money} of {self.order}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def is_paid(self) -> bool:
        return self.state == WorkState.DONE


class CancellationQuerySet(models.QuerySet["CancellationRequest"]):
    def waiting(self) -> Self:
        return self.filter(decided_at=None)

    def visible_to(self, scope: Scope) -> Self:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("order__dealership", "order__sales_rep"))


class CancellationRequest(models.Model):
    """A representative says that the cause is ours; a manager agrees or not."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="cancellation_requests")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_granted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = CancellationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="cancellation_by_two",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_granted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_granted__isnull=False),
                name="cancellation_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(decided_at=None),
                name="cancellation_one_open_per_order",
            ),
        ]

    def __str__(self) -> str:
        return f"Cancellation of {self.order}"
