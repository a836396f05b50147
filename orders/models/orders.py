"""The order: the promise to a customer, from draft to closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower, Now
from django.urls import reverse
from django_fsm import FSMField, transition

from customers.models import Customer, Dealership
from kernel.states import StateModel
from kernel.triggers import audited
from orders import lifecycle
from orders.lifecycle import TRANSITIONS
from orders.models.fleets import Fleet
from orders.models.states import OrderQuerySet, State
from orders.models.sums import Sums

if TYPE_CHECKING:
    from production.models import Build

type Move = Callable[..., None]


def _move(field: FSMField, name: str) -> Callable[[Move], Move]:
    """The transition of the lifecycle's table, as a decorator."""
    sources, target = TRANSITIONS[name]
    decorator: Callable[[Move], Move] = transition(field=field, source=list(sources), target=target)
    return decorator


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="OrderHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
    exclude=["search_text"],
    meta=audited(),
)
class Order(Sums, StateModel):
    """One car promised to one customer (or to stock). Its state moves only by the methods below.

    Names of others, weeks and figures are copied here when they change, so that lists read one table.
    """

    number = models.CharField(max_length=24, unique=True)
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sales_rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    configuration = models.ForeignKey(
        "configurator.Configuration",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    specification = models.ForeignKey(
        "configurator.Specification",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state: FSMField = FSMField(
        max_length=20, choices=State.choices, default=State.DRAFT, protected=True
    )
    state_since = models.DateTimeField()
    build = models.OneToOneField(
        "production.Build",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    fleet = models.ForeignKey(
        Fleet, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    fleet_unit = models.PositiveSmallIntegerField(null=True, blank=True)
    unit_label = models.CharField(max_length=40, blank=True, db_default="")
    ship_to = models.CharField(max_length=120, blank=True, db_default="")
    intended_use = models.CharField(max_length=80, blank=True, db_default="")
    version = models.PositiveIntegerField(default=1)
    priority = models.PositiveSmallIntegerField(default=5)

    customer_name = models.CharField(max_length=120, blank=True)
    model_name = models.CharField(max_length=160, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    factory_ref = models.CharField(max_length=60, blank=True)
    vin = models.CharField(max_length=17, blank=True)
    slot_week = models.CharField(max_length=8, blank=True)
    last_heard_at = models.DateTimeField(null=True, blank=True)

    stock_unit = models.ForeignKey(
        "production.Build", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The car this order takes over instead of having one built."""

    discount_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    discount_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    quote_number = models.PositiveSmallIntegerField(default=0)
    quote_valid_until = models.DateField(null=True, blank=True)
    credit_status = models.CharField(max_length=12, blank=True)
    credit_until = models.DateField(null=True, blank=True)
    promised_from = models.DateField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    estimate_from = models.DateField(null=True, blank=True)
    estimate_p50 = models.DateField(null=True, blank=True)
    estimate_on = models.DateField(null=True, blank=True)

    created_at = models.DateTimeField(db_default=Now())
    accepted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    search_text = models.GeneratedField(
        expression=Lower(
            Concat(
                "number",
                Value(" "),
                "customer_name",
                Value(" "),
                "model_name",
                Value(" "),
                "vin",
                Value(" "),
                "factory_ref",
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="order_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=lifecycle.WITH_BUILD, build__isnull=False)
                | (~Q(state__in=lifecycle.WITH_BUILD) & Q(build__isnull=True)),
                name="order_build_from_submitted",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | Q(state=State.EXPIRED, quote_number=0)
                | Q(specification__isnull=False),
                name="order_specified_once_quoted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=lifecycle.PROMISED_STATES) | Q(promised_on__isnull=False),
                name="order_promised_once_approved",
            ),
            models.CheckConstraint(
                condition=Q(promised_on__isnull=True, promised_from__isnull=True)
                | Q(promised_from__lte=F("promised_on")),
                name="order_promise_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    estimate_from__isnull=True,
                    estimate_p50__isnull=True,
                    estimate_on__isnull=True,
                )
                | Q(
                    estimate_from__lte=F("estimate_p50"),
                    estimate_p50__lte=F("estimate_on"),
                ),
                name="order_estimate_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    total_amount__gte=0,
                    tax_amount__gte=0,
                    trade_in_amount__gte=0,
                    discount_amount__gte=0,
                    deposit_amount__gte=0,
                    deposit_held_amount__gte=0,
                ),
                name="order_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(discount_approved_by__isnull=True)
                | ~Q(discount_approved_by=F("discount_asked_by")),
                name="order_discount_by_two",
            ),
            models.CheckConstraint(
                condition=Q(priority__lte=9), name="order_priority_zero_to_nine"
            ),
            models.UniqueConstraint(fields=["id", "dealership"], name="order_with_dealership"),
            models.UniqueConstraint(fields=["fleet", "fleet_unit"], name="order_fleet_unit_once"),
            models.CheckConstraint(
                condition=Q(fleet__isnull=True, fleet_unit__isnull=True)
                | Q(fleet__isnull=False, fleet_unit__gte=1),
                name="order_unit_of_its_fleet",
            ),
        ]
        indexes = [
            models.Index(fields=["dealership", "-id"], name="order_list"),
            models.Index(fields=["dealership", "state", "-id"], name="order_list_by_state"),
            models.Index(fields=["sales_rep", "-id"], name="order_list_by_rep"),
            models.Index(fields=["customer"], name="order_of_customer"),
            models.Index(
                fields=["quote_valid_until"],
                condition=Q(state="QUOTED"),
                name="order_quotes_open",
            ),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="order_search"),
        ]
        triggers = [
            pgtrigger.FSM(name="legal_edges", field="state", transitions=list(lifecycle.EDGES)),
            pgtrigger.Protect(
                name="promise_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.promised_on IS NOT NULL AND "
                    "(OLD.promised_from IS DISTINCT FROM NEW.promised_from"
                    " OR OLD.promised_on IS DISTINCT FROM NEW.promised_on)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:detail", args=[self.number])

    @property
    def place_in_fleet(self) -> str:
        """“unit 3 of 12 of fleet F-…”; empty for a single order."""
        if self.fleet is None:
            return ""
        return f"unit {self.fleet_unit} of {self.fleet.size} of fleet {self.fleet.number}"

    @property
    def is_open(self) -> bool:
        return self.state not in lifecycle.END_STATES

    @property
    def slip_days(self) -> int | None:
        """Estimate minus promise in calendar days; None while either is unknown."""
        if self.promised_on is None or self.estimate_p50 is None:
            return None
        return (self.estimate_p50 - self.promised_on).days

    # ---- transitions: they move state and set fields, nothing else

    @_move(state, "quote")
    def quote(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "revise")
    def revise(self, *, at: datetime) -> None:
        self.state_since, self.quote_valid_until = at, None

    @_move(state, "discard")
    def discard(self, *, at: datetime) -> None:
        self.state_since = self.ended_at = at

    @_move(state, "expire")
    def expire(self, *, at: datetime) -> None:
        self.state_since = self.ended_at = at

    @_move(state, "accept")
    def accept(self, *, at: datetime) -> None:
        self.state_since = self.accepted_at = at

    @_move(state, "validate")
    def validate(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "fail_validation")
    def fail_validation(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "approve")
    def approve(self, *, promised_from: date, promised_on: date, at: datetime) -> None:
        self.promised_from, self.promised_on = promised_from, promised_on
        self.state_since = self.approved_at = at

    @_move(state, "lapse_credit")
    def lapse_credit(self, *, at: datetime) -> None:
        self.state_since, self.slot_week = at, ""

    @_move(state, "submit")
    def submit(self, *, build: Build, at: datetime) -> None:
        self.build = build
        self.state_since = self.submitted_at = at

    @_move(state, "acknowledge")
    def acknowledge(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "reject")
    def reject(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "resubmit")
    def resubmit(self, *, at: datetime) -> None:
        self.state_since, self.build, self.factory_ref, self.slot_week = (
            at,
            None,
            "",
            "",
        )

    @_move(state, "schedule")
    def schedule(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "fall_back")
    def fall_back(self, *, at: datetime) -> None:
        self.state_since, self.slot_week = at, ""

    @_move(state, "start")
    def start(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "scrap")
    def scrap(self, *, at: datetime) -> None:
        self.state_since, self.slot_week = at, ""

    @_move(state, "mark_built")
    def mark_built(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "depart")
    def depart(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "replace_lost")
    def replace_lost(self, *, at: datetime) -> None:
        self.state_since, self.slot_week, self.vin = at, "", ""

    @_move(state, "arrive")
    def arrive(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "make_ready")
    def make_ready(self, *, at: datetime) -> None:
        self.state_since = at

    @_move(state, "deliver")
    def deliver(self, *, at: datetime) -> None:
        self.state_since = self.delivered_at = at

    @_move(state, "close")
    def close(self, *, at: datetime) -> None:
        self.state_since = self.ended_at = at

    @_move(state, "cancel")
    def cancel(self, *, at: datetime) -> None:
        self.state_since = self.ended_at = at
        self.build, self.next_step = None, ""
