"""What dealers ask of the factory: to build, to change, to cancel; and how it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from factory import life
from factory.plants import PLANTS
from factory.problems import Problem
from factory.reading import Fields, OrderRequest
from factory.scheduling import obstacle_in
from factory.store import Order, written

if TYPE_CHECKING:
    from factory.world import World

PASSED_IN_ORDER = (
    "ORD-ACK", "SCH-WK", "SCH-FRZ", "BIW-IN", "BIW-OUT", "PNT-IN", "PNT-OUT", "TRM-IN",
    "FIN-OUT", "QA-OK", "REL", "SHP-DEP", "DLR-RCV",
)  # fmt: skip
CORRECTIONS = frozenset({"SCH-OUT", "SCRAP", "SHP-LOST"})
OVER = ("rejected", "cancelled", "delivered")


def take_order(world: World, request: OrderRequest) -> Order:
    """Note the order and plan its acknowledgement.

    :raises Problem: for a car that cannot be built and for a number already on order.
    """
    order = Order(
        ref="",
        order_number=request.order_number,
        dealer_code=request.dealer_code,
        release=request.release,
        model_line=request.model_line,
        codes=request.codes,
        requested_slot=request.slot,
        priority=request.priority,
        requested_on=request.requested_on,
        received_at=written(world.now),
        is_fleet=request.is_fleet,
        market=request.market,
        specials=request.specials,
        delivery=request.delivery,
    )
    reasons = world.reasons_against(order)
    if reasons:
        detail = " ".join(reason["detail"] for reason in reasons)
        raise Problem(422, "not-buildable", "This car cannot be built.", detail, reasons=reasons)
    other = world.store.live_order_numbered(order.order_number)
    if other is not None:
        detail = f"Order {order.order_number} is already known here as {other.ref}."
        raise Problem(409, "already-ordered", "The order number is taken.", detail, ref=other.ref)
    order.ref = f"M{world.now:%y}{world.store.next_number('ref'):06d}"
    world.store.save(order, world.now)
    world.store.plan(_in_office_days(world, order, "ORD-ACK"), "acknowledge", order.ref)
    return order


def ask_change(world: World, order: Order, body: dict[str, Any], key: str) -> dict[str, Any]:
    """Note a change of slot, codes or priority, or the wish for another car in place of a lost one.

    The answer comes as an event. A car that is said to be lost goes nowhere until then.

    :raises Problem: for a malformed change, an order that is over, or an unbuildable car.
    """
    _refuse_if_over(order)
    fields = Fields(body)
    wanted: dict[str, Any] = {}
    if "slot" in body:
        wanted["slot"] = fields.slot()
    if "codes" in body:
        wanted["codes"] = fields.codes()
    if "priority" in body:
        wanted["priority"] = fields.whole("priority", 0, 9, order.priority)
    if body.get("replace"):
        wanted["replace"] = str(body["replace"])[:300]
    for name in sorted(body.keys() - {"slot", "codes", "priority", "replace", "reason"}):
        fields.refuse(name, f"{name} cannot be changed; slot, codes and priority can.")
    if not wanted and not fields.errors:
        fields.refuse("body", "Name what is to change: slot, codes or priority.")
    fields.finish()
    if "replace" in wanted and order.status == "in_transit":
        life.stop_transport(world, order)
    return _note(world, order, "change", wanted, key)


def ask_cancel(world: World, order: Order, body: dict[str, Any], key: str) -> dict[str, Any]:
    """Note the wish to cancel; the answer comes as an event."""
    _refuse_if_over(order)
    return _note(world, order, "cancel", {"reason": str(body.get("reason", ""))[:300]}, key)


def answer_change(world: World, order: Order, body: dict[str, Any]) -> None:
    """Decide a change and tell it; the change is made at once if accepted."""
    noted = _noted(order, body["change"])
    wanted: dict[str, Any] = noted["wanted"]
    reasons = _against_change(world, order, wanted)
    if world.reporter.happens("refuse_change"):
        reasons.append("The plant could not take the change.")
    _answer(world, order, noted, "change.answered", reasons, **wanted)
    if reasons:
        if "replace" in wanted and order.status == "in_transit":
            life.follow(world, order, order.milestones[-1]["code"])
        return
    if "replace" in wanted:
        life.lose(world, order)
        return
    order.codes = wanted.get("codes", order.codes)
    order.priority = wanted.get("priority", order.priority)
    if wanted.get("slot"):
        _move(world, order, wanted["slot"])


def answer_cancel(world: World, order: Order, body: dict[str, Any]) -> None:
    """Let the order go if nothing has been built for it and its week is not frozen."""
    reasons = []
    if order.status in OVER:
        reasons = [f"The order is already {order.status}."]
    elif order.is_frozen or order.status not in {"received", "banked", "scheduled"}:
        reasons = [
            "The order is in the frozen zone or in production and can no longer be cancelled."
        ]
    if not reasons:
        order.status = "cancelled"
        world.store.forget_plans(order.ref)
    _answer(world, order, _noted(order, body["change"]), "cancel.answered", reasons)


def _against_change(world: World, order: Order, wanted: dict[str, Any]) -> list[str]:
    if order.status in OVER:
        return [f"The order is already {order.status}."]
    reasons = []
    if "replace" in wanted and order.status != "in_transit":
        reasons.append("Only a car on its way can be lost.")
    if "codes" in wanted:
        reasons += _against_codes(world, order, frozenset(wanted["codes"]))
    if wanted.get("slot"):
        reasons += _against_slot(world, order, wanted["slot"])
    return reasons


def _against_codes(world: World, order: Order, codes: frozenset[str]) -> list[str]:
    wished = replace(order, codes=sorted(codes))
    reasons = [reason["detail"] for reason in world.reasons_against(wished)]
    line = world.line(order.model_line) or {"groups": [], "freezes": []}
    for group in line["groups"]:
        for option in group["options"]:
            if option["code"] in codes ^ order.code_set:
                reasons += _against_option(world, order, option, line["freezes"])
    return reasons


def _against_option(
    world: World, order: Order, option: dict[str, Any], freezes: list[dict[str, str]]
) -> list[str]:
    """What the passed freeze points say about changing the option."""
    passed = _furthest(order)
    gone = [
        freeze
        for freeze in freezes
        if freeze["freeze_class"] == option["freeze_class"]
        and PASSED_IN_ORDER.index(freeze["milestone"]) <= passed
    ]
    if not gone:
        return []
    last = max(gone, key=lambda freeze: PASSED_IN_ORDER.index(freeze["milestone"]))
    named = f"{option['name']} ({option['code']})"
    if last["answer_after"] == "no":
        return [f"{named} cannot change any more since {last['milestone']}."]
    if last["answer_after"] == "later":
        return [f"{named} cannot change in the plant since {last['milestone']}; fit it later."]
    key = f"{order.ref}/{len(order.changes)}/{option['code']}"
    if world.durations.happens("soft_change", plant=order.plant or "LEO", key=key):
        return []
    return [f"The plant cannot change {named} in time; {last['milestone']} has passed."]


def _against_slot(world: World, order: Order, slot: dict[str, str]) -> list[str]:
    if order.is_frozen or order.status not in {"received", "banked", "scheduled"}:
        return ["The slot is frozen and does not move any more."]
    plant = PLANTS[slot["plant"]]
    line = plant.line_for(order.model_line, order.code_set)
    if line is None or line.code != slot["line"]:
        return [f"This car is not built on line {slot['line']} in {plant.name}."]
    if slot["week"] < plant.earliest_week(world.now):
        return [f"Week {slot['week']} is past or frozen."]
    obstacle = obstacle_in(world.book(), order, plant, line, slot["week"])
    return [obstacle] if obstacle else []


def _move(world: World, order: Order, slot: dict[str, str]) -> None:
    order.requested_slot = slot
    if order.status == "scheduled":
        plant = PLANTS[slot["plant"]]
        line = next(line for line in plant.lines if line.code == slot["line"])
        reason = "Moved at the dealer's wish."
        life.schedule(world, order, plant, line, slot["week"], reason=reason)


def _note(
    world: World, order: Order, kind: str, wanted: dict[str, Any], key: str
) -> dict[str, Any]:
    noted: dict[str, Any] = {
        "id": f"{order.ref}-C{len(order.changes) + 1}",
        "request": key,
        "kind": kind,
        "wanted": wanted,
        "status": "received",
        "asked_at": written(world.now),
        "answered_at": None,
        "reasons": [],
    }
    order.changes.append(noted)
    world.store.save(order, world.now)
    due = _in_office_days(world, order, "ANSWER", noted["id"])
    world.store.plan(due, f"answer_{kind}", order.ref, change=noted["id"])
    return noted


def _noted(order: Order, change: str) -> dict[str, Any]:
    return next(noted for noted in order.changes if noted["id"] == change)


def _answer(
    world: World,
    order: Order,
    noted: dict[str, Any],
    kind: str,
    reasons: list[str],
    **wanted: Any,
) -> None:
    noted["status"] = "refused" if reasons else "accepted"
    noted["answered_at"], noted["reasons"] = written(world.now), reasons
    named = {"change": noted["id"], "request": noted["request"]}
    told = {**named, "accepted": not reasons, "reasons": reasons, "wanted": wanted}
    world.reporter.tell(order, kind, at=world.now, **told)


def _refuse_if_over(order: Order) -> None:
    if order.status in OVER:
        detail = f"Order {order.order_number} is {order.status}."
        raise Problem(409, "order-over", "The order is over.", detail, ref=order.ref)


def _furthest(order: Order) -> int:
    """How far the order has come in its present run; -1 before the bank."""
    correction = max(
        (mark["sequence"] for mark in order.milestones if mark["code"] in CORRECTIONS),
        default=0,
    )
    live = [
        PASSED_IN_ORDER.index(mark["code"])
        for mark in order.milestones
        if mark["sequence"] > correction and mark["code"] in PASSED_IN_ORDER
    ]
    return max(live, default=0 if order.milestones else -1)


def _in_office_days(world: World, order: Order, stage: str, key: str = "") -> datetime:
    """The answer to a request comes after some working days, at the earliest in half an hour."""
    plant = PLANTS[order.plant or (order.requested_slot or {}).get("plant", "LEO")]
    own = f"{order.ref}/{stage}/{key}"
    days = world.durations.days(
        stage, plant=plant.code, model_line=order.model_line, on=world.now.date(), key=own
    )
    day = plant.add_working_days(plant.today(world.now), days)
    moment = plant.at(day, world.durations.hour(own))
    return max(moment, world.now + timedelta(minutes=30))


STEPS: dict[str, life.Step] = {"answer_change": answer_change, "answer_cancel": answer_cancel}
