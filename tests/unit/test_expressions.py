"""The rule language."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.catalogue import Expression, UnreadableExpression
from tests.unit.catalogues import expressions

CODES = ("A", "B", "C")


@settings(max_examples=80, deadline=None)
@given(expressions(CODES))
def test_what_is_written_reads_as_the_same_condition(expression: Expression) -> None:
    again = Expression.from_json(expression.as_json())
    for present in product((True, False), repeat=3):
        car = {code for code, there in zip(CODES, present, strict=True) if there}
        assert again.holds(car) == expression.holds(car)


def test_a_chain_of_six_thousand_binary_ors_is_walked_without_recursion() -> None:
    node: dict[str, object] = {"op": "option", "code": "A0"}
    for index in range(6000):
        node = {"op": "or", "args": [node, {"op": "option", "code": f"A{index + 1}"}]}
    expression = Expression.from_json(node)
    assert len(expression.codes()) == 6001
    assert expression.holds({"A6000"})
    assert not expression.holds({"B"})
    written = expression.as_json()  # writing it back must not overflow either
    assert written["args"][1] == {"op": "option", "code": "A6000"}


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ({"op": "xor"}, "when"),
        ({"op": "and", "args": [{"op": "option"}]}, r"when.args\[0\]"),
        ({"op": "not"}, "when"),
        ({"op": "count", "min": -1, "args": []}, "when"),
        ({"op": "or", "args": [{"op": "true"}, "A"]}, r"when.args\[1\]"),
        ("A", "when"),
    ],
)
def test_an_unreadable_expression_is_named_with_its_place(source: object, place: str) -> None:
    with pytest.raises(UnreadableExpression, match=rf"^{place}: "):
        Expression.from_json(source, "when")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.sets(st.sampled_from("ABCD")))
def test_a_count_holds_between_its_limits(low: int, high: int, car: set[str]) -> None:
    count = Expression.count(low, high, *map(Expression.option, "ABCD"))
    assert count.holds(car) == (low <= len(car) <= high)
