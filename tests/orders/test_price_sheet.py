"""The order of calculation: to the cent, half up per line, and the same again from what was stored."""

import json
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.price_sheet import (
    CannotPrice,
    Line,
    Section,
    TaxClass,
    TaxRule,
    Terms,
    calculate,
    fingerprint,
)

D = Decimal
TAX = TaxRule(
    "ST", "Sales tax", D("8.875"), (TaxClass.VEHICLE, TaxClass.DESTINATION, TaxClass.SERVICE)
)


def line(section: Section, amount: str, tax_class: TaxClass = TaxClass.VEHICLE) -> Line:
    return Line(section, section.upper(), section.value, D(amount), tax_class, "test")


def terms(*lines: Line, rules: tuple[TaxRule, ...] = (TAX,), deposit: str = "0") -> Terms:
    return Terms("USD", lines, rules, D(deposit))


FULL = (
    line(Section.TRADE_IN, "-5000", TaxClass.TRADE_IN),
    line(Section.FEE, "199", TaxClass.SERVICE),
    line(Section.DISCOUNT, "-500"),
    line(Section.BASE, "30000"),
    line(Section.OPTION, "1250.50"),
    line(Section.INCENTIVE, "-1000", TaxClass.REBATE),
    line(Section.DESTINATION, "1295", TaxClass.DESTINATION),
    line(Section.REGISTRATION, "150", TaxClass.EXEMPT),
)


def test_a_whole_sheet_adds_up_to_the_cent() -> None:
    sheet = calculate(terms(*FULL, deposit="1000"))
    # taxed: 30000 + 1250.50 + 1295 - 500 + 199 = 32244.50; 8.875 % = 2861.699375
    assert sheet.tax == D("2861.70")
    assert sheet.vehicle == D("31250.50")
    assert sheet.subtotal == D("31244.50")
    assert sheet.trade_in == D("5000.00")
    assert sheet.total == D("29256.20")
    assert sheet.due == D("28256.20")
    assert [row.section for row in sheet.lines] == sorted(
        (row.section for row in sheet.lines), key=list(Section).index
    )


def test_half_a_cent_of_tax_is_rounded_up() -> None:
    rule = TaxRule("T", "Tax", D("5"), (TaxClass.VEHICLE,))
    sheet = calculate(terms(line(Section.BASE, "100.10"), rules=(rule,)))
    assert sheet.tax == D("5.01")  # 5.005


def test_each_line_is_rounded_before_it_is_added() -> None:
    sheet = calculate(terms(line(Section.BASE, "10.005"), line(Section.OPTION, "10.005"), rules=()))
    assert sheet.total == D("20.02")


def test_a_jurisdiction_may_tax_after_the_trade_in_and_the_rebate() -> None:
    rule = TaxRule("T", "Tax", D(10), (TaxClass.VEHICLE, TaxClass.TRADE_IN, TaxClass.REBATE))
    sheet = calculate(
        terms(
            line(Section.BASE, "1000"),
            line(Section.INCENTIVE, "-100", TaxClass.REBATE),
            line(Section.TRADE_IN, "-400", TaxClass.TRADE_IN),
            rules=(rule,),
        )
    )
    assert sheet.tax == D("50.00")


def test_a_taxable_base_below_nothing_owes_no_tax() -> None:
    rule = TaxRule("T", "Tax", D(10), (TaxClass.REBATE,))
    sheet = calculate(
        terms(
            line(Section.BASE, "1000"),
            line(Section.INCENTIVE, "-1", TaxClass.REBATE),
            rules=(rule,),
        )
    )
    assert sheet.tax == D("0.00")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((line(Section.DISCOUNT, "5"),), "must reduce"),
        ((line(Section.FEE, "-5"),), "cannot be negative"),
        ((line(Section.TAX, "5"),), "computed"),
        ((line(Section.BASE, "10"), line(Section.DISCOUNT, "-11")), "larger than"),
        (
            (line(Section.BASE, "10"), line(Section.TRADE_IN, "-11", TaxClass.TRADE_IN)),
            "worth more",
        ),
    ],
)
def test_terms_that_contradict_each_other_are_refused(
    lines: tuple[Line, ...], sentence: str
) -> None:
    with pytest.raises(CannotPrice, match=sentence):
        calculate(terms(*lines))


amounts = st.integers(0, 50_000_000).map(lambda n: D(n) / 1000)
given_lines = st.builds(
    Line,
    st.sampled_from(
        [Section.BASE, Section.OPTION, Section.DESTINATION, Section.FEE, Section.REGISTRATION]
    ),
    st.text("ABC123", min_size=1, max_size=5),
    st.text(max_size=20),
    amounts,
    st.sampled_from(TaxClass),
    st.just("test"),
)
rules = st.builds(
    TaxRule,
    st.just("T"),
    st.text(max_size=10),
    st.integers(0, 3_000_000).map(lambda n: D(n) / 100_000),
    st.lists(st.sampled_from(TaxClass), unique=True).map(tuple),
)
any_terms = st.builds(
    Terms,
    st.sampled_from(["USD", "EUR"]),
    st.lists(given_lines, max_size=12).map(tuple),
    st.lists(rules, max_size=3).map(tuple),
    amounts,
)


@given(any_terms)
def test_a_price_can_be_computed_again_from_its_stored_terms(terms: Terms) -> None:
    stored = json.loads(json.dumps(terms.to_json()))
    again = Terms.from_json(stored)
    assert calculate(again).to_json() == calculate(terms).to_json()
    assert fingerprint(again) == fingerprint(terms)


@given(any_terms)
def test_the_total_is_the_sum_of_the_lines_and_an_independent_count_of_tax(terms: Terms) -> None:
    sheet = calculate(terms)
    cent = D("0.01")
    rounded = [(row.amount.quantize(cent, ROUND_HALF_UP), row.tax_class) for row in terms.lines]
    tax = sum(
        (
            (sum((a for a, c in rounded if c in rule.classes), D(0)) * rule.rate / 100).quantize(
                cent, ROUND_HALF_UP
            )
            for rule in terms.tax_rules
        ),
        D(0),
    )
    assert sheet.total == sum((a for a, _ in rounded), D(0)) + tax
    assert sheet.total == sum((row.amount for row in sheet.lines), D(0))


GIVEN_IN_NOVEMBER_2026 = """{"currency": "USD", "lines": [
 {"section": "base", "code": "BASE", "text": "Touring", "amount": "31500.00",
  "tax_class": "vehicle", "source": "release 2027.1"},
 {"section": "option", "code": "SEAT", "text": "Heated seats (included)", "amount": "0",
  "tax_class": "vehicle", "source": "release 2027.1"},
 {"section": "incentive", "code": "WINTER", "text": "Winter allowance", "amount": "-750.00",
  "tax_class": "rebate", "source": "valid to 2027-02-28"},
 {"section": "destination", "code": "DEST", "text": "Destination charge", "amount": "1395.00",
  "tax_class": "destination", "source": "release 2027.1"},
 {"section": "discount", "code": "DISCOUNT", "text": "Dealer discount", "amount": "-333.33",
  "tax_class": "vehicle", "source": "dealer"},
 {"section": "fee", "code": "DOC", "text": "Documentation fee", "amount": "199.00",
  "tax_class": "service", "source": "dealer"},
 {"section": "registration", "code": "REG", "text": "Title and registration", "amount": "165.00",
  "tax_class": "exempt", "source": "dealer"},
 {"section": "trade_in", "code": "TRADE", "text": "Trade-in", "amount": "-5000.00",
  "tax_class": "trade_in", "source": "dealer"}],
 "tax_rules": [{"code": "ST", "text": "Maine sales tax", "rate": "5.50000",
  "classes": ["vehicle", "rebate", "destination", "service", "trade_in"]}],
 "deposit": "1000.00"}"""


def test_a_quote_of_before_is_the_same_for_ever() -> None:
    """Figures and fingerprint as they were computed when it was given, by the code of that day."""
    stored = json.loads(GIVEN_IN_NOVEMBER_2026)
    again = Terms.from_json(stored)
    assert again.to_json() == stored
    assert calculate(again).total == D("28661.26")
    assert calculate(again).tax == D("1485.59")
    assert fingerprint(again) == "2dd3c7c20b9ff3077087906fd1bbd76d4b1757d90ab0df3d81fd098d5bc4878a"


def test_what_is_owed_on_a_trade_in_is_added_again_untaxed() -> None:
    given = (*FULL, line(Section.PAYOFF, "7200", TaxClass.EXEMPT))
    without, owing = calculate(terms(*FULL)), calculate(terms(*given))
    assert (owing.total, owing.tax) == (without.total + 7200, without.tax)
    assert owing.payoff == 7200
    assert owing.lines[-1].section is Section.PAYOFF
    assert Terms.from_json(terms(*given).to_json()) == terms(*given)
    with pytest.raises(CannotPrice, match="needs the trade-in"):
        calculate(terms(line(Section.BASE, "9000"), line(Section.PAYOFF, "100")))
