"""A change of an ordered car: asked, worked out, offered, signed, and settled by the factory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from configurator.commands import choose
from customers.models import User
from orders import commands
from orders.changing import Card
from orders.commands.assessing import assess_build
from orders.models import (
    ChangeRequest,
    ChangeState,
    DealerFee,
    FreezeRule,
    Hold,
    Kind,
    Order,
    OrderTerms,
    State,
)
from orders.price_sheet import Section
from production.commands.requests import change_accepted, change_refused
from production.commands.writing import locked
from production.models import Build, BuildEvent, FactoryRequest, OptionLimit, Reservation
from production.models import Kind as BuildKind
from tests import factories_orders as orders
from tests.factories_configurator import NOW
from tests.factories_orders import Desk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def pick(order: Order, desk: Desk, *takes: str) -> None:
    """In the configurator, at the order's own build."""
    build = order.configuration
    assert build is not None
    for code in takes:
        build.refresh_from_db()
        choose(
            configuration_id=build.pk, take=code, accept_repair=True, version=build.version,
            by=desk.rep, now=NOW,
        )  # fmt: skip


def offered(order: Order, desk: Desk, *takes: str, by: User | None = None, **how: Any) -> Any:
    pick(order, desk, *takes)
    return commands.offer_change(order_id=order.pk, by=by or desk.rep, now=NOW, **how)


def signed(change: ChangeRequest, desk: Desk) -> ChangeRequest:
    return commands.sign_change(
        change_id=change.pk, signed_name="Dana Dale", consent=True, by=desk.rep, now=NOW
    )


def factory_has(order: Order) -> Order:
    Build.objects.filter(pk=order.build_id).update(factory_ref="M26000001")
    return orders.again(order)


def answers(order: Order, *, is_accepted: bool, reasons: tuple[str, ...] = ()) -> Order:
    """The factory answers the newest change, and the order follows."""
    request = FactoryRequest.objects.filter(build=order.build_id, kind="CHANGE").latest("pk")
    with transaction.atomic():
        build = locked(order.build_id)
        if is_accepted:
            change_accepted(build, request, by=None, at=NOW, now=NOW)
        else:
            change_refused(build, request, reasons, now=NOW)
    for event in BuildEvent.objects.filter(build=order.build_id).order_by("id"):
        commands.follow_build(event, now=NOW)
    return orders.again(order)


def card_of(order: Order, desk: Desk, **how: Any) -> Card:
    return assess_build(order, by=desk.rep, now=NOW, **how).card


def test_before_it_is_sent_a_signed_change_counts_at_once(desk: Desk) -> None:
    order = orders.at(desk, State.APPROVED)
    before = order.total
    change = offered(order, desk, "HEAT")
    assert change.state == ChangeState.OFFERED
    assert orders.again(order).total == before, "an offer changes nothing"
    signed(change, desk)
    order = orders.again(order)
    assert "HEAT" in order.specification.codes
    assert order.total > before
    version = order.quotes.get(number=order.quote_number)
    assert version.recomputed().total == order.total_amount
    assert not [line for line in version.recomputed().section(Section.FEE) if "CHANGE" in line.code]
    assert order.signatures.filter(quote=version).count() == 1
    assert Hold.Reason.PAPERWORK in {hold.reason for hold in order.holds.standing()}, (
        "a checked build sheet is not the one to be sent"
    )


def test_what_the_factory_refused_is_corrected_and_sent_again(desk: Desk) -> None:
    order = orders.at(desk, State.REJECTED)
    signed(offered(order, desk, "HEAT"), desk)
    order = orders.again(order)
    assert "HEAT" in order.specification.codes
    assert order.state == State.REJECTED
    order = commands.resubmit(order_id=order.pk, reason="Seats", by=desk.rep, now=NOW)
    assert order.state == State.VALIDATED
    assert order.holds.standing().filter(reason=Hold.Reason.PAPERWORK).exists()


def test_what_follows_from_the_wish_is_on_the_card(desk: Desk) -> None:
    order = orders.at(desk, State.ACCEPTED)
    pick(order, desk, "SPORT", "RAILS", "BLUE")
    card = card_of(order, desk)
    rows = {row.about: row for row in card.rows}
    assert rows["Paint"].ordered == "Signal Red"
    assert rows["Paint"].becomes == "Lake Blue"
    assert rows["Trim"].price == "+$4,000.00"
    assert Card.from_json(card.to_json()) == card


def test_only_the_car_is_priced_anew(desk: Desk) -> None:
    """The terms that were signed stay: a fee the dealership raised since is not in the new sheet."""

    order = orders.at(desk, State.ACCEPTED)
    DealerFee.objects.update(amount=999)
    old = order.quotes.get(number=1).recomputed()
    signed(offered(order, desk, "HEAT"), desk)
    new = orders.again(order).quotes.get(number=2).recomputed()
    assert new.section(Section.FEE) == old.section(Section.FEE)
    assert new.vehicle - old.vehicle == 450


def test_the_factory_is_asked_and_its_yes_makes_it_the_car(desk: Desk) -> None:
    order = factory_has(orders.at(desk, State.BANKED))

    _fee(order, 150)
    change = offered(order, desk, "SPORT", "BLUE", cause=ChangeRequest.Cause.CUSTOMER)
    change = signed(change, desk)
    assert change.state == ChangeState.SENT
    request = FactoryRequest.objects.get(idempotency_key=change.request_key)
    assert "BLUE" in request.body["change"]["codes"]
    order = orders.again(order)
    assert "BLUE" not in order.specification.codes, "nothing is different until the factory agrees"
    assert "BLUE" not in Build.objects.get(pk=order.build_id).codes
    order = answers(order, is_accepted=True)
    assert ChangeRequest.objects.get().state == ChangeState.CONFIRMED
    assert "BLUE" in order.specification.codes
    assert sorted(Build.objects.get(pk=order.build_id).codes) == sorted(order.specification.codes)
    sheet = order.quotes.get(number=order.quote_number).recomputed()
    assert [line.amount for line in sheet.section(Section.FEE) if line.code == "CHANGE-1"] == [150]


def test_its_no_leaves_the_order_as_it_was(desk: Desk) -> None:
    order = factory_has(orders.at(desk, State.BANKED))
    before = (order.specification_id, order.quote_number, order.total)
    signed(offered(order, desk, "SPORT", "BLUE"), desk)
    order = answers(order, is_accepted=False, reasons=("Paint shop is full.",))
    change = ChangeRequest.objects.get()
    assert (change.state, change.said) == (ChangeState.REFUSED, "Paint shop is full.")
    assert (order.specification_id, order.quote_number, order.total) == before
    told = order.events.get(kind=Kind.CHANGE_REFUSED).customer_text
    assert "Paint shop is full." in told
    offered(order, desk, "HEAT")  # and another one may be asked for


def test_an_answer_that_comes_twice_counts_once(desk: Desk) -> None:
    order = factory_has(orders.at(desk, State.BANKED))
    signed(offered(order, desk, "SPORT"), desk)
    order = answers(order, is_accepted=True)
    version = order.version
    for event in BuildEvent.objects.filter(kind=BuildKind.CHANGE_ANSWERED):
        commands.follow_build(event, now=NOW)
    assert orders.again(order).version == version


def test_a_passed_point_refuses_and_says_which(desk: Desk) -> None:
    order = orders.follow(factory_has(orders.at(desk, State.SCHEDULED)), "SCH-FRZ")
    pick(order, desk, "SPORT", "BLUE")
    card = card_of(order, desk)
    answers_ = {each.option: each for each in card.freezes}
    assert answers_["Sport"].answer == "no"
    assert any(
        "Sport cannot change any more: the build week is frozen" in o for o in card.obstacles
    )
    assert answers_["Lake Blue"].answer == "ask"
    with pytest.raises(commands.CannotChangeOrder, match="Sport cannot change any more"):
        commands.offer_change(order_id=order.pk, by=desk.rep, now=NOW)


def test_what_is_fitted_after_the_build_needs_no_factory(desk: Desk) -> None:
    order = orders.at(desk, State.BUILT)
    codes = list(Build.objects.get(pk=order.build_id).codes)
    change = signed(offered(factory_has(order), desk, "MATS"), desk)
    assert change.state == ChangeState.CONFIRMED
    assert "MATS" in orders.again(order).specification.codes
    assert Build.objects.get(pk=order.build_id).codes == codes, "as built is not as fitted later"


def test_a_dealership_may_be_safer_never_looser(desk: Desk) -> None:
    order = factory_has(orders.at(desk, State.BANKED))
    FreezeRule.objects.create(
        dealership=desk.dealership, freeze_class="paint", milestone="ORD-ACK", answer_after="no"
    )
    pick(order, desk, "SPORT", "BLUE")
    assert "Lake Blue and Signal Red cannot change any more" in " ".join(
        card_of(order, desk).obstacles
    )


def test_a_lower_price_waits_for_a_manager_who_did_not_draw_it_up(desk: Desk) -> None:
    order = orders.at(desk, State.ACCEPTED)
    signed(offered(order, desk, "SPORT"), desk)
    change = offered(order, desk, "BASE")
    assert change.state == ChangeState.PROPOSED
    with pytest.raises(commands.CannotChangeOrder, match="No offer of a change waits for a sign"):
        signed(change, desk)
    with pytest.raises(commands.CannotChangeOrder, match="does not release it"):
        commands.release_change(change_id=change.pk, by=desk.rep, now=NOW)
    commands.release_change(change_id=change.pk, by=desk.manager, now=NOW)
    assert signed(change, desk).state == ChangeState.CONFIRMED


def test_where_an_option_is_used_up_the_week_moves_and_comes_back_on_a_no(desk: Desk) -> None:
    order = factory_has(orders.at(desk, State.BANKED))
    bucket = Reservation.objects.live().get(order_number=order.number).bucket
    limit = OptionLimit.objects.create(
        plant=bucket.line.plant, week_start=bucket.week_start, option_code="HEAT", capacity=0
    )
    change = offered(order, desk, "HEAT")
    card = Card.from_json(change.card)
    assert card.slot_moves
    assert change.state == ChangeState.PROPOSED, "a manager looks when the week moves"
    commands.release_change(change_id=change.pk, by=desk.manager, now=NOW)
    signed(change, desk)
    moved = Reservation.objects.live().get(order_number=order.number)
    assert moved.bucket_id != bucket.pk
    answers(order, is_accepted=False, reasons=("No.",))
    back = Reservation.objects.live().get(order_number=order.number)
    assert back.bucket_id == bucket.pk
    limit.refresh_from_db()
    assert limit.taken == 0


def test_one_open_change_at_a_time_and_it_can_be_given_up(desk: Desk) -> None:
    order = orders.at(desk, State.ACCEPTED)
    asked = commands.ask_change(order_id=order.pk, wish="In blue, please", by=desk.rep, now=NOW)
    with pytest.raises(commands.CannotChangeOrder, match="one at a time"):
        commands.ask_change(order_id=order.pk, wish="Or green", by=desk.rep, now=NOW)
    change = offered(order, desk, "HEAT")
    assert change.pk == asked.pk, "the wish becomes the offer"
    commands.withdraw_change(change_id=change.pk, reason="Changed his mind", by=desk.rep, now=NOW)
    with pytest.raises(commands.CannotChangeOrder, match="nothing is left to decide"):
        signed(change, desk)


def test_an_offer_ends_with_its_last_day(desk: Desk) -> None:
    order = orders.at(desk, State.ACCEPTED)
    change = offered(order, desk, "HEAT")
    assert not commands.expire_change(change_id=change.pk, now=NOW + 7 * DAY)
    with pytest.raises(commands.CannotChangeOrder, match="The offer held until"):
        commands.sign_change(
            change_id=change.pk, signed_name="D", consent=True, by=desk.rep, now=NOW + 8 * DAY
        )
    assert commands.expire_change(change_id=change.pk, now=NOW + 8 * DAY)
    assert order.events.filter(kind=Kind.CHANGE_EXPIRED).count() == 1


def test_an_offer_that_no_longer_holds_is_not_signed(desk: Desk) -> None:
    order = factory_has(orders.at(desk, State.SCHEDULED))
    change = offered(order, desk, "SPORT")
    orders.follow(order, "SCH-FRZ")
    with pytest.raises(commands.CannotChangeOrder, match="Things have moved"):
        signed(change, desk)
    assert ChangeRequest.objects.get().state == ChangeState.OFFERED


def test_a_cancelled_order_takes_its_open_change_along(desk: Desk) -> None:
    order = orders.at(desk, State.ACCEPTED)
    offered(order, desk, "HEAT")
    commands.cancel(
        order_id=order.pk, reason="No car", is_customers_cause=True, by=desk.rep, now=NOW
    )
    assert ChangeRequest.objects.get().state == ChangeState.WITHDRAWN


def test_more_than_the_credit_covers_is_put_before_finance(desk: Desk) -> None:
    order = orders.at(desk, State.APPROVED)
    change = offered(order, desk, "HEAT")
    assert "finance looks at it again" in Card.from_json(change.card).credit
    signed(change, desk)
    assert order.holds.standing().filter(reason=Hold.Reason.FINANCE).exists()


def test_no_more_is_paid_than_a_cheaper_change_would_cost(desk: Desk) -> None:
    order = orders.at(desk, State.ACCEPTED)
    signed(offered(order, desk, "SPORT"), desk)
    order = orders.again(order)
    assert offered(order, desk, "BASE").state == ChangeState.PROPOSED
    with pytest.raises(commands.CannotRecordDeposit, match="more than the price"):
        orders.pay(order, desk, amount=str(order.total_amount))


def test_nothing_to_change_says_so(desk: Desk) -> None:
    order = orders.at(desk, State.ACCEPTED)
    with pytest.raises(commands.CannotChangeOrder, match="as it was ordered"):
        commands.offer_change(order_id=order.pk, by=desk.rep, now=NOW)
    assert not ChangeRequest.objects.exists()


def _fee(order: Order, amount: int) -> None:

    OrderTerms.objects.filter(dealership=order.dealership).update(change_fee_amount=amount)
