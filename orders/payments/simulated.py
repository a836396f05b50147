"""A payment provider for the demonstration: a book of its own, a page of its own, signed webhooks.

It keeps to the contract of a real one: what we ask is idempotent by key, what the customer did on its page
is told by an HTTP request that may be lost, repeated, or come late.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx
from django.db import transaction
from django.urls import reverse
from standardwebhooks import Webhook

from kernel.money import Money
from orders.models import SimulatedCharge
from orders.payments.base import (
    Asked,
    AskedBack,
    PaymentFact,
    ProviderRefused,
    Said,
    Started,
    Unreadable,
)

TYPES = {"payment.captured": Said.CAPTURED, "payment.failed": Said.FAILED}
TOLD = {
    SimulatedCharge.State.PAID: "payment.captured",
    SimulatedCharge.State.DECLINED: "payment.failed",
}
PATIENCE = 10.0  # seconds


class SimulatedProvider:
    """What we ask the provider, and how its messages are read."""

    def start(self, asked: Asked) -> Started:
        charge, _ = SimulatedCharge.objects.get_or_create(
            key=asked.key,
            defaults={
                "ref": f"ch_{secrets.token_hex(12)}",
                "title": asked.title[:120],
                "amount": asked.amount.amount,
                "currency": asked.amount.currency,
                "notify_url": asked.notify_url,
                "return_url": asked.return_url,
            },
        )
        return Started(charge.ref, reverse("demo:pay", args=[charge.ref]))

    @transaction.atomic
    def refund(self, asked: AskedBack) -> str:
        """:raises ProviderRefused: for an unknown or unpaid charge, or more than was paid."""
        charge = SimulatedCharge.objects.select_for_update().filter(ref=asked.ref).first()
        if charge is None or charge.state != SimulatedCharge.State.PAID:
            raise ProviderRefused("There is no such payment to give back.")
        others = [Decimal(sum_) for key, sum_ in charge.paid_back.items() if key != asked.key]
        if asked.amount.currency != charge.currency or (
            sum(others, asked.amount.amount) > charge.amount
        ):
            raise ProviderRefused("That is more than was paid.")
        charge.paid_back[asked.key] = str(asked.amount.amount)
        charge.save(update_fields=["paid_back"])
        return f"re_{charge.ref.removeprefix('ch_')}_{asked.key}"

    def read(self, body: str) -> PaymentFact:
        """:raises Unreadable: for what is not one of its messages."""
        try:
            told = json.loads(body)
            about = told["data"]
            return PaymentFact(
                said=TYPES[told["type"]],
                key=str(about["key"]),
                ref=str(about["ref"]),
                amount=Money(Decimal(str(about["amount"])), str(about["currency"])),
                reason=str(about.get("reason", "")),
            )
        except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as bad:
            raise Unreadable(f"{type(bad).__name__}: {bad}"[:300]) from bad


# ---- the other side: what happens on the provider's own page


@transaction.atomic
def settle_charge(ref: str, state: SimulatedCharge.State) -> SimulatedCharge:
    """The customer pays or declines. What is paid stays paid.

    :raises SimulatedCharge.DoesNotExist: for an unknown reference.
    """
    charge = SimulatedCharge.objects.select_for_update().get(ref=ref)
    if charge.state != SimulatedCharge.State.PAID:
        charge.state = state
        charge.save(update_fields=["state"])
    return charge


def message_of(charge: SimulatedCharge) -> tuple[str, bytes]:
    """Id and body of the message about a charge as it stands; the same each time it is asked for."""
    body: dict[str, Any] = {
        "type": TOLD[SimulatedCharge.State(charge.state)],
        "data": {
            "key": charge.key,
            "ref": charge.ref,
            "amount": str(charge.amount),
            "currency": charge.currency,
        },
    }
    return f"evt_{charge.ref}_{charge.state}", json.dumps(body).encode()


def signed(event_id: str, body: bytes, *, secret: str, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks over a message."""
    signature = Webhook(secret).sign(event_id, now, body.decode())
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def tell(charge: SimulatedCharge, *, secret: str, now: datetime) -> bool:
    """Push what happened to whoever asked for the money; False when nobody took it."""
    event_id, body = message_of(charge)
    headers = signed(event_id, body, secret=secret, now=now)
    try:
        answer = httpx.post(charge.notify_url, content=body, headers=headers, timeout=PATIENCE)
    except httpx.HTTPError:
        return False
    return answer.is_success
