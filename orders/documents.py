"""What goes on paper: snapshots frozen from the order, rendered later by the worker, kept with their hash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kernel.documents import request_document
from kernel.models import Document
from kernel.money import Money, format_money
from orders import words
from orders.appearance import appearance
from orders.commands.pricing import terms_at
from orders.models import Deposit, Handover, Order, OrderEvent, QuoteVersion, Signature
from orders.monthly import monthly
from orders.papers import SECTION_NAMES, SUBJECT, said_amount
from orders.price_sheet import Section

INCLUDED = " (included)"  # said in the column of amounts


def request_quote(order: Order, event: OrderEvent) -> Document:
    """The quote with every line of its price sheet."""
    version = order.quotes.get(number=event.body["quote"])
    content = {**_sheet(version), "title": "Quote"}
    content["monthly"] = monthly(order.dealership, version.recomputed())
    return _request(order, event, "quote", content)


def request_fleet_quote(order: Order, event: OrderEvent) -> Document | None:
    """All units of a fleet on one paper, filed with the first unit, when that is quoted first."""
    fleet = order.fleet
    if fleet is None or order.fleet_unit != 1 or event.body["quote"] != 1:
        return None
    units = list(fleet.orders.select_related("specification").order_by("fleet_unit"))
    total = sum((unit.total for unit in units[1:]), units[0].total)
    return _request(
        order,
        event,
        "fleet-quote",
        {
            "title": "Fleet quote",
            "number": fleet.number,
            "size": fleet.size,
            "valid_until": words.day(date.fromisoformat(event.body["valid_until"])),
            "units": [
                {
                    "unit": unit.fleet_unit,
                    "order": unit.number,
                    "label": unit.unit_label,
                    "ship_to": unit.ship_to,
                    "use": unit.intended_use,
                    "specification": unit.specification.number if unit.specification else "",
                    "total": format_money(unit.total),
                }
                for unit in units
            ],
            "total": format_money(total),
        },
    )


def request_confirmation(order: Order, event: OrderEvent) -> Document:
    """What was ordered, at which price, on which terms, and the window that is promised."""
    version = order.quotes.get(number=order.quote_number)
    signature = order.signatures.filter(quote=version).first()
    promise = order.promises.filter(kind="promise").order_by("-at", "-pk").first()
    return _request(
        order,
        event,
        "order-confirmation",
        {
            **_sheet(version),
            "title": "Order confirmation",
            "promise": words.window(promise.window_from, promise.window_on) if promise else "",
            "basis": promise.cause if promise else "",
            "signature": _signature(signature, order),
            "terms": terms_at(order).text,
        },
    )


def request_receipt(order: Order, event: OrderEvent) -> Document:
    """What was paid, when and how."""
    deposit = Deposit.objects.get(pk=event.body["deposit"])
    return _request(
        order,
        event,
        "deposit-receipt",
        {
            "title": "Deposit receipt",
            "amount": format_money(deposit.money),
            "method": deposit.get_method_display(),
            "reference": deposit.reference,
            "received_on": _day(deposit.received_at, order),
            "total": format_money(order.total),
        },
    )


def request_handover_record(order: Order, event: OrderEvent) -> Document:
    """Who took which car, when, with how many miles and keys."""
    handover = Handover.objects.get(order=order)
    version = order.quotes.get(number=order.quote_number)
    return _request(
        order,
        event,
        "handover-record",
        {
            "title": "Handover record",
            "vin": order.vin,
            "factory_ref": order.factory_ref,
            "delivered_on": _day(handover.delivered_at or event.occurred_at, order),
            "place": handover.place,
            "signed_name": handover.signed_name,
            "odometer": handover.odometer,
            "keys": handover.keys,
            "note": handover.note,
            "car": _car(version),
        },
    )


def request_statement(order: Order, event: OrderEvent) -> Document:
    """What became of the deposit of a cancelled order."""
    body = event.body

    def amount(name: str) -> str:
        return format_money(Money(Decimal(body[name]), body["currency"]))

    return _request(
        order,
        event,
        "cancellation",
        {
            "title": "Cancellation statement",
            "held": amount("held"),
            "refunded": amount("refunded"),
            "fee": amount("fee"),
            "charges": [
                [text, format_money(Money(Decimal(charged), body["currency"]))]
                for text, charged in body["charges"]
            ],
            "due": amount("due") if Decimal(body["due"]) else "",
            "reason": body["reason"],
            "cancelled_on": _day(event.occurred_at, order),
            "terms": terms_at(order).text,
        },
    )


def _request(order: Order, event: OrderEvent, kind: str, content: dict[str, Any]) -> Document:
    return request_document(
        kind=kind,
        subject_kind=SUBJECT,
        subject_key=order.number,
        dealership_key=order.dealership.code,
        template=f"pdf/{kind}.html",
        snapshot={**_frame(order, event), **content},
        language=order.customer.language if order.customer else "en",
        event_key=str(event.pk),
    )


def _frame(order: Order, event: OrderEvent) -> dict[str, Any]:
    """What every document carries: the dealership, the customer, the car, the day."""
    dealership, customer = order.dealership, order.customer
    return {
        "order_number": order.number,
        "issued_on": _day(event.occurred_at, order),
        "model_name": order.model_name,
        "sales_rep": str(order.sales_rep),
        "dealership": {
            "name": dealership.name,
            "address": dealership.address,
            "phone": dealership.phone,
            "email": dealership.email,
            "colour": dealership.brand_colour,
        },
        "customer": {
            "name": order.customer_name,
            "number": customer.number if customer else "",
            "address": customer.address if customer else "",
            "email": customer.email if customer else "",
        },
        "fleet": order.place_in_fleet,
        "unit_label": order.unit_label,
        "ship_to": order.ship_to,
        "homologation": order.specification.homologation if order.specification else {},
        "picture": appearance(order.specification).to_json() if order.specification else None,
    }


def _sheet(version: QuoteVersion) -> dict[str, Any]:
    sheet = version.recomputed()

    def money(name: str) -> str:
        return format_money(sheet.money(name))

    sections = [
        {
            "name": SECTION_NAMES[section],
            "lines": [
                {
                    "code": line.code,
                    "text": line.text.removesuffix(INCLUDED),
                    "amount": said_amount(line, sheet.currency),
                }
                for line in sheet.section(section)
            ],
        }
        for section in Section
        if sheet.section(section)
    ]
    return {
        "quote": version.number,
        "valid_until": words.day(version.valid_until),
        "sections": sections,
        "total": money("total"),
        "deposit": money("deposit"),
        "due": money("due"),
        "specification": version.specification.number,
        "release": version.specification.release.title,
        "sha256": version.sha256,
        "specials": [_special(each, version.order) for each in version.specification.specials],
    }


def _special(kept: dict[str, Any], order: Order) -> dict[str, str]:
    """What was agreed about a special request beside its price."""
    taken = ("number", "title", "upfitter", "conditions", "accepted_name")
    return {name: kept[name] for name in taken} | {
        "accepted_on": _day(datetime.fromisoformat(kept["accepted_at"]), order)
    }


def _car(version: QuoteVersion) -> list[dict[str, str]]:
    return [{"code": row["code"], "text": row["text"]} for row in version.specification.lines]


def _signature(signature: Signature | None, order: Order) -> dict[str, str] | None:
    if signature is None:
        return None
    return {
        "name": signature.signed_name,
        "on": _day(signature.signed_at, order),
        "consent": signature.consent_text,
        "drawing": signature.drawing,
        "electronic": signature.electronic_consent,
        "sha256": signature.sha256,
    }


def _day(moment: datetime, order: Order) -> str:
    return words.day(moment.astimezone(order.dealership.zone).date())
