"""The promise's mathematics: quantiles, conditioning, shrinkage, calendars, hysteresis."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.calendar import WorkingCalendar
from production import promise
from production.promise import Forecast, Sample, Step, Window

GRAZ = WorkingCalendar("AT")
NEW_YORK = WorkingCalendar("US", "NY")
MONDAY = date(2026, 11, 23)


def step(*done: int, still_open: tuple[int, ...] = (), typical: tuple[int, int] = (1, 5)) -> Step:
    return Step("body", GRAZ, typical, (Sample(done, still_open),) if done or still_open else ())


def spread(result: Forecast) -> int:
    return (result.quantile(0.9) - result.quantile(0.1)).days


def test_a_leg_that_always_took_three_days_ends_on_the_third_working_day() -> None:
    result = promise.forecast(today=MONDAY, begins=MONDAY, steps=[step(*[3] * 5000)])
    assert result.quantile(0.1) == result.quantile(0.9) == date(2026, 11, 26)


def test_public_holidays_and_closed_days_of_the_plant_are_left_out() -> None:
    closed = WorkingCalendar("AT", closed=frozenset({date(2026, 12, 7)}))
    plan = Step("body", closed, (1, 5), (Sample((2,) * 5000),))
    friday = date(2026, 12, 4)  # 8 December is a holiday in Austria
    assert promise.forecast(today=friday, begins=friday, steps=[plan]).quantile(0.5) == date(
        2026, 12, 10
    )


def test_thin_history_gives_a_wider_window_than_rich_history() -> None:
    thin = promise.forecast(today=MONDAY, begins=MONDAY, steps=[step(3, 4)])
    rich = promise.forecast(today=MONDAY, begins=MONDAY, steps=[step(*[3, 4] * 200)])
    assert spread(rich) < spread(thin)


def test_the_window_narrows_as_legs_are_left_behind() -> None:
    legs = [step(*[2, 3, 4, 6] * 20) for _ in range(5)]
    widths = [
        spread(promise.forecast(today=MONDAY, begins=MONDAY, steps=legs[n:])) for n in range(5)
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[-1]


def test_silence_beyond_everything_seen_widens_what_remains() -> None:
    plan = step(*[2, 3, 3, 4] * 20)
    widths = []
    for waited in (5, 20, 60):
        since = GRAZ.add_working_days(MONDAY, -waited)
        widths.append(spread(promise.forecast(today=MONDAY, begins=since, steps=[plan])))
    assert widths[0] < widths[1] < widths[2]


def test_cars_still_waiting_make_the_estimate_later() -> None:
    without = promise.forecast(today=MONDAY, begins=MONDAY, steps=[step(*[3, 4, 5] * 10)])
    stuck = step(*[3, 4, 5] * 10, still_open=(12,) * 15)
    assert promise.forecast(today=MONDAY, begins=MONDAY, steps=[stuck]).quantile(
        0.9
    ) > without.quantile(0.9)


def test_a_finer_group_with_many_cars_overrules_its_parent() -> None:
    slow, quick = Sample((20,) * 300), Sample((5,) * 300)
    plan = Step("transport", GRAZ, (2, 35), (slow, quick))
    assert promise.patience(plan, 0.5) == 5


def test_patience_of_a_known_leg_is_its_ninetieth_percentile() -> None:
    assert promise.patience(step(*([2] * 80 + [9] * 20) * 20)) == 9


def test_the_promise_is_p80_rounded_up_to_the_end_of_the_week() -> None:
    result = promise.forecast(today=MONDAY, begins=MONDAY, steps=[step(*[3] * 5000)])
    said = promise.window(result, basis="", sample_size=5000)
    assert said.promise_on == date(2026, 11, 29)


def test_extra_days_of_an_option_move_the_date() -> None:
    plain = step(*[3] * 5000)
    special = Step("body", GRAZ, (1, 5), plain.levels, extra_days=5)
    first = promise.forecast(today=MONDAY, begins=MONDAY, steps=[plain]).quantile(0.5)
    second = promise.forecast(today=MONDAY, begins=MONDAY, steps=[special]).quantile(0.5)
    assert GRAZ.working_days_between(first, second) == 5


def shifted(days: int, wide: int = 10) -> Window:
    p50 = date(2026, 12, 9) + timedelta(days=days)
    return Window(p50 - timedelta(wide), p50, p50 + timedelta(1), "", 9, p50)


@pytest.mark.parametrize(
    ("days", "risk", "was", "told"),
    [
        (0, 0.0, False, ""),
        (1, 0.0, False, ""),
        (2, 0.0, False, "the expected day moved"),
        (-2, 0.0, False, "the expected day moved"),
        (0, 0.5, False, "the promise is now at risk"),
        (0, 0.5, True, ""),
    ],
)
def test_jitter_is_not_published(days: int, risk: float, was: bool, told: str) -> None:
    assert promise.reason_to_publish(shifted(0), shifted(days), was_at_risk=was, risk=risk) == told


def test_a_new_last_week_is_published_and_a_first_estimate_always() -> None:
    old = Window(MONDAY, date(2026, 12, 9), date(2026, 12, 11), "", 9, MONDAY)
    new = Window(MONDAY, date(2026, 12, 10), date(2026, 12, 14), "", 9, MONDAY)
    assert promise.reason_to_publish(old, new) == "the last week of the window changed"
    assert promise.reason_to_publish(None, new) == "first estimate"


def test_the_basis_says_how_thin_it_is() -> None:
    assert promise.basis(sample_size=0, where="Astra at Graz", week=None).startswith("No history")
    assert "Only 1 car of" in promise.basis(sample_size=1, where="Astra at Graz", week=None)
    full = promise.basis(
        sample_size=40,
        where="Astra at Graz",
        week=date(2026, 12, 7),
        overdue="paint shop",
    )
    assert full == (
        "Based on 40 cars of Astra at Graz over the last year; build slot in week 50 (Dec 7); "
        "paint shop takes longer than 9 of 10 cars, so the window was widened."
    )


def test_chance_after_a_day_before_today_is_certain() -> None:
    result = promise.forecast(today=MONDAY, begins=MONDAY, steps=[step(3)])
    assert result.chance_after(MONDAY - timedelta(1)) == 1.0
    assert result.chance_after(MONDAY + timedelta(1000)) < 0.01


def test_pooling_counts_gives_the_sample_back() -> None:
    counts = {("body", 3, False): 2, ("body", 9, True): 1, ("paint", 1, False): 4}
    assert promise.pool(counts, "body") == Sample((3, 3), (9,))


samples = st.builds(
    Sample,
    st.lists(st.integers(0, 300), max_size=20).map(tuple),
    st.lists(st.integers(0, 300), max_size=10).map(tuple),
)


@given(
    levels=st.lists(samples, max_size=3).map(tuple),
    low=st.integers(0, 20),
    width=st.integers(0, 40),
    spent=st.integers(0, 400),
    today=st.dates(date(2025, 1, 1), date(2028, 12, 31)),
)
@settings(max_examples=60, deadline=None)
def test_it_is_always_a_distribution_on_working_days_with_ordered_quantiles(
    levels: tuple[Sample, ...], low: int, width: int, spent: int, today: date
) -> None:
    plan = Step("x", GRAZ, (low, low + width), levels)
    assert promise.remaining_days(plan, spent).sum() == pytest.approx(1.0)
    result = promise.forecast(
        today=today,
        begins=today - timedelta(days=spent),
        steps=[plan, Step("y", NEW_YORK, (1, 4))],
    )
    assert result.chance.sum() == pytest.approx(1.0)
    assert (result.chance >= 0).all()
    marks = [result.quantile(share) for share in (0.1, 0.5, 0.9)]
    assert marks == sorted(marks)
    used = np.flatnonzero(result.chance)
    assert all(NEW_YORK.is_working_day(today + timedelta(days=int(n))) for n in used[:40])


@given(days=st.integers(0, 30), today=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_convolution_counts_days_as_the_calendar_does(days: int, today: date) -> None:
    chance = np.zeros(promise.HORIZON)
    chance[0] = 1.0
    more = np.zeros(40)
    more[days] = 1.0
    landed = promise._convolve(chance, more, promise._days(GRAZ, today))
    expected = GRAZ.add_working_days(today, days)
    assert landed[(expected - today).days] == pytest.approx(1.0)
