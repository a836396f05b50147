"""The exception inbox: what a coordinator looks at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from customers.models import Membership, Role, Scope, User
from production import words
from production.models import DELAYS, BuildException, ExceptionKind

SHOWN, BESIDE = 40, 6
TONES = {
    ExceptionKind.LATE: "bad",
    ExceptionKind.REJECTED: "bad",
    ExceptionKind.MISMATCH: "bad",
    ExceptionKind.OVER_CAPACITY: "bad",
    ExceptionKind.NOT_SENT: "bad",
}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One exception, ready to be shown."""

    row: BuildException
    tone: str
    age: str
    has_fix: bool

    @property
    def number(self) -> str:
        return self.row.build.present_number

    @property
    def button(self) -> str:
        """What a person does himself he ticks off; the rest is done for him."""
        return "Mark as done" if self.row.fix.get("action") == "confirm" else "Apply"

    @property
    def is_to_tell(self) -> bool:
        """Whether the proposed answer is a message to the customer, which is looked over first."""
        return self.can_be_told and self.row.fix.get("action") != "move"

    @property
    def can_be_told(self) -> bool:
        """Whether it is something a customer waits to hear of."""
        return self.row.kind in DELAYS

    @property
    def message_url(self) -> str:
        """Where the message is written; a page of the order."""
        return f"/orders/{self.number}/delay/{self.row.pk}/"

    @property
    def answers(self) -> dict[str, str]:
        """Where each answer is posted."""
        return {
            name: reverse(f"production:exception-{name}", args=[self.row.pk])
            for name in ("apply", "snooze", "assign", "resolve")
        }


@dataclass(frozen=True, slots=True)
class KindCount:
    """A filter and how many rows are behind it."""

    value: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Everything the page shows."""

    rows: Sequence[InboxRow]
    kinds: Sequence[KindCount]
    total: int
    mine: int
    asleep: int
    is_cut: bool


def exception_inbox(scope: Scope, *, now: datetime, kind: str = "", who: str = "") -> InboxPage:
    """Open exceptions by what a customer feels most. `who`: "" all awake, "mine", "asleep"."""
    mine = BuildException.objects.visible_to(scope)
    awake = mine.awake(now=now)
    counts = dict(awake.order_by().values_list("kind").annotate(n=Count("pk")))
    others = mine.open().aggregate(
        mine=Count("pk", filter=Q(assigned_to=scope.user)),
        asleep=Count("pk", filter=Q(snoozed_until__gt=now)),
    )
    found = _chosen(mine, awake, scope.user, who, now)
    if kind in ExceptionKind.values:
        found = found.filter(kind=kind)
    rows = list(
        found.select_related("build", "build__plant", "assigned_to").order_by(
            "-impact", "opened_at", "pk"
        )[: SHOWN + 1]
    )
    return InboxPage(
        rows=[inbox_row(row, now) for row in rows[:SHOWN]],
        kinds=[
            KindCount(value, label, counts[value], value == kind)
            for value, label in ExceptionKind.choices
            if counts.get(value)
        ],
        total=sum(counts.values()),
        mine=others["mine"],
        asleep=others["asleep"],
        is_cut=len(rows) > SHOWN,
    )


def pressing(scope: Scope, *, now: datetime) -> list[InboxRow]:
    """The few that hurt most, for the side of another page."""
    rows = BuildException.objects.visible_to(scope).awake(now=now).select_related("build")
    return [inbox_row(row, now) for row in rows.order_by("-impact", "opened_at", "pk")[:BESIDE]]


def inbox_row(row: BuildException, now: datetime) -> InboxRow:
    """One exception, worded."""
    return InboxRow(
        row=row,
        tone=TONES.get(ExceptionKind(row.kind), "warn"),
        age=words.age(row.opened_at, now),
        has_fix=bool(row.fix.get("action")),
    )


def who_answers(scope: Scope) -> list[User]:
    """Colleagues an exception can be given to."""
    people = Membership.objects.filter(
        dealership__in=scope.dealership_ids, role=Role.COORDINATOR, user__is_active=True
    )
    return list(User.objects.filter(pk__in=people.values("user")).order_by("name"))


def _chosen(
    mine: QuerySet[BuildException],
    awake: QuerySet[BuildException],
    user: User,
    who: str,
    now: datetime,
) -> QuerySet[BuildException]:
    if who == "mine":
        return awake.filter(assigned_to=user)
    if who == "asleep":
        return mine.filter(resolved_at=None, snoozed_until__gt=now)
    return awake
