"""One story of an order: what happened to it, what was said to the customer, calls, notes and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from customers.models import Channel, Message
from kernel.work import WorkState
from orders.models import Kind, Order, OrderEvent
from orders.papers import SUBJECT

SHOWN = 20
ICONS = {
    Kind.QUOTED: "file-text",
    Kind.ACCEPTED: "signature",
    Kind.DEPOSIT_RECEIVED: "banknote",
    Kind.VALIDATED: "clipboard-check",
    Kind.CREDIT_APPROVED: "landmark",
    Kind.CREDIT_APPLIED: "landmark",
    Kind.CREDIT_CONDITIONAL: "landmark",
    Kind.CREDIT_CONDITION_MET: "circle-check",
    Kind.CREDIT_ENDING: "calendar-clock",
    Kind.BALANCE_PAID: "banknote",
    Kind.INVOICED: "receipt-text",
    Kind.REFUND_ASKED: "banknote",
    Kind.REFUND_APPROVED: "banknote",
    Kind.REFUND_PAID: "banknote",
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
    Kind.DELIVERY_PLANNED: "truck",
    Kind.SLOT_HELD: "calendar",
    Kind.PROMISED: "calendar-check",
    Kind.HANDOVER_BOOKED: "calendar-check",
    Kind.HOLD_PLACED: "hand",
    Kind.COMMENTED: "message-square",
    Kind.CALLED: "phone",
    Kind.FILE_ADDED: "paperclip",
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
WARN = {Kind.DAMAGE_REPORTED, Kind.HOLD_PLACED, Kind.FELL_BACK, Kind.SCRAPPED, Kind.CREDIT_ENDING}
FATE = {
    WorkState.QUEUED: "waits to be sent",
    WorkState.DONE: "sent",
    WorkState.PARKED: "could not be sent",
    WorkState.SUPPRESSED: "not sent: the customer did not agree to it, or it was overtaken",
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline, as the timeline component wants it."""

    title: str
    text: str
    at: datetime
    who: str
    icon: str
    tone: str
    url: str = ""


def timeline(
    order: Order, *, only_customer: bool, show_all: bool
) -> tuple[list[TimelineEntry], bool]:
    """The newest first, and whether there is more than is shown. Two queries."""
    events = order.events.timeline()
    if only_customer:
        events = events.visible_to_customer()
    messages = Message.objects.about(SUBJECT, order.number).only(
        "id", "channel", "subject", "sent_to", "state", "created_at"
    )
    limit = None if show_all else SHOWN + 1
    lines = [
        *(_of_event(event, order) for event in events[:limit]),
        *(_of_message(message) for message in messages[:limit]),
    ]
    lines.sort(key=lambda entry: entry.at, reverse=True)
    return lines[: None if show_all else SHOWN], not show_all and len(lines) > SHOWN


def _of_event(event: OrderEvent, order: Order) -> TimelineEntry:
    kind = Kind(event.kind)
    tone = "bad" if kind in BAD else "warn" if kind in WARN else ""
    title, text, url = event.label, event.staff_text, ""
    if kind == Kind.MILESTONE:
        title, text = str(event.body.get("text") or title), event.customer_text
    if kind == Kind.FILE_ADDED:
        title = str(event.body["name"])
        text = "" if text == title else text
        url = reverse("orders:file", args=[order.number, event.body["file"]])
    return TimelineEntry(
        title=title,
        text=text,
        at=event.occurred_at,
        who=event.actor_name,
        icon=ICONS.get(kind, "circle"),
        tone=tone,
        url=url,
    )


def _of_message(message: Message) -> TimelineEntry:
    state = WorkState(message.state)
    channel = Channel(message.channel).label
    to = f" to {message.sent_to}" if message.sent_to else ""
    return TimelineEntry(
        title=message.subject,
        text=f"{channel} {FATE[state]}{to}.",
        at=message.created_at,
        who="",
        icon="mail",
        tone="bad" if state is WorkState.PARKED else "",
    )
