"""Special requests: what no option offers, asked of engineering, answered with a price and days."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

from babel import Locale
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from configurator.models.catalogues import Manufacturer
from configurator.models.configurations import CLEAR_LETTERS, Configuration
from customers.models import Dealership, Scope
from customers.models.scope import need_scope
from kernel.states import StateModel
from kernel.triggers import append_only

if TYPE_CHECKING:
    from customers.models import User

SPECIALS = "specials"  # the freeze class of what the catalogue does not know
LAST_CHANGE = (
    "UPF-IN"  # the milestone after which such a thing is fixed, unless the answer says other
)


def new_request_number() -> str:
    """A number that says nothing about how many there are; it is the code of the price line too."""
    return "SR-" + "".join(secrets.choice(CLEAR_LETTERS) for _ in range(6))


class SpecialKind(models.TextChoices):
    """What kind of wish it is."""

    ACCESSIBILITY = "accessibility", "Accessibility"
    COMMERCIAL = "commercial", "Commercial or fleet"
    EXPORT = "export", "Export market"
    PROTOTYPE = "prototype", "Prototype"
    FREE = "free", "Something else"


class SpecialState(models.TextChoices):
    """Where a request stands."""

    DRAFT = "DRAFT", "Draft"
    ASKED = "ASKED", "Asked"
    IN_REVIEW = "IN_REVIEW", "In review"
    FEASIBLE = "FEASIBLE", "Feasible"
    WITH_CONDITIONS = "WITH_CONDITIONS", "Feasible with conditions"
    REFUSED = "REFUSED", "Not feasible"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


OPEN = (SpecialState.ASKED, SpecialState.IN_REVIEW)
OFFERED = (SpecialState.FEASIBLE, SpecialState.WITH_CONDITIONS)
ANSWERED = (*OFFERED, SpecialState.REFUSED)
VERDICTS = [(state.value, state.label) for state in ANSWERED]


class Upfitter(models.Model):
    """Who fits what the factory does not: a body builder or converter a dealership works with."""

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    manufacturer = models.ForeignKey(
        Manufacturer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The make it converts; empty for any."""
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dealership", "code"], name="upfitter_code_once"),
            models.UniqueConstraint(fields=["id", "dealership"], name="upfitter_with_dealership"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.place}" if self.place else self.name


class SpecialRequestQuerySet(models.QuerySet["SpecialRequest"]):
    def visible_to(self, scope: Scope) -> SpecialRequestQuerySet:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("dealership", "created_by"))

    def for_page(self) -> SpecialRequestQuerySet:
        """With everything a page about it names, in one query."""
        return self.select_related(
            "dealership", "created_by", "asked_by", "reviewer", "approver", "accepted_by",
            "answer__upfitter", "answer__by",
            "configuration__customer", "configuration__model_line__release__manufacturer",
        )  # fmt: skip

    def standing(self) -> SpecialRequestQuerySet:
        """Those that still want to be part of the car."""
        return self.exclude(state=SpecialState.WITHDRAWN)


class SpecialRequest(StateModel):
    """A wish beside the options of one build.

    ``answer`` is the one that holds; it counts once it is accepted, for a prototype approved too,
    and until its last day. Acceptance and approval name the answer they are about, so that a newer
    answer asks for both again.
    """

    number = models.CharField(
        max_length=12, unique=True, default=new_request_number, editable=False
    )
    configuration = models.ForeignKey(
        Configuration, on_delete=models.PROTECT, related_name="specials"
    )
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=SpecialKind.choices)
    title = models.CharField(max_length=120)
    description = models.TextField(max_length=4000)
    quantity = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=30, default="piece")
    destination = models.CharField(
        max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}\Z")]
    )
    """Country (ISO 3166-1 alpha-2) the car goes to, for an export."""
    needed_by = models.DateField(null=True, blank=True)
    state: FSMField = FSMField(
        max_length=20, choices=SpecialState.choices, default=SpecialState.DRAFT, protected=True
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.ForeignKey(
        "SpecialAnswer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_answer = models.ForeignKey(
        "SpecialAnswer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_name = models.CharField(max_length=120, blank=True)
    """The customer who agreed, as the one who wrote it down names him."""
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_answer = models.ForeignKey(
        "SpecialAnswer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = SpecialRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SpecialState.values), name="special_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SpecialKind.values), name="special_kind_known"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="special_is_of_something"),
            models.CheckConstraint(
                condition=~Q(state__in=[*OPEN, *ANSWERED]) | Q(asked_by__isnull=False),
                name="special_was_asked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED) | Q(answer__isnull=False),
                name="special_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(accepted_answer=None, accepted_by=None, accepted_at=None)
                | Q(accepted_answer__isnull=False, accepted_by__isnull=False, accepted_at__isnull=False),
                name="special_acceptance_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("created_by")),
                name="special_approver_is_another",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("asked_by")),
                name="special_four_eyes",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["configuration", "id"], name="special_of_build"),
            models.Index(fields=["dealership", "state", "asked_at"], name="special_worklist"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @transition(field=state, source=[SpecialState.DRAFT, *ANSWERED], target=SpecialState.ASKED)
    def ask(self, *, by: User, at: datetime) -> None:
        """To engineering, or once more."""
        self.asked_by, self.asked_at, self.reviewer = by, at, None

    @transition(field=state, source=SpecialState.ASKED, target=SpecialState.IN_REVIEW)
    def review(self, *, by: User) -> None:
        """Somebody looks at it."""
        self.reviewer = by

    @transition(
        field=state, source=[SpecialState.IN_REVIEW, *ANSWERED], target=SpecialState.FEASIBLE
    )
    def find_feasible(self, *, answer: SpecialAnswer) -> None:
        """It can be done as asked."""
        self.answer, self.reviewer = answer, answer.by

    @transition(
        field=state, source=[SpecialState.IN_REVIEW, *ANSWERED], target=SpecialState.WITH_CONDITIONS
    )
    def set_conditions(self, *, answer: SpecialAnswer) -> None:
        """It can be done on conditions."""
        self.answer, self.reviewer = answer, answer.by

    @transition(
        field=state, source=[SpecialState.IN_REVIEW, *ANSWERED], target=SpecialState.REFUSED
    )
    def refuse(self, *, answer: SpecialAnswer) -> None:
        """It cannot be done."""
        self.answer, self.reviewer = answer, answer.by

    @transition(
        field=state,
        source=[SpecialState.DRAFT, *OPEN, *ANSWERED],
        target=SpecialState.WITHDRAWN,
    )
    def withdraw(self) -> None:
        """Nobody wants it any more."""

    @property
    def is_offered(self) -> bool:
        """Engineering says it can be done."""
        return self.state in OFFERED

    @property
    def is_open(self) -> bool:
        """Engineering has the word."""
        return self.state in OPEN

    @property
    def is_accepted(self) -> bool:
        """The answer that holds is the one that was agreed to."""
        return self.is_offered and self.accepted_answer_id == self.answer_id

    @property
    def needs_approval(self) -> bool:
        """A prototype whose named approver has not signed this answer yet."""
        is_signed = self.approved_answer_id is not None and (
            self.approved_answer_id == self.answer_id
        )
        return self.kind == SpecialKind.PROTOTYPE and not is_signed

    @property
    def destination_name(self) -> str:
        """The country by name; empty where the car stays."""
        return str(Locale("en").territories.get(self.destination, self.destination))

    @property
    def amount_words(self) -> str:
        """How many of what: “2 × seats”; nothing for one piece."""
        if self.quantity == 1:
            return ""
        return f"{self.quantity} × {self.unit}"


class SpecialAnswer(models.Model):
    """What engineering said, once and for all; a newer one supersedes it.

    The amounts are for one unit. ``picks`` and ``market`` are the car it was given for;
    ``is_for_any_car`` says that other options of the same model do not matter.
    """

    request = models.ForeignKey(SpecialRequest, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=20, choices=VERDICTS)
    retail_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    invoice_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(max_length=3)
    added_days = models.PositiveSmallIntegerField(default=0)
    """Working days it adds."""
    freeze_class = models.CharField(max_length=40, default=SPECIALS)
    milestone = models.CharField(max_length=20, default=LAST_CHANGE)
    upfitter = models.ForeignKey(
        Upfitter, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    conditions = models.TextField(max_length=2000, blank=True)
    evidence = models.TextField(max_length=2000, blank=True)
    """What it rests on; for a refusal the reason."""
    valid_until = models.DateField(null=True, blank=True)
    picks = models.JSONField(default=list)
    market = models.CharField(max_length=8, blank=True)
    is_for_any_car = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only(except_columns=())
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="special_answer_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=[value for value, _ in VERDICTS]),
                name="special_verdict_known",
            ),
            models.CheckConstraint(
                condition=Q(retail_amount__gte=0, invoice_amount__gte=0),
                name="special_costs_nothing_or_more",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=SpecialState.WITH_CONDITIONS) | ~Q(conditions=""),
                name="special_conditions_are_said",
            ),
            models.CheckConstraint(
                condition=Q(verdict=SpecialState.REFUSED) | Q(valid_until__isnull=False),
                name="special_offer_ends",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="special_answer_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"Answer {self.number} to {self.request_id}"

    def is_lapsed(self, today: date) -> bool:
        """Its last day has passed."""
        return self.valid_until is not None and self.valid_until < today
