"""A rush: the preview writes nothing; signed, it takes the sooner place for a fee that is on the sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import User
from kernel.calendar import iso_week
from orders import commands
from orders.commands.rushing import RushPreview, rush_preview
from orders.models import ChangeRequest, ChangeState, Order, State
from production.models import Build, FactoryRequest, Reservation, SlotBucket
from tests.factories_orders import NOW, Desk, again, at_signed, follow, pay, quoted, settle_credit
from tests.orders.test_changes import answers, factory_has, signed

pytestmark = pytest.mark.django_db
LATER = timedelta(weeks=8)


def approved(desk: Desk) -> Order:
    """Approved for a week that is two months away, though sooner ones are free."""
    order = at_signed(quoted(desk), desk, State.VALIDATED)
    pay(order, desk)
    settle_credit(order, desk)
    commands.approve(order_id=order.pk, by=desk.manager, now=NOW, not_before=NOW.date() + LATER)
    return again(order)


def banked(desk: Desk) -> Order:
    order = approved(desk)
    commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
    return factory_has(follow(again(order), "ORD-ACK"))


def rushed(order: Order, desk: Desk, by: User | None = None, **how: Any) -> ChangeRequest:
    place = preview(order).places[0]
    return commands.offer_rush(
        order_id=order.pk, bucket_id=place.bucket.pk, by=by or desk.rep, now=NOW, **how
    )


def preview(order: Order) -> RushPreview:
    return rush_preview(order, now=NOW)


def held(order: Order) -> Reservation:
    return Reservation.objects.live().select_related("bucket").get(order_number=order.number)


def test_the_preview_names_gain_chance_and_fee_and_writes_nothing(desk: Desk) -> None:
    order = approved(desk)
    before = (order.version, held(order).bucket_id, order.events.count())
    seen = preview(order)
    assert [place.week for place in seen.places] == sorted(place.week for place in seen.places)
    assert seen.places[0].gain_days > seen.places[-1].gain_days > 0
    assert 50 < seen.places[-1].chance <= seen.places[0].chance <= 100
    assert seen.fee is not None
    assert seen.fee.amount == 950
    order = again(order)
    assert (order.version, held(order).bucket_id, order.events.count()) == before
    assert not ChangeRequest.objects.exists()


def test_a_signed_rush_moves_the_place_and_its_fee_stands_on_the_sheet(desk: Desk) -> None:
    order = approved(desk)
    total, promised, was = order.total, order.promised_on, held(order).bucket
    change = rushed(order, desk)
    assert change.state == ChangeState.OFFERED
    assert held(order).bucket_id == was.pk, "nothing is taken before the customer signs"
    signed(change, desk)
    order, now = again(order), held(order)
    assert now.bucket.week_start < was.week_start
    assert (order.priority, now.priority) == (1, 1)
    assert order.slot_week == iso_week(now.bucket.week_start)
    assert order.state == State.APPROVED
    assert order.promised_on == promised, "the promise stays; what is expected is sooner"
    assert order.estimate_on is not None
    assert order.estimate_on < (promised or order.estimate_on)
    sheet = order.quotes.get(number=order.quote_number).recomputed()
    assert [line.amount for line in sheet.lines if line.code.startswith("RUSH")] == [950]
    assert order.total > total
    assert not order.holds.standing().filter(reason="paperwork").exists()
    was.refresh_from_db()
    assert was.taken == 0


@pytest.mark.parametrize("is_accepted", [True, False])
def test_the_factory_is_asked_and_its_answer_decides(desk: Desk, is_accepted: bool) -> None:
    order = banked(desk)
    was = held(order).bucket_id
    signed(rushed(order, desk), desk)
    body = FactoryRequest.objects.filter(kind="CHANGE").get().body
    assert set(body["change"]) == {"slot", "priority"}
    assert again(order).priority == 5
    order = answers(order, is_accepted=is_accepted, reasons=("Too late.",))
    build = Build.objects.get(pk=order.build_id)
    wanted = 1 if is_accepted else 5
    assert (order.priority, build.priority, held(order).priority) == (wanted, wanted, wanted)
    assert (held(order).bucket_id == was) != is_accepted
    assert order.slot_week == iso_week(held(order).bucket.week_start)
    state = ChangeState.CONFIRMED if is_accepted else ChangeState.REFUSED
    assert ChangeRequest.objects.get().state == state


def test_a_fee_is_waived_by_a_second_person(desk: Desk) -> None:
    order = approved(desk)
    change = rushed(order, desk, by=desk.manager, without_fee=True)
    assert change.state == ChangeState.PROPOSED
    with pytest.raises(commands.CannotChangeOrder, match="does not release it"):
        commands.release_change(change_id=change.pk, by=desk.manager, now=NOW)
    commands.release_change(change_id=change.pk, by=desk.coordinator, now=NOW)
    change.refresh_from_db()
    signed(change, desk)
    order = again(order)
    assert order.quotes.get(number=order.quote_number).total == order.quotes.get(number=1).total
    assert order.priority == 1


def test_places_kept_back_are_for_a_rush_only(desk: Desk) -> None:
    order = approved(desk)
    week = held(order).bucket.week_start
    SlotBucket.objects.filter(week_start__lt=week).update(capacity=1, rush_reserve=1)
    other = at_signed(quoted(desk), desk, State.APPROVED)
    assert held(other).bucket.week_start >= week, "none of those kept back"
    assert all(place.is_kept_back for place in preview(order).places)
    signed(rushed(order, desk), desk)
    assert held(order).bucket.week_start < week


def test_where_nothing_is_sooner_the_page_says_so_and_offers_nothing(
    desk: Desk, client: Client
) -> None:
    order = at_signed(quoted(desk), desk, State.APPROVED)
    client.force_login(desk.rep)
    page = client.get(reverse("orders:rush", args=[order.number])).text
    assert "No sooner place" in page
    assert "Offer the rush" not in page


def test_the_page_offers_a_rush_and_leads_to_the_signature(desk: Desk, client: Client) -> None:
    order = approved(desk)
    client.force_login(desk.rep)
    url = reverse("orders:rush", args=[order.number])
    assert client.post(url, {}).status_code == 422
    place = preview(order).places[0]
    answer = client.post(url, {"bucket_id": place.bucket.pk}, follow=True)
    assert "Rush fee" in answer.text
    assert "Sign the change" in answer.text
