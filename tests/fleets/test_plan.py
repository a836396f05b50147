"""A build ordered several times: exceptions asked for as clicks are, the list as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from configurator import commands
from configurator.commands import CannotImportUnits, CannotPlanFleet, UnitNeedsDecision
from configurator.fleets import UnreadableUnits, read_units, written_units
from configurator.models import Configuration, FleetPlan
from configurator.selectors.fleets import FleetPage, fleet_page
from customers.models import Dealership, User
from kernel.refusals import Stale
from tests.factories_configurator import NOW, configuration, export_payload, published_line


@pytest.fixture
def build(db: None, harbor: Dealership, ada: User) -> Configuration:
    line = published_line(export_payload())
    return configuration(harbor, ada, line, "HEAT")


@pytest.fixture
def plan(build: Configuration, ada: User) -> FleetPlan:
    return commands.plan_fleet(configuration_id=build.pk, units=7, by=ada, now=NOW)


def change(plan: FleetPlan, numbers: Sequence[int], **how: Any) -> FleetPlan:
    plan.refresh_from_db()
    return commands.except_units(
        plan_id=plan.pk, numbers=numbers, version=plan.version, now=NOW, **how
    )


def shown(plan: FleetPlan) -> FleetPage:
    plan.refresh_from_db()
    return fleet_page(plan, NOW)


def cars(plan: FleetPlan) -> dict[str, tuple[str, ...]]:
    return {variant.numbers: variant.car.takes for variant in shown(plan).variants}


def test_units_are_read_and_written_as_people_do() -> None:
    assert read_units("3-5, 7;5", 9) == [3, 4, 5, 7]
    assert written_units([7, 3, 4, 5]) == "3–5, 7"
    for text, fault in {
        "x": "names no units", "5-3": "runs backwards", "3-12": "units 1 to 9", "0": "1 to 9", " ": "Say",
    }.items():  # fmt: skip
        with pytest.raises(UnreadableUnits, match=fault):
            read_units(text, 9)


def test_units_of_the_same_car_stand_together_with_price_and_total(plan: FleetPlan) -> None:
    change(plan, [3, 4, 5], take="TAXI")  # for fleets only
    change(plan, [7], take="MATS")
    found = shown(plan)
    assert cars(plan) == {"1–2, 6": (), "3–5": ("TAXI",), "7": ("MATS",)}
    plain, taxi, mats = found.variants
    assert taxi.difference is not None
    assert taxi.difference.amount == 0
    assert mats.difference is not None
    assert mats.difference.amount == 150
    assert plain.car.total is not None
    assert found.total is not None
    assert found.total.amount == plain.car.total.amount * 7 + 150


def test_opening_fleet_options_changes_no_car(build: Configuration, plan: FleetPlan) -> None:
    """Taxi yellow costs nothing and stands among the paints, yet nobody asked for it."""
    (variant,) = shown(plan).variants
    assert "RED" in variant.car.codes


def test_every_unit_follows_the_build(build: Configuration, plan: FleetPlan) -> None:
    change(plan, [2], take="MATS")
    build.picks = ["BASE", "PACK"]
    build.save(update_fields=["picks"])
    plan.configuration.refresh_from_db()
    plain, second = shown(plan).variants
    assert "PACK" in plain.car.codes
    assert second.car.takes == ("MATS",)


def test_what_does_not_fit_is_asked_first_and_of_every_car_in_turn(plan: FleetPlan) -> None:
    change(plan, [4], take="MATS")
    with pytest.raises(UnitNeedsDecision) as asked:
        change(plan, [3, 4], take="RAILS")
    assert (asked.value.units, asked.value.rest) == ((3,), (4,))
    assert asked.value.conflict.offers[0].codes == ("BASE",)
    assert cars(plan) == {"1–3, 5–7": (), "4": ("MATS",)}
    change(plan, [3], take="RAILS", accept=["BASE"])
    assert cars(plan)["3"] == ("RAILS",)
    assert shown(plan).variants[1].takes == ("Roof rails", "Sport")


def test_an_exception_taken_back_is_the_build_again(plan: FleetPlan) -> None:
    change(plan, [2], take="BLUE", accept=["BASE"])
    change(plan, [2], drop="BLUE")
    commands.reset_units(plan_id=plan.pk, numbers=[2], version=plan.version + 1, now=NOW)
    assert cars(plan) == {"1–7": ()}


def test_what_no_car_can_have_is_refused_with_the_unit(plan: FleetPlan) -> None:
    with pytest.raises(CannotPlanFleet, match=r"Unit 2: Glass roof cannot be ordered\."):
        change(plan, [2], take="SOON")
    with pytest.raises(CannotPlanFleet, match="no option GHOST"):
        change(plan, [2], take="GHOST")
    with pytest.raises(CannotPlanFleet, match="was not chosen"):
        change(plan, [2], drop="RED")
    with pytest.raises(Stale):
        commands.except_units(plan_id=plan.pk, numbers=[1], take="MATS", version=99, now=NOW)


def test_the_market_of_the_build_holds_for_every_unit(
    build: Configuration, plan: FleetPlan
) -> None:
    build.market = "DE"
    build.save(update_fields=["market"])
    plan.configuration.refresh_from_db()
    assert "FOG" in shown(plan).variants[0].car.codes
    with pytest.raises(CannotPlanFleet, match="Unit 1: Roof rails cannot be ordered"):
        change(plan, [1], take="RAILS")


def test_units_come_and_go_and_move_up(plan: FleetPlan, ada: User) -> None:
    change(plan, [5], take="MATS")
    version = FleetPlan.objects.get(pk=plan.pk).version
    commands.remove_units(plan_id=plan.pk, numbers=[1, 2], version=version, now=NOW)
    assert cars(plan) == {"1–2, 4–5": (), "3": ("MATS",)}
    commands.add_units(plan_id=plan.pk, number=2, version=version + 1, now=NOW)
    assert len(shown(plan).units) == 7
    with pytest.raises(CannotPlanFleet, match="at most 200"):
        commands.add_units(plan_id=plan.pk, number=200, version=version + 2, now=NOW)
    with pytest.raises(CannotPlanFleet, match="at least two"):
        commands.remove_units(plan_id=plan.pk, numbers=range(1, 7), version=version + 2, now=NOW)
    again = commands.plan_fleet(configuration_id=plan.configuration_id, units=9, by=ada, now=NOW)
    assert again == plan


def test_where_units_go_is_noted_and_labels_are_once(plan: FleetPlan) -> None:
    to = {"ship_to": "Upfit Inc.", "use": "Courier"}
    commands.send_units(plan_id=plan.pk, numbers=[1, 2], label="", version=1, now=NOW, **to)
    commands.send_units(
        plan_id=plan.pk, numbers=[1], label="A-1", ship_to="", use="", version=2, now=NOW
    )
    first, second = list(plan.units.order_by("number"))[:2]
    assert (first.label, first.ship_to, second.use) == ("A-1", "Upfit Inc.", "Courier")
    for numbers, fault in (([2], "has the label A-1"), ([2, 3], "for one unit")):
        with pytest.raises(CannotPlanFleet, match=fault):
            commands.send_units(
                plan_id=plan.pk, numbers=numbers, label="A-1", ship_to="", use="",
                version=3, now=NOW,
            )  # fmt: skip


def bring(plan: FleetPlan, text: str) -> FleetPlan:
    plan.refresh_from_db()
    return commands.import_units(
        plan_id=plan.pk, content=text.encode(), name="units.csv", version=plan.version, now=NOW
    )


def test_a_list_replaces_all_units(plan: FleetPlan) -> None:
    bring(plan, "Unit,Label,Ship to,With\n2,B,Upfit Inc.,MATS; Taxi Yellow\n1,A,,\n3,C,,SPORT\n")
    assert cars(plan) == {"1": (), "2": ("TAXI", "MATS"), "3": ("SPORT",)}
    assert [unit.label for unit in shown(plan).units] == ["A", "B", "C"]


FAULTS = {
    "Label,With\nA,GHOST\nB,\n": "row 2, column “With”: Road has no option 'GHOST'",
    "Label,With\nA,\nA,\n": "row 3, column “Label”: 'A' stands in row 2 already",
    "Unit,With\n1,\n1,\n": "row 3, column “Unit”: unit 1 stands in row 2 already",
    "Unit,With\nx,\n1,\n": "row 2, column “Unit”: 'x' is not the number of a unit",
    "Label,With\nA,RAILS\n,\n": "row 2, column “With”: cannot be built. Roof rails need the Sport",
    "Label,With\nA,SOON\n,\n": "row 2, column “With”: cannot be built. Glass roof can be ordered",
    "With,Without\n,MATS\n,\n": "row 2, column “Without”: Winter mats is not one of the build",
    "Label\nA\n": "units.csv, row 1: the column “With” is missing",
    "With,Colour\n,\n": "units.csv, row 1: the column 'Colour' is there twice or not one of ours",
    f"Label,With\n{'x' * 41},\n,\n": "row 2, column “Label”: is longer than 40 characters",
    "": "units.csv: is empty",
    'With\n"open': "units.csv, line 2: is no CSV",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_list_with_a_fault_is_refused_whole(plan: FleetPlan, text: str) -> None:
    with pytest.raises(CannotImportUnits) as refused:
        bring(plan, text)
    assert any(problem.startswith(FAULTS[text]) for problem in refused.value.problems), (
        refused.value.problems
    )
    assert len(shown(plan).units) == 7


def test_too_short_and_too_long_lists_are_refused(plan: FleetPlan) -> None:
    with pytest.raises(CannotPlanFleet, match="2 to 200 units; the file has 1"):
        bring(plan, "Label,With\nA,\n")
    with pytest.raises(CannotImportUnits) as refused:
        bring(plan, "Label,With\n" + "".join(f"A{n},\n" for n in range(201)))
    assert refused.value.problems == ("units.csv: has more than 200 units",)


def test_the_list_taken_out_comes_back_as_it_was(
    plan: FleetPlan, ada: User, client: Client
) -> None:
    change(plan, [3], take="RAILS", accept=["BASE"])
    commands.send_units(
        plan_id=plan.pk, numbers=[1], label="=1+1", ship_to="", use="", version=2, now=NOW
    )
    client.force_login(ada)
    code = plan.configuration.code
    out = client.get(reverse("configurator:fleet-export", args=[code])).content
    assert b"'=1+1" in out  # a spreadsheet shows it and calculates nothing
    before = cars(plan)
    address = reverse("configurator:fleet-bring", args=[code])
    done = client.post(
        address, {"version": 3, "upload": SimpleUploadedFile("units.csv", out)}, follow=True
    )
    assert "The unit list is taken over." in done.content.decode()
    assert cars(plan) == before
    assert shown(plan).units[0].label == "=1+1"
    faulty = SimpleUploadedFile("units.csv", b"With\nGHOST\n\n")
    refused = client.post(address, {"version": 4, "upload": faulty})
    assert refused.status_code == 422
    assert "row 2, column “With”: Road has no option" in refused.content.decode()


def test_the_page_takes_every_change_without_javascript(
    build: Configuration, ada: User, client: Client
) -> None:
    client.force_login(ada)
    at = {name: reverse(f"configurator:fleet-{name}", args=[build.code]) for name in (
        "start", "except", "reset", "send", "add", "remove",
    )}  # fmt: skip
    assert client.post(at["start"], {"units": 1}).status_code == 422
    assert client.post(at["start"], {"units": 5}).status_code == 302
    wish = {"version": 1, "units": "2-3", "option": "Roof rails (RAILS)", "how": "take"}
    asked = client.post(at["except"], wish)
    assert asked.status_code == 409
    assert "Unit 2–3: Roof rails changes 1 other choice" in asked.content.decode()
    taken = client.post(at["except"], {**wish, "is_accepted": "on", "accept": ["BASE"]})
    assert taken.status_code == 302
    assert client.post(at["except"], wish).status_code == 409  # outdated
    page = client.get(reverse("configurator:fleet", args=[build.code])).content.decode()
    assert "Roof rails" in page
    assert "without Base" not in page  # the Sport came in its place
    assert client.post(at["except"], {**wish, "version": 2, "option": "nothing"}).status_code == 422
    assert (
        client.post(at["send"], {"version": 2, "units": "1", "ship_to": "Upfit"}).status_code == 302
    )
    assert client.post(at["add"], {"version": 3, "number": 2}).status_code == 302
    assert client.post(at["remove"], {"version": 4, "units": "1-7"}).status_code == 422
    assert client.post(at["remove"], {"version": 4, "units": "7"}).status_code == 302
    assert client.post(at["reset"], {"version": 5, "units": "1-6"}).status_code == 302
    (variant,) = fleet_page(FleetPlan.objects.get(configuration=build), NOW).variants
    assert (variant.numbers, variant.is_plain) == ("1–6", True)
