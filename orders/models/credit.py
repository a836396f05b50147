"""A customer's question to a lender, sealed; what was decided, and on which conditions."""

from __future__ import annotations

import json
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from customers.models import Scope
from customers.models.scope import need_scope
from kernel.money import Money
from kernel.sealing import seal, unseal
from kernel.triggers import append_only
from kernel.work import WorkQuerySet, WorkRow, WorkState
from orders.lenders.base import Applicant
from orders.models.orders import Order

PURPOSE = "credit application"


class CreditApplicationQuerySet(WorkQuerySet):
    def visible_to(self, scope: Scope) -> Self:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("order__dealership", "order__sales_rep"))

    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(answered_at=None)


class CreditApplication(WorkRow):
    """One question to a lender. What the customer said of himself is ``sealed``: the database cannot read it.

    A person answers one whose work is ``SUPPRESSED``.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credit_applications")
    number = models.PositiveSmallIntegerField()
    lender = models.CharField(max_length=20)
    sealed = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    months = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CreditApplicationQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["order", "number"], name="credit_application_number_once"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(answered_at=None),
                name="credit_application_one_open_per_order",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, months__gt=0), name="credit_application_asks_for_money"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="credit_application_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Credit application {self.number} of {self.order}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def applicant(self) -> Applicant:
        """:raises kernel.sealing.Unreadable: when the key is gone."""
        return Applicant.from_json(json.loads(unseal(self.sealed, purpose=PURPOSE)))

    @staticmethod
    def sealed_of(applicant: Applicant) -> str:
        """What is stored of him."""
        return seal(json.dumps(applicant.to_json()), purpose=PURPOSE)


class CreditDecision(models.Model):
    """What a lender or finance said about the money for the car, and until when it holds."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "Credit approved"
        CONDITIONAL = "conditional", "Approved on conditions"
        CASH = "cash", "Cash, no credit needed"
        DECLINED = "declined", "Declined"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credit_decisions")
    application = models.ForeignKey(
        CreditApplication, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    decision = models.CharField(max_length=12, choices=Decision.choices)
    expires_on = models.DateField(null=True, blank=True)
    apr = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    """Who wrote it down; empty for what a lender answered by itself."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=["approved", "conditional", "cash", "declined"]),
                name="credit_decision_known",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["approved", "conditional"])
                | Q(expires_on__isnull=False),
                name="credit_approval_expires",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(application__isnull=False),
                name="credit_decided_by_somebody",
            ),
        ]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return self.get_decision_display()


class CreditCondition(models.Model):
    """What a lender still wants to see before its approval counts."""

    decision = models.ForeignKey(
        CreditDecision, on_delete=models.PROTECT, related_name="conditions"
    )
    text = models.CharField(max_length=200)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="credit_condition_says_what"),
            models.CheckConstraint(
                condition=Q(met_at=None, met_by=None)
                | Q(met_at__isnull=False, met_by__isnull=False),
                name="credit_condition_met_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text
