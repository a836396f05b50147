"""The life of an order from the bank to the dealer's yard, one step at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from factory.plants import PLANTS, Line, Plant
from factory.store import Order
from factory.vin import make_vin
from factory.weeks import monday

if TYPE_CHECKING:
    from factory.world import World

type Step = Callable[[World, Order, dict[str, Any]], None]

# What follows what on the line; the branches are decided in the steps.
FOLLOWS = {
    "BIW-IN": "BIW-OUT",
    "BIW-OUT": "PNT-IN",
    "PNT-IN": "PNT-OUT",
    "PNT-OUT": "TRM-IN",
    "TRM-IN": "FIN-OUT",
    "QA-HOLD": "RWK-IN",
    "RWK-IN": "RWK-OUT",
    "RWK-OUT": "QA-OK",
    "UPF-IN": "UPF-OUT",
    "UPF-OUT": "REL",
}
DEFECTS = {
    "PNT-14": "Paint run on a door",
    "PNT-22": "Inclusion in the clear coat",
    "TRM-07": "Interior trim does not sit flush",
    "ELE-31": "Control unit stores a fault",
    "LEA-05": "Water test: seal leaks",
    "WHL-02": "Wheel alignment outside tolerance",
}
PRIORITY_PACE = 0.6  # of the days of each leg of an ordinary way
FALL_BACK_REASONS = [
    "A part for this car is late at the line.",
    "The supplier of an option has stopped deliveries.",
    "The line runs slower this week.",
]


def acknowledge(world: World, order: Order, _: dict[str, Any]) -> None:
    """Take the order into the bank, or refuse it by the rules of today."""
    reasons = world.reasons_against(order)
    if world.reporter.happens("reject"):
        sentence = "The order desk could not confirm the dealer's allocation."
        reasons.append({"kind": "allocation", "code": order.dealer_code, "detail": sentence})
    if reasons:
        order.status, order.reasons = "rejected", reasons
        sentences = [reason["detail"] for reason in reasons]
        world.reporter.tell(
            order, "order.rejected", at=world.now, reasons=sentences, details=reasons
        )
        return
    order.status = "banked"
    world.reporter.milestone(order, "ORD-ACK", at=world.now, kind="order.acknowledged")


def schedule(
    world: World, order: Order, plant: Plant, line: Line, week: str, *, reason: str | None
) -> None:
    """Confirm plant, line and week, and plan what follows from that."""
    order.status, order.not_scheduled_reason = "scheduled", None
    order.plant, order.line, order.week = plant.code, line.code, week
    told = {"reason": reason} if reason else {}
    world.reporter.milestone(order, "SCH-WK", at=world.now, **told)
    _drop_line_plans(world, order)
    world.store.plan(plant.frozen_at(week, world.now), "SCH-FRZ", order.ref)
    plan_start(world, order)


def plan_start(world: World, order: Order) -> None:
    """Plan the body shop within the slot's week, after the freeze."""
    plant, week = _plant(order), order.week
    today = plant.today(world.now)
    frozen = plant.frozen_at(week, world.now) if week else world.now
    first_day = max(monday(week), today) if week else today
    day = plant.add_working_days(first_day, _days(world, order, "BIW-IN"))
    moment = plant.at(day, world.durations.hour(_key(order, "BIW-IN")))
    world.store.plan(max(moment, frozen + timedelta(hours=2)), "BIW-IN", order.ref)


def freeze(world: World, order: Order, _: dict[str, Any]) -> None:
    order.is_frozen = True
    _number(world, order, "SCH-FRZ")
    world.reporter.milestone(order, "SCH-FRZ", at=world.now)


def start(world: World, order: Order, _: dict[str, Any]) -> None:
    """Enter the body shop, unless a part is missing: then back to the bank."""
    key = _key(order, "start")
    by_chance = world.durations.happens("fall_back", plant=order.plant or "", key=key)
    if world.reporter.happens("fall_back") or by_chance:
        _fall_back(world, order, "SCH-OUT", world.durations.choice(FALL_BACK_REASONS, key))
        return
    order.status = "in_production"
    _number(world, order, "BIW-IN")
    _pass(world, order, "BIW-IN")


def paint_done(world: World, order: Order, _: dict[str, Any]) -> None:
    if world.reporter.happens("scrap"):
        order.vin = None
        _fall_back(world, order, "SCRAP", "The body was damaged in the paint shop.")
        return
    _pass(world, order, "PNT-OUT")


def finish(world: World, order: Order, _: dict[str, Any]) -> None:
    """Off the line: what was really built is told, then quality looks at it."""
    order.status = "built"
    world.reporter.milestone(order, "FIN-OUT", at=world.now)
    world.store.plan(world.now + timedelta(hours=2), "as_built", order.ref)
    by_chance = world.durations.happens("hold", plant=order.plant or "", key=_key(order, "quality"))
    is_held = world.reporter.happens("hold") or by_chance
    _plan(world, order, "QA-HOLD" if is_held else "QA-OK")


def as_built(world: World, order: Order, _: dict[str, Any]) -> None:
    codes = list(order.codes)
    key = _key(order, "as_built")
    extras = sorted(_codes_of(world, order, lambda group, _: group["min_picks"] == 0))
    if extras and world.durations.happens("as_built_differs", plant=order.plant or "", key=key):
        codes.remove(world.durations.choice(extras, key))
    world.reporter.tell(order, "build.as_built", at=world.now, codes=codes)


def hold_quality(world: World, order: Order, _: dict[str, Any]) -> None:
    code = world.durations.choice(sorted(DEFECTS), _key(order, "defect"))
    found = [{"code": code, "text": DEFECTS[code]}]
    world.reporter.milestone(
        order,
        "QA-HOLD",
        at=world.now,
        kind="quality.result",
        result="hold",
        defects=found,
        reason=DEFECTS[code],
    )
    _plan(world, order, FOLLOWS["QA-HOLD"])


def pass_quality(world: World, order: Order, _: dict[str, Any]) -> None:
    world.reporter.milestone(
        order, "QA-OK", at=world.now, kind="quality.result", result="passed", defects=[]
    )
    _plan(world, order, "UPF-IN" if needs_upfit(world, order) else "REL")


def release(world: World, order: Order, _: dict[str, Any]) -> None:
    world.reporter.milestone(order, "REL", at=world.now)
    _plan(world, order, "SHP-DEP", leg=1)


def depart(world: World, order: Order, body: dict[str, Any]) -> None:
    number = int(body["leg"])
    order.status = "in_transit"
    leg = _plant(order).legs[number - 1]
    key = f"{_key(order, 'leg')}/{number}"
    days = world.durations.leg_days(leg.least, leg.usual, leg.most, on=world.now.date(), key=key)
    pace = PRIORITY_PACE if "priority" in _services(order) else 1
    arrival = world.now + timedelta(days=days * pace, hours=world.durations.hour(key) - 12)
    usual = world.now + timedelta(days=round(leg.usual * pace))
    _tell_leg(world, order, "SHP-DEP", number, expected_on=usual.date().isoformat())
    world.store.plan(max(arrival, world.now + timedelta(hours=6)), "SHP-ARR", order.ref, leg=number)


def arrive(world: World, order: Order, body: dict[str, Any]) -> None:
    number = int(body["leg"])
    _tell_leg(world, order, "SHP-ARR", number)
    if number < len(_plant(order).legs):
        _plan(world, order, "SHP-DEP", leg=number + 1)
    else:
        _plan(world, order, "DLR-RCV")


def hand_to_dealer(world: World, order: Order, _: dict[str, Any]) -> None:
    order.status = "delivered"
    world.reporter.milestone(order, "DLR-RCV", at=world.now)


def stop_transport(world: World, order: Order) -> None:
    """The carrier looks for the car; nothing moves until the question is answered."""
    _drop_line_plans(world, order)


def lose(world: World, order: Order) -> None:
    """The car is lost on its way; the order goes back into the bank for another one."""
    order.vin = None
    _fall_back(world, order, "SHP-LOST", "The car was lost in transit.")


def needs_upfit(world: World, order: Order) -> bool:
    """Whether the car goes through the upfitter's hall."""
    if any(special["at_upfitter"] for special in order.specials):
        return True
    return bool(_codes_of(world, order, lambda _, option: option["freeze_class"] == "upfit"))


def _codes_of(
    world: World, order: Order, is_meant: Callable[[dict[str, Any], dict[str, Any]], bool]
) -> set[str]:
    """The order's codes whose group and option are meant."""
    line = world.line(order.model_line)
    return {
        option["code"]
        for group in (line["groups"] if line else [])
        for option in group["options"]
        if option["code"] in order.code_set and is_meant(group, option)
    }


def follow(world: World, order: Order, code: str) -> None:
    """Plan what comes after ``code``, for a car taken over in mid-life."""
    if code == "FIN-OUT":
        _plan(world, order, "QA-OK")
    elif code == "QA-OK":
        _plan(world, order, "UPF-IN" if needs_upfit(world, order) else "REL")
    elif code in {"REL", "SHP-ARR"}:
        left = order.times("SHP-DEP") < len(_plant(order).legs)
        body = {"leg": order.times("SHP-DEP") + 1} if left else {}
        _plan(world, order, "SHP-DEP" if left else "DLR-RCV", **body)
    elif code == "SHP-DEP":
        soon = world.now + timedelta(days=_plant(order).legs[0].usual)
        world.store.plan(soon, "SHP-ARR", order.ref, leg=order.times("SHP-DEP"))
    elif code in FOLLOWS:
        _plan(world, order, FOLLOWS[code])


def _pass(world: World, order: Order, code: str) -> None:
    world.reporter.milestone(order, code, at=world.now)
    _plan(world, order, FOLLOWS[code])


def _passing(code: str) -> Step:
    return lambda world, order, _: _pass(world, order, code)


def _fall_back(world: World, order: Order, code: str, reason: str) -> None:
    """Back into the bank: the place is lost, the order is not."""
    world.reporter.milestone(order, code, at=world.now, reason=reason)
    order.status, order.is_frozen = "banked", False
    order.plant = order.line = order.week = order.requested_slot = None
    order.not_scheduled_reason = reason
    order.runs += 1
    _drop_line_plans(world, order)


def _drop_line_plans(world: World, order: Order) -> None:
    world.store.forget_plans(order.ref, keep=("answer_change", "answer_cancel"))


def _services(order: Order) -> list[str]:
    """What was agreed about the way."""
    services: list[str] = order.delivery.get("services", [])
    return services


def _tell_leg(world: World, order: Order, code: str, number: int, **more: Any) -> None:
    leg = _plant(order).legs[number - 1]
    is_last = number == len(_plant(order).legs)
    mode = f"enclosed {leg.mode}" if is_last and "enclosed" in _services(order) else leg.mode
    way = {"leg": number, "legs": len(_plant(order).legs), "mode": mode}
    to = order.delivery.get("destination", "") if is_last else ""
    way |= {"from": leg.origin, "to": to or leg.destination}
    world.reporter.milestone(order, code, at=world.now, kind="transport.leg", **way, **more)


def _plan(world: World, order: Order, step: str, **body: Any) -> None:
    """Put the step on the agenda as many working days ahead as the draw says."""
    plant = _plant(order)
    days = _days(world, order, step, extra=str(body.get("leg", "")))
    day = plant.add_working_days(plant.today(world.now), days)
    hour = world.durations.hour(_key(order, step))
    moment = max(plant.at(day, hour), world.now + timedelta(hours=1))
    world.store.plan(moment, step, order.ref, **body)


def _days(world: World, order: Order, stage: str, extra: str = "") -> int:
    return world.durations.days(
        stage,
        plant=order.plant or "",
        model_line=order.model_line,
        on=world.now.date(),
        key=_key(order, extra),
    )


def _key(order: Order, what: str) -> str:
    return f"{order.ref}/{order.runs}/{what}"


def _plant(order: Order) -> Plant:
    return PLANTS[order.plant or "LEO"]


def _number(world: World, order: Order, milestone: str) -> None:
    """Give the car its number at the milestone its plant does it, or when it is overdue."""
    plant = _plant(order)
    if order.vin or milestone not in {plant.vin_at, "BIW-IN"}:
        return
    line = world.line(order.model_line)
    order.vin = make_vin(
        wmi=plant.wmi,
        model_line=order.model_line,
        model_year=int(line["model_year"]) if line else 2027,
        plant_letter=plant.letter,
        serial=world.store.next_number(f"serial-{plant.code}"),
    )


STEPS: dict[str, Step] = {
    "acknowledge": acknowledge,
    "SCH-FRZ": freeze,
    "BIW-IN": start,
    "BIW-OUT": _passing("BIW-OUT"),
    "PNT-IN": _passing("PNT-IN"),
    "PNT-OUT": paint_done,
    "TRM-IN": _passing("TRM-IN"),
    "FIN-OUT": finish,
    "as_built": as_built,
    "QA-HOLD": hold_quality,
    "RWK-IN": _passing("RWK-IN"),
    "RWK-OUT": _passing("RWK-OUT"),
    "QA-OK": pass_quality,
    "UPF-IN": _passing("UPF-IN"),
    "UPF-OUT": _passing("UPF-OUT"),
    "REL": release,
    "SHP-DEP": depart,
    "SHP-ARR": arrive,
    "DLR-RCV": hand_to_dealer,
}
