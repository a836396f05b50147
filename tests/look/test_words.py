"""How values are written, and where things stand on a chart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kernel import drawing
from kernel.money import Money
from kernel.templatetags import look


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Money(Decimal("47900.00"), "USD"), "$47,900"),
        (Money(Decimal("47900.50"), "USD"), "$47,900.50"),
        (Decimal(650), "$650"),
        (None, ""),
    ],
)
def test_a_price_shows_cents_only_where_there_are_any(value: object, written: str) -> None:
    assert look.price(value) == written


def test_what_a_choice_adds_carries_its_sign() -> None:
    assert look.price_step(Decimal(650)) == "+$650"
    assert look.price_step(Decimal(-2100)) == "−$2,100"
    assert look.price_step(Decimal(0)) == "Included"


def test_a_window_says_month_and_year_once() -> None:
    assert look.day_range(date(2026, 12, 16), date(2026, 12, 28)) == "Dec 16 – 28, 2026"
    assert look.day_range(date(2027, 3, 12), date(2027, 4, 9)) == "Mar 12 – Apr 9, 2027"
    assert look.day_range(date(2027, 3, 12), date(2027, 3, 12)) == "Mar 12, 2027"
    assert look.day_range(date(2027, 3, 12), None) == "from Mar 12, 2027"
    assert look.day_range(None, None) == ""


def test_initials() -> None:
    assert look.initials("Ana Maria Ruiz") == "AR"
    assert look.initials("rep@demo.mto") == "rep"[0]


def test_a_swatch_escapes_what_it_is_given() -> None:
    assert '"><script>' not in look.swatch('"><script>')


def test_an_icon_is_silent_for_screen_readers() -> None:
    assert 'aria-hidden="true"' in look.icon("check")


@pytest.mark.parametrize(("low", "high"), [(0, 7), (0, 1000), (97.5, 166), (3, 3)])
def test_ticks_are_round_and_cover_the_values(low: float, high: float) -> None:
    ticks = drawing.nice_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert len(ticks) >= 2


def test_the_band_holds_window_likely_day_and_promise() -> None:
    band = drawing.eta_band(
        first=date(2027, 3, 24),
        last=date(2027, 4, 2),
        likely=date(2027, 3, 28),
        promised=date(2027, 3, 19),
    )
    assert band.promised_x is not None
    assert band.likely_x is not None
    assert 8 < band.promised_x < band.outer_x < band.likely_x
    assert band.likely_x < band.outer_x + band.outer_width < 312


def test_a_window_of_one_day_is_still_drawn() -> None:
    band = drawing.eta_band(first=date(2027, 3, 24), last=date(2027, 3, 24))
    assert band.outer_width >= 12
