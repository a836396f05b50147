"""An order passes from one sales representative to another."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from configurator.commands import entrust
from customers.models import User
from customers.selectors import sellers
from kernel.refusals import Refusal
from orders.commands.writing import commit, locked
from orders.models import Kind, Order


class CannotReassign(Refusal):
    """The order has ended, or the other does not sell at this dealership."""


@transaction.atomic
def reassign(*, order_id: int, rep_id: int, reason: str, by: User, now: datetime) -> Order:
    """Give the order, and the configuration it came from, to another representative.

    :raises CannotReassign: without a reason, once it has ended, or to who does not sell here.
    """
    order = locked(order_id)
    if not order.is_open:
        raise CannotReassign("The order has ended.")
    if not reason.strip():
        raise CannotReassign("Say why it passes to another.")
    if rep_id == order.sales_rep_id:
        raise CannotReassign(f"It is {order.sales_rep}'s already.")
    rep = sellers(order.dealership).filter(pk=rep_id).first()
    if rep is None:
        raise CannotReassign(f"Choose somebody who sells at {order.dealership}.")
    old, order.sales_rep = order.sales_rep, rep
    if order.configuration_id is not None:
        entrust(configuration_id=order.configuration_id, to=rep, by=by, now=now)
    commit(
        order, Kind.REASSIGNED, by=by, at=now, old=old.pk, new=rep.pk,
        text=f"From {old} to {rep}: {reason.strip()}",
    )  # fmt: skip
    return order
