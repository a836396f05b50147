"""The price sheet against recomputing it by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from configurator.catalogue import (
    Area,
    Assumption,
    Catalogue,
    Expression,
    Group,
    Option,
    PriceChange,
    Rule,
    RuleKind,
)
from configurator.pricing import DESTINATION, UnpriceableCar, price
from tests.unit.catalogues import situations

E = Expression


def line(*rules: Rule, destination: str = "0") -> Catalogue:
    return Catalogue(
        "L",
        "Line",
        "USD",
        (Group("TRIM", "Trim", Area.TRIM, 0, 1, 1), Group("ANY", "Equipment", Area.COMFORT, 1)),
        (
            Option("A", "Roof rails", "ANY", Decimal(100), Decimal(90)),
            Option("B", "Sport seats", "ANY", Decimal(200), Decimal(180)),
            Option("C", "Tow bar", "ANY", Decimal(300), Decimal(270)),
            Option("P", "Package", "ANY", Decimal(500), Decimal(450)),
            Option("T", "Base", "TRIM", Decimal(20000), Decimal(18000)),
        ),
        rules,
        Decimal(destination),
    )


def includes(code: str, when: str, then: Expression) -> Rule:
    return Rule(code, RuleKind.INCLUDES, f"{when} includes it.", E.option(when), then)


def paid(catalogue: Catalogue, *codes: str) -> dict[str, Decimal]:
    return {row.code: row.retail for row in price(catalogue, codes).lines}


def test_the_trim_stands_first_and_the_destination_charge_last() -> None:
    sheet = price(line(destination="995"), ["A", "T"])
    assert [row.code for row in sheet.lines] == ["T", "A", DESTINATION]
    assert sheet.total_retail == Decimal("21095.00")
    assert sheet.total_invoice == Decimal("19085.00")


def test_what_a_package_includes_is_free_on_both_sides_and_says_so() -> None:
    catalogue = line(includes("R", "P", E.all_of(E.option("A"), E.option("B"))))
    sheet = price(catalogue, ["A", "B", "P", "T"])
    by_code = {row.code: row for row in sheet.lines}
    assert by_code["A"].retail == by_code["A"].invoice == 0
    assert by_code["A"].note == "included"
    assert sheet.total_retail == Decimal("20500.00")
    assert paid(catalogue, "A", "T")["A"] == 100


def test_of_a_choice_a_package_includes_only_the_dearest_is_free() -> None:
    catalogue = line(includes("R", "P", E.any_of(E.option("A"), E.option("B"), E.option("C"))))
    assert paid(catalogue, "A", "P", "T")["A"] == 0
    both = paid(catalogue, "A", "B", "P", "T")
    assert (both["A"], both["B"]) == (100, 0)


def test_options_that_include_each_other_are_not_both_free() -> None:
    catalogue = line(includes("R1", "A", E.option("B")), includes("R2", "B", E.option("A")))
    both = paid(catalogue, "A", "B", "T")
    assert (both["A"], both["B"]) == (100, 0)


def test_a_price_rule_sets_the_price_while_it_holds_and_the_first_one_counts() -> None:
    cheap = PriceChange("C", Decimal(250), Decimal(225))
    cheaper = PriceChange("C", Decimal(10), Decimal(9))
    catalogue = line(
        Rule("R1", RuleKind.PRICE, "With rails: $250.", E.option("A"), price=cheap),
        Rule("R2", RuleKind.PRICE, "Always: $10.", E.true(), price=cheaper),
    )
    assert paid(catalogue, "A", "C", "T")["C"] == 250
    assert paid(catalogue, "C", "T")["C"] == 10


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.005", "0.01"), ("0.015", "0.02"), ("-0.005", "-0.01")]
)
def test_every_line_is_rounded_half_up_before_adding(exact: str, rounded: str) -> None:
    half = PriceChange("A", Decimal(exact), Decimal(exact))
    same = PriceChange("B", Decimal(exact), Decimal(exact))
    catalogue = line(
        Rule("R1", RuleKind.PRICE, "Half a cent.", E.true(), price=half),
        Rule("R2", RuleKind.PRICE, "Half a cent.", E.true(), price=same),
    )
    sheet = price(catalogue, ["A", "B", "T"])
    assert sheet.total_retail == 20000 + 2 * Decimal(rounded)


def test_a_code_the_line_does_not_have_is_refused() -> None:
    with pytest.raises(UnpriceableCar, match="XX"):
        price(line(), ["XX"])


@settings(max_examples=60, deadline=None)
@given(situations())
def test_the_total_is_the_sum_of_its_lines_and_only_named_options_deviate(
    situation: tuple[Catalogue, frozenset[str], tuple[Assumption, ...]],
) -> None:
    catalogue, picks, _ = situation
    sheet = price(catalogue, picks)
    assert sheet.total_retail == sum((row.retail for row in sheet.lines), Decimal(0))
    assert {row.code for row in sheet.lines} == picks
    special = {
        code
        for rule in catalogue.rules
        if rule.when.holds(picks)
        for code in ({rule.price.option} if rule.price else rule.then.codes())
        if rule.kind in {RuleKind.PRICE, RuleKind.INCLUDES}
    }
    for row in sheet.lines:
        if row.code not in special:
            assert row.retail == catalogue.by_code[row.code].retail
