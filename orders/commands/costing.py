"""What an order cost beside the car's planned cost is written down, line by line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from customers.models import User
from kernel.money import Money
from kernel.refusals import Refusal
from orders.commands.writing import locked
from orders.models import CostLine


class CannotNoteCost(Refusal):
    """The amount says nothing, or is in another currency."""


@transaction.atomic
def note_cost(
    *, order_id: int, kind: str, text: str, amount: Money, by: User, now: datetime
) -> CostLine:
    """Add a line to the cost sheet; a correction is a negative line, for nothing is taken out.

    :raises CannotNoteCost: for nothing, without a text, or in another currency.
    """
    order = locked(order_id)
    if not amount:
        raise CannotNoteCost("Name an amount; a correction is a negative one.")
    if amount.currency != order.currency:
        raise CannotNoteCost(f"This order is in {order.currency}.")
    if not text.strip():
        raise CannotNoteCost("Say what it was for.")
    made: CostLine = order.costs.create(
        kind=kind, text=text.strip()[:200], amount=amount.amount, currency=amount.currency,
        by=by, at=now,
    )  # fmt: skip
    return made
