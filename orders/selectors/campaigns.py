"""What the manufacturer caused, whom it was put to, and what they said."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.work import WorkState
from orders.changing import Card
from orders.models import Campaign, CampaignOffer, ChangeState

TONES = {"alternative": "ok", "wait": "info", "cancel": "warn"}


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One order of a campaign."""

    number: str
    customer: str
    state: str
    offered: str
    difference: str
    shift: str
    answer: str
    tone: str
    problem: str


def rows_of(campaign: Campaign) -> list[OfferRow]:
    """Every order of a campaign with its offer and answer; one query."""
    offers = campaign.offers.select_related("order", "change").order_by("order__number")
    return [_row(offer) for offer in offers]


def _row(offer: CampaignOffer) -> OfferRow:
    change, order = offer.change, offer.order
    card = Card.from_json(change.card) if change is not None and change.card else None
    label, tone = _answer(offer)
    return OfferRow(
        number=order.number,
        customer=order.customer_name,
        state=order.get_state_display(),
        offered="; ".join(
            f"{row.about}: {row.ordered or '–'} → {row.becomes or '–'}" for row in card.rows
        )
        if card
        else "",
        difference=card.difference if card else "",
        shift=card.shift if card else "",
        answer=label,
        tone=tone,
        problem=offer.error if offer.state == WorkState.PARKED else "",
    )


def _answer(offer: CampaignOffer) -> tuple[str, str]:
    if offer.answer:
        return str(offer.get_answer_display()), TONES[offer.answer]
    if offer.state == WorkState.PARKED:
        return "Call the customer", "bad"
    if offer.change is None:
        return "Being drawn up", ""
    if offer.change.state == ChangeState.OFFERED:
        return "No answer yet", ""
    return str(offer.change.get_state_display()), "warn"
