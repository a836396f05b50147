"""What was, or is to be, said to a customer: the outgoing queue and the delivery log in one table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from customers.models.customers import Channel, Customer
from customers.models.dealerships import Dealership
from customers.models.scope import Scope, need_scope
from kernel.ids import uuid7
from kernel.work import WorkQuerySet, WorkRow, WorkState


class MessageQuerySet(WorkQuerySet):
    def visible_to(self, scope: Scope) -> MessageQuerySet:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("recipient__dealership", "recipient__created_by"))

    def about(self, subject_kind: str, subject_key: str) -> MessageQuerySet:
        """Everything said about one subject, newest first."""
        return self.filter(subject_kind=subject_kind, subject_key=subject_key).order_by("-id")


class Message(WorkRow):
    """One message to one customer on one channel about one event: never two.

    Texts are rendered when it is queued and never change, so a resend says the same. The
    ``Message-ID`` is made of the key: a mail provider that keeps ids will not deliver it twice.
    A mail to a typed address has no recipient but that address and the dealership it comes from.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    to_address = models.EmailField(max_length=254, blank=True, default="", db_default="")
    dealership = models.ForeignKey(
        Dealership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    kind = models.CharField(max_length=40)
    event_key = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    sent_to = models.CharField(max_length=254, blank=True, default="")

    objects = MessageQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["event_key", "recipient", "channel"], name="message_once_per_event"
            ),
            models.UniqueConstraint(
                fields=["event_key", "to_address"],
                condition=Q(recipient=None),
                name="message_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, to_address="", dealership=None)
                | Q(recipient=None, dealership__isnull=False, channel=Channel.EMAIL)
                & ~Q(to_address=""),
                name="message_to_a_customer_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="message_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="message_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.DONE) | ~Q(sent_to=""), name="message_sent_to_somebody"
            ),
        ]
        indexes = [
            *WorkRow.Meta.indexes,
            models.Index(fields=["recipient", "-id"], name="message_log"),
            models.Index(fields=["subject_kind", "subject_key"], name="message_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient or self.to_address}"

    @property
    def addressee(self) -> Customer:
        """Whom it is for; for a typed address somebody of whom only that is known, not to be saved."""
        if self.recipient is not None:
            return self.recipient
        return Customer(dealership=self.dealership, email=self.to_address)
