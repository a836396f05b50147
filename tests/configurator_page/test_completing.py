"""Completing the open choices: shown first, accepted as one step, never at a pick's expense."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from configurator import commands
from configurator.models import Configuration, ModelLine
from configurator.selectors import assumptions_on, engine, limits_of
from configurator.selectors.completing import Way, popularity, proposal
from configurator.selectors.covers import covers
from configurator.tasks import compile_lines
from customers.models import DealerGroup, Dealership, User
from tests import factories_configurator as cars
from tests.configurator_page.cars import begun


@pytest.fixture
def build(ada: User, harbor: Dealership) -> Configuration:
    return begun(ada, harbor)


@pytest.fixture
def rep(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def another(build: Configuration, by: User, *picks: str) -> Configuration:
    """Another build of the same car with these picks."""
    made = commands.start_configuration(
        dealership=build.dealership, model_line_id=build.model_line_id, by=by, now=datetime.now(UTC)
    )
    made.picks = list(picks)
    made.save(update_fields=["picks"])
    return made


def seven(build: Configuration, by: User) -> None:
    """Seven builds of which five have the Luxury and red, and four the tow package."""
    for number in range(7):
        trim, paint = ("LUX", "RED") if number < 5 else ("BASE", "BLU")
        another(build, by, trim, paint, *["TOW"] * (number < 4))


def fresh(build: Configuration) -> Configuration:
    return Configuration.objects.for_page().get(pk=build.pk)


def accept(client: Client, build: Configuration, **fields: Any) -> Any:
    return client.post(f"/configure/{build.code}/complete/accept/", fields)


def test_most_popular_is_what_most_builds_have(build: Configuration, ada: User) -> None:
    seven(build, ada)
    found = proposal(fresh(build), Way.POPULAR, None, datetime.now(UTC))
    assert found.picks == ("LUX", "RED", "TOW")  # the sound package comes along with Luxury
    assert found.total is not None
    assert found.total.amount == 38890
    shares = {name: count for entry in found.changes for name, count in entry.shares}
    assert shares == {"Luxury": 5, "Ember Red": 5, "Tow package": 4, "Sound package": 5}


def test_own_picks_stay_whatever_is_popular(build: Configuration, ada: User) -> None:
    seven(build, ada)
    build.picks = ["BASE", "BLU"]
    build.save(update_fields=["picks"])
    found = proposal(fresh(build), Way.POPULAR, None, datetime.now(UTC))
    assert found.picks == ("BASE", "BLU", "SOUND")


def test_few_builds_say_nothing(rep: Client, build: Configuration, ada: User) -> None:
    for _ in range(4):
        another(build, ada, "LUX", "RED")
    another(build, ada, "BASE")  # nothing was chosen on it
    assert popularity(fresh(build)).builds == 4
    found = rep.get(f"/configure/{build.code}/complete/?way=popular").content.decode()
    assert "There are only 4 other builds of this car yet." in found
    assert "Accept these choices" not in found


def test_another_groups_builds_do_not_count(
    build: Configuration, ada: User, lakeside: Dealership, cleo: User
) -> None:
    made = another(build, ada, "LUX", "RED")
    assert popularity(fresh(build)).builds == 1
    lakeside.group = DealerGroup.objects.create(name="Strangers")
    lakeside.save(update_fields=["group"])
    Configuration.objects.filter(pk=made.pk).update(dealership=lakeside, created_by=cleo)
    assert popularity(fresh(build)).builds == 0


def test_a_frozen_build_counts_with_its_whole_car(build: Configuration, ada: User) -> None:
    made = another(build, ada, "LUX")
    commands.freeze(configuration_id=made.pk, by=ada, now=datetime.now(UTC))
    assert popularity(fresh(build)).counts == {"LUX": 1, "WHT": 1, "SOUND": 1}


def test_like_a_saved_one_takes_what_fits_and_tells_the_rest(
    rep: Client, build: Configuration, ada: User
) -> None:
    saved = another(build, ada, "LUX", "RED", "TOW")
    build.picks = ["BASE", "SOUND"]
    build.save(update_fields=["picks"])
    found = proposal(fresh(build), Way.LIKE, saved, datetime.now(UTC))
    assert found.picks == ("BASE", "RED", "SOUND")
    assert [(miss.name, miss.reason) for miss in found.missed] == [
        ("Luxury", "You chose Base."),
        ("Tow package", "The tow package is for Luxury."),
    ]
    page = rep.get(f"/configure/{build.code}/complete/?way=like&like={saved.code.lower()}")
    assert "Not taken over" in page.content.decode()


def test_a_completion_is_one_step_with_undo(rep: Client, build: Configuration, ada: User) -> None:
    seven(build, ada)
    page = rep.get(f"/configure/{build.code}/complete/").content.decode()
    assert "in 5 of 7 builds" in page
    fields = {"version": build.version, "way": "popular", "pick": ["LUX", "RED", "TOW"]}
    assert accept(rep, build, **fields).status_code == 302
    build.refresh_from_db()
    assert set(build.picks) == {"LUX", "RED", "TOW"}
    assert build.steps.count() == 1
    commands.undo(configuration_id=build.pk, version=build.version, by=ada, now=datetime.now(UTC))
    build.refresh_from_db()
    assert build.picks == ["BASE"]


def test_nothing_else_than_what_was_shown_is_taken(
    rep: Client, build: Configuration, ada: User
) -> None:
    seven(build, ada)
    shown = {"version": build.version, "way": "popular", "pick": ["LUX", "RED", "TOW"]}
    another(build, ada, "BASE", "BLU")  # now four of eight have the tow package
    answer = accept(rep, build, **shown)
    assert answer.status_code == 409
    assert "has changed meanwhile" in answer.content.decode()
    stale = accept(rep, build, **shown | {"version": 7})
    assert stale.status_code == 409
    assert accept(rep, build, way="popular").status_code == 422
    build.refresh_from_db()
    assert build.picks == ["BASE"]


@pytest.mark.parametrize("way", ["popular", "like"])
def test_a_build_begins_with_a_completion_to_look_at(
    rep: Client, build: Configuration, way: str
) -> None:
    order = {"model_line": build.model_line_id, "dealership": build.dealership_id, "begin": way}
    address = rep.post("/configure/new/", order).headers["Location"]
    begun_build = Configuration.objects.exclude(pk=build.pk).get()
    assert address == f"/configure/{begun_build.code}/complete/?way={way}"
    assert rep.get(address).status_code == 200
    assert begun_build.picks == ["BASE"]


def test_a_strange_build_is_no_pattern(client: Client, build: Configuration, ada: User) -> None:
    client.force_login(ada)
    answer = client.get(f"/configure/{build.code}/complete/?like=ZZZZZZ")
    assert "No build has the code ZZZZZZ" in answer.content.decode()
    refused = accept(client, build, version=1, way="like", like="ZZZZZZ", pick=["BASE"])
    assert refused.status_code == 409
    own = accept(client, build, version=1, way="like", like=build.code, pick=["BASE"])
    assert "this very build" in own.content.decode()


def test_the_cheapest_makes_firm_what_the_car_has(build: Configuration) -> None:
    found = proposal(fresh(build), Way.CHEAPEST, None, datetime.now(UTC))
    assert found.picks == ("BASE", "WHT")
    assert (found.changes, found.confirmed) == ((), ("White",))


@pytest.mark.parametrize("way", [Way.CHEAPEST, Way.POPULAR])
def test_every_completion_can_be_built_and_needs_each_of_its_picks(
    way: Way, harbor: Dealership, ada: User
) -> None:
    line = cars.published_line()
    for picks in (["SPORT", "BLUE"], ["SPORT", "RAILS"], ["BASE", "PACK"], ["SPORT", "PACK"]) * 2:
        made = cars.configuration(harbor, ada, line)
        made.picks = picks
        made.save(update_fields=["picks"])
    build = cars.configuration(harbor, ada, line)
    found = proposal(fresh(build), way, None, cars.NOW)
    limits = assumptions_on(line.pk, on=cars.NOW.date())
    solver = engine(line.pk)
    car = solver.complete(found.picks, limits)
    assert solver.validate(car, limits) == []
    assert car == found.codes
    for code in set(found.picks) - {"SPORT"}:  # a trim is a choice, whatever needs it
        assert solver.status(set(found.picks) - {code}, limits).status[code] != "forced"


def a_line(package: str) -> ModelLine:
    """The car whose winter package (mats 150, heated seats 450) costs that."""
    payload = cars.release_payload()
    equipment = payload["model_lines"][0]["groups"][2]
    equipment["area"] = "packages"
    for option in equipment["options"]:
        if option["code"] == "PACK":
            option["retail"] = package
    return cars.published_line(payload)


def test_a_package_is_in_the_car_where_it_is_cheaper_than_its_singles(
    client: Client, ada: User, harbor: Dealership
) -> None:
    build = cars.configuration(harbor, ada, a_line("550.00"), "MATS", "HEAT")
    client.force_login(ada)
    for page in ("?step=packages", "trims/"):
        text = " ".join(client.get(f"/configure/{build.code}/{page}").content.decode().split())
        said = "is in this car: it has Winter mats, Heated seats for $50 less than singly."
        assert f"<b>Winter package</b> {said}" in text


@pytest.mark.parametrize(
    ("package", "picks", "said"),
    [
        ("550.00", ["MATS", "HEAT"], [("PACK", 2, 0, 50, True)]),
        ("600.00", ["MATS", "HEAT"], [("PACK", 2, 0, 0, False)]),
        ("140.00", ["MATS"], [("PACK", 1, 1, 10, True)]),
        ("550.00", ["HEAT"], []),
        ("550.00", ["PACK", "HEAT"], []),
    ],
)
def test_packages_against_singles(
    ada: User,
    harbor: Dealership,
    package: str,
    picks: list[str],
    said: list[tuple[str, int, int, int, bool]],
) -> None:
    line = a_line(package)
    if package == "600.00":  # prices of all options at once are for compiled lines
        compile_lines()
    build = cars.configuration(harbor, ada, line, *picks)
    found = covers(fresh(build), limits_of(fresh(build), cars.NOW))
    assert [
        (c.code, len(c.contents), len(c.brings), c.saving.amount, c.is_in_car) for c in found
    ] == said
