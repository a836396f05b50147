from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import WorkingCalendar, iso_week, monday_of, week_start

AUSTRIA = WorkingCalendar("AT")
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def test_holidays_and_weekends_are_skipped() -> None:
    assert AUSTRIA.add_working_days(date(2026, 12, 23), 2) == date(2026, 12, 28)


def test_own_closed_days_are_skipped() -> None:
    shut = WorkingCalendar("AT", closed=frozenset({date(2026, 11, 24)}))
    assert shut.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    assert AUSTRIA.working_days_between(day, AUSTRIA.add_working_days(day, count)) == count


@given(DAYS, st.integers(-60, 60))
def test_the_answer_is_a_working_day(day: date, count: int) -> None:
    assert AUSTRIA.is_working_day(AUSTRIA.add_working_days(day, count))


@given(DAYS)
def test_weeks_are_iso_weeks(day: date) -> None:
    assert week_start(iso_week(day)) == monday_of(day)


def test_week_53_exists_only_where_it_does() -> None:
    assert iso_week(date(2026, 12, 31)) == "2026-W53"
    with pytest.raises(ValueError, match="Invalid week"):
        week_start("2027-W53")
