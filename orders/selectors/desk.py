"""The order page and the credit queue, each in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from customers.models import Scope, User
from kernel.models import Document
from kernel.money import Money
from kernel.work import WorkState
from orders import words
from orders.models import (
    Hold,
    Order,
    OrderQuerySet,
    OrderTerms,
    QuoteVersion,
    State,
)
from orders.monthly import monthly
from orders.papers import NAMES, SECTION_NAMES, SUBJECT, said_amount
from orders.price_sheet import Line, Section
from orders.selectors.actions import CREDIT_STATES, SETTLED, Action, allowed_actions
from orders.selectors.listing import TONES, lateness
from orders.selectors.my_day import way_out_words
from orders.selectors.timeline import TimelineEntry, timeline
from production.milestones import STAGE_WORDS, Stage
from production.models import FactoryRequest, RequestKind

HOLD = ("order_id", "reason", "note", "blocks", "placed_at", "placed_by__name", "placed_by__email",
        "owner__name", "owner__email")  # fmt: skip
LIST_COLUMNS = (
    "number",
    "customer_name",
    "model_name",
    "state",
    "slot_week",
    "promised_on",
    "estimate_from",
    "estimate_p50",
    "estimate_on",
    "total_amount",
    "currency",
    "next_step",
    "vin",
)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One document of the order."""

    id: str
    name: str
    version: int
    at: datetime | None
    is_ready: bool
    is_stuck: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything the order page shows."""

    order: Order
    state: str
    tone: str
    stage: str
    heard: str
    waits_for: str
    broken: str
    window: str
    promise: str
    promise_note: str
    lateness: str
    sheet: dict[str, Any] | None
    actions: list[Action]
    side_actions: list[Action]
    blocked: list[Action]
    holds: list[Hold]
    timeline: list[TimelineEntry]
    has_more: bool
    papers: list[PaperRow]
    codes: tuple[str, ...]


def order_page(
    order: Order, user: User, *, now: datetime, only_customer: bool, show_all: bool
) -> OrderPage:
    """The page of one order that was read with ``for_page``."""
    holds = list(order.holds.standing().select_related("placed_by", "owner").only(*HOLD))
    actions = allowed_actions(order, user, holds)
    lines, has_more = timeline(order, only_customer=only_customer, show_all=show_all)
    build = order.build
    return OrderPage(
        order=order,
        state=order.get_state_display(),
        tone=TONES.get(State(order.state), ""),
        stage=STAGE_WORDS[Stage(build.stage)] if build is not None else "",
        heard=f"{words.age(order.last_heard_at, now)} ago" if order.last_heard_at else "",
        waits_for=_waits_for(order, now),
        broken=_broken(order),
        window=_window(order.estimate_from, order.estimate_on),
        promise=_window(order.promised_from, order.promised_on),
        promise_note=words.PROMISE_EXPLAINED
        if words.ends_before(order.promised_on, order.estimate_p50, order.estimate_on)
        else "",
        lateness=lateness(order.promised_on, order.estimate_p50, order.state),
        sheet=_sheet(order),
        actions=[a for a in actions if a.is_allowed and not a.is_side],
        side_actions=[a for a in actions if a.is_allowed and a.is_side],
        blocked=[a for a in actions if not a.is_allowed and not a.is_side],
        holds=holds,
        timeline=lines,
        has_more=has_more,
        papers=[
            paper_row(document)
            for document in list(Document.objects.for_subject(SUBJECT, order.number))
        ],
        codes=tuple(order.specification.codes) if order.specification else (),
    )


def for_page(scope: Scope) -> OrderQuerySet:
    """Orders with everything their page names, in one query."""
    return Order.objects.visible_to(scope).select_related(
        "dealership",
        "customer",
        "sales_rep",
        "specification__model_line__release",
        "configuration",
        "build__plant",
        "discount_asked_by",
        "fleet",
    )


SHOWN = (
    *(
        field.name for field in Order._meta.concrete_fields if field.name != "search_text"
    ),
    "sales_rep__name",
    "sales_rep__email",
    "customer__number",
    "customer__name",
    "specification__number",
    "specification__codes",
    "specification__homologation",
    "configuration__code",
    "fault__reasons",
    "fault__dropped",
    "fault__added",
    "fault__difference_amount",
    "fault__currency",
    "stock_unit__order_number",
    "stock_unit__state",
    "stock_unit__vin",
    "build__order_number",
    "build__stage",
    "build__state",
    "build__plant__name",
    "fleet__number",
    "fleet__size",
    "delivery_plan__lane",
    "delivery_plan__mode",
    "delivery_plan__carrier",
    "delivery_plan__place",
)  # fmt: skip
"""What the order page says, and no column more: a car's lines are longer than its page."""


def for_desk(scope: Scope) -> OrderQuerySet:
    """Orders with what their own page names, in one query; the dealership is the reader's own."""
    return _shown_rows().visible_to(scope)


@cache
def _shown_rows() -> OrderQuerySet:
    """Never read itself: putting it together costs more than the statement it becomes."""
    related = {name.rpartition("__")[0] for name in SHOWN if "__" in name}
    unanswered = (
        FactoryRequest.objects.filter(
            build=OuterRef("build"), kind__in=(RequestKind.CHANGE, RequestKind.CANCEL)
        )
        .exclude(answer__has_any_keys=["accepted", "refused"])
        .order_by("created_at")
    )
    return (
        Order.objects.select_related(*sorted(related))
        .only(*SHOWN)
        .annotate(
            asked_kind=Subquery(unanswered.values("kind")[:1]),
            asked_at=Subquery(unanswered.values("created_at")[:1]),
        )
    )


def paper_row(document: Document) -> PaperRow:
    return PaperRow(
        id=str(document.pk),
        name=NAMES.get(document.kind, document.kind),
        version=document.version,
        at=document.rendered_at,
        is_ready=document.state == WorkState.DONE,
        is_stuck=document.state == WorkState.PARKED,
    )


def credit_queue(scope: Scope) -> OrderQuerySet:
    """Orders whose credit or deposit waits for finance, the longest waiting first; among them those whose
    credit lapsed on the way, or ends before the car is expected.
    """
    early = Q(state__in=(State.ACCEPTED, State.VALIDATED))
    is_open = Q(state__in=CREDIT_STATES)
    unsettled = ~Q(credit_status__in=SETTLED)
    return (
        Order.objects.visible_to(scope)
        .filter(early | is_open & (unsettled | Q(credit_until__lt=F("estimate_on"))))
        .only(*LIST_COLUMNS, "credit_status", "credit_until", "deposit_amount",
              "deposit_held_amount", "state_since")
        .order_by("state_since")
    )  # fmt: skip


def terms_to_sign(order: Order) -> OrderTerms | None:
    """The text the customer agrees to."""
    return OrderTerms.objects.filter(dealership=order.dealership).first()


def _sheet(order: Order) -> dict[str, Any] | None:
    version = QuoteVersion.objects.filter(order=order, number=order.quote_number).first()
    if version is None:
        return None
    sheet = version.recomputed()
    lines = [line for section in SECTION_NAMES for line in sheet.section(section)]
    return {
        "number": version.number,
        "lines": [
            {"text": line.text, "amount": said_amount(line, sheet.currency), "why": _why(line)}
            for line in lines
            if not line.is_included
        ],
        "included": [line.text for line in lines if line.is_included],
        "total": sheet.money("total"),
        "monthly": monthly(order.dealership, sheet),
        "cost": Money(version.cost_amount, version.currency),
        "margin": Money(
            sheet.total - sheet.tax + sheet.trade_in - sheet.payoff - version.cost_amount,
            sheet.currency,
        ),
    }


def _why(line: Line) -> str:
    """Where an incentive comes from: until when, and by what the customer is entitled to it."""
    return line.source if line.section is Section.INCENTIVE else ""


def _broken(order: Order) -> str:
    """Why the car can no longer be built, and the nearest one that can."""
    fault = getattr(order, "fault", None)
    return f"{' '.join(fault.reasons)} {way_out_words(fault)}" if fault is not None else ""


def _waits_for(order: Order, now: datetime) -> str:
    """What the factory was asked and has not answered, with the age of the question."""
    asked_at = getattr(order, "asked_at", None)
    if asked_at is not None:
        asked = RequestKind(getattr(order, "asked_kind")).label  # noqa: B009  # an annotation
        return f"{asked}: no answer for {words.age(asked_at, now)}"
    if order.state == State.SUBMITTED and order.submitted_at is not None:
        return f"Acknowledgement of the order, for {words.age(order.submitted_at, now)}"
    return ""


def _window(first: date | None, last: date | None) -> str:
    return words.window(first, last) if first is not None and last is not None else ""
