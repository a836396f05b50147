"""Fields of untidy feeds: read, or named as a problem; never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from configurator.feeds.reading import Reading, as_amount, as_day, last_day


@pytest.mark.parametrize(
    ("found", "amount"),
    [
        ("1234.50", "1234.50"), ("$1,234.50", "1234.50"), (1234, "1234"), (0.1, "0.1"),
        (-85, "-85"), ("(85)", "-85"), (" 0 ", "0"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(found: object, amount: str) -> None:
    assert as_amount(found) == Decimal(amount)


@pytest.mark.parametrize("found", ["cheap", "", True, None, [], "NaN", "1e999", "Infinity", 10**12])
def test_what_is_no_amount_is_none(found: object) -> None:
    assert as_amount(found) is None


@pytest.mark.parametrize(
    "found", [20130319, 1363651200, "1363651200000", "03/19/13", "19 Mar 2013"]
)
def test_a_day_may_be_a_stamp_or_short(found: object) -> None:
    assert as_day(found) == date(2013, 3, 19)


@pytest.mark.parametrize("found", ["2013-02-30", "soon", True, None, 5.5, 10**30, 99_999_999])
def test_what_is_no_day_is_none(found: object) -> None:
    assert as_day(found) is None


def test_an_american_date_is_month_first_unless_that_cannot_be() -> None:
    assert as_day("04/05/2013") == date(2013, 4, 5)
    assert as_day("25/12/2013") == date(2013, 12, 25)


def test_a_day_beyond_any_catalogue_means_no_end() -> None:
    assert last_day(date(2099, 9, 9)) is None
    assert last_day(date(2027, 1, 1)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("method", "value", "words"),
    [
        ("text", None, "is missing"),
        ("text", "  ", "is missing"),
        ("text", [], "a text is expected"),
        ("whole", -1, "a whole number"),
        ("whole", 40_000, "a whole number"),
        ("whole", True, "a whole number"),
        ("flag", "yes", "true or false"),
        ("amount", "dear", "is not an amount"),
        ("day", "soon", "is not a date"),
        ("rows", {}, "a list is expected"),
    ],
)
def test_a_fault_is_noted_with_its_place(method: str, value: object, words: str) -> None:
    read = Reading()
    getattr(read, method)({"field": value}, "field", "row 7")
    (problem,) = read.problems
    assert str(problem).startswith("row 7.field: ")
    assert words in problem.what


@pytest.mark.parametrize(
    ("method", "value", "answer"),
    [
        ("text", 77, "77"), ("text", " a ", "a"), ("whole", "12", 12), ("whole", None, None),
        ("flag", None, False), ("amount", "", None), ("day", None, None), ("rows", None, []),
    ],
)  # fmt: skip
def test_what_is_readable_is_no_problem(method: str, value: Any, answer: Any) -> None:
    read = Reading()
    options = {"is_needed": False} if method == "text" else {}
    assert getattr(read, method)({"field": value}, "field", "row", **options) == answer
    assert not read.problems


def test_a_text_longer_than_its_column_is_a_problem() -> None:
    read = Reading()
    assert read.text({"name": "x" * 9}, "name", "row", longest=5) == "xxxxx"
    assert "longer than 5" in read.problems[0].what
