"""What can be built where and when, and who has taken which place."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django_fsm import FSMField, transition

from customers.models import Dealership
from kernel.calendar import WorkingCalendar
from kernel.states import StateModel

MONDAY_ONLY = Q(week_start__iso_week_day=1)


class Plant(models.Model):
    """A factory site. Its place and its own closed days make its working calendar."""

    manufacturer = models.ForeignKey(
        "configurator.Manufacturer", on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    subdivision = models.CharField(max_length=6, blank=True)
    timezone = models.CharField(max_length=64, default="UTC")
    closed_days = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manufacturer", "code"], name="plant_code_once")
        ]

    def __str__(self) -> str:
        return self.name

    def calendar(self) -> WorkingCalendar:
        """Its working days."""
        closed = frozenset(date.fromisoformat(day) for day in self.closed_days)
        return WorkingCalendar(self.country, self.subdivision or None, closed)


class LineQuerySet(models.QuerySet["Line"]):
    def building(self, *, manufacturer: object, model_line_code: str) -> Self:
        return self.filter(
            plant__manufacturer=manufacturer,
            model_line_codes__contains=[model_line_code],
        )


class Line(models.Model):
    """A line of a plant and the model lines it can build."""

    plant = models.ForeignKey(Plant, on_delete=models.PROTECT, related_name="lines")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    model_line_codes = models.JSONField(default=list)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plant", "code"], name="line_code_once")]

    def __str__(self) -> str:
        return self.name


class SlotBucketQuerySet(models.QuerySet["SlotBucket"]):
    def usable(self) -> Self:
        """Weeks in which a place may be taken or given up."""
        return self.filter(is_frozen=False, is_shutdown=False)

    def free(self, *, for_rush: bool = False) -> Self:
        """Weeks with a place; those kept back are only for a rush."""
        kept = 0 if for_rush else F("rush_reserve")
        return self.usable().filter(capacity__gt=F("taken") + kept)


class SlotBucket(models.Model):
    """The places of one line in one production week.

    `taken` counts reservations and never passes `capacity`; the last `rush_reserve` places are kept
    back for orders of priority 1. `factory_capacity` is what the factory
    last said; when it cuts a week below what is taken, `capacity` stays and the week is over.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="buckets")
    week_start = models.DateField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0, db_default=0)
    factory_capacity = models.PositiveIntegerField(null=True, blank=True)
    rush_reserve = models.PositiveIntegerField("places kept back for rush", default=0, db_default=0)
    is_frozen = models.BooleanField(default=False)
    is_shutdown = models.BooleanField(default=False)

    objects = SlotBucketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "week_start"], name="bucket_week_once"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="bucket_not_oversold"
            ),
            models.CheckConstraint(condition=MONDAY_ONLY, name="bucket_starts_on_monday"),
        ]
        indexes = [models.Index(fields=["week_start", "line"], name="bucket_board")]

    def __str__(self) -> str:
        return f"{self.line} {self.week_start:%G-W%V}"

    @property
    def excess(self) -> int:
        """How many places are taken beyond what the factory now offers."""
        return max(0, self.taken - (self.factory_capacity or self.capacity))


class OptionLimit(models.Model):
    """No more than `capacity` cars with this option at a plant in a week.

    `factory_capacity` is what the factory last said, None where it said nothing; constraints that
    people entered lower `capacity` below it. Neither ever takes away what is taken.
    """

    plant = models.ForeignKey(Plant, on_delete=models.PROTECT, related_name="option_limits")
    week_start = models.DateField()
    option_code = models.CharField(max_length=60)
    capacity = models.PositiveIntegerField()
    factory_capacity = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plant", "week_start", "option_code"], name="option_limit_once"
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="option_limit_not_oversold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option_code} at {self.plant} {self.week_start:%G-W%V}"


class Allocation(models.Model):
    """How many places of a month a dealership may use for a model line."""

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    manufacturer = models.ForeignKey(
        "configurator.Manufacturer", on_delete=models.PROTECT, related_name="+"
    )
    model_line_code = models.CharField(max_length=60)
    month = models.DateField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dealership", "manufacturer", "model_line_code", "month"],
                name="allocation_month_once",
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="allocation_not_oversold"
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="allocation_month_starts_on_first"
            ),
            models.UniqueConstraint(fields=["id", "dealership"], name="allocation_with_dealership"),
        ]

    def __str__(self) -> str:
        return f"{self.dealership} {self.model_line_code} {self.month:%Y-%m}"


class ReservationState(models.TextChoices):
    HELD = "HELD", "Held"
    CONFIRMED = "CONFIRMED", "Confirmed"
    RELEASED = "RELEASED", "Released"


LIVE = [ReservationState.HELD, ReservationState.CONFIRMED]


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def expired(self, *, now: datetime) -> Self:
        return self.filter(state=ReservationState.HELD, expires_at__lte=now)


class Reservation(StateModel):
    """One place taken by one order: of a bucket, of an allocation, of every limited option."""

    order_number = models.CharField(max_length=30)
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    bucket = models.ForeignKey(SlotBucket, on_delete=models.PROTECT, related_name="reservations")
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="+")
    option_limits = models.ManyToManyField(OptionLimit, related_name="+", blank=True)
    option_codes = models.JSONField(default=list)
    priority = models.PositiveSmallIntegerField(default=5)
    state = FSMField(
        default=ReservationState.HELD, choices=ReservationState.choices, protected=True
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_number"],
                condition=Q(state__in=LIVE),
                name="reservation_one_live_per_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReservationState.values),
                name="reservation_state_known",
            ),
            models.CheckConstraint(condition=Q(priority__lte=9), name="reservation_priority_known"),
            models.UniqueConstraint(
                fields=["id", "dealership"], name="reservation_with_dealership"
            ),
        ]
        indexes = [models.Index(fields=["bucket", "state"], name="reservation_bucket")]
        triggers = [
            pgtrigger.FSM(
                name="reservation_edges",
                field="state",
                transitions=[
                    ("HELD", "CONFIRMED"),
                    ("HELD", "RELEASED"),
                    ("CONFIRMED", "RELEASED"),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_number} in {self.bucket}"

    @transition(field=state, source=ReservationState.HELD, target=ReservationState.CONFIRMED)
    def confirm(self) -> None:
        self.expires_at = None

    @transition(field=state, source=LIVE, target=ReservationState.RELEASED)
    def release(self, *, at: datetime) -> None:
        self.released_at = at
