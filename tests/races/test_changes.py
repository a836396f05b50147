"""A change of an ordered car, with two people at it at the same moment: one wins, the other reads why."""

from __future__ import annotations

import pytest

from orders import commands
from orders.models import ChangeRequest, ChangeState, State
from production.models import SlotBucket
from tests.factories_orders import NOW, Desk, again, at
from tests.orders.test_changes import offered, pick
from tests.orders.test_rush import approved, held, rushed
from tests.races.test_orders import at_once, desk, faults  # noqa: F401 - a fixture among them

pytestmark = pytest.mark.django_db(transaction=True)


def test_signed_by_the_customer_while_the_representative_gives_it_up(desk: Desk) -> None:  # noqa: F811
    order = at(desk, State.ACCEPTED)
    change = offered(order, desk, "HEAT")
    signed = {"signed_name": "Dana Dale", "consent": True, "by": desk.customer.user, "now": NOW}
    outcomes = at_once(
        lambda: commands.sign_change(change_id=change.pk, **signed),
        lambda: commands.withdraw_change(change_id=change.pk, reason="No", by=desk.rep, now=NOW),
        lambda: commands.sign_change(change_id=change.pk, **signed),
    )
    assert faults(outcomes, commands.CannotChangeOrder) == []
    refused = [each for each in outcomes if isinstance(each, commands.CannotChangeOrder)]
    assert len(refused) == 2
    assert all("nothing is left to decide" in str(each) for each in refused)
    is_confirmed = ChangeRequest.objects.get().state == ChangeState.CONFIRMED
    assert ("HEAT" in again(order).specification.codes) == is_confirmed


def test_two_people_offer_a_change_at_once_and_one_is_open(desk: Desk) -> None:  # noqa: F811
    order = at(desk, State.ACCEPTED)
    pick(order, desk, "HEAT")
    outcomes = at_once(
        *[
            lambda by=by: commands.offer_change(order_id=order.pk, by=by, now=NOW)
            for by in (desk.rep, desk.manager, desk.coordinator)
        ]
    )
    assert faults(outcomes, commands.CannotChangeOrder) == []
    assert ChangeRequest.objects.open().count() == 1
    numbers = sorted(ChangeRequest.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_rushes_for_one_place_and_one_wins(desk: Desk) -> None:  # noqa: F811
    orders = [approved(desk), approved(desk)]
    week = held(orders[0]).bucket.week_start
    SlotBucket.objects.filter(week_start__lt=week).update(capacity=0)
    first = SlotBucket.objects.earliest("week_start")
    SlotBucket.objects.filter(pk=first.pk).update(capacity=1)
    keys = [rushed(order, desk).pk for order in orders]
    signs = {"signed_name": "Dana Dale", "consent": True, "by": desk.rep, "now": NOW}
    outcomes = at_once(*[lambda k=k: commands.sign_change(change_id=k, **signs) for k in keys])
    assert faults(outcomes, commands.CannotChangeOrder) == []
    (refused,) = [each for each in outcomes if isinstance(each, Exception)]
    assert "The last place in week" in str(refused)
    assert sorted(again(order).priority for order in orders) == [1, 5]
    assert [held(order).bucket_id for order in orders].count(first.pk) == 1
    first.refresh_from_db()
    assert first.taken == 1
