"""A change the manufacturer causes is put to every customer it hits: way out, waiting, or cancelling free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from configurator.models import Specification
from customers.models import Dealership, User
from kernel.events import nudge_after_commit
from kernel.refusals import Refusal
from kernel.work import WorkState
from orders.commands.cancelling import end
from orders.commands.changing import CannotChangeOrder, draw_up, withdraw_change
from orders.commands.writing import locked, note
from orders.models import Campaign, CampaignOffer, ChangeRequest, Kind, Order
from orders.selectors.hit import way_out_of

DRAW_UP_TASK = "orders.draw_up_offers"
BATCH, LEASE = 5, timedelta(minutes=2)

log = structlog.get_logger(__name__)

type Touched = Mapping[int, Sequence[str]]
"""By order: the codes of its car that are stopped or short."""


class CannotStartCampaign(Refusal):
    """There is nobody to write to, or it was done already."""


class CannotAnswerCampaign(Refusal):
    """Nothing waits for this answer."""


@transaction.atomic
def start_campaign(
    *,
    dealership: Dealership,
    subject: str,
    title: str,
    sentence: str,
    can_wait: bool,
    touched: Touched,
    by: User,
    now: datetime,
) -> Campaign:
    """Note what happened and whom it hits; the worker draws up an offer for each.

    :param subject: what caused it, such as ``stop:17``: once per dealership.
    :raises CannotStartCampaign: nobody is hit, no reason is given, or it was started before.
    """
    if not sentence.strip():
        raise CannotStartCampaign("Say what happened, as the customers will read it.")
    if not touched:
        raise CannotStartCampaign("No signed order is hit.")
    if Campaign.objects.filter(dealership=dealership, subject=subject).exists():
        raise CannotStartCampaign("The customers have been written to about this already.")
    made = Campaign.objects.create(
        dealership=dealership,
        subject=subject,
        title=title[:200],
        sentence=sentence.strip()[:300],
        can_wait=can_wait,
        made_by=by,
        made_at=now,
    )
    CampaignOffer.objects.bulk_create(
        CampaignOffer(campaign=made, order_id=order, codes=list(codes), due_at=now)
        for order, codes in sorted(touched.items())
    )
    nudge_after_commit(DRAW_UP_TASK)
    return made


def draw_up_offers(*, now: datetime) -> int:
    """Draw up some of the offers that wait; returns how many were settled."""
    rows = CampaignOffer.objects.claim(now=now, limit=BATCH, lease=LEASE)
    for row in rows:
        try:
            draw_up_offer(offer_id=row.pk, now=now)
        except Exception as trouble:
            log.exception("campaign_offer_failed", offer=row.pk)
            row.retry(now, str(trouble))
    return len(rows)


@transaction.atomic
def draw_up_offer(*, offer_id: int, now: datetime) -> bool:
    """Work out the way out of one order and offer it as a change without a fee. True if there is one."""
    order_id = CampaignOffer.objects.values_list("order_id", flat=True).get(pk=offer_id)
    order, offer = locked(order_id), _locked_offers().get(pk=offer_id)
    if offer.state != WorkState.QUEUED:
        return False
    campaign = offer.campaign
    try:
        with transaction.atomic():
            change = draw_up(
                order,
                cause=ChangeRequest.Cause.MAKER,
                wish=campaign.sentence,
                picks=_picks(order, offer.codes, now),
                by=campaign.made_by,
                now=now,
            )
    except CannotChangeOrder as reason:
        offer.park(now, str(reason))
        return False
    offer.succeed(now, change=change)
    return True


@transaction.atomic
def answer_campaign(*, change_id: int, answer: str, by: User, now: datetime) -> CampaignOffer:
    """The customer waits for the option, or cancels without a fee. (Who takes the way out signs it.)

    :raises CannotAnswerCampaign: it was answered, or waiting is no choice.
    """
    order_id = ChangeRequest.objects.values_list("order_id", flat=True).get(pk=change_id)
    order = locked(order_id)
    offer: CampaignOffer | None = _locked_offers().filter(change=change_id, answer="").first()
    if offer is None:
        raise CannotAnswerCampaign("This was answered already.")
    if answer == CampaignOffer.Answer.WAIT:
        if not offer.campaign.can_wait:
            raise CannotAnswerCampaign("It does not come again; waiting is no choice.")
        said = "The customer waits for what is short."
        withdraw_change(change_id=change_id, reason=said, by=by, now=now)
        note(
            order, Kind.COMMENTED, by=by, at=now,
            customer_text="You wait for your car as you ordered it. We tell you each new date.",
        )  # fmt: skip
    elif answer == CampaignOffer.Answer.CANCEL:
        end(
            order_id=order.pk, reason=offer.campaign.title, is_customers_cause=False, by=by, now=now
        )
    else:
        raise CannotAnswerCampaign("Choose one of the answers.")
    offer.answer, offer.answered_at = answer, now
    offer.save(update_fields=["answer", "answered_at"])
    return offer


def _locked_offers() -> QuerySet[Any]:
    return CampaignOffer.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "campaign__made_by"
    )


def _picks(order: Order, codes: Sequence[str], now: datetime) -> list[str]:
    """The picks of the nearest car without these options. :raises CannotChangeOrder: none is."""
    car: Specification | None = order.specification
    found = None if car is None else way_out_of(car, codes, today=order.dealership.today(now))
    if car is None or found is None:
        raise CannotChangeOrder("No car of this line can do without it.")
    kept = [code for code in car.picks if code in found]
    return [*kept, *sorted(found - {*car.codes})]
