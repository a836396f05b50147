"""What goes on paper: snapshots frozen from the order, rendered later by the worker, kept with their hash."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from configurator.pricing import DESTINATION
from kernel.models import Document
from kernel.money import Money, sum_money
from orders import words
from orders.changing import Card
from orders.commands.pricing import terms_at
from orders.framing import day_of, language_of, request_paper, signature_of, specials_of
from orders.models import (
    Clause,
    DeliveryPlan,
    Deposit,
    Handover,
    Kind,
    Order,
    OrderEvent,
    PromiseEntry,
    QuoteVersion,
)
from orders.monthly import examples
from orders.papers import NAMES, SECTION_NAMES, kept, kept_amount, kept_day
from orders.price_sheet import Section

INCLUDED = " (included)"  # said in the column of amounts


def request_quote(order: Order, event: OrderEvent) -> Document:
    """The quote with every line of its price sheet."""
    version = order.quotes.get(number=event.body["quote"])
    content = {**_sheet(version), "title": NAMES["quote"]}
    content["monthly"] = [
        {"say": sentence, "with": {name: _kept(value) for name, value in values.items()}}
        for sentence, values in examples(order.dealership, version.recomputed())
    ]
    content["clauses"] = _clauses(order, event, "quote")
    return request_paper(order, event, "quote", content)


def request_price_sheet(order: Order, event: OrderEvent) -> Document:
    """The price that was signed, line by line, with where each figure comes from."""
    version = order.quotes.get(number=event.body["quote"])
    signature = order.signatures.filter(quote=version).first()
    content = {"title": NAMES["price-sheet"], "signature": signature_of(signature, order)}
    return request_paper(order, event, "price-sheet", _sheet(version) | content)


def request_fleet_quote(order: Order, event: OrderEvent) -> Document | None:
    """All units of a fleet on one paper, filed with the first unit, when that is quoted first."""
    fleet = order.fleet
    if fleet is None or order.fleet_unit != 1 or event.body["quote"] != 1:
        return None
    units = list(fleet.orders.select_related("specification").order_by("fleet_unit"))
    total = sum((unit.total for unit in units[1:]), units[0].total)
    return request_paper(
        order,
        event,
        "fleet-quote",
        {
            "title": NAMES["fleet-quote"],
            "fleet": "",
            "number": fleet.number,
            "size": fleet.size,
            "valid_until": {"on": event.body["valid_until"]},
            "units": [
                {
                    "unit": unit.fleet_unit,
                    "order": unit.number,
                    "label": unit.unit_label,
                    "ship_to": unit.ship_to,
                    "use": unit.intended_use,
                    "specification": unit.specification.number if unit.specification else "",
                    "total": kept(unit.total),
                }
                for unit in units
            ],
            "total": kept(total),
        },
    )


def request_confirmation(order: Order, event: OrderEvent) -> Document:
    """What was ordered, at which price, on which terms, and the window that is promised."""
    version = order.quotes.get(number=order.quote_number)
    signature = order.signatures.filter(quote=version).first()
    promise = order.promises.filter(kind="promise").order_by("-at", "-pk").first()
    return request_paper(
        order,
        event,
        "order-confirmation",
        {
            **_sheet(version),
            "title": NAMES["order-confirmation"],
            "promise": _window(promise) if promise else "",
            "basis": promise.cause if promise else "",
            "delivery": _delivery(order),
            "signature": signature_of(signature, order),
            "terms": terms_at(order).text,
            "clauses": _clauses(order, event, "order-confirmation"),
        },
    )


def _delivery(order: Order) -> dict[str, str] | None:
    """How the car is to come and where it is handed over, as planned on the day of the paper."""
    plan = DeliveryPlan.objects.filter(order=order).first()
    if plan is None:
        return None
    return {"way": plan.words, "place": plan.place}


def request_change_order(order: Order, event: OrderEvent) -> Document:
    """A change that counts: ordered and what it becomes, the price before and after, and who signed it."""
    change = order.changes.select_related("quote").get(number=event.body["change"])
    version, card = change.quote, Card.from_json(change.card)
    assert version is not None
    before = _quote_before(order, event)
    total = version.recomputed().money("total")
    signature = order.signatures.filter(quote=version).first()

    def priced(text: str) -> dict[str, str]:
        return {"priced": text, "currency": version.currency}

    return request_paper(
        order,
        event,
        "change-order",
        {
            "title": NAMES["change-order"],
            "change": change.number,
            "quote": version.number,
            "rows": [asdict(row) | {"price": priced(row.price)} for row in card.rows],
            "old_total": kept(before.total),
            "difference": priced(words.signed(total - before.total)),
            "fee": priced(card.fee) if card.fee else "",
            "total": kept(total),
            "shift": _shift(card.shift_days),
            "signature": signature_of(signature, order),
            "sha256": version.sha256,
        },
    )


def _quote_before(order: Order, event: OrderEvent) -> QuoteVersion:
    """The sheet that counted before this change."""
    counted = order.events.filter(kind__in=(Kind.ACCEPTED, Kind.CHANGE_CONFIRMED), pk__lt=event.pk)
    last = counted.order_by("-pk").first()
    return order.quotes.get(number=last.body["quote"] if last else order.quote_number)


def _shift(days: int) -> dict[str, Any] | str:
    if not days:
        return "stays as it was"
    way = "later" if days > 0 else "sooner"
    if abs(days) == 1:
        return f"1 day {way}"
    return {"say": f"{{count}} days {way}", "with": {"count": abs(days)}}


def request_receipt(order: Order, event: OrderEvent) -> Document:
    """What was paid, when and how."""
    deposit = Deposit.objects.get(pk=event.body["deposit"])
    return request_paper(
        order,
        event,
        "deposit-receipt",
        {
            "title": NAMES["deposit-receipt"],
            "amount": kept(deposit.money),
            "method": deposit.get_method_display(),
            "reference": deposit.reference,
            "received_on": day_of(deposit.received_at, order),
            "clauses": _clauses(order, event, "deposit-receipt"),
            "total": kept(order.total),
        },
    )


def request_balance_receipt(order: Order, event: OrderEvent) -> Document:
    """What was paid at the handover or after it, when and how."""
    body = event.body
    return request_paper(
        order,
        event,
        "balance-receipt",
        {
            "title": NAMES["balance-receipt"],
            "amount": kept(Money(Decimal(body["amount"]), body["currency"])),
            "method": body["method"],
            "reference": body["reference"],
            "received_on": day_of(event.occurred_at, order),
            "clauses": [],
            "total": kept(order.total),
        },
    )


def request_handover_record(order: Order, event: OrderEvent) -> Document:
    """Who took which car, when, with how many miles and keys."""
    handover = Handover.objects.get(order=order)
    version = order.quotes.get(number=order.quote_number)
    return request_paper(
        order,
        event,
        "handover-record",
        {
            "title": NAMES["handover-record"],
            "vin": order.vin,
            "factory_ref": order.factory_ref,
            "delivered_on": day_of(handover.delivered_at or event.occurred_at, order),
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

    def amount(name: str) -> dict[str, str]:
        return {"amount": body[name], "currency": body["currency"]}

    return request_paper(
        order,
        event,
        "cancellation",
        {
            "title": NAMES["cancellation"],
            "held": amount("held"),
            "refunded": amount("refunded"),
            "fee": amount("fee"),
            "charges": [
                [text, {"amount": charged, "currency": body["currency"]}]
                for text, charged in body["charges"]
            ],
            "due": amount("due") if Decimal(body["due"]) else "",
            "reason": body["reason"],
            "cancelled_on": day_of(event.occurred_at, order),
            "terms": terms_at(order).text,
        },
    )


def _clauses(order: Order, event: OrderEvent, paper: str) -> list[dict[str, str]]:
    """What the law of the place wants on this paper, as it stands on the day."""
    return Clause.objects.on_paper(
        paper,
        dealership=order.dealership,
        language=language_of(order),
        on=order.dealership.today(event.occurred_at),
    )


def _sheet(version: QuoteVersion) -> dict[str, Any]:
    sheet = version.recomputed()

    def money(name: str) -> dict[str, str]:
        return kept(sheet.money(name))

    sections = [
        {
            "name": SECTION_NAMES[section],
            "lines": [
                {
                    "code": line.code,
                    "text": line.text.removesuffix(INCLUDED),
                    "source": line.source,
                    "amount": kept_amount(line, sheet.currency),
                }
                for line in sheet.section(section)
            ],
            "sum": kept(
                sum_money(
                    (Money(line.amount, sheet.currency) for line in sheet.section(section)),
                    sheet.currency,
                )
            ),
        }
        for section in Section
        if sheet.section(section)
    ]
    return {
        "quote": version.number,
        "valid_until": kept_day(version.valid_until),
        "sections": sections,
        "total": money("total"),
        "deposit": money("deposit"),
        "due": money("due"),
        "specification": version.specification.number,
        "release": version.specification.release.title,
        "sha256": version.sha256,
        "specials": specials_of(version.specification, version.order),
    }


def _car(version: QuoteVersion) -> list[dict[str, str]]:
    return [
        {"code": row["code"], "text": row["text"]}
        for row in version.specification.lines
        if row["code"] != DESTINATION
    ]


def _window(promise: PromiseEntry) -> dict[str, str]:
    return {"from": promise.window_from.isoformat(), "to": promise.window_on.isoformat()}


def _kept(value: object) -> object:
    return kept(value) if isinstance(value, Money) else value
