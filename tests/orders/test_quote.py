"""Quotes: numbers, prices, discounts, expiry."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from customers.models import Customer, Dealership, User
from kernel.money import Money
from orders import commands, documents, tasks
from orders.models import Incentive, Kind, Order, OrderTerms, State, TaxRule
from orders.paper_words import written
from orders.price_sheet import Section
from tests import factories_configurator
from tests.factories import CustomerFactory
from tests.factories_orders import NOW, Desk, again, at, quoted

D = Decimal


def usd(amount: str) -> Money:
    return Money(D(amount), "USD")


def test_a_quote_freezes_the_car_and_its_price(desk: Desk) -> None:
    order = quoted(desk)
    version = order.quotes.get()
    assert order.state == State.QUOTED
    assert order.number == "HM-26-00001"
    # 20000 trim + 995 destination + 199 + 245 fees = 21439 taxed at 6 % = 1286.34, + 165 registration
    assert order.total_amount == D("22890.34")
    assert order.deposit_amount == D("1000.00")
    assert version.recomputed().to_json() == version.sheet
    assert order.events.get(kind=Kind.QUOTED).body["sha256"] == version.sha256


def test_a_price_sheet_that_was_given_cannot_change(desk: Desk) -> None:
    version = quoted(desk).quotes.get()
    version.total_amount = D(1)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        version.save()
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        version.delete()


def test_numbers_run_per_dealership_without_gaps(desk: Desk, lakeside: Dealership) -> None:
    first = quoted(desk)
    with pytest.raises(commands.CannotQuote):
        quoted(desk, discount=usd("99999"))
    second = quoted(desk)
    assert (first.number, second.number) == ("HM-26-00001", "HM-26-00002")
    assert commands.set_up_dealership(dealership=lakeside).number_prefix == "LM"


def test_two_dealerships_with_the_same_initials_keep_apart(
    desk: Desk, lakeside: Dealership
) -> None:
    lakeside.name = "Hudson Motors"
    lakeside.save()
    assert commands.set_up_dealership(dealership=lakeside).number_prefix == "HM2"


def test_a_dealership_without_terms_cannot_quote(desk: Desk) -> None:
    OrderTerms.objects.all().delete()
    with pytest.raises(commands.CannotQuote, match="no sales terms yet"):
        quoted(desk)


def test_without_a_tax_rule_there_is_no_price(desk: Desk) -> None:
    TaxRule.objects.all().delete()
    with pytest.raises(commands.CannotQuote, match="No tax rule is in force for US"):
        quoted(desk)


def test_another_dealerships_customer_is_refused(desk: Desk, lakeside: Dealership) -> None:
    stranger = CustomerFactory.create(dealership=lakeside)
    with pytest.raises(commands.CannotQuote, match="another dealership"):
        commands.quote(
            configuration_id=desk.configuration().pk, customer_id=stranger.pk, by=desk.rep, now=NOW
        )


def test_quoting_twice_is_refused_and_a_revised_draft_gets_the_next_version(desk: Desk) -> None:
    order = quoted(desk)
    key = {"configuration_id": order.configuration_id, "customer_id": desk.customer.pk}
    with pytest.raises(commands.CannotQuote, match="already quoted"):
        commands.quote(**key, by=desk.rep, now=NOW)
    commands.revise(order_id=order.pk, by=desk.rep, now=NOW)
    with pytest.raises(commands.CannotRevise):
        commands.revise(order_id=order.pk, by=desk.rep, now=NOW)
    same = commands.quote(**key, by=desk.rep, now=NOW, trade_in=usd("5000"))
    assert (same.pk, same.quote_number) == (order.pk, 2)
    # the trade-in comes before tax here: 16439 * 6 % = 986.34
    assert same.total_amount == D("17590.34")
    assert same.quotes.count() == 2


def test_what_a_dealer_adds_and_a_maker_gives_stands_on_the_sheet(desk: Desk) -> None:
    day = NOW.date()
    Incentive.objects.create(
        manufacturer_code="ACME", model_line_code="ROAD", code="CASH", text="Launch bonus",
        amount=D(500), valid_from=day, valid_to=day,
    )  # fmt: skip
    Incentive.objects.create(
        manufacturer_code="ACME", code="OLD", text="Over", amount=D(900),
        valid_from=day - timedelta(30), valid_to=day - timedelta(1),
    )  # fmt: skip
    extra = commands.Extra("HITCH", "Tow hitch", usd("640"))
    special = commands.Extra("SR-1", "Livery", usd("1200"), Section.SPECIAL)
    order = quoted(desk, extras=[extra, special])
    codes = [line["code"] for line in order.quotes.get().sheet["lines"]]
    assert codes == [
        "BASE", "RED", "CASH", "DESTINATION", "SR-1", "HITCH", "DOC", "PREP", "ST", "REG",
    ]  # fmt: skip


@pytest.mark.parametrize(("amount", "waits"), [("400.00", False), ("400.01", True)])
def test_a_discount_above_the_limit_waits_for_a_second_person(
    desk: Desk, amount: str, waits: bool
) -> None:
    order = quoted(desk, discount=usd(amount))  # 2 % of 20000
    assert (order.discount_asked_by is not None) is waits
    key = {"order_id": order.pk, "signed_name": "D", "consent": True, "by": desk.rep, "now": NOW}
    if not waits:
        assert commands.accept(**key).state == State.ACCEPTED
        with pytest.raises(commands.CannotApproveDiscount):
            commands.approve_discount(order_id=order.pk, by=desk.manager, now=NOW)
        return
    with pytest.raises(commands.CannotAccept, match="waits for a manager"):
        commands.accept(**key)
    with pytest.raises(commands.CannotApproveDiscount, match="does not approve it"):
        commands.approve_discount(order_id=order.pk, by=desk.rep, now=NOW)
    commands.approve_discount(order_id=order.pk, by=desk.manager, now=NOW)
    with pytest.raises(commands.CannotApproveDiscount, match="already"):
        commands.approve_discount(order_id=order.pk, by=desk.manager, now=NOW)
    assert commands.accept(**key).state == State.ACCEPTED


def test_a_manager_has_a_limit_too(desk: Desk) -> None:
    order = quoted(desk, discount=usd("1700"))  # 8.5 %
    with pytest.raises(commands.CannotApproveDiscount, match="limit is 8%"):
        commands.approve_discount(order_id=order.pk, by=desk.manager, now=NOW)


def test_the_database_too_wants_two_people_for_a_discount(desk: Desk, ada: User) -> None:
    order = quoted(desk, discount=usd("1000"))
    with pytest.raises(DatabaseError, match="order_discount_by_two"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(discount_approved_by=ada)


def test_a_quote_expires_after_its_last_day_where_the_dealer_is(desk: Desk) -> None:
    order = quoted(desk)
    last = order.quote_valid_until
    assert last is not None
    with pytest.raises(commands.CannotExpire, match="holds until"):
        commands.expire(order_id=order.pk, now=NOW + timedelta(days=13))
    # 03:00 UTC of the day after is still the last day in New York
    with pytest.raises(commands.CannotExpire):
        commands.expire(order_id=order.pk, now=NOW.replace(hour=3) + timedelta(days=15))
    assert commands.expire(order_id=order.pk, now=NOW + timedelta(days=15)).state == State.EXPIRED


def test_the_sweep_expires_once_and_leaves_the_rest(desk: Desk, dana_record: Customer) -> None:
    old = quoted(desk, now=NOW - timedelta(days=400))
    Order.objects.filter(pk=old.pk).update(quote_valid_until=NOW.date() - timedelta(days=300))
    signed = at(desk, State.ACCEPTED)
    for _ in range(2):
        tasks.nightly()
    assert again(old).state == State.EXPIRED
    assert again(signed).state == State.ACCEPTED
    assert old.events.filter(kind=Kind.EXPIRED).count() == 1


def test_an_unbuildable_car_is_not_quoted(desk: Desk) -> None:
    broken = factories_configurator.configuration(
        desk.dealership, desk.rep, desk.line, "SOON", "TAXI"
    )
    with pytest.raises(commands.CannotQuote, match="cannot be built"):
        commands.quote(
            configuration_id=broken.pk, customer_id=desk.customer.pk, by=desk.rep, now=NOW
        )
    assert not Order.objects.exists()


def test_the_price_by_the_month_stands_on_the_page_and_on_paper(desk: Desk, client: Client) -> None:
    desk.dealership.loan_apr, desk.dealership.lease_apr = D(6), D("2.4")
    desk.dealership.save()
    order = quoted(desk)
    client.force_login(desk.rep)
    page = client.get(reverse("orders:detail", args=[order.number])).text
    assert "for 60 months at 6% APR" in page
    assert "money factor 0.00100" in page
    event = order.events.get(kind=Kind.QUOTED)
    said = documents.request_quote(order, event).snapshot["monthly"]
    assert len(said) == 3
    assert "no offer: the lender decides." in written(said[-1], "en")
    assert "60 Monate" in written(said[0], "de")
