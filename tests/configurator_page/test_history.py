"""The history of a build: every change with its price, what is otherwise since then, the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from configurator import commands
from configurator.models import Configuration, ConfigurationStep
from configurator.selectors.history import moments
from customers.models import Dealership, User
from tests.configurator_page.cars import begun


@pytest.fixture
def build(ada: User, harbor: Dealership) -> Configuration:
    return begun(ada, harbor)


@pytest.fixture
def rep(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def choose(build: Configuration, by: User, at: datetime, **order: Any) -> None:
    build.refresh_from_db()
    commands.choose(configuration_id=build.pk, version=build.version, by=by, now=at, **order)


def text(client: Client, build: Configuration, query: str = "") -> str:
    answer = client.get(f"/configure/{build.code}/history/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_untouched_build_says_that_nothing_was_changed(
    rep: Client, build: Configuration
) -> None:
    assert "Nothing was changed yet" in text(rep, build)


def test_every_change_stands_with_its_price_and_the_newest_first(
    rep: Client, build: Configuration, ada: User
) -> None:
    now = datetime.now(UTC)
    choose(build, ada, now - timedelta(days=2), take="RED")
    choose(build, ada, now - timedelta(days=1), take="LUX")
    found = text(rep, build)
    assert found.index("Luxury") < found.index("Ember Red")
    assert "$31,650" in found
    assert "$37,650" in found
    assert "+$6,000" in found
    assert "as it is now" in found


def test_what_changed_since_a_day(rep: Client, build: Configuration, ada: User) -> None:
    now = datetime.now(UTC)
    choose(build, ada, now - timedelta(days=2), take="RED")
    choose(build, ada, now - timedelta(hours=1), take="LUX")
    since = (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    found = (
        text(rep, build, f"?since={since}").partition('id="since"')[2].partition("Every change")[0]
    )
    assert "Luxury" in found
    assert "Ember Red" not in found
    assert "+$6,000" in found
    answer = rep.get(f"/configure/{build.code}/history/?since=yesterday")
    assert answer.status_code == 422
    assert "Enter a day and a time" in answer.content.decode()


def test_a_state_comes_back_and_nothing_is_lost(
    rep: Client, build: Configuration, ada: User
) -> None:
    now = datetime.now(UTC)
    choose(build, ada, now, take="RED")
    choose(build, ada, now, take="LUX")
    build.refresh_from_db()
    address = f"/configure/{build.code}/history/return/"
    answer = rep.post(address, {"version": build.version, "number": 1})
    assert answer.status_code == 302
    build.refresh_from_db()
    assert set(build.picks) == {"BASE", "RED"}
    assert ConfigurationStep.objects.filter(configuration=build).count() == 3
    commands.undo(configuration_id=build.pk, version=build.version, by=ada, now=now)
    build.refresh_from_db()
    assert set(build.picks) == {"LUX", "RED"}


def test_the_beginning_comes_back(rep: Client, build: Configuration, ada: User) -> None:
    choose(build, ada, datetime.now(UTC), take="RED")
    build.refresh_from_db()
    rep.post(f"/configure/{build.code}/history/return/", {"version": build.version, "number": 0})
    build.refresh_from_db()
    assert set(build.picks) == {"BASE"}


@pytest.mark.parametrize(
    ("number", "version", "sentence"),
    [(9, 2, "no part of the history"), (1, 1, "changed elsewhere")],
)
def test_a_strange_or_outdated_way_back_is_refused(
    rep: Client, build: Configuration, ada: User, number: int, version: int, sentence: str
) -> None:
    choose(build, ada, datetime.now(UTC), take="RED")
    answer = rep.post(
        f"/configure/{build.code}/history/return/", {"version": version, "number": number}
    )
    assert answer.status_code == 409
    assert sentence in answer.content.decode()


def test_earlier_visits_and_quotes_are_moments_to_ask_back_to(
    rep: Client, build: Configuration, ada: User
) -> None:
    now = datetime.now(UTC)
    Configuration.objects.filter(pk=build.pk).update(created_at=now - timedelta(days=9))
    for hours, code in ((200, "RED"), (199, "BLU"), (50, "LUX"), (1, "TOW")):
        choose(build, ada, now - timedelta(hours=hours), take=code)
    commands.freeze(configuration_id=build.pk, by=ada, now=now - timedelta(hours=30))
    build.refresh_from_db()
    found = moments(build)
    assert [(now - moment.at, moment.is_quote) for moment in found] == [
        (timedelta(hours=30), True),
        (timedelta(hours=50), False),
        (timedelta(hours=199), False),
        (timedelta(days=9), False),
    ]
    page = text(rep, build)
    assert page.count("The visit of") == 3
    link = page.partition('href="?since=')[2].partition('"')[0]
    since = text(rep, build, f"?since={link}").partition('id="since"')[2]
    since = since.partition("Every change")[0]
    assert "Tow package" in since
    assert "Luxury" not in since


def test_what_comes_along_is_told(rep: Client, build: Configuration, ada: User) -> None:
    choose(build, ada, datetime.now(UTC), take="LUX")
    assert "brings Sound package" in text(rep, build)
