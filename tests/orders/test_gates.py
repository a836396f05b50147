"""At every gate the car is asked about again; what cannot be built any more does not pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from configurator.models import StopSale
from orders import commands
from orders.models import Order, State
from tests.factories_configurator import NOW
from tests.factories_orders import Desk, again, at, pay, quoted, settle_credit

pytestmark = pytest.mark.django_db
type Act = Callable[[Desk, Order], Any]


def accept(desk: Desk, order: Order) -> Any:
    return commands.accept(
        order_id=order.pk, signed_name="Dana", consent=True, by=desk.rep, now=NOW
    )


def approve(desk: Desk, order: Order) -> Any:
    pay(order, desk)
    settle_credit(order, desk)
    return commands.approve(order_id=order.pk, by=desk.manager, now=NOW)


def submit(desk: Desk, order: Order) -> Any:
    return commands.submit(order_id=order.pk, by=desk.rep, now=NOW)


@pytest.mark.parametrize(
    ("state", "act", "refusal", "way_out"),
    [
        (State.QUOTED, accept, commands.CannotAccept, "revise it"),
        (State.VALIDATED, approve, commands.CannotApprove, "Change the car"),
        (State.APPROVED, submit, commands.CannotSubmit, "Change the car"),
    ],
)
def test_what_is_stopped_passes_no_gate(
    desk: Desk, state: str, act: Act, refusal: type[Exception], way_out: str
) -> None:
    order = quoted(desk) if state == State.QUOTED else at(desk, state)
    StopSale.objects.create(
        manufacturer=desk.line.release.manufacturer, option_code="RED", from_on=NOW.date(),
        reason="The paint is not made any more.", source="hand", entered_at=NOW,
    )  # fmt: skip
    with pytest.raises(refusal, match=f"not made any more.*{way_out}"):
        act(desk, order)
    assert again(order).state == state
