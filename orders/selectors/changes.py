"""The changes of an order: the open one with its card, and those that have ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from customers.models import User
from orders import words
from orders.changing import Card
from orders.models import ChangeRequest, ChangeState, Order, OrderTerms

TONES = {
    ChangeState.CONFIRMED: "ok",
    ChangeState.REFUSED: "bad",
    ChangeState.PROPOSED: "warn",
    ChangeState.OFFERED: "info",
    ChangeState.SENT: "info",
}


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change as both sides read it."""

    id: int
    number: int
    state: str
    label: str
    tone: str
    cause: str
    wish: str
    asked_by: str
    asked_at: datetime
    valid_until: date | None
    said: str
    ended_at: datetime | None
    signed_at: datetime | None
    card: Card | None
    total: str
    is_makers: bool = False
    """The manufacturer caused it and the customer was written to; he may cancel without a fee."""
    can_wait: bool = False

    @property
    def is_asked(self) -> bool:
        return self.state == ChangeState.ASKED

    @property
    def is_proposed(self) -> bool:
        return self.state == ChangeState.PROPOSED

    @property
    def is_offered(self) -> bool:
        return self.state == ChangeState.OFFERED

    @property
    def is_sent(self) -> bool:
        return self.state == ChangeState.SENT

    @property
    def summary(self) -> str:
        """“Paint: Signal Red → Lake Blue”; the wish as long as nothing is worked out."""
        if self.card is None:
            return self.wish
        return "; ".join(
            f"{r.about}: {r.ordered or '–'} → {r.becomes or '–'}" for r in self.card.rows
        )

    @property
    def manager_words(self) -> str:
        """Why a manager looks first, as the end of a sentence."""
        return words.sentence_list(list(self.card.manager)) if self.card else ""


@dataclass(frozen=True, slots=True)
class OrderChanges:
    """What stands on the page of changes: the open one, and all others, newest first."""

    open: ChangeView | None
    ended: tuple[ChangeView, ...]


def changes_of(order: Order) -> OrderChanges:
    """Every change of an order; one query."""
    joined = ("quote", "asked_by", "campaign_offer__campaign")
    rows = order.changes.select_related(*joined).order_by("-number")
    views = [(row.is_open, view_of(row)) for row in rows]
    return OrderChanges(
        next((view for is_open, view in views if is_open), None),
        tuple(view for is_open, view in views if not is_open),
    )


def view_of(change: ChangeRequest) -> ChangeView:
    """One change, ready to be written."""
    state = ChangeState(change.state)
    put = getattr(change, "campaign_offer", None)
    return ChangeView(
        id=change.pk,
        number=change.number,
        state=state.value,
        label=str(state.label),
        tone=TONES.get(state, ""),
        cause=change.get_cause_display(),
        wish=change.wish,
        asked_by=str(change.asked_by) if change.asked_by else "",
        asked_at=change.asked_at,
        valid_until=change.valid_until,
        said=change.said,
        ended_at=change.ended_at,
        signed_at=change.signed_at,
        card=Card.from_json(change.card) if change.card else None,
        total=str(change.quote.total) if change.quote else "",
        is_makers=put is not None,
        can_wait=put is not None and put.campaign.can_wait,
    )


def customer_changes(user: User, number: str) -> tuple[Order, OrderChanges, OrderTerms | None]:
    """A customer's own order with its changes and what he would agree to.

    What waits for a manager is not his to see yet. :raises Order.DoesNotExist: for anybody else's.
    """
    order: Order = (
        Order.objects.for_customer_user(user).select_related("dealership").get(number=number)
    )
    found = changes_of(order)
    if found.open is not None and found.open.is_proposed:
        hidden: Sequence[ChangeView] = found.ended
        found = OrderChanges(None, tuple(hidden))
    return order, found, OrderTerms.objects.filter(dealership=order.dealership).first()
