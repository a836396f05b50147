"""What a customer sees of his own orders: status in words, window, changes, milestones, papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from customers.models import User
from kernel.models import Document
from kernel.pictures import Look
from kernel.work import WorkState
from orders import lifecycle, words
from orders.appearance import appearances
from orders.changing import CHANGEABLE
from orders.models import DeliveryPlan, Handover, Kind, Order, OrderEvent, OrderQuerySet, State
from orders.papers import FOR_CUSTOMERS, NAMES, SUBJECT
from orders.payments.choice import pays_online
from orders.selectors.values import (
    Change,
    Contact,
    CustomerMilestone,
    CustomerOrder,
    CustomerOrderPage,
    Notice,
    Paper,
    SubStep,
    ToDo,
    Window,
)
from production.milestones import CUSTOMER_MILESTONES

DOCUMENT_MISSING = (Order.DoesNotExist, Document.DoesNotExist)
# The customer milestone an order stands at; those before it are done.
STANDS_AT = {
    State.ACCEPTED: 0,
    State.VALIDATED: 0,
    State.APPROVED: 0,
    State.SUBMITTED: 0,
    State.REJECTED: 0,
    State.BANKED: 1,
    State.SCHEDULED: 2,
    State.IN_PRODUCTION: 3,
    State.BUILT: 4,
    State.IN_TRANSIT: 5,
    State.AT_DEALER: 6,
    State.READY: 6,
    State.DELIVERED: 7,
    State.CLOSED: 7,
}
REACHED_BY = {
    Kind.APPROVED: "finance_approved",
    Kind.ACKNOWLEDGED: "order_confirmed",
    Kind.SCHEDULED: "slot_booked",
    Kind.STARTED: "in_production",
    Kind.BUILT: "quality_check",
    Kind.DEPARTED: "on_the_way",
    Kind.ARRIVED: "at_dealer",
    Kind.DELIVERED: "handed_over",
}
SUB_STEPS = {
    "in_production": (
        ("Body shop", "BIW-OUT"),
        ("Paint", "PNT-OUT"),
        ("Final assembly", "FIN-OUT"),
    ),
    "quality_check": (("Inspection passed", "QA-OK"), ("Handed to the carrier", "REL")),
}
CHANGE_KINDS = {
    Kind.WINDOW_CHANGED: "Delivery window changed",
    Kind.DELAY_TOLD: "About your delivery date",
    Kind.FELL_BACK: "Build slot taken back",
    Kind.SCRAPPED: "Your car is built anew",
    Kind.LOST: "A replacement is built",
    Kind.CHANGE_ASKED: "You asked for a change",
    Kind.CHANGE_OFFERED: "A change is offered",
    Kind.CHANGE_SENT: "Change sent to the factory",
    Kind.CHANGE_CONFIRMED: "Your car is changed",
    Kind.CHANGE_REFUSED: "Change not possible",
    Kind.CHANGE_WITHDRAWN: "Change given up",
    Kind.CHANGE_EXPIRED: "Offer of a change expired",
    Kind.HANDOVER_BOOKED: "Handover booked",
    Kind.REVISED: "Quote taken back for changes",
    Kind.COMMENTED: "A note from your dealership",
    Kind.CANCELLED: "Order cancelled",
    Kind.EXPIRED: "Quote expired",
}
CHANGE_SETTLED = {Kind.CHANGE_SIGNED, Kind.CHANGE_WITHDRAWN, Kind.CHANGE_EXPIRED}
CAUSES = {Kind.WINDOW_CHANGED, Kind.DELAY_TOLD}
HOLD_CODES = {"QA-HOLD": "Held back for a closer look", "RWK-OUT": "Put right"}


def customer_orders(user: User) -> list[CustomerOrder]:
    """The account's orders, newest first; two queries."""
    orders = list(_orders().for_customer_user(user).order_by("-id"))
    looks = appearances([order.specification for order in orders if order.specification])
    cards = []
    for order in orders:
        look = _look(order, looks)
        is_over = order.state in lifecycle.END_STATES or order.state == State.DELIVERED
        known = order.estimate_from is not None and order.estimate_on is not None and not is_over
        cards.append(
            CustomerOrder(
                number=order.number,
                model_name=order.model_name,
                look=look,
                status=words.CUSTOMER_STATUS.get(order.state, ""),
                dealership_name=order.dealership.name,
                window_words=_span(order.estimate_from, order.estimate_on) if known else "",
                is_over=is_over,
            )
        )
    return cards


def customer_order(user: User, number: str) -> CustomerOrderPage:
    """One order of this account, by four queries. :raises Order.DoesNotExist: for anybody else's."""
    order = _orders().for_customer_user(user).get(number=number)
    looks = appearances([order.specification] if order.specification else [])
    look = _look(order, looks)
    events = list(order.events.order_by("occurred_at", "id"))
    papers = [
        paper
        for paper in Document.objects.for_subject(SUBJECT, order.number)
        if paper.kind in FOR_CUSTOMERS
    ]
    milestones = _milestones(order, events)
    step = next((n for n, one in enumerate(milestones, 1) if one.state == "now"), 0)
    if not step:
        step = sum(1 for one in milestones if one.state == "done")
    next_on = _next_on(order)
    return CustomerOrderPage(
        number=order.number,
        model_name=order.model_name,
        look=look,
        status=words.CUSTOMER_STATUS.get(order.state, ""),
        next_words=words.CUSTOMER_NEXT.get(order.state, "") if next_on else _without_day(order),
        next_on=next_on,
        window=_window(order),
        heard_words=_heard(order),
        notice=_notice(order, events),
        to_dos=tuple(_to_dos(order, events)),
        can_change=order.state in CHANGEABLE,
        changes=tuple(_changes(events)),
        documents=tuple(_papers(order, papers)),
        milestones=milestones,
        step=step,
        contact=_contact(order),
        dealership_name=order.dealership.name,
        is_over=order.state in lifecycle.END_STATES or order.state == State.DELIVERED,
    )


def customer_document(user: User, number: str, document_id: UUID) -> Document:
    """A finished document of one's own order, with its bytes; none that is for the dealership only.

    :raises Order.DoesNotExist: for somebody else's order. :raises Document.DoesNotExist: otherwise.
    """
    order = Order.objects.for_customer_user(user).only("number").get(number=number)
    found: Document = Document.objects.get(
        pk=document_id,
        subject_kind=SUBJECT,
        subject_key=order.number,
        state=WorkState.DONE,
        kind__in=FOR_CUSTOMERS,
    )
    return found


def _orders() -> OrderQuerySet:
    return Order.objects.select_related(
        "dealership",
        "sales_rep",
        "specification__model_line",
        "build__plant",
        "handover",
        "delivery_plan",
    )


def _look(order: Order, looks: dict[int, Look]) -> Look:
    if order.specification is None:
        return Look("sedan", name=order.model_name, title=order.model_name)
    return looks[order.specification.pk]


def _span(first: date | None, last: date | None) -> str:
    return words.window(first, last) if first is not None and last is not None else ""


def _window(order: Order) -> Window | None:
    first, p50, last = order.estimate_from, order.estimate_p50, order.estimate_on
    if first is None or p50 is None or last is None or order.state in lifecycle.END_STATES:
        return None
    if order.state in (State.READY, State.DELIVERED):
        return None
    said = words.window(first, last)
    promised = f" We promised {words.day(order.promised_on)}." if order.promised_on else ""
    if words.ends_before(order.promised_on, p50, last):
        promised += " Most cars like yours are here by then; the window shows the slower ones too."
    basis = order.build.estimate_basis if order.build is not None else ""
    return Window(
        label="At your dealer",
        words=said,
        spoken=_spoken(first, p50, last) + promised,
        basis=basis,
        from_on=first,
        p50=p50,
        on=last,
        promised_on=order.promised_on,
    )


def _spoken(first: date, likely: date, last: date) -> str:
    if first == last:
        return f"We expect your car on {words.day(last)}."
    arrive = words.window(first, last)
    return f"Eight of ten orders like yours arrive {arrive}, most likely {words.day(likely)}."


def _heard(order: Order) -> str:
    if order.last_heard_at is None or order.state in lifecycle.END_STATES:
        return ""
    local = order.last_heard_at.astimezone(order.dealership.zone)
    return f"Last heard from the factory {words.day(local.date())}, {local:%H:%M}."


def _next_on(order: Order) -> date | None:
    handover = _handover(order)
    match order.state:
        case State.QUOTED:
            return order.quote_valid_until
        case State.READY if handover is not None:
            return handover.starts_at.astimezone(order.dealership.zone).date()
        case State.SCHEDULED if order.build is not None:
            return order.build.slot_week
        case _:
            return None


def _without_day(order: Order) -> str:
    """The same sentence where the day it would end with is not known."""
    return words.next_without_day(order.state)


def _handover(order: Order) -> Handover | None:
    return getattr(order, "handover", None)


def _milestones(order: Order, events: Sequence[OrderEvent]) -> tuple[CustomerMilestone, ...]:
    entered: dict[str, date] = {}
    codes: dict[str, date] = {}
    for event in events:
        on = event.occurred_at.astimezone(order.dealership.zone).date()
        if event.kind == Kind.STARTED:
            codes.clear()
        name = REACHED_BY.get(Kind(event.kind))
        if name:
            entered[name] = on
        code = "FIN-OUT" if event.kind == Kind.BUILT else str(event.body.get("code", ""))
        if code:
            codes.setdefault(code, on)
    at = STANDS_AT.get(State(order.state), -1)
    if order.state == State.BUILT and "REL" in codes:
        at, entered["on_the_way"] = 5, codes["REL"]
    names = list(CUSTOMER_MILESTONES.items())
    return tuple(
        _milestone(order, place, key, name, at=at, entered=entered, codes=codes)
        for place, (key, name) in enumerate(names)
    )


def _milestone(
    order: Order,
    place: int,
    key: str,
    name: str,
    *,
    at: int,
    entered: dict[str, date],
    codes: dict[str, date],
) -> CustomerMilestone:
    is_last = key == "handed_over"
    state = "done" if place < at or (place == at and is_last) else "now" if place == at else "next"
    if state == "now" and key == "finance_approved" and order.approved_at is not None:
        state = "done" if order.state in (State.APPROVED, State.SUBMITTED) else "now"
    return CustomerMilestone(
        name=name,
        state=state,
        on=entered.get(key) if state != "next" else None,
        about=_about(order, key) if state == "next" else "",
        detail=_detail(order, key) if state != "next" else "",
        steps=tuple(
            SubStep(step, code in codes, codes.get(code)) for step, code in SUB_STEPS.get(key, ())
        ),
    )


def _about(order: Order, key: str) -> str:
    if key == "at_dealer":
        return _span(order.estimate_from, order.estimate_on)
    plan = getattr(order, "delivery_plan", None)
    if key == "on_the_way" and plan is not None and plan.mode:
        return f"by {plan.mode}"
    if key != "handed_over":
        return ""
    if plan is None or plan.handover == DeliveryPlan.Handover.HERE:
        return "you choose the time"
    where = "at your home" if plan.handover == DeliveryPlan.Handover.HOME else f"at {plan.place}"
    return f"{where}; you choose the time"


def _detail(order: Order, key: str) -> str:
    if key == "slot_booked" and order.slot_week:
        plant = f"{order.build.plant}, " if order.build is not None and order.build.plant else ""
        week = order.build.slot_week if order.build is not None else None
        when = f"week of {week:%B} {week.day}" if week else f"week {order.slot_week[-2:]}"
        return f"{plant}{when}"
    return ""


def _changes(events: Sequence[OrderEvent]) -> list[Change]:
    changes = []
    for event in reversed(events):
        title = CHANGE_KINDS.get(Kind(event.kind)) or HOLD_CODES.get(
            str(event.body.get("code", "")), ""
        )
        if title and event.customer_text:
            changes.append(
                Change(
                    title=title,
                    at=event.occurred_at,
                    text=event.customer_text,
                    old_words=str(event.body.get("old_words", "")),
                    new_words=str(event.body.get("new_words", "")),
                )
            )
    return changes


def _notice(order: Order, events: Sequence[OrderEvent]) -> Notice | None:
    if order.state == State.CANCELLED:
        return Notice("info", "This order is cancelled", words.CUSTOMER_NEXT[State.CANCELLED])
    slip = order.slip_days
    if slip is None or slip <= 0 or order.state in (*lifecycle.END_STATES, State.DELIVERED):
        return None
    causes = [str(event.body.get("cause", "")) for event in events if event.kind in CAUSES]
    text = causes[-1] if causes and causes[-1] else "The factory needs longer than expected."
    return Notice("warn", f"{words.days(slip).capitalize()} later than first promised", text)


def _offered_change(events: Sequence[OrderEvent]) -> OrderEvent | None:
    """The offer of a change that still waits for the customer."""
    waiting: OrderEvent | None = None
    for event in events:
        if event.kind == Kind.CHANGE_OFFERED:
            waiting = event
        elif event.kind in CHANGE_SETTLED:
            waiting = None
    return waiting


def _to_dos(order: Order, events: Sequence[OrderEvent]) -> list[ToDo]:
    if order.state in lifecycle.END_STATES:
        return []
    found = [
        ToDo(
            "Sign your quote",
            "It holds your price.",
            order.quote_valid_until,
            order.accepted_at is not None,
            page="portal:sign" if order.state == State.QUOTED else "",
        )
    ]
    if order.accepted_at is not None and order.deposit_amount:
        found.append(
            ToDo(
                f"Pay the deposit of {order.deposit}",
                "Then we can hold your build slot.",
                None,
                order.deposit_held_amount >= order.deposit_amount or order.delivered_at is not None,
                page="portal:pay" if pays_online() else "",
            )
        )
    if (offered := _offered_change(events)) is not None:
        found.append(
            ToDo(
                "Look at the change of your car and sign it",
                offered.customer_text,
                date.fromisoformat(offered.body["valid_until"]),
                is_done=False,
                page="portal:change",
            )
        )
    if order.state in (State.IN_TRANSIT, State.AT_DEALER, State.READY, State.DELIVERED):
        found.append(
            ToDo(
                "Agree on your handover time",
                "Call us, we have the bays in view.",
                None,
                _handover(order) is not None,
            )
        )
    return found


def _papers(order: Order, papers: Sequence[Document]) -> list[Paper]:
    found = []
    for paper in papers:
        on = paper.created_at.astimezone(order.dealership.zone).date()
        found.append(
            Paper(
                id=paper.pk,
                name=NAMES.get(paper.kind, paper.kind),
                is_ready=paper.state == WorkState.DONE,
                note=words.day(on),
            )
        )
    return found


def _contact(order: Order) -> Contact:
    name = str(order.sales_rep)
    parts = name.split()
    initials = "".join(part[0] for part in (parts[:1] + parts[-1:] if parts[1:] else parts))
    dealership = order.dealership
    return Contact(
        name=name,
        initials=initials.upper(),
        dealership_name=dealership.name,
        address=" ".join(dealership.address.split()),
        email=dealership.email,
        phone=dealership.phone,
    )
