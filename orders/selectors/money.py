"""What the journal says about one order."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from kernel.money import Money
from orders.ledger import Account
from orders.models import JournalLine, Order


def balance_of(order: Order, account: Account) -> Money:
    """What stands on an account for one order in its currency: debits less credits."""
    lines = JournalLine.objects.filter(entry__order=order, account=account, currency=order.currency)
    return Money(lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0), order.currency)


def receivable(order: Order) -> Money:
    """What the customer still owes after the handover, or after a cancellation."""
    return balance_of(order, Account.RECEIVABLE)


def to_be_refunded(order: Order) -> Money:
    """What is owed back to the customer and not paid yet."""
    return -balance_of(order, Account.REFUNDS_PAYABLE)
