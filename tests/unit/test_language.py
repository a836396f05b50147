"""The rule language: what is meant, what is refused and where, and that writing reads back."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.catalogue import (
    Expression,
    PriceChange,
    Rule,
    RuleKind,
    UnreadableRule,
    parse,
    write,
    written,
)
from tests.unit.catalogues import expressions

A, B, C, D = (Expression.option(code) for code in "ABCD")
SETS = [
    frozenset(codes) for codes in chain.from_iterable(combinations("ABCD", n) for n in range(5))
]
ODD = ("A", "and", "NO-1", 'say "so"', "two words", "1.5", "Größe", "(", "7")


def means(expression: Expression) -> list[bool]:
    return [expression.holds(codes) for codes in SETS]


@pytest.mark.parametrize(
    ("text", "kind", "when", "then"),
    [
        ("A requires B and (C or D)", "requires", A,
         Expression.all_of(B, Expression.any_of(C, D))),
        ("A excludes B", "excludes", A, B),
        ("A or B includes C and D", "includes", Expression.any_of(A, B), Expression.all_of(C, D)),
        ("one of (A, B, C)", "count", Expression.true(), Expression.count(1, 1, A, B, C)),
        ("at most 2 of (A, B, C)", "count", Expression.true(), Expression.count(0, 2, A, B, C)),
        ("at least 2 of (A, B, C)", "count", Expression.true(), Expression.count(2, None, A, B, C)),
        ("exactly 2 of (A, B, C)", "count", Expression.true(), Expression.count(2, 2, A, B, C)),
        ("between 1 and 2 of (A, B, C)", "count", Expression.true(),
         Expression.count(1, 2, A, B, C)),
        ("if A then one of (B, C)", "count", A, Expression.count(1, 1, B, C)),
        ("not A and B or C", "count", Expression.true(),
         Expression.any_of(Expression.all_of(Expression.negated(A), B), C)),
        ("A implies B implies C", "count", Expression.true(),
         Expression.any_of(Expression.negated(A), Expression.negated(B), C)),
        ("always requires “A”", "requires", Expression.true(), A),
        ("A requires never", "requires", A, Expression.false()),
    ],
)  # fmt: skip
def test_what_is_meant(text: str, kind: str, when: Expression, then: Expression) -> None:
    found = parse(text)
    assert found.kind == kind
    assert means(found.when) == means(when)
    assert means(found.then) == means(then)


@pytest.mark.parametrize("sides", [("A", "B"), ("A and C", "B or D"), ("not A", "C")])
def test_iff_holds_when_both_sides_say_the_same(sides: tuple[str, str]) -> None:
    left, right = (parse(side).then for side in sides)
    both = parse(" iff ".join(sides)).then
    assert means(both) == [x == y for x, y in zip(means(left), means(right), strict=True)]
    assert "iff" in write(both)


def test_a_chain_of_iff_does_not_double_at_every_link() -> None:
    found = parse(" iff ".join("AB" * 500)).then
    assert sum(1 for _ in found.children_first()) < 10_000


@pytest.mark.parametrize(
    ("text", "price", "is_missing"),
    [
        ("price of A is 129.90 invoice 99.00 when B", ("129.90", "99.00"), False),
        ("price of A is 130 when B", ("130.00", "130.00"), True),
        ("price of A is -5 invoice -4.5", ("-5.00", "-4.50"), False),
    ],
)
def test_prices(text: str, price: tuple[str, str], is_missing: bool) -> None:
    found = parse(text)
    assert found.price == PriceChange("A", Decimal(price[0]), Decimal(price[1]))
    assert (found.kind, found.is_invoice_missing) == (RuleKind.PRICE, is_missing)
    assert found.when.codes() == ({"B"} if "when" in text else set())


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("A requires", 1, 11, "expected an option"),
        ("A requires", 1, 11, "found the end of the rule"),
        ("A and and B", 1, 7, "found “and”, a word of the rule language"),
        ("A AND B", 1, 3, "write “and” in small letters"),
        ("A B", 1, 3, "expected “and”, “excludes”"),
        ("A requires (B or C", 1, 19, "“)”, “and”"),
        ("A requires B)", 1, 13, "found “)”"),
        ("A requires B requires C", 1, 14, "or the end of the rule"),
        ("A requires B\n  and ?", 2, 7, "found “?”"),
        ("at most x of (A)", 1, 9, "expected a whole number, found “x”"),
        ("at most 2 of A", 1, 14, "expected “(”"),
        ("one of ()", 1, 9, "expected an option"),
        ("price of A is dear", 1, 15, "expected an amount such as 129.90, found “dear”"),
        ('A requires "B', 1, 12, 'found “"B”'),
        ("if A requires B", 1, 6, "“then”"),
        ("", 1, 1, "found the end of the rule"),
    ],
)
def test_a_fault_says_where_and_what_was_expected(
    text: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(UnreadableRule) as wrong:
        parse(text)
    fault = wrong.value.faults[0]
    assert (fault.line, fault.column) == (line, column)
    assert words in fault.what


def test_every_place_of_an_unknown_option_is_named() -> None:
    with pytest.raises(UnreadableRule) as wrong:
        parse("A requires B and\n (GONE or 2) and at least 2 of (A, GONE)", {"A", "B"})
    places = [(fault.line, fault.column, fault.what) for fault in wrong.value.faults]
    assert places == [
        (2, 3, "no option “GONE”"),
        (2, 11, "no option “2”"),
        (2, 36, "no option “GONE”"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A requires " + " or ".join(f"OPTION{n}" for n in range(10_000)),
        "A requires " + "(" * 10_000 + "B" + ")" * 10_000,
        "not " * 10_000 + "A",
        " implies ".join("A" * 10_000),
        " iff ".join("AB" * 2_000),
        "(" * 10_000 + "A" + " or A and A)" * 10_000,
    ],
    ids=["wide", "brackets", "not", "implies", "iff", "nested"],
)
def test_long_and_deep_rules_need_no_stack(text: str) -> None:
    found = parse(text)
    again = parse(written(found))
    assert written(again) == written(found)


def test_a_text_beyond_any_rule_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableRule, match="longer than"):
        parse("A or " * 50_000)


@given(expressions("ABCD"))
def test_what_is_written_means_the_same(expression: Expression) -> None:
    again = parse(write(expression)).then
    assert means(again) == means(expression)
    assert write(again) == write(parse(write(again)).then)


@given(st.sampled_from(RuleKind), expressions(ODD), expressions(ODD), st.sampled_from(ODD))
def test_a_rule_written_reads_back_the_same(
    kind: RuleKind, when: Expression, then: Expression, priced: str
) -> None:
    price = PriceChange(priced, Decimal("1.50"), Decimal("-2.00"))
    rule = Rule("R", kind, "S.", when, then, price if kind is RuleKind.PRICE else None)
    found = parse(written(rule))
    assert found.kind is kind
    assert found.price == rule.price
    assert written(found.rule("R", "S.")) == written(parse(written(found)))
    assert found.codes() <= set(ODD)
