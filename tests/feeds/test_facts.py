"""What a car can by an option comes in by every feed that can tell it, and is kept with the option."""

from __future__ import annotations

from typing import Any

import pytest

from configurator.catalogue.facts import options_with, stated_in, value_in
from configurator.feeds import read_release, read_sheets
from configurator.feeds.style_facts import facts_of
from configurator.selectors import catalogue
from tests.factories_configurator import published_line, release_payload
from tests.feeds.files import example, xlsx


def telling(**meets: Any) -> dict[str, Any]:
    """The feed of the tests, in which the better trim says this."""
    payload = release_payload()
    payload["model_lines"][0]["groups"][0]["options"][1]["meets"] = meets
    return payload


@pytest.mark.django_db
def test_facts_are_kept_with_the_option() -> None:
    lines = catalogue(published_line(telling(seats=7, awd=True, snow=False, heat=None)).pk)
    assert lines.by_code["SPORT"].meets == (("awd", 1), ("seats", 7), ("snow", 0))
    assert stated_in([lines]) == {"seats", "awd", "snow"}
    assert (options_with(lines, "seats", 7), options_with(lines, "seats", 8)) == (("SPORT",), ())
    assert value_in(lines, {"BASE", "SPORT"}, "seats") == 7
    assert value_in(lines, {"BASE"}, "seats") is None


def test_a_sheet_names_facts_in_one_cell() -> None:
    cells = example()
    cells["Options"][0] += [None] * (14 - len(cells["Options"][0])) + ["seats=5 awd; snow=no"]
    line = read_release(read_sheets({"city.xlsx": xlsx(cells)})).lines[0].catalogue
    assert line.options[0].meets == (("awd", 1), ("seats", 5), ("snow", 0))


def test_a_style_record_says_only_what_stands_in_it() -> None:
    def group(**values: str) -> dict[str, Any]:
        return {"attributes": {name: {"value": value} for name, value in values.items()}}

    record = {
        "attributeGroups": {
            "SEATING_CONFIGURATION": group(
                **{"1ST_ROW_SEATING_CAPACITY": "2", "2ND_ROW_SEATING_CAPACITY": "3"}
            ),
            "EXTERIOR_DIMENSIONS": group(OVERALL_HEIGHT="66.3", OVERALL_LENGTH="about 15 feet"),
            "SPECIFICATIONS": group(TOWING_CAPACITY="1500"),
            "DRIVE_TYPE": group(DRIVEN_WHEELS="front wheel drive"),
        }
    }
    told = {"seats": 5, "height_cm": 169, "tow_kg": 680, "awd": False}
    assert facts_of(record) == told
    assert facts_of({"attributeGroups": []}) == {}
