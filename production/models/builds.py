"""The factory's object for one specification, what happened to it, and what was learnt from it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django_fsm import FSMField, transition

from customers.models import Dealership, Scope
from customers.models.scope import need_scope
from kernel.events import Event, EventQuerySet
from kernel.states import StateModel
from kernel.triggers import append_only, audited
from production import milestones
from production.carriage import Carriage
from production.milestones import CUSTOMER_MILESTONES, STAGE_WORDS, Mark, Stage
from production.models.slots import Plant, Reservation


class BuildState(models.TextChoices):
    """What we and the factory agreed on; where the car stands is `stage`."""

    OPENED = "OPENED", "Waiting to be sent"
    TRANSMITTED = "TRANSMITTED", "Sent, not yet acknowledged"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Accepted by the factory"
    REJECTED = "REJECTED", "Refused by the factory"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


ENDED = [BuildState.REJECTED, BuildState.WITHDRAWN]
EDGES = [
    ("OPENED", "TRANSMITTED"),
    ("OPENED", "ACKNOWLEDGED"),
    ("OPENED", "REJECTED"),
    ("OPENED", "WITHDRAWN"),
    ("TRANSMITTED", "ACKNOWLEDGED"),
    ("TRANSMITTED", "REJECTED"),
    ("TRANSMITTED", "WITHDRAWN"),
    ("ACKNOWLEDGED", "REJECTED"),
    ("ACKNOWLEDGED", "WITHDRAWN"),
]


class Kind(models.TextChoices):
    """What may happen to a build; the dispatcher wants a subscriber list for each."""

    OPENED = "build.opened", "Build opened"
    TRANSMITTED = "build.transmitted", "Sent to the factory"
    ACKNOWLEDGED = "build.acknowledged", "Accepted by the factory"
    REJECTED = "build.rejected", "Refused by the factory"
    MILESTONE = "build.milestone", "Milestone"
    WINDOW_CHANGED = "build.window_changed", "Delivery window changed"
    SLOT_MOVED = "build.slot_moved", "Build slot moved"
    CHANGE_ASKED = "build.change_asked", "Factory asked for a change"
    CHANGE_ANSWERED = "build.change_answered", "Factory answered a change"
    AS_BUILT = "build.as_built", "As-built codes received"
    QUALITY = "build.quality", "Quality result"
    QUALITY_HOLD = "build.quality_hold", "Quality hold"
    TRANSPORT = "build.transport", "Transport"
    EXCEPTION_RAISED = "build.exception_raised", "Exception raised"
    EXCEPTION_SNOOZED = "build.exception_snoozed", "Exception snoozed"
    EXCEPTION_ASSIGNED = "build.exception_assigned", "Exception assigned"
    EXCEPTION_RESOLVED = "build.exception_resolved", "Exception resolved"
    SILENT = "build.silent", "Factory silent"
    PDI_FAILED = "build.pdi_failed", "Preparation found faults"
    PDI_PASSED = "build.pdi_passed", "Prepared for handover"
    APPOINTMENT_BOOKED = "build.appointment_booked", "Handover booked"
    LOST = "build.lost", "Lost in transit, replacement asked for"
    WITHDRAWN = "build.withdrawn", "Build withdrawn"
    DETACHED = "build.detached", "Kept as a stock unit"
    ADOPTED = "build.adopted", "Taken over by a customer"


class BuildQuerySet(models.QuerySet["Build"]):
    def visible_to(self, scope: Scope) -> Self:
        """:raises ScopeMissing: when called without one."""
        return self.filter(dealership__in=need_scope(scope).dealership_ids)

    def live(self) -> Self:
        """At the factory or on its way: neither refused, withdrawn nor handed over."""
        return self.exclude(state__in=ENDED).exclude(stage=Stage.HANDED_OVER)

    def underway(self) -> Self:
        """Live and not yet ready for handover."""
        return self.live().exclude(stage=Stage.PREPARED)

    def current(self) -> Self:
        """The build that counts for its order number."""
        return self.exclude(state__in=ENDED).filter(is_stock=False)


@pghistory.track(
    model_name="BuildHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history"),
    meta=audited(),
)
class Build(StateModel):
    """One car at the factory. It carries the order number as text and never refers to an order."""

    order_number = models.CharField(max_length=30)
    sold_as = models.CharField(
        "order that took the car over", max_length=30, blank=True, default="", db_default=""
    )
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    manufacturer = models.ForeignKey(
        "configurator.Manufacturer", on_delete=models.PROTECT, related_name="+"
    )
    specification = models.ForeignKey(
        "configurator.Specification", on_delete=models.PROTECT, related_name="+"
    )
    model_line_code = models.CharField(max_length=60)
    model_name = models.CharField(max_length=120, blank=True)
    codes = models.JSONField(default=list)
    reservation = models.OneToOneField(
        Reservation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="build",
    )
    plant = models.ForeignKey(
        Plant, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    slot_week = models.DateField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(default=5)
    factory_ref = models.CharField(max_length=60, blank=True)
    vin = models.CharField(max_length=17, blank=True)
    state = FSMField(default=BuildState.OPENED, choices=BuildState.choices, protected=True)
    is_stock = models.BooleanField(default=False)

    # the fold of the milestones
    stage = models.CharField(
        max_length=12,
        choices=[(s.value, STAGE_WORDS[s]) for s in Stage],
        default=Stage.OPENED.value,
    )
    last_code = models.CharField(max_length=20, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    customer_milestone = models.CharField(max_length=20, blank=True)
    is_on_hold = models.BooleanField(default=False)
    has_upfit = models.BooleanField(default=False)
    extra_days = models.PositiveSmallIntegerField(default=0)
    upfit_days = models.PositiveSmallIntegerField(default=0, db_default=0)
    carriage = models.JSONField(default=dict, db_default={})
    current_leg = models.CharField(max_length=12, blank=True)
    leg_since = models.DateTimeField(null=True, blank=True)

    # the promise, which never changes, and the live estimate
    promised_from = models.DateField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    estimate_p10 = models.DateField(null=True, blank=True)
    estimate_p50 = models.DateField(null=True, blank=True)
    estimate_p90 = models.DateField(null=True, blank=True)
    estimate_basis = models.CharField(max_length=300, blank=True)
    estimate_size = models.PositiveIntegerField(default=0)
    estimate_risk = models.FloatField(default=0.0)
    estimated_at = models.DateTimeField(null=True, blank=True)

    opened_at = models.DateTimeField()
    transmitted_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    last_heard_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    objects = BuildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_number"],
                condition=~Q(state__in=["REJECTED", "WITHDRAWN"]) & Q(is_stock=False),
                name="build_one_live_per_order",
            ),
            models.UniqueConstraint(
                fields=["manufacturer", "factory_ref"],
                condition=~Q(factory_ref="") & ~Q(state__in=["REJECTED", "WITHDRAWN"]),
                name="build_factory_ref_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BuildState.values), name="build_state_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[s.value for s in Stage]),
                name="build_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(customer_milestone__in=["", *CUSTOMER_MILESTONES]),
                name="build_customer_milestone_known",
            ),
            models.CheckConstraint(
                condition=Q(promised_from=None)
                | Q(promised_on=None)
                | Q(promised_from__lte=F("promised_on")),
                name="build_promise_ordered",
            ),
            models.CheckConstraint(
                condition=Q(estimate_p10=None)
                | Q(
                    estimate_p10__lte=F("estimate_p50"),
                    estimate_p50__lte=F("estimate_p90"),
                ),
                name="build_estimate_ordered",
            ),
            models.CheckConstraint(condition=Q(priority__lte=9), name="build_priority_known"),
            models.UniqueConstraint(fields=["id", "dealership"], name="build_with_dealership"),
        ]
        indexes = [
            models.Index(fields=["dealership", "-id"], name="build_list"),
            models.Index(fields=["stage", "-id"], name="build_stage"),
            models.Index(fields=["order_number", "-id"], name="build_order_number"),
            models.Index(fields=["manufacturer", "current_leg"], name="build_current_leg"),
        ]
        triggers = [pgtrigger.FSM(name="build_edges", field="state", transitions=EDGES)]

    def __str__(self) -> str:
        return self.order_number

    def get_absolute_url(self) -> str:
        return reverse("production:build", args=[self.order_number])

    @property
    def present_number(self) -> str:
        """The number of the order the car belongs to now; the factory knows it by ``order_number``."""
        return self.sold_as or self.order_number

    @property
    def slack_days(self) -> int | None:
        """Days between the expected day and the promise; negative when it will be late."""
        if self.promised_on is None or self.estimate_p50 is None:
            return None
        return (self.promised_on - self.estimate_p50).days

    @property
    def is_live(self) -> bool:
        return self.state not in ENDED and self.stage != Stage.HANDED_OVER

    @property
    def way(self) -> Carriage:
        """What is agreed about its way to the customer."""
        return Carriage.from_json(self.carriage)

    def marks(self) -> list[Mark]:
        """Its milestones as the pure fold wants them."""
        return [
            Mark(row.sequence, row.occurred_at, row.code, row.occurrence)
            for row in self.milestones.all()
        ]

    @transition(field=state, source=BuildState.OPENED, target=BuildState.TRANSMITTED)
    def transmit(self, *, factory_ref: str, at: datetime) -> None:
        self.factory_ref, self.transmitted_at, self.last_heard_at = factory_ref, at, at

    @transition(
        field=state,
        source=[BuildState.OPENED, BuildState.TRANSMITTED],
        target=BuildState.ACKNOWLEDGED,
    )
    def acknowledge(self, *, factory_ref: str, at: datetime) -> None:
        self.factory_ref = factory_ref or self.factory_ref
        self.acknowledged_at = at

    @transition(
        field=state,
        source=[BuildState.OPENED, BuildState.TRANSMITTED, BuildState.ACKNOWLEDGED],
        target=BuildState.REJECTED,
    )
    def reject(self) -> None:
        """The factory does not build it; its place is given back by the command."""

    @transition(
        field=state,
        source=[BuildState.OPENED, BuildState.TRANSMITTED, BuildState.ACKNOWLEDGED],
        target=BuildState.WITHDRAWN,
    )
    def withdraw(self) -> None:
        """Nobody wants it built any more."""


class Milestone(models.Model):
    """One member of a build's milestone set; never changed, never removed."""

    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="milestones")
    code = models.CharField(max_length=20)
    occurrence = models.PositiveSmallIntegerField(default=1)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    sequence = models.BigIntegerField()
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["build", "code", "occurrence"],
                name="milestone_once_per_occurrence",
            ),
            models.CheckConstraint(
                condition=Q(code__in=sorted(milestones.MEANINGS)),
                name="milestone_code_known",
            ),
        ]
        indexes = [models.Index(fields=["build", "sequence"], name="milestone_of_build")]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"{self.code} of {self.build}"

    @property
    def words(self) -> str:
        return milestones.meaning_of(self.code).words


class BuildEvent(Event):
    """Something that happened to a build: timeline, audit trail and outbox of the fulfilment."""

    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="events")

    objects = EventQuerySet.as_manager()

    class Meta(Event.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="buildevent_kind_known")
        ]
        indexes = [
            *Event.Meta.indexes,
            models.Index(fields=["build", "-id"], name="buildevent_timeline"),
        ]

    @property
    def words(self) -> str:
        return str(Kind(self.kind).label)
