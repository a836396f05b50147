"""Two people click on one configuration at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from configurator.commands import choose, freeze
from configurator.models import Specification
from customers.models import Dealership, User
from kernel.refusals import Stale
from tests.factories_configurator import NOW, configuration

pytestmark = pytest.mark.django_db(transaction=True)


def at_once[T](*acts: Callable[[], T]) -> list[T | Exception]:
    """Runs each act in a thread and connection of its own, started together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Exception:
        start.wait()
        try:
            return act()
        except Exception as refusal:  # noqa: BLE001 - the outcome is what is asked for
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_clicks_on_the_same_page_one_is_told_it_is_outdated(
    harbor: Dealership, ada: User, ben: User
) -> None:
    car = configuration(harbor, ada)
    outcomes = at_once(
        lambda: choose(configuration_id=car.pk, take="HEAT", version=1, by=ada, now=NOW),
        lambda: choose(configuration_id=car.pk, take="MATS", version=1, by=ben, now=NOW),
    )
    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 1, outcomes
    car.refresh_from_db()
    assert car.version == 2
    assert len(car.picks) == 2
    assert car.steps.count() == 1


def test_freezing_twice_at_once_gives_one_specification(harbor: Dealership, ada: User) -> None:
    car = configuration(harbor, ada)
    outcomes = at_once(
        *[lambda: freeze(configuration_id=car.pk, by=ada, now=NOW) for _ in range(3)]
    )
    assert len({getattr(outcome, "pk", outcome) for outcome in outcomes}) == 1
    assert Specification.objects.count() == 1
