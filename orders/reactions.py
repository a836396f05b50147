"""What follows from recorded facts: the customer is told, documents are asked for, the factory is followed.

Every reaction writes rows only and may run twice: message and document are unique per event.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from customers.messages import queue, render
from customers.models import Message
from kernel.money import Money, format_money
from orders import documents, inside_papers, words
from orders.commands import follow_build, note_special
from orders.models import Kind, Order, OrderEvent
from orders.papers import SUBJECT

__all__ = ["follow_build", "note_special", "preview_delay", "request_documents", "tell_customer"]

type Context = dict[str, Any]


def tell_customer(event: OrderEvent, *, now: datetime) -> Message | None:
    """Queue the message this event calls for, if any; a stock order has nobody to tell."""
    found = _message_kind(event)
    if found is None or event.body.get("is_past"):
        return None
    order = Order.objects.select_related(
        "customer__dealership", "dealership", "build__plant", "fleet"
    ).get(pk=event.order_id)
    if order.customer is None or _is_told_with_the_fleet(order, event):
        return None
    return queue(
        event_key=str(event.pk),
        recipient=order.customer,
        kind=found,
        subject_kind=SUBJECT,
        subject_key=order.number,
        context=_context(order) | _details(order, event),
        now=now,
    )


def _is_told_with_the_fleet(order: Order, event: OrderEvent) -> bool:
    """The first quotes of a fleet are told in one letter, that of its first unit."""
    is_first_quote = event.kind == Kind.QUOTED and event.body["quote"] == 1
    return is_first_quote and order.fleet is not None and order.fleet_unit != 1


def request_documents(event: OrderEvent, *, now: datetime) -> None:
    """Ask for the paper this event calls for."""
    del now
    makers = PAPER.get(event.kind, ())
    if not makers:
        return
    order = Order.objects.select_related(
        "customer", "dealership", "sales_rep", "specification__model_line", "fleet"
    ).get(pk=event.order_id)
    for maker in makers:
        maker(order, event)


PAPER: dict[str, tuple[Callable[[Order, OrderEvent], object], ...]] = {
    Kind.QUOTED: (documents.request_quote, documents.request_fleet_quote),
    Kind.ACCEPTED: (documents.request_price_sheet,),
    Kind.VALIDATED: (inside_papers.request_build_sheet,),
    Kind.APPROVED: (documents.request_confirmation,),
    Kind.DEPOSIT_RECEIVED: (documents.request_receipt,),
    Kind.CHANGE_CONFIRMED: (
        documents.request_change_order,
        documents.request_price_sheet,
        documents.request_confirmation,
    ),
    Kind.PREPARED: (inside_papers.request_inspection_record,),
    Kind.BALANCE_PAID: (documents.request_balance_receipt,),
    Kind.DELIVERED: (documents.request_handover_record,),
    Kind.SETTLED: (documents.request_statement,),
}
MESSAGES = {
    Kind.QUOTED: "quote_sent",
    Kind.DEPOSIT_RECEIVED: "deposit_received",
    Kind.APPROVED: "finance_approved",
    Kind.ACKNOWLEDGED: "order_confirmed",
    Kind.SCHEDULED: "slot_booked",
    Kind.STARTED: "in_production",
    Kind.DEPARTED: "on_the_way",
    Kind.ARRIVED: "at_dealer",
    Kind.HANDOVER_BOOKED: "handover_confirmed",
    Kind.DELIVERED: "handed_over",
    Kind.WINDOW_CHANGED: "window_changed",
    Kind.SETTLED: "cancelled",
    Kind.CHANGE_OFFERED: "change_offered",
    Kind.CHANGE_CONFIRMED: "change_confirmed",
    Kind.CHANGE_REFUSED: "change_refused",
    Kind.DELAY_TOLD: "delay",
    Kind.NOTHING_NEW: "no_news",
    Kind.HANDOVER_REMINDED: "handover_reminder",
    Kind.SURVEY_ASKED: "survey",
}
MILESTONE_MESSAGES = {"QA-OK": "quality_check"}


def _message_kind(event: OrderEvent) -> str | None:
    if event.kind == Kind.MILESTONE:
        return MILESTONE_MESSAGES.get(str(event.body.get("code", "")))
    if event.kind == Kind.PREPARED:
        return "handover_proposal" if event.body.get("needs_time") else None
    if event.kind == Kind.WINDOW_CHANGED:
        return _window_message(event)
    return MESSAGES.get(Kind(event.kind))


def _window_message(event: OrderEvent) -> str | None:
    """A window beyond the promise is told with its reason, by a person or the dealership's rule."""
    if event.body.get("waits"):
        return None
    return "quality_hold" if event.body.get("is_held") else MESSAGES[Kind.WINDOW_CHANGED]


def preview_delay(order: Order, said: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a message about a delay as it would go out now; ``said`` as in its event."""
    assert order.customer is not None
    subject, text, _ = render("delay", order.customer, _context(order) | _delay(said))
    return subject, text


def _context(order: Order) -> Context:
    """What every message may mention."""
    build = order.build
    return {
        "order_number": order.number,
        "model_name": order.model_name,
        "total": format_money(order.total),
        "promise": _window(order.promised_from, order.promised_on),
        "window": _window(order.estimate_from, order.estimate_on),
        "vin": order.vin,
        "week": f"the week of {_monday(build.slot_week)}" if build and build.slot_week else "",
        "plant": str(build.plant) if build is not None and build.plant is not None else "",
        "status": words.CUSTOMER_STATUS.get(order.state, ""),
        "next_step": words.next_without_day(order.state),
        "is_late": (order.slip_days or 0) > 0,
    }


def _details(order: Order, event: OrderEvent) -> Context:
    """What this event adds."""
    body = event.body
    local = event.occurred_at.astimezone(order.dealership.zone)
    on = words.day(local.date())
    details: Context = {}
    match event.kind:
        case Kind.QUOTED:
            details = {
                "total": _money(body["total"], body["currency"]),
                "valid_until": words.day(date.fromisoformat(body["valid_until"])),
            } | _whole_fleet(order, event)
        case Kind.DEPOSIT_RECEIVED:
            details = {"deposit": _money(body["amount"], body["currency"]), "received_on": on}
        case Kind.HANDOVER_BOOKED | Kind.HANDOVER_REMINDED:
            details = {"appointment": body["when"], "place": body["place"]}
        case Kind.DELIVERED:
            details = {"handed_over_on": on}
        case kind if kind in SHIFTS:
            details = SHIFTS[kind](event)
        case Kind.SETTLED:
            details = {
                "refund": _money(body["refunded"], body["currency"]),
                "details": body["details"],
            }
        case Kind.MILESTONE | Kind.DEPARTED:
            details = {"mode": body.get("mode", "")}
        case _:
            pass
    return details


def _whole_fleet(order: Order, event: OrderEvent) -> Context:
    """The letter about the first unit's first quote is about all units."""
    if order.fleet is None or event.body["quote"] != 1:
        return {}
    totals = [unit.total for unit in order.fleet.orders.all()]
    return {
        "model_name": f"{order.fleet.size} × {order.fleet.model_name}",
        "total": format_money(sum(totals[1:], totals[0])),
    }


def _changed(event: OrderEvent) -> Context:
    """What a change of the car was said to be."""
    body = event.body
    details: Context = {name: body.get(name, "") for name in ("difference", "shift")}
    details |= {"changes": body.get("rows", []), "cause": body.get("text", "")}
    if "valid_until" in body:
        details["valid_until"] = words.day(date.fromisoformat(body["valid_until"]))
    return details


def _shift(event: OrderEvent) -> Context:
    """What a new window was said to be."""
    return {
        "old_window": event.body.get("old_words", ""),
        "new_window": event.body["new_words"],
        "cause": event.body.get("cause", ""),
    }


def _delay(body: dict[str, Any]) -> Context:
    return {
        "new_window": body.get("new_words", ""),
        "cause": body.get("cause", ""),
        "what_we_do": body.get("what_we_do", ""),
        "at_risk": not body.get("is_certain", True),
    }


SHIFTS: dict[str, Callable[[OrderEvent], Context]] = {
    Kind.WINDOW_CHANGED: _shift,
    Kind.DELAY_TOLD: lambda event: _delay(event.body),
    **dict.fromkeys((Kind.CHANGE_OFFERED, Kind.CHANGE_CONFIRMED, Kind.CHANGE_REFUSED), _changed),
}


def _monday(week: date) -> str:
    return f"{week:%B} {week.day}, {week.year}"


def _window(first: date | None, last: date | None) -> str:
    return words.window(first, last) if first is not None and last is not None else ""


def _money(amount: str, currency: str) -> str:
    return format_money(Money(Decimal(amount), currency))
