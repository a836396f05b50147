"""A change the manufacturer causes: all orders on one page, one offer each, answers tracked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from configurator.models import StopSale
from orders import commands
from orders.changing import Card
from orders.models import Campaign, CampaignOffer, ChangeRequest, ChangeState, Order, State
from orders.price_sheet import Section
from tests.factories_configurator import NOW
from tests.factories_orders import Desk, again, at, at_signed
from tests.orders.test_changes import offered, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_stopped_clock")]
DAY = timedelta(days=1)


def with_blue(desk: Desk, state: str) -> Order:
    """An order whose car has the blue paint, in ``state``."""
    order = at(desk, State.ACCEPTED)
    signed(offered(order, desk, "SPORT", "BLUE"), desk)
    if state == State.ACCEPTED:
        return again(order)

    return at_signed(again(order), desk, state)


def stop(desk: Desk, code: str = "BLUE") -> StopSale:
    return StopSale.objects.create(
        manufacturer=desk.line.release.manufacturer, option_code=code, from_on=NOW.date(),
        reason="The paint is not made any more.", source="hand", entered_at=NOW,
    )  # fmt: skip


def started(desk: Desk, order: Order, **how: Any) -> Campaign:
    return commands.start_campaign(
        dealership=desk.dealership,
        subject="stop:1",
        title="Lake Blue is stopped",
        sentence="The paint is not made any more.",
        touched={order.pk: ["BLUE"]},
        by=desk.coordinator,
        now=NOW,
        **{"can_wait": False, **how},
    )


def drawn_up(desk: Desk, order: Order, **how: Any) -> CampaignOffer:
    started(desk, order, **how)
    commands.draw_up_offers(now=NOW)
    return CampaignOffer.objects.get()


def test_each_order_gets_the_nearest_car_without_a_fee(desk: Desk) -> None:
    order = with_blue(desk, State.ACCEPTED)
    stop(desk)
    offer = drawn_up(desk, order)
    assert offer.change is not None
    assert offer.change.state == ChangeState.OFFERED, "no manager has to look at the maker's cause"
    row = next(r for r in Card.from_json(offer.change.card).rows if r.about == "Paint")
    assert (row.ordered, row.becomes) == ("Lake Blue", "Signal Red")
    signed(offer.change, desk)
    offer.refresh_from_db()
    assert offer.answer == "alternative"
    order = again(order)
    assert "BLUE" not in order.specification.codes
    assert "SPORT" in order.specification.codes
    build = order.configuration
    build.refresh_from_db()
    assert "BLUE" not in build.picks, "the build follows what the order became"
    sheet = order.quotes.get(number=order.quote_number).recomputed()
    assert not [line for line in sheet.section(Section.FEE) if line.code.startswith("CHANGE")]


def test_who_waits_keeps_his_car_and_who_cancels_pays_nothing(desk: Desk) -> None:
    order = with_blue(desk, State.ACCEPTED)
    offer = drawn_up(desk, order, can_wait=True)
    answer = {"change_id": offer.change_id, "by": desk.rep, "now": NOW}
    commands.answer_campaign(answer="wait", **answer)
    assert ChangeRequest.objects.get(pk=offer.change_id).state == ChangeState.WITHDRAWN
    with pytest.raises(commands.CannotAnswerCampaign, match="answered already"):
        commands.answer_campaign(answer="cancel", **answer)
    assert again(order).state == State.ACCEPTED


def test_waiting_is_no_choice_for_what_does_not_come_again(desk: Desk) -> None:
    order = with_blue(desk, State.ACCEPTED)
    offer = drawn_up(desk, order)
    answer = {"change_id": offer.change_id, "by": desk.rep, "now": NOW}
    with pytest.raises(commands.CannotAnswerCampaign, match="no choice"):
        commands.answer_campaign(answer="wait", **answer)
    commands.answer_campaign(answer="cancel", **answer)
    assert again(order).state == State.CANCELLED
    assert CampaignOffer.objects.get().answer == "cancel"


def test_where_nothing_can_be_offered_somebody_calls(desk: Desk) -> None:
    order = with_blue(desk, State.ACCEPTED)
    commands.ask_change(order_id=order.pk, wish="Mats", by=desk.rep, now=NOW)
    offer = drawn_up(desk, order)
    assert offer.state == "PARKED"
    assert "Another change of this order is open" in offer.error


def test_a_cause_is_put_to_the_customers_once(desk: Desk) -> None:
    order = with_blue(desk, State.ACCEPTED)
    drawn_up(desk, order)
    with pytest.raises(commands.CannotStartCampaign, match="already"):
        started(desk, order)
    assert commands.draw_up_offers(now=NOW) == 0


def test_a_worker_killed_before_the_commit_leaves_the_offer_to_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = with_blue(desk, State.ACCEPTED)
    started(desk, order)
    CampaignOffer.objects.claim(now=NOW, limit=5)  # and the worker is gone
    assert commands.draw_up_offers(now=NOW) == 0
    assert commands.draw_up_offers(now=NOW + DAY) == 1
    assert CampaignOffer.objects.get().change is not None


def test_from_the_stop_to_the_answers_on_the_pages(desk: Desk, client: Client) -> None:
    order = with_blue(desk, State.ACCEPTED)
    found = stop(desk)
    client.force_login(desk.coordinator)
    hit = client.get(reverse("orders:hit", args=["stop", found.pk])).text
    assert "Offer each customer a way out" in hit
    address = reverse("orders:campaign-start", args=["stop", found.pk])
    assert "Write to 1 customer" in client.get(address).text
    assert client.post(address, {"title": "Blue", "sentence": ""}).status_code == 422
    answer = client.post(address, {"title": "Blue", "sentence": "Not made any more."})
    assert answer.status_code == 302
    commands.draw_up_offers(now=NOW)
    assert "No answer yet" in client.get(answer.headers["Location"]).text
    assert desk.customer.user is not None
    client.force_login(desk.customer.user)
    page = client.get(reverse("portal:change", args=[order.number])).text
    assert "Cancel my order without a fee" in page
    assert "I wait for my car" not in page
    url = reverse("portal:change-answer", args=[order.number])
    assert client.post(url, {"answer": "cancel"}).status_code == 422
    assert client.post(url, {"answer": "cancel", "is_sure": "on"}).status_code == 302
    assert again(order).state == State.CANCELLED
    client.force_login(desk.coordinator)
    assert "Cancelled without a fee" in client.get(answer.headers["Location"]).text
