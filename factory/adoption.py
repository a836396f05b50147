"""Takes over orders in mid-life, with the history they already have elsewhere.

For a demonstration whose past was not lived through in this process: the factory carries on
from the last milestone and tells only what happens from now on.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from factory import life
from factory.plants import PLANTS
from factory.reading import Fields, read_order
from factory.store import Order, read_instant, written

if TYPE_CHECKING:
    from factory.world import World

STATUS_AFTER = {
    "ORD-ACK": "banked",
    "SCH-WK": "scheduled",
    "SCH-FRZ": "scheduled",
    "SCH-OUT": "banked",
    "SCRAP": "banked",
    "FIN-OUT": "built",
    "QA-HOLD": "built",
    "RWK-IN": "built",
    "RWK-OUT": "built",
    "QA-OK": "built",
    "UPF-IN": "built",
    "UPF-OUT": "built",
    "REL": "built",
    "SHP-DEP": "in_transit",
    "SHP-ARR": "in_transit",
    "DLR-RCV": "delivered",
    "PDI-OK": "delivered",
    "HND": "delivered",
}


def adopt(world: World, body: dict[str, Any], release: str) -> dict[str, str]:
    """Take over one order and plan its next step; an order already known is left alone.

    :raises BadInput: naming every field that is wrong.
    """
    lines = {line["code"] for line in world.catalogue["model_lines"]}
    request = read_order({"release": release, **body}, {release}, lines)
    milestones = _milestones(body)
    known = world.store.live_order_numbered(request.order_number)
    if known is not None:
        return {"order_number": known.order_number, "ref": known.ref, "status": known.status}
    order = Order(
        ref=f"M{world.now:%y}{world.store.next_number('ref'):06d}",
        order_number=request.order_number,
        dealer_code=request.dealer_code,
        release=request.release,
        model_line=request.model_line,
        codes=request.codes,
        requested_slot=request.slot,
        priority=request.priority,
        requested_on=request.requested_on,
        received_at=milestones[0]["occurred_at"] if milestones else written(world.now),
        vin=body.get("vin") or None,
        milestones=milestones,
        sequence=max((mark["sequence"] for mark in milestones), default=0),
    )
    _carry_on(world, order)
    world.store.save(order, world.now)
    return {"order_number": order.order_number, "ref": order.ref, "status": order.status}


def _carry_on(world: World, order: Order) -> None:
    last = order.milestones[-1]["code"] if order.milestones else ""
    order.status = STATUS_AFTER.get(last, "in_production" if last else "received")
    if order.status not in {"received", "banked"}:
        _put_on_line(order)
    order.is_frozen = order.times("SCH-FRZ") > 0
    if not last:
        world.store.plan(world.now, "acknowledge", order.ref)
    elif last == "SCH-WK" and order.plant and order.week:
        plant = PLANTS[order.plant]
        world.store.plan(plant.frozen_at(order.week, world.now), "SCH-FRZ", order.ref)
        life.plan_start(world, order)
    elif last in {"SCH-WK", "SCH-FRZ"}:
        life.plan_start(world, order)
    else:
        life.follow(world, order, last)


def _put_on_line(order: Order) -> None:
    """The slot asked for is the slot given; without one the first plant that builds the car."""
    slot = order.requested_slot or {}
    able = [p for p in PLANTS.values() if p.line_for(order.model_line, order.code_set)]
    plant = PLANTS[slot["plant"]] if slot else (able or list(PLANTS.values()))[0]
    line = plant.line_for(order.model_line, order.code_set) or plant.lines[0]
    order.plant, order.line = plant.code, slot.get("line", line.code)
    order.week = slot.get("week")


def _milestones(body: dict[str, Any]) -> list[dict[str, Any]]:
    fields = Fields(body)
    found: list[dict[str, Any]] = []
    rows = body.get("milestones", [])
    if not isinstance(rows, list):
        fields.refuse("milestones", "milestones must be a list.")
        rows = []
    for number, row in enumerate(rows):
        moment = _moment(row)
        if moment is None or not isinstance(row.get("code"), str):
            detail = "A milestone has a code and an occurred_at with a time zone."
            fields.refuse(f"milestones.{number}", detail)
            continue
        times = 1 + sum(mark["code"] == row["code"] for mark in found)
        sequence = row.get("sequence", number + 1)
        found.append(
            {
                "code": row["code"],
                "occurrence": times,
                "occurred_at": written(moment),
                "sequence": sequence if isinstance(sequence, int) else number + 1,
            }
        )
    fields.finish()
    return found


def _moment(row: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(row["occurred_at"])
    except (KeyError, TypeError, ValueError):
        return None
    return read_instant(row["occurred_at"]) if moment.tzinfo else None
