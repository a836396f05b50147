"""One click: take, drop, decide, undo."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from configurator import commands, selectors
from configurator.commands import CannotChoose, CannotStart, ConflictNeedsDecision
from configurator.models import Configuration, ModelLine
from customers.models import Customer, Dealership, User
from kernel.money import Money
from kernel.refusals import Stale
from tests.factories import CustomerFactory
from tests.factories_configurator import NOW, published_line, release_payload


@pytest.fixture
def line(db: None) -> ModelLine:
    return published_line()


@pytest.fixture
def car(line: ModelLine, harbor: Dealership, ada: User) -> Configuration:
    return commands.start_configuration(dealership=harbor, model_line_id=line.pk, by=ada, now=NOW)


def click(car: Configuration, by: User, **what: object) -> Configuration:
    car.refresh_from_db()
    result = commands.choose(configuration_id=car.pk, version=car.version, by=by, now=NOW, **what)
    return result.configuration


def test_a_configuration_starts_with_the_proposed_trim_only(car: Configuration) -> None:
    assert car.picks == ["BASE"]
    assert len(car.code) == 6


def test_a_car_that_is_not_on_sale_cannot_be_started(harbor: Dealership, ada: User) -> None:
    line = published_line(release_payload(valid_from="2027-01-01"))
    with pytest.raises(CannotStart, match="not on sale"):
        commands.start_configuration(dealership=harbor, model_line_id=line.pk, by=ada, now=NOW)


def test_anothers_customer_is_refused(
    line: ModelLine, harbor: Dealership, lakeside: Dealership, ada: User, car: Configuration
) -> None:
    stranger: Customer = CustomerFactory.create(dealership=lakeside)
    with pytest.raises(CannotStart):
        commands.start_configuration(
            dealership=harbor, model_line_id=line.pk, customer=stranger, by=ada, now=NOW
        )
    with pytest.raises(CannotChoose):
        commands.assign_customer(configuration_id=car.pk, customer=stranger, by=ada, now=NOW)


def test_taking_another_of_a_one_of_group_replaces_the_one_picked(
    car: Configuration, ada: User
) -> None:
    result = commands.choose(configuration_id=car.pk, take="SPORT", version=1, by=ada, now=NOW)
    assert (result.taken, result.dropped) == (("SPORT",), ("BASE",))
    car.refresh_from_db()
    assert (car.picks, car.version, car.updated_by) == (["SPORT"], 2, ada)


def test_a_conflict_changes_nothing_and_offers_the_way_out(car: Configuration, ada: User) -> None:
    with pytest.raises(ConflictNeedsDecision) as conflict:
        click(car, ada, take="RAILS")
    assert conflict.value.explanation.picks == ("BASE",)
    assert "Roof rails need the Sport." in conflict.value.explanation.rules
    (offer,) = conflict.value.offers
    assert (offer.dropped, offer.added) == (("Base",), ("Sport",))
    assert offer.price_difference == Money(Decimal(4300), "USD")
    car.refresh_from_db()
    assert (car.picks, car.version) == (["BASE"], 1)


def test_the_accepted_repair_is_carried_out_and_no_other(car: Configuration, ada: User) -> None:
    with pytest.raises(ConflictNeedsDecision):
        click(car, ada, take="RAILS", accept_repair=["RED"])
    result = click(car, ada, take="RAILS", accept_repair=["BASE"])
    assert result.picks == ["RAILS"]
    page = selectors.configurator_page(result, NOW)
    assert {"SPORT", "RAILS"} <= page.in_car


def test_the_first_repair_can_be_accepted_blindly(car: Configuration, ada: User) -> None:
    assert click(car, ada, take="RAILS", accept_repair=True).picks == ["RAILS"]


def test_what_nobody_can_have_today_is_refused_with_the_reason(
    car: Configuration, ada: User
) -> None:
    with pytest.raises(CannotChoose, match="from March 1, 2027"):
        click(car, ada, take="SOON")
    with pytest.raises(CannotChoose, match="fleet customers only"):
        click(car, ada, take="TAXI")
    with pytest.raises(CannotChoose, match="no option GHOST"):
        click(car, ada, take="GHOST")


def test_a_fleet_customer_may_have_fleet_options(
    line: ModelLine, harbor: Dealership, ada: User
) -> None:
    car = commands.start_configuration(
        dealership=harbor, model_line_id=line.pk, is_fleet=True, by=ada, now=NOW
    )
    assert "TAXI" in click(car, ada, take="TAXI").picks


def test_an_outdated_page_is_told_so(car: Configuration, ada: User) -> None:
    click(car, ada, take="HEAT")
    with pytest.raises(Stale):
        commands.choose(configuration_id=car.pk, take="MATS", version=1, by=ada, now=NOW)


def test_dropping_what_the_rules_bring_along_is_refused_with_the_cause(
    car: Configuration, ada: User
) -> None:
    click(car, ada, take="PACK")
    with pytest.raises(CannotChoose, match="because of Winter package"):
        click(car, ada, drop="MATS")
    assert click(car, ada, drop="PACK").picks == ["BASE"]
    click(car, ada, take="SPORT")
    with pytest.raises(CannotChoose, match="completes the car"):
        click(car, ada, drop="RED")


def test_undo_and_redo_walk_the_steps_and_a_new_click_forgets_the_undone(
    car: Configuration, ada: User
) -> None:
    def walk(command: object) -> list[str]:
        car.refresh_from_db()
        moved: Configuration = command(  # type: ignore[operator]
            configuration_id=car.pk, version=car.version, by=ada, now=NOW
        )
        return moved.picks

    click(car, ada, take="HEAT")
    click(car, ada, take="MATS")
    assert walk(commands.undo) == ["BASE", "HEAT"]
    assert walk(commands.undo) == ["BASE"]
    with pytest.raises(CannotChoose, match="nothing to undo"):
        walk(commands.undo)
    assert walk(commands.redo) == ["BASE", "HEAT"]
    click(car, ada, take="PACK")
    with pytest.raises(CannotChoose, match="nothing to redo"):
        walk(commands.redo)
    assert walk(commands.undo) == ["BASE", "HEAT"]


def test_a_click_that_changes_nothing_is_no_step(car: Configuration, ada: User) -> None:
    assert click(car, ada, take="BASE").version == 1
    assert not car.steps.exists()


def test_the_database_keeps_a_configuration_and_its_customer_at_one_dealership(
    car: Configuration, lakeside: Dealership
) -> None:
    stranger: Customer = CustomerFactory.create(dealership=lakeside)
    Configuration.objects.filter(pk=car.pk).update(customer=stranger)
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="customer_of_dealer"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_customer_of_the_dealership_is_assigned(
    car: Configuration, harbor: Dealership, ada: User
) -> None:
    customer: Customer = CustomerFactory.create(dealership=harbor)
    commands.assign_customer(configuration_id=car.pk, customer=customer, by=ada, now=NOW)
    car.refresh_from_db()
    assert car.customer == customer
    commands.assign_customer(configuration_id=car.pk, customer=None, by=ada, now=NOW)
    car.refresh_from_db()
    assert car.customer is None
