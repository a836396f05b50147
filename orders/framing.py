"""What every paper of an order carries, and how an order asks for one."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from typing import Any

from configurator.models import Specification
from customers.models import Dealership
from kernel.documents import request_document
from kernel.models import Document
from orders.appearance import appearance
from orders.models import Letterhead, Order, OrderEvent, Signature
from orders.paper_words import LOCALES
from orders.papers import SUBJECT, kept_day

LETTER = ("US", "CA", "MX")  # where paper is not A4


def request_paper(
    order: Order, event: OrderEvent, kind: str, content: dict[str, Any], language: str = ""
) -> Document:
    """Ask for one paper of an order; without a ``language`` it is written in the customer's."""
    return request_document(
        kind=kind,
        subject_kind=SUBJECT,
        subject_key=order.number,
        dealership_key=order.dealership.code,
        template=f"pdf/{kind}.html",
        snapshot={**_frame(order, event), **content},
        language=language or language_of(order),
        event_key=str(event.pk),
    )


def _frame(order: Order, event: OrderEvent) -> dict[str, Any]:
    """What every document carries: the dealership, the customer, the car, the day."""
    dealership, customer = order.dealership, order.customer
    return {
        "order_number": order.number,
        "issued_on": day_of(event.occurred_at, order),
        "model_name": order.model_name,
        "sales_rep": str(order.sales_rep),
        "dealership": dealership_on_paper(dealership),
        "customer": {
            "name": order.customer_name,
            "number": customer.number if customer else "",
            "address": customer.address if customer else "",
            "email": customer.email if customer else "",
        },
        "fleet": _place_in_fleet(order),
        "unit_label": order.unit_label,
        "ship_to": order.ship_to,
        "homologation": order.specification.homologation if order.specification else {},
        "picture": appearance(order.specification).to_json() if order.specification else None,
    }


def dealership_on_paper(dealership: Dealership) -> dict[str, Any]:
    """Who sends the paper."""
    return {
        "name": dealership.name,
        "address": dealership.address,
        "phone": dealership.phone,
        "email": dealership.email,
        "colour": dealership.brand_colour,
        "logo": _logo(dealership),
        "is_metric": dealership.country not in LETTER,
    }


def _logo(dealership: Dealership) -> str:
    """The dealership's logo as text; empty where it has none."""
    found = Letterhead.objects.filter(dealership=dealership).values_list("logo", flat=True)
    return b64encode(bytes(found[0])).decode() if found else ""


def _place_in_fleet(order: Order) -> dict[str, Any] | str:
    if (fleet := order.fleet) is None:
        return ""
    place = {"unit": order.fleet_unit, "size": fleet.size, "number": fleet.number}
    return {"say": "unit {unit} of {size} of fleet {number}", "with": place}


def specials_of(specification: Specification, order: Order) -> list[dict[str, Any]]:
    """The special requests that are part of the car, as a paper names them."""
    return [_special(each, order) for each in specification.specials]


def _special(agreed: dict[str, Any], order: Order) -> dict[str, Any]:
    """What was agreed about a special request beside its price."""
    taken = ("number", "title", "upfitter", "conditions", "accepted_name")
    return {name: agreed[name] for name in taken} | {
        "accepted_on": day_of(datetime.fromisoformat(agreed["accepted_at"]), order)
    }


def signature_of(signature: Signature | None, order: Order) -> dict[str, Any] | None:
    """Who signed what was agreed, and the fingerprint of it."""
    if signature is None:
        return None
    return {
        "name": signature.signed_name,
        "on": day_of(signature.signed_at, order),
        "consent": signature.consent_text,
        "drawing": signature.drawing,
        "electronic": signature.electronic_consent,
        "sha256": signature.sha256,
    }


def day_of(moment: datetime, order: Order) -> dict[str, str]:
    """The day of the dealership, as a snapshot keeps it."""
    return kept_day(moment.astimezone(order.dealership.zone).date())


def language_of(order: Order) -> str:
    """The customer's language where papers are written in it; English for everybody else."""
    chosen = order.customer.language if order.customer else "en"
    return chosen if chosen in LOCALES else "en"
