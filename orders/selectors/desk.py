"""The order list and the order page, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from customers.models import Message, Scope, User
from kernel.models import Document
from kernel.money import Money
from kernel.work import WorkState
from orders import lifecycle, words
from orders.models import (
    Hold,
    Kind,
    Order,
    OrderEvent,
    OrderQuerySet,
    OrderTerms,
    QuoteVersion,
    State,
)
from orders.monthly import monthly
from orders.papers import NAMES, SECTION_NAMES, SUBJECT, said_amount
from orders.price_sheet import Line, Section
from orders.selectors.actions import Action, allowed_actions
from production.milestones import STAGE_WORDS, Stage

SHOWN_EVENTS = 20
TONES = {
    State.QUOTED: "info",
    State.ACCEPTED: "info",
    State.READY: "ok",
    State.DELIVERED: "ok",
    State.CLOSED: "",
    State.REJECTED: "bad",
    State.CANCELLED: "",
    State.EXPIRED: "",
}
FACTORY = tuple(
    lifecycle.WAY[lifecycle.WAY.index(State.SUBMITTED) : lifecycle.WAY.index(State.BUILT) + 1]
)
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
ICONS = {
    Kind.QUOTED: "file-text",
    Kind.ACCEPTED: "signature",
    Kind.DEPOSIT_RECEIVED: "banknote",
    Kind.VALIDATED: "clipboard-check",
    Kind.CREDIT_APPROVED: "landmark",
    Kind.APPROVED: "stamp",
    Kind.SUBMITTED: "send",
    Kind.ACKNOWLEDGED: "factory",
    Kind.SCHEDULED: "calendar",
    Kind.STARTED: "hammer",
    Kind.BUILT: "car",
    Kind.DEPARTED: "truck",
    Kind.ARRIVED: "map-pin",
    Kind.MADE_READY: "sparkles",
    Kind.DELIVERED: "key-round",
    Kind.WINDOW_CHANGED: "calendar-clock",
    Kind.DELAY_TOLD: "mail",
    Kind.CHANGE_ASKED: "replace",
    Kind.CHANGE_OFFERED: "replace",
    Kind.CHANGE_SIGNED: "signature",
    Kind.CHANGE_SENT: "send",
    Kind.CHANGE_CONFIRMED: "circle-check",
    Kind.HANDOVER_BOOKED: "calendar-check",
    Kind.HOLD_PLACED: "hand",
    Kind.COMMENTED: "message-square",
    Kind.CANCELLED: "ban",
}
BAD = {
    Kind.REJECTED,
    Kind.CHANGE_REFUSED,
    Kind.VALIDATION_FAILED,
    Kind.CREDIT_DECLINED,
    Kind.CREDIT_LAPSED,
    Kind.LOST,
}
WARN = {Kind.HOLD_PLACED, Kind.FELL_BACK, Kind.SCRAPPED}


@dataclass(frozen=True, slots=True)
class SavedView:
    """A tab of the list: a name and the query string it stands for."""

    label: str
    query: dict[str, str]
    url: str = ""
    is_current: bool = False


VIEWS = (
    SavedView("Open", {}),
    SavedView("My orders", {"mine": "1"}),
    SavedView("Quotes", {"view": "quotes"}),
    SavedView("To approve", {"view": "approve"}),
    SavedView("At the factory", {"view": "factory"}),
    SavedView("On the way", {"view": "transit"}),
    SavedView("Handover", {"view": "handover"}),
    SavedView("Late", {"view": "late"}),
    SavedView("All", {"view": "all"}),
)
STATES_OF_VIEW: dict[str, tuple[str, ...]] = {
    "quotes": (State.DRAFT, State.QUOTED),
    "approve": (State.ACCEPTED, State.VALIDATED, State.APPROVED, State.REJECTED),
    "factory": FACTORY,
    "transit": (State.IN_TRANSIT,),
    "handover": (State.AT_DEALER, State.READY),
}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row of the list, ready to be written."""

    url: str
    number: str
    customer: str
    model: str
    state: str
    tone: str
    week: str
    window: str
    lateness: str
    total: Money
    next_step: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline, as the timeline component wants it."""

    title: str
    text: str
    at: datetime
    who: str
    icon: str
    tone: str


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


def order_list(scope: Scope, filters: dict[str, str], *, today: date) -> OrderQuerySet:
    """The orders a person may see, narrowed by a saved view, a state and words to search for."""
    found = Order.objects.visible_to(scope).only(*LIST_COLUMNS)
    view = filters.get("view", "")
    if filters.get("q"):
        found = found.search(filters["q"])
    elif view in STATES_OF_VIEW:
        found = found.in_states(*STATES_OF_VIEW[view])
    elif view == "late":
        found = found.overdue(today=today)
    elif view != "all" and not filters.get("state"):
        found = found.open()
    if filters.get("state"):
        found = found.in_states(filters["state"])
    if filters.get("mine"):
        found = found.filter(sales_rep=scope.user)
    return found


def saved_views(path: str, filters: dict[str, str]) -> list[SavedView]:
    """The tabs with their addresses; the one that fits the filters is marked."""
    current = {key: value for key, value in filters.items() if value and key in ("view", "mine")}
    is_plain = not filters.get("q") and not filters.get("state")
    return [
        SavedView(
            view.label,
            view.query,
            f"{path}?{urlencode(view.query)}" if view.query else path,
            is_plain and view.query == current,
        )
        for view in VIEWS
    ]


def row(order: Order) -> OrderRow:
    """One order as a row."""
    return OrderRow(
        url=f"/orders/{order.number}/",
        number=order.number,
        customer=order.customer_name,
        model=order.model_name,
        state=order.get_state_display(),
        tone=TONES.get(State(order.state), ""),
        week=order.slot_week,
        window=_window(order.estimate_from, order.estimate_on),
        lateness=_lateness(order),
        total=order.total,
        next_step=order.next_step,
    )


def order_page(
    order: Order, user: User, *, now: datetime, only_customer: bool, show_all: bool
) -> OrderPage:
    """The page of one order that was read with ``for_page``."""
    holds = list(order.holds.standing().select_related("placed_by"))
    actions = allowed_actions(order, user, holds)
    events, has_more = _events(order, only_customer=only_customer, show_all=show_all)
    build = order.build
    return OrderPage(
        order=order,
        state=order.get_state_display(),
        tone=TONES.get(State(order.state), ""),
        stage=STAGE_WORDS[Stage(build.stage)] if build is not None else "",
        heard=f"{words.age(order.last_heard_at, now)} ago" if order.last_heard_at else "",
        window=_window(order.estimate_from, order.estimate_on),
        promise=_window(order.promised_from, order.promised_on),
        promise_note=words.PROMISE_EXPLAINED
        if words.ends_before(order.promised_on, order.estimate_p50, order.estimate_on)
        else "",
        lateness=_lateness(order),
        sheet=_sheet(order),
        actions=[a for a in actions if a.is_allowed and not a.is_side],
        side_actions=[a for a in actions if a.is_allowed and a.is_side],
        blocked=[a for a in actions if not a.is_allowed and not a.is_side],
        holds=holds,
        timeline=[_entry(event) for event in events],
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


NOT_SHOWN = (
    "specification__lines",
    "specification__picks",
    "specification__model_line__freezes",
    "specification__model_line__release__report",
    "configuration__picks",
    "build__codes",
)
"""Long columns that no line of the order page says."""


def for_desk(scope: Scope) -> OrderQuerySet:
    """The same without what the page of the order itself does not show."""
    return for_page(scope).defer(*NOT_SHOWN)


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
    """Orders whose credit or deposit waits for finance, the longest waiting first."""
    return (
        Order.objects.visible_to(scope)
        .in_states(State.ACCEPTED, State.VALIDATED)
        .only(*LIST_COLUMNS, "credit_status", "credit_until", "deposit_amount",
              "deposit_held_amount", "state_since")
        .order_by("state_since")
    )  # fmt: skip


def terms_to_sign(order: Order) -> OrderTerms | None:
    """The text the customer agrees to."""
    return OrderTerms.objects.filter(dealership=order.dealership).first()


def messages_of(order: Order) -> Sequence[Message]:
    """What the customer was told about this order, newest first."""
    return list(Message.objects.about(SUBJECT, order.number)[:SHOWN_EVENTS])


def _events(order: Order, *, only_customer: bool, show_all: bool) -> tuple[list[OrderEvent], bool]:
    rows = order.events.timeline()
    if only_customer:
        rows = rows.visible_to_customer()
    if show_all:
        return list(rows), False
    found = list(rows[: SHOWN_EVENTS + 1])
    return found[:SHOWN_EVENTS], len(found) > SHOWN_EVENTS


def _entry(event: OrderEvent) -> TimelineEntry:
    kind = Kind(event.kind)
    tone = "bad" if kind in BAD else "warn" if kind in WARN else ""
    title, text = event.label, event.staff_text
    if kind == Kind.MILESTONE:
        title, text = str(event.body.get("text") or title), event.customer_text
    return TimelineEntry(
        title=title,
        text=text,
        at=event.occurred_at,
        who=event.actor_name,
        icon=ICONS.get(kind, "circle"),
        tone=tone,
    )


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


def _window(first: date | None, last: date | None) -> str:
    return words.window(first, last) if first is not None and last is not None else ""


def _lateness(order: Order) -> str:
    slip = order.slip_days
    is_over = order.state in (*lifecycle.END_STATES, State.DELIVERED)
    if slip is None or slip <= 0 or is_over:
        return ""
    return f"{words.days(slip)} after the promise"
