"""Cars beside each other: the wishes carried over to every trim, and builds by price and date."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from configurator import commands
from configurator.models import Configuration
from configurator.selectors import assumptions_on, catalogue, engine
from configurator.selectors.compare import rows_of, trims, whole_car
from customers.models import Dealership, User
from tests.configurator_page.cars import begun
from tests.factories import CustomerFactory


@pytest.fixture
def build(ada: User, harbor: Dealership) -> Configuration:
    return begun(ada, harbor)


@pytest.fixture
def rep(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def choose(build: Configuration, by: User, **order: Any) -> None:
    build.refresh_from_db()
    now = datetime.now(UTC)
    commands.choose(configuration_id=build.pk, version=build.version, by=by, now=now, **order)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_wishes_are_carried_over_and_what_does_not_fit_is_named(
    rep: Client, build: Configuration, ada: User
) -> None:
    choose(build, ada, take="LUX")
    choose(build, ada, take="TOW")
    choose(build, ada, take="RED")
    base, luxury = trims(Configuration.objects.for_page().get(pk=build.pk), datetime.now(UTC))
    assert luxury.is_now
    assert (base.lost, luxury.lost) == (("Tow package",), ())
    assert (base.gained, luxury.gained) == ((), ())
    assert "RED" in base.car.codes
    assert base.difference is not None
    assert base.difference.amount == -7240  # the trim and the package that goes
    found = words(rep, f"/configure/{build.code}/trims/")
    assert "The tow package is for Luxury." in found
    assert "Take Base" in found


def test_what_a_trim_adds_is_named(rep: Client, build: Configuration) -> None:
    _, luxury = trims(Configuration.objects.for_page().get(pk=build.pk), datetime.now(UTC))
    assert luxury.gained == ("Sound package",)
    assert "You would get" in words(rep, f"/configure/{build.code}/trims/")


def test_every_trims_car_can_be_built_and_keeps_all_wishes_it_can(
    build: Configuration, ada: User
) -> None:
    choose(build, ada, take="LUX")
    choose(build, ada, take="TOW")
    now = datetime.now(UTC)
    line_id = build.model_line_id
    limits = assumptions_on(line_id, on=now.date())
    known = catalogue(line_id)
    build.refresh_from_db()
    for column in trims(Configuration.objects.for_page().get(pk=build.pk), now):
        assert engine(line_id).validate(column.car.codes, limits) == []
        lost = {option.code for option in known.options if option.name in column.lost}
        for code in lost:
            kept = (set(build.picks) - {"LUX", "BASE"} - (lost - {code})) | {column.code}
            assert not engine(line_id).status(kept, limits).is_buildable


def test_taking_a_trim_asks_before_anything_goes(
    rep: Client, build: Configuration, ada: User
) -> None:
    choose(build, ada, take="LUX")
    choose(build, ada, take="TOW")
    build.refresh_from_db()
    answer = rep.post(
        f"/configure/{build.code}/choose/",
        {"version": build.version, "step": "trim", "take": "BASE"},
    )
    assert answer.status_code == 409
    assert "Tow package" in answer.content.decode()


def test_only_what_differs_is_told_unless_all_is_asked_for(
    rep: Client, build: Configuration
) -> None:
    address = f"/configure/{build.code}/trims/"
    assert '<th scope="row">Paint</th>' not in words(rep, address)
    assert '<th scope="row">Paint</th>' in words(rep, f"{address}?all")


def test_three_builds_stand_beside_each_other(
    rep: Client, build: Configuration, ada: User, harbor: Dealership
) -> None:
    other = commands.start_configuration(
        dealership=harbor, model_line_id=build.model_line_id, by=ada, now=datetime.now(UTC)
    )
    choose(other, ada, take="LUX")
    found = words(rep, f"/configure/compare/?code={build.code.lower()}&code={other.code}")
    assert "+$6,000" in found
    assert f"/configure/{other.code}/" in found
    assert "Sound package" in found


def test_a_strange_build_is_not_shown_and_said_so(
    client: Client, build: Configuration, cleo: User
) -> None:
    client.force_login(cleo)
    found = words(client, f"/configure/compare/?code={build.code}&code=??????")
    assert f"No build has the code {build.code} or ??????" in found
    assert "Rover" not in found


def test_groups_of_several_lines_meet_by_name(build: Configuration) -> None:
    known = catalogue(build.model_line_id)
    cars = [whole_car(known, codes, {}) for codes in (("BASE", "WHT"), ("LUX", "WHT"))]
    rows = rows_of(cars, is_all=True)
    assert [(row.group, row.differs) for row in rows] == [("Trim", True), ("Paint", False)]


def test_what_is_paid_differently_differs(build: Configuration) -> None:
    known = catalogue(build.model_line_id)
    cars = [whole_car(known, codes, {}) for codes in (("BASE", "SOUND"), ("LUX", "SOUND"))]
    packages = next(row for row in rows_of(cars, is_all=False) if row.group == "Packages")
    assert [parts[0].price.amount for parts in packages.cells] == [900, 0]


def test_what_holds_a_car_up_and_what_would_be_won(
    rep: Client, build: Configuration, ada: User
) -> None:
    commands.record_option_effects(
        model_line_id=build.model_line_id, days={"LUX": 7, "TOW": 35, "RED": 4}
    )
    for code in ("LUX", "RED", "TOW"):
        choose(build, ada, take=code)
    found = words(rep, f"/configure/compare/?code={build.code}")
    assert "28 days sooner</span> without Tow package" in found
    assert "(−$1,240)" in found


def test_nothing_is_promised_without_what_every_car_has(rep: Client, build: Configuration) -> None:
    commands.record_option_effects(model_line_id=build.model_line_id, days={"BASE": 9, "LUX": 9})
    found = words(rep, f"/configure/compare/?code={build.code}")
    assert "9 days later" in found
    assert "sooner" not in found


def test_the_same_customers_builds_are_offered_first(
    rep: Client, build: Configuration, ada: User, harbor: Dealership
) -> None:
    dana = CustomerFactory.create(dealership=harbor, created_by=ada)
    line, now = build.model_line_id, datetime.now(UTC)
    theirs, other = (
        commands.start_configuration(
            dealership=harbor, model_line_id=line, customer=customer, by=ada, now=now
        )
        for customer in (dana, None)
    )
    Configuration.objects.filter(pk=build.pk).update(customer=dana)
    found = words(rep, f"/configure/compare/?code={build.code}")
    assert found.index(f'value="{theirs.code}"') < found.index(f'value="{other.code}"')
