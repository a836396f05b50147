"""A frozen car: complete, priced, unchangeable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, transaction

from configurator import commands, selectors
from configurator.models import Specification
from configurator.pricing import DESTINATION
from customers.models import Dealership, User
from tests.factories_configurator import (
    NOW,
    configuration,
    option,
    published_line,
    release_payload,
    specification,
)

TODAY = date(2026, 11, 23)


def test_the_car_is_completed_and_priced(harbor: Dealership, ada: User) -> None:
    frozen = specification(harbor, ada, None, "PACK")
    assert frozen.codes == ["BASE", "RED", "PACK", "MATS", "HEAT"]
    assert frozen.total_amount == Decimal(20000) + 900 + 995
    assert frozen.lines[-1]["code"] == DESTINATION
    assert frozen.invoice_total_amount == Decimal(18000) + 810 + 995
    assert sum(line.retail for line in selectors.frozen_lines(frozen)) == frozen.total_amount
    assert selectors.buildable_today(frozen, TODAY) == []


def test_freezing_the_same_car_again_gives_the_same_specification(
    harbor: Dealership, ada: User
) -> None:
    car = configuration(harbor, ada)
    first = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    assert commands.freeze(configuration_id=car.pk, by=ada, now=NOW) == first
    commands.choose(configuration_id=car.pk, take="HEAT", version=1, by=ada, now=NOW)
    assert commands.freeze(configuration_id=car.pk, by=ada, now=NOW) != first


def test_a_specification_never_changes(harbor: Dealership, ada: User) -> None:
    frozen = specification(harbor, ada)
    for spoil in (
        lambda: Specification.objects.update(total_amount=1),
        lambda: Specification.objects.all().delete(),
    ):
        with pytest.raises(Error, match="Cannot"), transaction.atomic():
            spoil()
    frozen.refresh_from_db()
    assert frozen.total_amount == Decimal("20995.00")


def test_todays_release_decides_whether_it_can_still_be_built(
    harbor: Dealership, ada: User
) -> None:
    frozen = specification(harbor, ada, None, "HEAT")
    payload = release_payload(release="2027-2", valid_from="2026-12-01")
    equipment = payload["model_lines"][0]["groups"][2]["options"]
    equipment[3] = option("HEAT", "Heated seats", "450.00", available_to="2026-12-31")
    published_line(payload)
    assert selectors.buildable_today(frozen, TODAY) == []
    assert selectors.buildable_today(frozen, date(2026, 12, 5)) == []
    assert selectors.buildable_today(frozen, date(2027, 1, 1)) == [
        "Heated seats could be ordered until December 31, 2026."
    ]


def test_a_fleet_car_is_not_buildable_for_others(harbor: Dealership, ada: User) -> None:
    line = published_line()
    car = commands.start_configuration(
        dealership=harbor, model_line_id=line.pk, is_fleet=True, by=ada, now=NOW
    )
    commands.choose(configuration_id=car.pk, take="TAXI", version=1, by=ada, now=NOW)
    frozen = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    assert selectors.buildable_today(frozen, TODAY) == []
    assert selectors.buildable_today(frozen, TODAY, is_fleet=False) == [
        "Taxi Yellow is for fleet customers only."
    ]
