"""From needs to cars: the cheapest that fulfils the musts, what else the budget bears, and the reasons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from configurator.needs import US, Answers
from configurator.selectors.needs import Ranking, Start, ranking
from configurator.selectors.needs_fit import State
from configurator.tasks import compile_lines
from customers.models import Dealership
from kernel.loans import LoanTerms
from tests.factories_configurator import NOW
from tests.needs.cars import on_sale

FAMILY = Answers(people=7, tow_weight=2000)


@pytest.fixture
def sale(db: None) -> None:
    on_sale()


def ranked(answers: Answers, harbor: Dealership, terms: LoanTerms | None = None) -> Ranking:
    return ranking(answers, harbor, terms, NOW)


def said(start: Start) -> dict[str, tuple[State, str]]:
    return {fit.want.text: (fit.state, fit.answer) for fit in start.fits}


@pytest.mark.parametrize("is_compiled", [False, True])
def test_the_musts_choose_trim_and_options(
    sale: None, harbor: Dealership, *, is_compiled: bool
) -> None:
    if is_compiled:
        compile_lines()
    found = ranked(FAMILY, harbor)
    best = found.fitting[0]
    assert (best.line.code, best.trim, best.picks) == ("FAM", "Luxury", ("LUX", "SEVEN", "HEAVY"))
    assert best.total.amount == Decimal("39900.00")
    assert said(best) == {
        "Seats for 7": (State.MET, "Three rows"),
        "Tows 2,000 kg, trailer with brakes": (State.MET, "Heavy trailer hitch"),
    }
    assert [fit.amount and fit.amount.amount for fit in best.fits] == [2000, 900]
    assert best.points == 60
    assert [start.trim for start in found.fitting] == ["Luxury"]


def test_a_line_without_a_fitting_car_says_what_it_lacks(sale: None, harbor: Dealership) -> None:
    (small,) = ranked(FAMILY, harbor).others
    assert said(small) == {
        "Seats for 7": (State.PARTLY, "this car: 4; more is not offered on this line"),
        "Tows 2,000 kg, trailer with brakes": (State.ABSENT, "not offered on this line"),
    }
    assert small.points == -45


def test_musts_that_do_not_go_together_are_explained(sale: None, harbor: Dealership) -> None:
    found = ranked(Answers(people=7, accessibility=("wheelchair_passenger",)), harbor)
    assert not found.fitting
    clash = next(start for start in found.others if start.line.code == "FAM").clashes
    assert clash == (
        (
            "A passenger stays in the wheelchair: The ramp takes the room of the third row. "
            "It would have to give up Three rows."
        ),
    )


def test_what_is_never_wished_is_barred_and_named(sale: None, harbor: Dealership) -> None:
    never = Answers(
        tow_weight=2000, never=("leather",), meanings={"leather": ("option:Leather, brown",)}
    )
    found = ranked(never, harbor)
    assert not found.fitting  # the heavy hitch is for the Luxury, which has leather
    family = next(start for start in found.others if start.line.code == "FAM")
    if family.trim == "Luxury":
        assert "Wished was never “leather”." in family.clashes[0]
    assert said(family)["Tows 2,000 kg, trailer with brakes"][0] is not State.ABSENT


def test_a_garage_keeps_the_roof_box_out(sale: None, harbor: Dealership) -> None:
    boxed = Answers(
        garage_height=180, must=("roof box",), meanings={"roof box": ("option:Roof box",)}
    )
    found = ranked(boxed, harbor)
    assert not [start for start in found.fitting if start.line.code == "FAM"]
    free = ranked(Answers(garage_height=180), harbor).fitting[0]
    assert said(free) == {"Fits a place 180 cm high": (State.MET, "this car: 170 cm")}


def test_what_the_catalogue_does_not_say_is_not_guessed(sale: None, harbor: Dealership) -> None:
    start = ranked(Answers(child_seats=2, must=("quiet",)), harbor).fitting[0]
    assert [fit.state for fit in start.fits] == [State.UNKNOWN, State.UNMATCHED]
    assert (start.points, len(start.unknown)) == (0, 2)


def test_nice_wishes_come_as_far_as_the_budget_goes(sale: None, harbor: Dealership) -> None:
    wish = Answers(
        climates=("snow",), nice=("awd",), meanings={"awd": ("fact:awd",)}, budget=Decimal(31400)
    )

    def base(answers: Answers) -> Start:
        starts = ranked(answers, harbor).fitting
        return next(start for start in starts if start.trim == "Base")

    firm = base(wish)
    assert firm.picks == ("BASE", "WARM")
    assert firm.budget is not None
    assert (firm.budget.is_over, firm.budget.points, firm.points) == (False, 20, 30)
    soft = base(replace(wish, budget_over=Decimal(2000)))
    assert soft.picks == ("BASE", "AWD", "WARM")
    assert soft.budget is not None
    assert (soft.budget.difference.amount, soft.budget.points) == (1800, -6)
    assert base(replace(wish, budget=None)).picks == ("BASE", "AWD", "WARM")


def test_a_price_beyond_a_firm_budget_ranks_behind(sale: None, harbor: Dealership) -> None:
    found = ranked(Answers(people=5, budget=Decimal(30000)), harbor)
    assert not found.fitting
    assert all(
        start.budget and start.budget.is_failed for start in found.others if not start.failed
    )


def test_a_month_is_reckoned_by_the_dealerships_loan(sale: None, harbor: Dealership) -> None:
    terms = LoanTerms(Decimal(0), 60, Decimal(10))
    monthly = Answers(people=5, budget=Decimal(470), is_monthly=True)
    best = ranked(monthly, harbor, terms).fitting[0]
    assert best.budget is not None
    assert (best.budget.told.amount, best.budget.is_over) == (Decimal("465.00"), False)
    assert ranked(monthly, harbor, None).fitting[0].budget is None


def test_pounds_and_inches_are_counted_as_the_catalogue_counts() -> None:
    answers = Answers(units=US, tow_weight=3500, garage_height=70)
    assert answers.shown("tow_kg", 1587) == "3,499 lb"
    assert answers.shown("height_cm", 177) == "70 in"
