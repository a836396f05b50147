"""Papers for the dealership only: what was checked before the build, and what was inspected after it."""

from __future__ import annotations

from typing import Any

from kernel.models import Document
from orders.framing import day_of, request_paper, specials_of
from orders.models import Order, OrderEvent
from orders.papers import NAMES
from orders.selectors.build_sheet import build_sheet
from production.models import PdiInspection

STAFF_LANGUAGE = "en"


def request_build_sheet(order: Order, event: OrderEvent) -> Document | None:
    """What the factory is sent beside what was sold, with who compared them."""
    sheet = build_sheet(order)
    if sheet is None or order.specification is None:
        return None
    return _inside(
        order,
        event,
        "build-sheet",
        {
            "checked_by": str(event.by or ""),
            "checked_on": day_of(event.occurred_at, order),
            "note": event.body.get("text", ""),
            "quote": sheet.quote,
            "specification": sheet.specification,
            "market": sheet.market,
            "parts": [
                {"code": part.code, "quoted": part.quoted, "sent": part.sent}
                for part in sheet.parts
            ],
            "specials": specials_of(order.specification, order),
            "sha256": sheet.quote_sha256,
            "specification_sha256": sheet.specification_sha256,
        },
    )


def request_inspection_record(order: Order, event: OrderEvent) -> Document | None:
    """Every inspection of the car up to the one it passed, point by point."""
    inspections = (
        PdiInspection.objects.filter(build=order.build_id)
        .select_related("by")
        .prefetch_related("items")
        .order_by("inspected_at", "pk")
    )
    if not inspections:
        return None
    return _inside(
        order,
        event,
        "inspection-record",
        {
            "vin": order.vin,
            "factory_ref": order.factory_ref,
            "inspections": [_inspection(one, order) for one in inspections],
        },
    )


def _inspection(inspection: PdiInspection, order: Order) -> dict[str, Any]:
    return {
        "on": day_of(inspection.inspected_at, order),
        "by": str(inspection.by or ""),
        "result": "Passed" if inspection.has_passed else "Not passed",
        "note": inspection.note,
        "points": [
            {"label": item.label, "is_ok": item.is_ok, "note": item.note}
            for item in inspection.items.all()
        ],
    }


def _inside(order: Order, event: OrderEvent, kind: str, content: dict[str, Any]) -> Document:
    marked = {"title": NAMES[kind], "is_internal": True}
    return request_paper(order, event, kind, content | marked, STAFF_LANGUAGE)
