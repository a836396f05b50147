"""The whole report on a feed that was broken on purpose."""

from __future__ import annotations

from typing import Any

import pytest

from configurator.checks import Checks
from configurator.commands import CannotImport, import_release
from configurator.commands.catalogues import examine
from configurator.feeds import read_release
from configurator.models import CatalogueRelease, Source
from configurator.reports import LineReport, examined
from tests.factories_configurator import (
    NOW,
    group,
    has,
    option,
    published_line,
    release_payload,
    rule,
)

pytestmark = pytest.mark.django_db


def broken_feed() -> dict[str, Any]:
    """The next release, with one of everything that a person should look at."""
    payload = release_payload(release="2027-2", valid_from="2027-01-01")
    line = payload["model_lines"][0]
    trims, paints, equipment = (each["options"] for each in line["groups"])
    trims.append(option("BARE", "Bare"))
    paints[1]["retail"] = "450.00"
    equipment[0]["retail"] = "200.00"
    equipment += [
        option("GHOST", "Ghost light", "90.00"),
        option("AIR", "Air conditioning", "0.00"),
        option("NET", "Cargo net", None),
    ]
    line["groups"].append(group("SEATS", "Seats", "interior", 1, 1, option("CLOTH", "Cloth")))
    texts = {
        "R5": ("always excludes GHOST", "No car has the ghost light."),
        "R6": ("GHOST requires RAILS", "The ghost light needs rails."),
        "R7": ("always requires AIR", "Every car has air conditioning."),
        "R8": ("RAILS and HEAT requires SPORT", "Rails with heat need the Sport."),
        "R9": ("price of HEAT is 260.00 invoice 300.00 when RAILS", "With rails, seats cost more."),
        "R10": ("MATS includes PACK", "The mats include the winter package."),
        "R11": ("NET implies not NET", "No net."),
    }
    line["rules"] += [
        {"code": code, "text": text, "sentence": sentence}
        for code, (text, sentence) in texts.items()
    ]
    line["rules"][1]["sentence"] = "Blue is not for the Base."
    line["rules"][0] = {
        "code": "R1", "text": "RAILS requires SPORT", "sentence": "Roof rails need the Sport.",
    }  # fmt: skip
    return payload


def report() -> LineReport:
    published_line()
    found: LineReport = import_release("ACME", broken_feed(), Source.FACTORY, NOW).lines[0]
    return found


def test_the_whole_report_on_a_broken_feed() -> None:
    found = report()
    assert found.dead_options == ["GHOST", "NET"]
    assert found.forced_options == ["AIR", "CLOTH"]
    assert found.idle_rules == ["R6"]
    assert found.redundant_rules == ["R8"]
    assert found.reasons == {
        "GHOST": ["R5: No car has the ghost light."],
        "NET": ["R11: No net."],
        "AIR": ["R7: Every car has air conditioning."],
        "CLOTH": ["SEATS: Seats: exactly one per car."],
        "R6": ["R5: No car has the ghost light."],
        "R8": ["R1: Roof rails need the Sport."],
    }
    assert found.price_gaps == [
        "BARE Bare: a trim without a price.",
        "RAILS Roof rails: the invoice of 270.00 is above the retail price of 200.00.",
        "Rule R9: the invoice of 300.00 is above the retail price of 260.00.",
        "HEAT has two prices in some cars: R4 says 250.00, R9 says 260.00; R4 counts.",
        "PACK, MATS include one another; what closes the circle is charged.",
    ]
    assert [(m["code"], m["retail_before"], m["retail"]) for m in found.price_moves] == [
        ("RAILS", "300.00", "200.00"),
        ("BLUE", "400.00", "450.00"),
    ]
    assert found.changes == [
        "BARE Bare is new.",
        "GHOST Ghost light is new.",
        "AIR Air conditioning is new.",
        "NET Cargo net is new.",
        "CLOTH Cloth is new.",
        "Group SEATS Seats is new.",
        "Rule R2 now says: Blue is not for the Base.",
        "Rule R5 is new: No car has the ghost light.",
        "Rule R6 is new: The ghost light needs rails.",
        "Rule R7 is new: Every car has air conditioning.",
        "Rule R8 is new: Rails with heat need the Sport.",
        "Rule R9 is new: With rails, seats cost more.",
        "Rule R10 is new: The mats include the winter package.",
        "Rule R11 is new: No net.",
    ]
    assert found.open_questions == []


def test_the_report_is_kept_with_the_release_and_read_back_the_same() -> None:
    first = report()
    again = import_release("ACME", broken_feed(), Source.FACTORY, NOW)
    assert again.is_unchanged
    assert again.lines == (first,)
    assert again.missing_prices == ("NET: retail and invoice",)


def test_rules_that_contradict_each_other_are_named_and_nothing_else() -> None:
    payload = broken_feed()
    payload["model_lines"][0]["rules"] += [
        {"code": "X1", "text": "AIR requires BARE", "sentence": "Air is for the Bare."},
        {"code": "X2", "text": "BARE excludes CLOTH", "sentence": "The Bare has no cloth."},
    ]
    with pytest.raises(CannotImport) as refusal:
        import_release("ACME", payload, Source.FACTORY, NOW)
    assert refusal.value.problems == (
        (
            "ROAD: no car can be built at all. SEATS: Seats: exactly one per car. "
            "R7: Every car has air conditioning. X1: Air is for the Bare. X2: The Bare has no cloth."
        ),
    )
    assert not CatalogueRelease.objects.exists()


def test_lines_for_which_no_time_is_left_are_told_as_open() -> None:
    line = read_release(release_payload()).lines[0].catalogue
    (report,) = examine([line], None, seconds=-1)
    assert report.dead_options == []
    assert "whether any car can be built" in report.open_questions


def test_a_question_too_hard_to_answer_is_told_as_open() -> None:
    """Twelve pigeons in eleven holes: there is no way, and that is hard to see."""
    payload = release_payload()
    line = payload["model_lines"][0]
    holes, pigeons = 11, 12
    names = [f"P{p}H{h}" for p in range(pigeons) for h in range(holes)]
    line["groups"].append(
        group("HARD", "Hard", "comfort", 0, None, *(option(name, name) for name in names))
    )
    line["rules"] += [
        rule(f"P{p}", "requires", f"Pigeon {p}.", has("RAILS"),
             {"op": "or", "args": [has(f"P{p}H{h}") for h in range(holes)]})
        for p in range(pigeons)
    ]  # fmt: skip
    line["rules"] += [
        {"code": f"H{h}-{p}-{q}", "sentence": "One.", "text": f"P{p}H{h} excludes P{q}H{h}"}
        for h in range(holes)
        for p in range(pigeons)
        for q in range(p)
    ]
    checks = Checks(read_release(payload).lines[0].catalogue, conflicts=2_000)
    found = examined(checks, None)
    assert "which options no car has" in found.open_questions


def test_what_includes_is_redundant_only_where_others_give_the_same() -> None:
    payload = release_payload()
    payload["model_lines"][0]["rules"] += [
        {"code": "A1", "text": "PACK includes HEAT", "sentence": "The package has heated seats."},
        {"code": "A2", "text": "RAILS requires MATS", "sentence": "Rails need mats."},
        {"code": "A3", "text": "RAILS includes MATS", "sentence": "Rails bring mats."},
    ]
    checks = Checks(read_release(payload).lines[0].catalogue)
    found = {finding.code for finding in checks.redundant_rules()}
    assert "A1" in found, "R3 gives the heated seats with the package already"
    assert "A2" in found, "A3 says it too"
    assert "A3" not in found, "only it makes the mats free"
    assert "R3" not in found
