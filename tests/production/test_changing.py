"""What may still change on a car at the factory: our answer is the maker's own, or stricter."""

from __future__ import annotations

from datetime import date

import pytest

from factory.catalogue.freezes import FREEZES
from factory.requests import PASSED_IN_ORDER
from kernel.calendar import WorkingCalendar
from production.changing import DEFAULT_FREEZES, STRICTER, answer_today, last_day

ROWS = [
    {"freeze_class": name, "milestone": code, "answer_after": answer}
    for name, code, answer in FREEZES
]
CLASSES = sorted({name for name, _, _ in FREEZES})


def makers_answer(freeze_class: str, reached: str) -> str:
    """As the manufacturer decides: the point passed last."""
    passed = PASSED_IN_ORDER.index(reached)
    gone = [
        (PASSED_IN_ORDER.index(code), answer)
        for name, code, answer in FREEZES
        if name == freeze_class and PASSED_IN_ORDER.index(code) <= passed
    ]
    return max(gone)[1] if gone else "free"


@pytest.mark.parametrize("reached", PASSED_IN_ORDER)
def test_our_answer_is_that_of_the_manufacturer(reached: str) -> None:
    for name in CLASSES:
        assert answer_today(ROWS, name, reached).answer == makers_answer(name, reached), name


def test_before_anything_is_heard_all_is_free() -> None:
    assert {answer_today(ROWS, name, "").answer for name in CLASSES} == {"free"}


@pytest.mark.parametrize("correction", ["SCH-OUT", "SCRAP", "SHP-LOST"])
def test_a_car_back_in_the_bank_is_open_again(correction: str) -> None:
    assert answer_today(ROWS, "paint", correction).answer == "free"


def test_a_maker_that_names_no_points_gets_those_of_the_trade() -> None:
    assert answer_today([], "body", "SCH-WK").answer == "no"
    assert answer_today([], "paint", "SCH-WK").answer == "ask"
    assert {row["answer_after"] for row in DEFAULT_FREEZES} <= {*STRICTER}


def test_a_short_option_may_still_be_taken_out() -> None:
    assert answer_today(ROWS, "package", "SCH-FRZ").answer == "no"
    assert answer_today(ROWS, "package", "SCH-FRZ", is_short_removal=True).answer == "ask"
    assert answer_today(ROWS, "paint", "PNT-IN", is_short_removal=True).answer == "no"


def test_a_house_rule_is_never_looser() -> None:
    house = [{"freeze_class": "trim", "milestone": "SCH-FRZ", "answer_after": "ask"}]
    assert answer_today(ROWS, "trim", "SCH-FRZ", safer=house).answer == "no"
    house = [{"freeze_class": "wheels", "milestone": "SCH-WK", "answer_after": "no"}]
    assert answer_today(ROWS, "wheels", "SCH-WK", safer=house).answer == "no"


def test_the_last_day_follows_the_build_week() -> None:
    monday, calendar = date(2027, 3, 1), WorkingCalendar("US")
    assert last_day("SCH-FRZ", monday, calendar) == date(2027, 2, 14)
    assert last_day("BIW-IN", monday, calendar) == date(2027, 2, 28)
    assert last_day("TRM-IN", monday, calendar) == date(2027, 3, 3)
    assert last_day("SCH-FRZ", None, calendar) is None
