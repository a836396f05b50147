"""A special request that was begun is charged when the customer cancels; before that it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from customers.models import User
from orders import commands
from orders.models import JournalEntry, JournalLine, Kind, Order, State
from tests.factories_orders import NOW, Desk, at_signed
from tests.factories_specials import accepted, finding

WORTH = Decimal("901.10")


def ordered(desk: Desk, cora: User, state: str, milestone: str) -> Order:
    build = desk.configuration()
    terms = finding(is_for_any_car=True, milestone=milestone)
    accepted(build, desk.rep, cora, found=terms)
    order = commands.quote(
        configuration_id=build.pk, customer_id=desk.customer.pk, by=desk.rep, now=NOW
    )
    return at_signed(order, desk, state)


def cancelled(desk: Desk, order: Order, *, is_customers_cause: bool = True) -> dict[str, object]:
    commands.cancel(
        order_id=order.pk,
        reason="Moved abroad",
        is_customers_cause=is_customers_cause,
        by=desk.manager,
        now=NOW,
    )
    body: dict[str, object] = order.events.get(kind=Kind.SETTLED).body
    return body


@pytest.mark.parametrize(
    ("state", "milestone", "refunded", "due"),
    [
        (State.BANKED, "UPF-IN", "750.00", "0.00"),  # the handling fee only
        (State.BANKED, "ORD-ACK", "0.00", "151.10"),  # 1,000 paid - 250 - 901.10
        (State.IN_PRODUCTION, "UPF-IN", "0.00", "0.00"),
        (State.IN_PRODUCTION, "SCH-FRZ", "0.00", "901.10"),  # the terms keep the whole deposit
    ],
)
def test_what_was_begun_is_charged(
    desk: Desk, cora: User, state: str, milestone: str, refunded: str, due: str
) -> None:
    order = ordered(desk, cora, state, milestone)
    foreseen = commands.settlement_of(order, is_customers_cause=True, today=NOW.date())
    body = cancelled(desk, order)
    assert (body["refunded"], body["due"]) == (refunded, due)
    assert str(foreseen.due.amount) == due
    lines = JournalLine.objects.filter(entry__order=order)
    owed = sum((line.amount for line in lines.filter(account="RECEIVABLE")), Decimal(0))
    deposits = sum((line.amount for line in lines.filter(account="CUSTOMER_DEPOSITS")), Decimal(0))
    assert (owed, deposits) == (Decimal(due), 0)


def test_it_is_named_with_its_price_wherever_the_money_is_told(desk: Desk, cora: User) -> None:
    order = ordered(desk, cora, State.BANKED, "ORD-ACK")
    body = cancelled(desk, order)
    assert body["charges"] == [["Hand controls (2 × sets)", "901.10"]]
    assert "Hand controls (2 × sets): $901.10, begun already." in str(body["details"])
    assert "$151.10 is still to be paid." in str(body["details"])
    assert JournalEntry.objects.filter(order=order, kind="charge").count() == 1


def test_nothing_is_charged_for_our_own_cause(desk: Desk, cora: User) -> None:
    order = ordered(desk, cora, State.IN_PRODUCTION, "SCH-FRZ")
    body = cancelled(desk, order, is_customers_cause=False)
    assert (body["refunded"], body["due"], body["charges"]) == ("1000.00", "0.00", [])
