"""Deposits and the journal. Entries balance per currency and never change: a correction is a new entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from customers.models import Dealership
from kernel.money import Money
from kernel.triggers import append_only
from orders.ledger import Account
from orders.models.exports import JournalExport
from orders.models.orders import Order

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

ACCOUNTS = [(account.value, account.value.replace("_", " ").capitalize()) for account in Account]

BALANCED = pgtrigger.Trigger(
    name="balanced",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    declare=[("left_over", "numeric")],
    func="""
        SELECT max(abs(per_currency.total)) INTO left_over FROM (
            SELECT sum(amount) AS total FROM orders_journalline
            WHERE entry_id = NEW.entry_id GROUP BY currency
        ) AS per_currency;
        IF left_over <> 0 THEN
            RAISE EXCEPTION 'Journal entry % does not balance', NEW.entry_id
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)


HAS_LINES = pgtrigger.Trigger(
    name="has_lines",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func="""
        IF NOT EXISTS (SELECT 1 FROM orders_journalline WHERE entry_id = NEW.id) THEN
            RAISE EXCEPTION 'Journal entry % has no lines, so it does not balance', NEW.id
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)
EXPORTED_ONCE = pgtrigger.Trigger(
    name="exported_once",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("export_id"),  # type: ignore[no-untyped-call]
    func="""
        IF OLD.export_id IS NOT NULL THEN
            RAISE EXCEPTION 'Journal entry % is in export % already', OLD.id, OLD.export_id
                USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM orders_journalexport AS made JOIN orders_order AS sold
            ON sold.dealership_id = made.dealership_id
            WHERE made.id = NEW.export_id AND sold.id = NEW.order_id
        ) THEN
            RAISE EXCEPTION 'Export % is another dealership''s', NEW.export_id
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class JournalEntry(models.Model):
    """One business fact in money. ``export`` is set once, when the bookkeeping has got it."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="journal")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=100, unique=True)
    text = models.CharField(max_length=200)
    posted_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_at = models.DateTimeField(db_default=Now())
    export = models.ForeignKey(
        JournalExport, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )

    lines: RelatedManager[JournalLine]

    class Meta:
        indexes = [models.Index(fields=["order", "posted_at"], name="journal_of_order")]
        triggers = [*append_only(except_columns=("export",)), HAS_LINES, EXPORTED_ONCE]

    def __str__(self) -> str:
        return self.text


class JournalLine(models.Model):
    """Positive is a debit, negative a credit."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(max_length=24, choices=ACCOUNTS)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="journal_line_not_zero"),
            models.CheckConstraint(
                condition=Q(account__in=[account.value for account in Account]),
                name="journal_account_known",
            ),
        ]
        triggers = [*append_only(except_columns=()), BALANCED]

    def __str__(self) -> str:
        return f"{self.account} {self.amount} {self.currency}"


class Deposit(models.Model):
    """Money a customer paid ahead, once per reference of the payment."""

    class Method(models.TextChoices):
        CARD = "card", "Card"
        TRANSFER = "transfer", "Bank transfer"
        CHEQUE = "cheque", "Cheque"
        CASH = "cash", "Cash"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="deposits")
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=10, choices=Method.choices)
    reference = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dealership", "reference"], name="deposit_reference_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deposit_positive"),
        ]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"{self.money} by {self.get_method_display()}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
