"""The order follows the factory: every build event is answered once, with the transitions it implies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.calendar import iso_week
from kernel.refusals import Refusal
from orders import lifecycle, words
from orders.commands.agreeing import settle_change
from orders.commands.changing import drop_change
from orders.commands.telling import is_waiting, tell_delay_by_rule
from orders.commands.writing import commit, follow, locked
from orders.models import Handover, Kind, Order, OrderEvent, PromiseEntry, State
from production.milestones import MEANINGS
from production.models import Build, BuildEvent, ExceptionKind
from production.models import Kind as BuildKind


class CannotFollow(Refusal):
    """The order is in a state from which the factory's news cannot be followed."""


# Factory milestone -> the state an order has reached by then (DOMAIN 4).
REACHES = {
    "ORD-ACK": State.BANKED,
    "SCH-WK": State.SCHEDULED,
    "SCH-FRZ": State.SCHEDULED,
    "BIW-IN": State.IN_PRODUCTION,
    "BIW-OUT": State.IN_PRODUCTION,
    "PNT-IN": State.IN_PRODUCTION,
    "PNT-OUT": State.IN_PRODUCTION,
    "TRM-IN": State.IN_PRODUCTION,
    "FIN-OUT": State.BUILT,
    "QA-HOLD": State.BUILT,
    "RWK-IN": State.BUILT,
    "RWK-OUT": State.BUILT,
    "QA-OK": State.BUILT,
    "UPF-IN": State.BUILT,
    "UPF-OUT": State.BUILT,
    "REL": State.BUILT,
    "SHP-DEP": State.IN_TRANSIT,
    "SHP-ARR": State.IN_TRANSIT,
    "DLR-RCV": State.AT_DEALER,
}
ANSWERS = {
    "acknowledge": (Kind.ACKNOWLEDGED, "The factory accepted your order."),
    "schedule": (Kind.SCHEDULED, "Your car has its place on the production line."),
    "start": (Kind.STARTED, "Production of your car has started."),
    "mark_built": (Kind.BUILT, "Your car is built. Now it is inspected."),
    "depart": (Kind.DEPARTED, "Your car has left the plant and is on its way."),
    "arrive": (Kind.ARRIVED, "Your car has arrived at your dealership."),
}
# Milestones that tell the customer something though the state stays.
TOLD = {
    "BIW-OUT": "The body of your car is finished.",
    "PNT-OUT": "Your car is painted.",
    "TRM-IN": "Your car is in final assembly.",
    "QA-HOLD": "The inspectors hold your car back to look closer.",
    "RWK-IN": "Something is being put right on your car.",
    "RWK-OUT": "What had to be put right is done.",
    "QA-OK": "Your car passed its quality check.",
    "UPF-IN": "Your car is at the upfitter for its special equipment.",
    "UPF-OUT": "The special equipment of your car is fitted.",
    "REL": "Your car was handed to the carrier.",
}
# Why a window moved, to a customer, by the milestone behind it.
WHY_MOVED = {
    **TOLD,
    "ORD-ACK": "The factory accepted your order.",
    "SCH-WK": "The factory gave your car its week on the line.",
    "SCH-FRZ": "The factory fixed the week in which your car is built.",
    "SCH-OUT": "The factory took the build week back; a new one follows.",
    "BIW-IN": "Production of your car has started.",
    "FIN-OUT": "Your car is built.",
    "SCRAP": "The factory starts your car again because of a fault.",
    "SHP-DEP": "Your car has left the plant.",
    "SHP-ARR": "Your car has reached the next stop of its way.",
    "SHP-LOST": "Your car was lost on its way; the factory builds it again.",
    "DLR-RCV": "Your car has arrived at your dealership.",
    "PDI-OK": "Your car is inspected and prepared.",
}
# Each has a build event of its own, or is our own doing.
OTHERWISE_TOLD = {"ORD-ACK", "PDI-OK", "HND"}
TURNS_BACK = {
    "SCH-OUT": ("fall_back", Kind.FELL_BACK, "The factory took the build slot back; a new one follows."),
    "SCRAP": ("scrap", Kind.SCRAPPED, "The factory starts your car again because of a fault."),
    "SHP-LOST": ("replace_lost", Kind.LOST, "Your car was lost on its way; the factory builds it again."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """One build event as an order hears it."""

    event: BuildEvent
    build: Build
    now: datetime

    @property
    def body(self) -> dict[str, Any]:
        return dict(self.event.body)

    def answered(self, order: Order, kind: Kind, **body: Any) -> None:
        """Save the order and answer the event, unless this kind of answer is given already."""
        if not self.is_answered(kind):
            commit(
                order, kind, by=None, at=self.event.occurred_at, source_event=self.event.pk, **body
            )

    def is_answered(self, kind: Kind) -> bool:
        return OrderEvent.objects.filter(source_event=self.event.pk, kind=kind).exists()


@transaction.atomic
def follow_build(event: BuildEvent, *, now: datetime) -> Order | None:
    """Bring the order up to what the build says; skipped milestones run the missing transitions in order.

    Handing the same event on twice changes nothing. A build without an order (stock) is nobody's news.
    """
    handler = HANDLERS.get(event.kind)
    build = Build.objects.select_related("plant").get(pk=event.build_id)
    number = Order.objects.filter(build=build).values_list("pk", flat=True).first()
    if number is None:
        return None
    order = locked(number)
    news = News(event, build, now)
    before = _facts(order)
    copy_facts(order, build)
    if handler is not None:
        handler(order, news)
    if _facts(order) != before:
        order.save()
    return order


def _facts(order: Order) -> tuple[object, ...]:
    return (order.factory_ref, order.vin, order.slot_week, order.last_heard_at, order.state)


def copy_facts(order: Order, build: Build) -> None:
    """What lists show of the build stands on the order too."""
    order.factory_ref = build.factory_ref or order.factory_ref
    order.vin = build.vin or order.vin
    order.slot_week = iso_week(build.slot_week) if build.slot_week else order.slot_week
    if build.last_heard_at and (
        order.last_heard_at is None or build.last_heard_at > order.last_heard_at
    ):
        order.last_heard_at = build.last_heard_at


def _acknowledged(order: Order, news: News) -> None:
    _reach(order, news, State.BANKED)


def _milestone(order: Order, news: News) -> None:
    code = str(news.body.get("code", ""))
    if code in TURNS_BACK:
        _turn_back(order, news, code)
        return
    target = REACHES.get(code)
    moved = target is not None and _reach(order, news, target, code=code)
    if code in TOLD or (not moved and code in MEANINGS and code not in OTHERWISE_TOLD):
        meaning = MEANINGS[code]
        news.answered(
            order,
            Kind.MILESTONE,
            code=code,
            text=meaning.words,
            customer_text=TOLD.get(code, ""),
            customer_milestone=meaning.customer_milestone,
        )


def _reach(order: Order, news: News, target: State, **body: Any) -> bool:
    """Run the transitions that are missing; False when the order is there or beyond already."""
    if lifecycle.has_passed(order.state, target):
        return False
    taken = lifecycle.steps(str(order.state), target)
    if taken is None:
        return False
    for name in taken:
        kind, told = ANSWERS[name]
        moved = follow(order, name, CannotFollow, at=news.event.occurred_at)
        milestone = body if name == taken[-1] else {}
        news.answered(order, kind, moved=moved, customer_text=told, **milestone)
    return True


def _turn_back(order: Order, news: News, code: str) -> None:
    name, kind, told = TURNS_BACK[code]
    sources, _ = lifecycle.TRANSITIONS[name]
    if order.state not in sources or news.is_answered(kind):
        return
    moved = follow(order, name, CannotFollow, at=news.event.occurred_at)
    news.answered(
        order, kind, moved=moved, customer_text=told, text=str(news.body.get("reason", ""))
    )


def _rejected(order: Order, news: News) -> None:
    if order.state != State.SUBMITTED:
        return
    moved = follow(order, "reject", CannotFollow, at=news.event.occurred_at)
    drop_change(order, "The factory refused the order.", by=None, now=news.event.occurred_at)
    reason = news.body.get("reason") or news.body.get("reasons") or "No reason was given."
    text = "; ".join(map(str, reason)) if isinstance(reason, list) else str(reason)
    news.answered(order, Kind.REJECTED, moved=moved, text=text)


def _window_changed(order: Order, news: News) -> None:
    if news.is_answered(Kind.WINDOW_CHANGED):
        return
    build = news.build
    if build.estimate_p10 is None or build.estimate_p50 is None or build.estimate_p90 is None:
        return
    old = (order.estimate_from, order.estimate_on)
    order.estimate_from, order.estimate_p50, order.estimate_on = (
        build.estimate_p10,
        build.estimate_p50,
        build.estimate_p90,
    )
    new_words = words.window(build.estimate_p10, build.estimate_p90)
    old_words = words.window(old[0], old[1]) if old[0] and old[1] else ""
    if new_words == old_words:
        return
    heard = str(news.body.get("cause", ""))
    cause = WHY_MOVED.get(str(news.body.get("code", "")), heard)
    cause = cause or "The factory's progress changed the estimate."
    order.promises.create(
        kind=PromiseEntry.Kind.ESTIMATE,
        window_from=build.estimate_p10,
        window_p50=build.estimate_p50,
        window_on=build.estimate_p90,
        cause=cause[:300],
        at=news.event.occurred_at,
    )
    news.answered(
        order,
        Kind.WINDOW_CHANGED,
        customer_text=f"Your delivery window is now {new_words}. {_sentence(cause)}",
        old_words=old_words,
        new_words=new_words,
        cause=cause,
        factory_words=heard,
        slip_days=order.slip_days,
        waits=is_waiting(order),
        is_held=_is_first_hold(order, news),
    )


def _exception_raised(order: Order, news: News) -> None:
    """Where the dealership lets a rule send them, the message about a delay goes at once."""
    if order.dealership.sends_delays_itself and news.body.get("kind") == ExceptionKind.LATE:
        tell_delay_by_rule(order, now=news.now)


def _is_first_hold(order: Order, news: News) -> bool:
    if not news.body.get("is_on_hold"):
        return False
    return not order.events.filter(kind=Kind.WINDOW_CHANGED, body__is_held=True).exists()


def _slot_moved(order: Order, news: News) -> None:
    reason = str(news.body.get("reason", ""))
    week = f" to week {order.slot_week}" if order.slot_week else ""
    news.answered(order, Kind.SLOT_MOVED, text=f"Build slot moved{week}. {reason}".strip())


def _prepared(order: Order, news: News) -> None:
    is_booked = Handover.objects.filter(order=order).exists()
    news.answered(
        order,
        Kind.PREPARED,
        customer_text="Your car is inspected and prepared.",
        needs_time=not is_booked,
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _change_answered(order: Order, news: News) -> None:
    """The factory's word on a change that the customer signed; a move of the week is not one."""
    reasons = [str(reason) for reason in news.body.get("reasons", [])]
    settle_change(
        order,
        key=str(news.body.get("request", "")),
        is_accepted=bool(news.body.get("accepted")),
        reasons=reasons,
        at=news.event.occurred_at,
    )


HANDLERS: dict[str, Callable[[Order, News], None]] = {
    BuildKind.CHANGE_ANSWERED: _change_answered,
    BuildKind.ACKNOWLEDGED: _acknowledged,
    BuildKind.REJECTED: _rejected,
    BuildKind.MILESTONE: _milestone,
    BuildKind.WINDOW_CHANGED: _window_changed,
    BuildKind.SLOT_MOVED: _slot_moved,
    BuildKind.PDI_PASSED: _prepared,
    BuildKind.EXCEPTION_RAISED: _exception_raised,
}
