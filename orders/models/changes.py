"""Changes of an ordered car: what was wished, worked out, offered, signed and answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from customers.models import Dealership
from kernel.states import StateModel
from orders import changing
from orders.changing import TRANSITIONS
from orders.models.orders import Order
from orders.models.pricing import QuoteVersion
from production.milestones import MEANINGS

type Move = Callable[..., None]


class ChangeState(models.TextChoices):
    ASKED = changing.ASKED, "Asked for"
    PROPOSED = changing.PROPOSED, "Waits for a manager"
    OFFERED = changing.OFFERED, "Offered to the customer"
    SENT = changing.SENT, "With the factory"
    CONFIRMED = changing.CONFIRMED, "Confirmed"
    REFUSED = changing.REFUSED, "Refused by the factory"
    WITHDRAWN = changing.WITHDRAWN, "Withdrawn"
    EXPIRED = changing.EXPIRED, "Offer expired"


class ChangeQuerySet(models.QuerySet["ChangeRequest"]):
    def open(self) -> Self:
        """Neither answered nor given up."""
        return self.filter(state__in=changing.OPEN)

    def offers_over(self, *, today: date) -> Self:
        """Offered, not signed, and their last day before ``today``."""
        offered = (changing.PROPOSED, changing.OFFERED)
        return self.filter(state__in=offered, valid_until__lt=today)


def _move(field: FSMField, name: str) -> Callable[[Move], Move]:
    sources, target = TRANSITIONS[name]
    decorator: Callable[[Move], Move] = transition(field=field, source=list(sources), target=target)
    return decorator


class ChangeRequest(StateModel):
    """One change of one order. ``card`` is what was worked out, as it was shown and signed.

    ``quote`` is the price sheet of the changed car; the order takes it over when the change is
    confirmed, and stays on its own where it is refused.
    """

    class Cause(models.TextChoices):
        CUSTOMER = "customer", "The customer's wish"
        DEALER = "dealer", "Ours"
        MAKER = "maker", "The manufacturer's"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=10, choices=Cause.choices)
    wish = models.CharField(max_length=500, blank=True)
    state: FSMField = FSMField(
        max_length=12, choices=ChangeState.choices, default=ChangeState.ASKED, protected=True
    )
    state_since = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    quote = models.OneToOneField(
        QuoteVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="change"
    )
    card: models.Field[Any, Any] = models.JSONField(default=dict)
    valid_until = models.DateField(null=True, blank=True)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    request_key = models.CharField(max_length=100, blank=True)
    said = models.CharField(max_length=500, blank=True)
    """Why it ended as it did."""
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="change_number_once"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=changing.OPEN),
                name="change_one_open_per_order",
            ),
            models.UniqueConstraint(
                fields=["request_key"],
                condition=~Q(request_key=""),
                name="change_request_key_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="change_state_known"
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("offered_by")),
                name="change_released_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["PROPOSED", "OFFERED", "SENT", "CONFIRMED", "REFUSED"])
                | Q(quote__isnull=False, valid_until__isnull=False),
                name="change_priced_once_offered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SENT", "CONFIRMED", "REFUSED"])
                | Q(signed_at__isnull=False),
                name="change_signed_before_it_counts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=Q(state__in=["PROPOSED", "OFFERED"]),
                name="change_offers_open",
            )
        ]
        triggers = [
            pgtrigger.FSM(name="legal_edges", field="state", transitions=list(changing.EDGES))
        ]

    def __str__(self) -> str:
        return f"Change {self.number} of {self.order}"

    @property
    def is_open(self) -> bool:
        return self.state in changing.OPEN

    # ---- transitions: they move state and set fields, nothing else

    @_move(state, "propose")
    def propose(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "offer")
    def offer(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "send")
    def send(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "confirm")
    def confirm(self, *, at: datetime) -> None:
        self.state_since = self.ended_at = at

    @_move(state, "refuse")
    def refuse(self, *, at: datetime) -> None:
        self.state_since = self.ended_at = at

    @_move(state, "withdraw")
    def withdraw(self, *, at: datetime) -> None:
        self.state_since = self.ended_at = at

    @_move(state, "expire")
    def expire(self, *, at: datetime) -> None:
        self.state_since = self.ended_at = at


class FreezeRule(models.Model):
    """A dealership's safer rule about a class of options: stricter than the maker's, never looser."""

    class Answer(models.TextChoices):
        ASK = "ask", "Ask the factory"
        LATER = "later", "Only after the build"
        NO = "no", "No change"

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    freeze_class = models.CharField(max_length=40)
    milestone = models.CharField(
        max_length=12, choices=[(code, meaning.words) for code, meaning in MEANINGS.items()]
    )
    answer_after = models.CharField(max_length=8, choices=Answer.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dealership", "freeze_class", "milestone"], name="freeze_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(answer_after__in=["ask", "later", "no"]), name="freeze_rule_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.freeze_class} after {self.milestone}: {self.get_answer_after_display()}"
