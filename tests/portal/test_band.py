"""The drawn delivery window keeps its order, stays on the axis and always shows the promise."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.band import AXIS_LEFT, AXIS_RIGHT, band

DAY = date(2026, 11, 23)
days = st.integers(min_value=0, max_value=200)


@given(first=days, to_likely=days, to_last=days, promised=st.none() | days)
def test_everything_lies_on_the_axis_in_the_order_of_the_days(
    first: int, to_likely: int, to_last: int, promised: int | None
) -> None:
    start = DAY + timedelta(days=first)
    likely = start + timedelta(days=to_likely)
    last = likely + timedelta(days=to_last)
    promise = None if promised is None else DAY + timedelta(days=promised)

    drawn = band(first=start, likely=likely, last=last, promised=promise)

    assert AXIS_LEFT <= drawn.outer_x <= drawn.likely_x <= AXIS_RIGHT
    assert drawn.outer_x <= drawn.inner_x <= drawn.likely_x
    assert drawn.outer_x + drawn.outer_width <= AXIS_RIGHT + 10
    assert (drawn.promise_x is None) == (promise is None)
    if drawn.promise_x is not None and promise is not None:
        assert AXIS_LEFT <= drawn.promise_x <= AXIS_RIGHT
        assert (drawn.promise_x <= drawn.outer_x) == (promise <= start)


def test_a_window_of_one_day_can_still_be_seen() -> None:
    drawn = band(first=DAY, likely=DAY, last=DAY, promised=DAY)
    assert drawn.outer_width == 10.0
    assert drawn.inner_width == 5.0
