"""What a rule would do, against trying every car."""

from __future__ import annotations

from hypothesis import given, settings

from configurator.catalogue import Area, Catalogue, Group, Option, Rule, RuleKind, parse
from configurator.rule_check import effect
from tests.unit.catalogues import catalogues, every_car


def small() -> Catalogue:
    groups = (
        Group("TRIM", "Trim", Area.TRIM, 0, 1, 1),
        Group("ANY", "Any", Area.COMFORT, 1, 0, None),
    )
    options = [Option(code, code, "TRIM") for code in ("BASE", "SPORT")]
    options += [Option(code, code, "ANY") for code in ("A", "B", "C")]
    rules = (parse("A requires B").rule("R1", "A needs B."),)
    return Catalogue("LINE", "Line", "USD", groups, tuple(options), rules)


def test_examples_and_numbers_of_what_a_rule_forbids() -> None:
    found = effect(small(), parse("BASE excludes C").rule("N", "No C."))
    assert (found.cars, found.touched, found.leaves_none, found.is_price) == (12, 3, False, False)
    assert [(e.codes, e.spoken_of) for e in found.examples] == [(("BASE", "C"), ("BASE", "C"))]


def test_a_changed_rule_is_compared_with_the_line_without_it() -> None:
    found = effect(small(), parse("A requires C").rule("R1", "A needs C."))
    assert (found.cars, found.touched) == (16, 4)
    assert len(found.examples) == 2


def test_a_rule_that_says_nothing_new_touches_no_car() -> None:
    found = effect(small(), parse("A and C requires B").rule("N", "Known."))
    assert (found.examples, found.touched) == ((), 0)


def test_a_rule_that_leaves_no_car_says_so() -> None:
    assert effect(small(), parse("never").rule("N", "None.")).leaves_none


def test_a_price_rule_shows_the_cars_it_prices() -> None:
    found = effect(small(), parse("price of A is 10 when SPORT").rule("N", "Ten."))
    assert (found.cars, found.touched, found.is_price) == (12, 2, True)
    assert found.examples[0].codes == ("SPORT", "A", "B")


@settings(max_examples=6, deadline=None)  # each compiles twice, in a process of its own
@given(catalogues())
def test_the_numbers_are_those_of_brute_force(catalogue: Catalogue) -> None:
    probe = Rule("N", RuleKind.REQUIRES, "N.", parse("A").then, parse("B").then)
    cars = every_car(catalogue)
    found = effect(catalogue, probe)
    assert found.cars == len(cars)
    assert found.touched == sum("A" in car and "B" not in car for car in cars)
