"""Special requests as the price, the frozen car, the estimate and the pages read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from configurator.models import (
    Configuration,
    ConfigurationQuerySet,
    SpecialRequest,
    SpecialState,
)
from configurator.models.specials import ANSWERED, OFFERED, OPEN
from configurator.pricing import PriceLine, special_line
from customers.access import POLICY, Relation
from customers.models import Dealership, Membership, Scope, User

SHOWN = 100
SPECIALS = "Special requests"
TONES: Mapping[str, str] = {
    SpecialState.ASKED: "info",
    SpecialState.IN_REVIEW: "info",
    SpecialState.FEASIBLE: "ok",
    SpecialState.WITH_CONDITIONS: "warn",
    SpecialState.REFUSED: "bad",
}


@dataclass(frozen=True)
class Special:
    """One standing request of a build, with what it takes for it to count."""

    request: SpecialRequest
    picks: frozenset[str]
    market: str

    @property
    def number(self) -> str:
        return self.request.number

    @property
    def tone(self) -> str:
        """Good, bad, or on its way."""
        return TONES.get(str(self.request.state), "")

    @property
    def text(self) -> str:
        """As the price sheet calls it."""
        amount = self.request.amount_words
        return f"{self.request.title} ({amount})" if amount else self.request.title

    @cached_property
    def is_for_this_car(self) -> bool:
        """The answer was given for the car as it stands now."""
        answer = self.request.answer
        if answer is None or answer.is_for_any_car:
            return True
        return frozenset(answer.picks) == self.picks and answer.market == self.market

    @cached_property
    def line(self) -> PriceLine:
        """Its line of the price sheet. Only for one with an answer."""
        answer = self.request.answer
        assert answer is not None
        return special_line(
            self.number,
            self.text,
            quantity=self.request.quantity,
            retail=answer.retail_amount,
            invoice=answer.invoice_amount,
        )

    def fault(self, today: date) -> str:
        """Why it does not count yet and what to do, in a sentence that names it; "" when it does."""
        named = f"Special request {self.number} “{self.request.title}”"
        row, answer = self.request, self.request.answer
        if row.state == SpecialState.DRAFT:
            return f"{named} is a draft: ask engineering or withdraw it."
        if row.is_open or answer is None:
            return f"{named} is not answered yet: wait for engineering or withdraw it."
        faults = (
            (not row.is_offered, f"{named} was refused: withdraw it or ask for something else."),
            (
                answer.is_lapsed(today),
                f"The answer to {_small(named)} has expired: ask engineering again.",
            ),
            (
                not self.is_for_this_car,
                f"{named} was answered for other options than the car has now: ask again.",
            ),
            (
                not row.is_accepted,
                f"The answer to {_small(named)} is not accepted yet: accept or withdraw it.",
            ),
            (row.needs_approval, f"{named} waits for its approver, {row.approver}."),
        )
        return next((sentence for is_so, sentence in faults if is_so), "")

    def counts(self, today: date) -> bool:
        """It is part of the car, and of its price."""
        return not self.fault(today)

    def to_json(self) -> dict[str, Any]:
        """As it is frozen with a car. Only for one that counts."""
        request, answer = self.request, self.request.answer
        assert answer is not None
        assert answer.valid_until is not None
        assert request.accepted_at is not None
        return {
            "number": request.number,
            "answer": answer.number,
            "kind": request.kind,
            "title": self.text,
            "description": request.description,
            "destination": request.destination,
            "quantity": request.quantity,
            "unit": request.unit,
            "unit_retail": str(answer.retail_amount),
            "unit_invoice": str(answer.invoice_amount),
            "added_days": answer.added_days,
            "freeze_class": answer.freeze_class,
            "milestone": answer.milestone,
            "upfitter": str(answer.upfitter) if answer.upfitter else "",
            "conditions": answer.conditions,
            "valid_until": answer.valid_until.isoformat(),
            "accepted_by": str(request.accepted_by),
            "accepted_name": request.accepted_name,
            "accepted_at": request.accepted_at.isoformat(),
            "approver": str(request.approver) if request.approver else "",
        }


def with_specials_known(rows: ConfigurationQuerySet) -> ConfigurationQuerySet:
    """Read together with whether there are any: most builds have none, and need not ask again."""
    return rows.annotate(
        has_specials=Exists(SpecialRequest.objects.filter(configuration=OuterRef("pk")).standing())
    )


def specials_of(configuration: Configuration) -> tuple[Special, ...]:
    """The standing requests of a build, oldest first; one query where there are none."""
    rows = (
        SpecialRequest.objects.filter(configuration=configuration)
        .standing()
        .prefetch_related("answer__upfitter", "approver", "accepted_by")
        .order_by("pk")
    )
    return tuple(special(row, configuration) for row in rows)


def specials_shown(configuration: Configuration) -> tuple[Special, ...]:
    """The same for a page; no query where it was read that there are none."""
    return specials_of(configuration) if getattr(configuration, "has_specials", True) else ()


def settled(configuration: Configuration, today: date) -> tuple[Special, ...]:
    """Those of a build that are part of its car and of its price today."""
    return tuple(each for each in specials_of(configuration) if each.counts(today))


def special(request: SpecialRequest, configuration: Configuration) -> Special:
    """A request beside the car it belongs to."""
    return Special(request, frozenset(configuration.picks), configuration.market)


def special_lines(specials: Iterable[Special], today: date) -> tuple[PriceLine, ...]:
    """The lines of those that count today."""
    return tuple(each.line for each in specials if each.counts(today))


def not_settled(specials: Iterable[Special], today: date) -> list[str]:
    """Why a car with these cannot be frozen, one sentence each; empty when it can."""
    return [fault for each in specials if (fault := each.fault(today))]


def lapsed_specials(kept: Sequence[Mapping[str, Any]], today: date) -> list[str]:
    """Which frozen special requests no longer stand as they were frozen, and what to do."""
    if not kept:
        return []
    rows = SpecialRequest.objects.filter(number__in=[each["number"] for each in kept])
    now = {row.number: row for row in rows.select_related("answer")}
    return [sentence for each in kept if (sentence := _lapse(each, now.get(each["number"]), today))]


def _lapse(kept: Mapping[str, Any], row: SpecialRequest | None, today: date) -> str:
    named = f"Special request {kept['number']} “{kept['title']}”"
    if row is None or row.state == SpecialState.WITHDRAWN:
        return f"{named} was withdrawn: revise the quote without it."
    if row.state not in OFFERED or row.answer is None or row.answer.number != kept["answer"]:
        return f"{named} has been asked or answered anew since: revise the quote."
    if date.fromisoformat(kept["valid_until"]) < today:
        return f"The answer to {_small(named)} has expired: ask engineering again and revise."
    return ""


def answers_hold_until(kept: Sequence[Mapping[str, Any]]) -> list[date]:
    """The last days of the answers a specification was frozen with."""
    return [date.fromisoformat(each["valid_until"]) for each in kept]


def _small(named: str) -> str:
    return named[0].lower() + named[1:]


@dataclass(frozen=True, slots=True)
class Fitting:
    """What special requests add to a car's road, in working days.

    ``days`` at the plant, ``upfit_days`` at an upfitter (none of it without one), ``review_days``
    before it can be ordered at all.
    """

    days: int = 0
    upfit_days: int = 0
    has_upfitter: bool = False
    review_days: int = 0


NO_FITTING = Fitting()


def fitting_of(kept: Sequence[Mapping[str, Any]]) -> Fitting:
    """What the frozen special requests of a specification add."""
    return Fitting(
        days=sum(each["added_days"] for each in kept if not each["upfitter"]),
        upfit_days=sum(each["added_days"] for each in kept if each["upfitter"]),
        has_upfitter=any(each["upfitter"] for each in kept),
    )


def fitting_now(configuration: Configuration) -> Fitting:
    """What the standing requests of a build add as far as it is known, and the review ahead."""
    found = [each.request for each in specials_of(configuration)]
    offered = [row.answer for row in found if row.is_offered and row.answer is not None]
    waits = any(row.is_open or row.state == SpecialState.DRAFT for row in found)
    return Fitting(
        days=sum(each.added_days for each in offered if each.upfitter is None),
        upfit_days=sum(each.added_days for each in offered if each.upfitter is not None),
        has_upfitter=any(each.upfitter is not None for each in offered),
        review_days=configuration.dealership.special_review_days if waits else 0,
    )


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One row of the worklist."""

    request: SpecialRequest
    tone: str
    age: int
    expected_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Worklist:
    """What waits for engineering, and what was answered."""

    rows: tuple[RequestRow, ...]
    view: str
    counts: Mapping[str, int]
    is_cut: bool


VIEWS = (("", "To review"), ("mine", "With me"), ("answered", "Answered"), ("own", "Asked by me"))


def worklist(scope: Scope, *, view: str, now: datetime) -> Worklist:
    """Requests in reach, the longest waiting first. Two queries."""
    rows = SpecialRequest.objects.visible_to(scope)
    wanted = {
        "": Q(state__in=OPEN),
        "mine": Q(state=SpecialState.IN_REVIEW, reviewer=scope.user),
        "answered": Q(state__in=ANSWERED),
        "own": Q(asked_by=scope.user) & ~Q(state=SpecialState.WITHDRAWN),
    }
    view = view if view in wanted else ""
    counts = rows.aggregate(**{f"n_{name}": Count("pk", filter=q) for name, q in wanted.items()})
    order = "-asked_at" if view == "answered" else "asked_at"
    found = list(_shown(rows.filter(wanted[view])).order_by(order, "pk")[: SHOWN + 1])
    return Worklist(
        rows=tuple(_row(row, now) for row in found[:SHOWN]),
        view=view,
        counts={name: counts[f"n_{name}"] for name in wanted},
        is_cut=len(found) > SHOWN,
    )


def _shown(rows: QuerySet[SpecialRequest]) -> QuerySet[SpecialRequest]:
    return rows.select_related(
        "configuration__model_line", "configuration__customer", "asked_by", "reviewer", "dealership"
    )


def _row(row: SpecialRequest, now: datetime) -> RequestRow:
    days = 0
    if row.asked_at is not None:
        place = row.dealership
        days = place.calendar().working_days_between(place.today(row.asked_at), place.today(now))
    due = answer_expected_on(row)
    late = due is not None and due < row.dealership.today(now)
    return RequestRow(row, TONES.get(str(row.state), ""), days, due, late)


def answer_expected_on(row: SpecialRequest) -> date | None:
    """By which day of the dealership engineering should have answered; None when it has not the word."""
    if row.asked_at is None or not row.is_open:
        return None
    place = row.dealership
    return place.calendar().add_working_days(place.today(row.asked_at), place.special_review_days)


def approvers(dealership: Dealership, *, other_than: Collection[int]) -> QuerySet[User]:
    """Colleagues whose role may approve a prototype."""
    grants = POLICY["configurator.approve_prototype"]
    roles = [role for role, relation in grants.items() if relation is not Relation.NONE]
    people = Membership.objects.filter(
        dealership=dealership, role__in=roles, user__is_active=True
    ).values("user")
    return User.objects.filter(pk__in=people).exclude(pk__in=other_than).order_by("name")
