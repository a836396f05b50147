"""What happened to an order: timeline, audit trail, statistics and outbox in one append-only table."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from kernel.events import Event, EventQuerySet
from orders.models.orders import Order


class Kind(models.TextChoices):
    QUOTED = "order.quoted", "Quote given"
    REVISED = "order.revised", "Quote taken back for revision"
    DISCARDED = "order.discarded", "Draft discarded"
    EXPIRED = "order.expired", "Quote expired"
    DISCOUNT_APPROVED = "order.discount_approved", "Discount approved"
    ACCEPTED = "order.accepted", "Order signed"
    DEPOSIT_RECEIVED = "order.deposit_received", "Deposit received"
    VALIDATED = "order.validated", "Build sheet checked"
    VALIDATION_FAILED = "order.validation_failed", "No longer buildable"
    CREDIT_APPROVED = "order.credit_approved", "Credit approved"
    CREDIT_APPLIED = "order.credit_applied", "Credit asked for"
    CREDIT_CONDITIONAL = "order.credit_conditional", "Credit approved on conditions"
    CREDIT_CONDITION_MET = "order.credit_condition_met", "Condition of the credit met"
    CREDIT_ENDING = "order.credit_ending", "Credit ends before the car comes"
    CREDIT_DECLINED = "order.credit_declined", "Credit declined"
    CREDIT_LAPSED = "order.credit_lapsed", "Credit approval lapsed"
    SLOT_HELD = "order.slot_held", "Build slot held"
    PROMISED = "order.promised", "Delivery window promised"
    APPROVED = "order.approved", "Order approved"
    SUBMITTED = "order.submitted", "Sent to the factory"
    RESUBMITTED = "order.resubmitted", "Taken back for correction"
    ACKNOWLEDGED = "order.acknowledged", "Accepted by the factory"
    REJECTED = "order.rejected", "Rejected by the factory"
    SCHEDULED = "order.scheduled", "Build slot confirmed"
    FELL_BACK = "order.fell_back", "Back in the order bank"
    STARTED = "order.started", "Production started"
    SCRAPPED = "order.scrapped", "Body scrapped, built again"
    BUILT = "order.built", "Built"
    DEPARTED = "order.departed", "Left the plant"
    LOSS_REPORTED = "order.loss_reported", "Loss in transit reported"
    DAMAGE_REPORTED = "order.damage_reported", "Damage reported"
    LOST = "order.lost", "Lost in transit, to be replaced"
    ARRIVED = "order.arrived", "Arrived at the dealership"
    MADE_READY = "order.made_ready", "Ready for handover"
    DELIVERED = "order.delivered", "Handed over"
    INVOICED = "order.invoiced", "Manufacturer's invoice recorded"
    REVENUE_RECOGNISED = "order.revenue_recognised", "Revenue recognised"
    CLOSED = "order.closed", "Closed"
    CANCELLED = "order.cancelled", "Cancelled"
    SETTLED = "order.settled", "Deposit settled"
    BALANCE_PAID = "order.balance_paid", "Balance paid"
    REFUND_ASKED = "order.refund_asked", "Refund waits for approval"
    REFUND_APPROVED = "order.refund_approved", "Refund approved"
    REFUND_PAID = "order.refund_paid", "Refund paid"
    CANCELLATION_ASKED = "order.cancellation_asked", "Cancellation waits for a manager"
    CANCELLATION_DECLINED = "order.cancellation_declined", "Cancellation at our cost declined"
    MILESTONE = "order.milestone", "Factory milestone"
    WINDOW_CHANGED = "order.window_changed", "Delivery window changed"
    SLOT_MOVED = "order.slot_moved", "Build slot moved"
    PREPARED = "order.prepared", "Prepared for handover"
    DELIVERY_PLANNED = "order.delivery_planned", "Delivery planned"
    HANDOVER_BOOKED = "order.handover_booked", "Handover booked"
    HOLD_PLACED = "order.hold_placed", "Hold placed"
    HOLD_RELEASED = "order.hold_released", "Hold released"
    PRIORITY_SET = "order.priority_set", "Priority changed"
    REASSIGNED = "order.reassigned", "Given to another representative"
    COMMENTED = "order.commented", "Note"
    CALLED = "order.called", "Call"
    FILE_ADDED = "order.file_added", "File added"
    CHANGE_ASKED = "order.change_asked", "Change asked for"
    CHANGE_PROPOSED = "order.change_proposed", "Change waits for a manager"
    CHANGE_OFFERED = "order.change_offered", "Change offered"
    CHANGE_SIGNED = "order.change_signed", "Change signed"
    CHANGE_SENT = "order.change_sent", "Change sent to the factory"
    CHANGE_CONFIRMED = "order.change_confirmed", "Change confirmed"
    CHANGE_REFUSED = "order.change_refused", "Change refused by the factory"
    CHANGE_WITHDRAWN = "order.change_withdrawn", "Change withdrawn"
    CHANGE_EXPIRED = "order.change_expired", "Offer of a change expired"
    DELAY_TOLD = "order.delay_told", "Customer told of a delay"
    NOTHING_NEW = "order.nothing_new", "Customer told where things stand"
    HANDOVER_REMINDED = "order.handover_reminded", "Handover reminder"
    SURVEY_ASKED = "order.survey_asked", "Asked how it was"


class OrderEventQuerySet(EventQuerySet):
    def timeline(self) -> Self:
        """Newest first, as a page shows it."""
        return self.order_by("-occurred_at", "-id")

    def visible_to_customer(self) -> Self:
        """Those that carry a sentence for the customer."""
        return self.filter(body__has_key="customer_text")


class OrderEvent(Event):
    """``source_event`` is the build event it answers: one kind of answer each, however often it is handed on."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    source_event = models.UUIDField(null=True, blank=True)

    objects = OrderEventQuerySet.as_manager()

    class Meta(Event.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="order_event_kind_known"
            ),
            models.UniqueConstraint(
                fields=["source_event", "kind"], name="order_event_once_per_source"
            ),
        ]
        indexes = [
            *Event.Meta.indexes,
            models.Index(fields=["order", "-occurred_at"], name="order_event_timeline"),
        ]

    @property
    def label(self) -> str:
        return Kind(self.kind).label

    @property
    def customer_text(self) -> str:
        """What the customer reads; empty for what is not for him."""
        return str(self.body.get("customer_text", ""))

    @property
    def staff_text(self) -> str:
        """What the people of the dealership read beside the label."""
        return str(self.body.get("text") or self.customer_text)
