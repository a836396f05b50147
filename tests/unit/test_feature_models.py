"""Boolean feature models: read, written, answered; against brute force and against the answer key."""

from __future__ import annotations

import gzip
import hashlib
import json
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.catalogue import Expression
from configurator.engine.compiling import Limits
from configurator.engine.features import Constraint, FeatureGroup, FeatureModel
from configurator.engine.replay import Case, Replay, UnknownFeature
from configurator.engine.uvl import read_uvl, write_uvl
from configurator.engine.uvl_text import UnreadableModel

MODELS = Path(__file__).parents[3] / "shared" / "data" / "models"
SMALL = """
// a comment
namespace Car

features
    Car {abstract true, Note "has {braces} and // slashes"}
        mandatory
            "Body style"
                alternative
                    Sedan
                    Wagon /* with a long
                             comment */
        optional
            Tow {price 400}
            Hook
        [1..2]
            A
            B
            C

constraints
    Tow => Wagon & !A
    (Hook | Tow) <=> Hook
"""


def test_a_model_is_read_with_groups_names_and_constraints() -> None:
    model = read_uvl(SMALL)
    assert model.names == ("Car", "Body style", "Sedan", "Wagon", "Tow", "Hook", "A", "B", "C")
    assert [(g.parent, g.minimum, g.maximum) for g in model.groups] == [
        ("Car", 1, None),
        ("Body style", 1, 1),
        ("Car", 0, None),
        ("Car", 1, 2),
    ]
    assert model.abstract == {"Car"}
    assert [rule.line for rule in model.constraints] == [22, 23]


def test_what_is_written_is_read_again() -> None:
    model = read_uvl(SMALL)
    again = read_uvl(write_uvl(model))
    assert (again.names, again.abstract, again.namespace) == (
        model.names,
        model.abstract,
        model.namespace,
    )
    assert [(g.parent, g.children, g.minimum, g.maximum) for g in again.groups] == [
        (g.parent, g.children, g.minimum, g.maximum) for g in model.groups
    ]
    assert [rule.source for rule in again.constraints] == [r.source for r in model.constraints]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no features"),
        ("features\n\tA\n\t\toptional\n\t\t\tB\n\t\t\tB", "Line 5.*B stands twice"),
        ("features\n\tA\n\t\tB", "Line 3.*must stand in a group"),
        ("features\n\tA\n\tB", "Line 3.*second root"),
        ("features\n\tA\n\t\toptional", "Line 3.*no features under it"),
        ("features\n\tA\n\t\t[3..4]\n\t\t\tB", "Line 3.*no 3 of 1"),
        ("features\n\tA\n\t\toptional\n\t\t\tInteger B", "Line 4.*only Boolean"),
        ("features\n\tA\n\t\toptional\n\t\t\tB cardinality [0..5]", "Line 4.*cardinality"),
        ("features\n\tA {constraint B => A}", "Line 2.*carries constraints"),
        (
            "features\n\tA\nconstraints\n\tA => ",
            "Line 4, column 6: expected a feature, found the e",
        ),
        ("features\n\tA\nconstraints\n\tA A", "Line 4, column 4: expected an operator, found “A”"),
        ("features\n\tA\nconstraints\n\t(A", "Line 4, column 2: this bracket is never closed"),
        ("features\n\tA\nconstraints\n\tA)", "Line 4, column 3: this bracket was never opened"),
        ("features\n\tA\nconstraints\n\tA => X", "Line 4, column 7: there is no feature “X”"),
        ("features\n\tA\nconstraints\n\tA.price > 3", "Line 4"),
        ("features\n\tA\nimports\n\tother", "Line 4.*no section"),
        ("features\n\tA {price 3", "never closed"),
        ("A", "Line 1.*no section"),
    ],
)
def test_what_is_no_boolean_model_is_refused_by_line(text: str, words: str) -> None:
    with pytest.raises(UnreadableModel, match=words):
        read_uvl(text)


def test_deep_trees_and_long_rules_need_no_recursion() -> None:
    depth = 2_500
    tree = [f"{' ' * (2 * n)}F{n}\n{' ' * (2 * n + 1)}optional" for n in range(depth)]
    rule = "!" * 4_001 + "(" * 4_000 + " | ".join(f"F{n}" for n in range(depth)) + ")" * 4_000
    lines = "\n".join(f" {line}" for part in tree for line in part.splitlines())
    text = f"features\n{lines}\n{' ' * (2 * depth + 1)}Last\nconstraints\n {rule} | F0\n"
    model = read_uvl(text)
    assert len(model.names) == depth + 1
    assert read_uvl(write_uvl(model)).names == model.names


@pytest.mark.parametrize("length", [2, 3, 12, 2_000])
def test_a_chain_of_equivalences_grows_by_its_length(length: int) -> None:
    """It holds when an even number of its parts is out."""
    names = [f"F{n}" for n in range(length)]
    tree = "features\n R\n  optional\n" + "".join(f"   {name}\n" for name in names)
    model = read_uvl(f"{tree}constraints\n {' <=> '.join(names)}\n")
    (rule,) = model.constraints
    assert rule.expression.holds(frozenset(names))
    assert not rule.expression.holds(frozenset(names[1:]))
    assert rule.expression.holds(frozenset(names[2:]))


# ---- against brute force
@st.composite
def models(draw: st.DrawFn) -> FeatureModel:
    """Up to nine features in a random tree with every kind of group, and up to four constraints."""
    names = [f"F{n}" for n in range(draw(st.integers(2, 9)))]
    groups, waiting, parents = [], names[1:], [names[0]]
    while waiting:
        size = draw(st.integers(1, min(4, len(waiting))))
        children, waiting = waiting[:size], waiting[size:]
        low = draw(st.integers(0, size))
        high = draw(st.none() | st.integers(max(low, 1), size))
        most = None if high == size else high
        groups.append(FeatureGroup(draw(st.sampled_from(parents)), tuple(children), low, most))
        parents += children
    leaves = st.sampled_from(names).map(Expression.option)
    expressions = st.recursive(
        leaves,
        lambda inner: (
            st.builds(Expression.all_of, inner, inner)
            | st.builds(Expression.any_of, inner, inner)
            | inner.map(Expression.negated)
        ),
        max_leaves=5,
    )
    rules = draw(st.lists(expressions, max_size=4))
    constraints = tuple(Constraint(f"rule {n}", rule, n) for n, rule in enumerate(rules))
    return FeatureModel(tuple(names), tuple(groups), constraints)


def _is_whole(model: FeatureModel, chosen: frozenset[str]) -> bool:
    if model.names[0] not in chosen:
        return False
    for group in model.groups:
        number = sum(name in chosen for name in group.children)
        if group.parent not in chosen and number:
            return False
        if group.parent in chosen and not (
            group.minimum <= number <= (group.maximum or len(group.children))
        ):
            return False
    return all(rule.expression.holds(chosen) for rule in model.constraints)


@settings(max_examples=12, deadline=None)
@given(models(), st.data())
@pytest.mark.parametrize("seconds", [60, 0], ids=["compiled", "solver"])
def test_answers_are_those_of_trying_every_configuration(
    seconds: int, model: FeatureModel, data: st.DataObject
) -> None:
    prices = data.draw(st.dictionaries(st.sampled_from(model.names), st.integers(-9, 9)))
    picks = data.draw(st.lists(st.sampled_from(model.names), max_size=3, unique=True))
    take = data.draw(st.sampled_from(model.names))
    replay = Replay(model, prices, limits=Limits(seconds=seconds))
    assert bool(replay.fallback) == (seconds == 0)
    answer = replay.answer(Case(tuple(picks), (take,)))

    sets = chain.from_iterable(combinations(model.names, n) for n in range(len(model.names) + 1))
    every = [frozenset(some) for some in sets if _is_whole(model, frozenset(some))]
    mine = [some for some in every if some >= set(picks)]

    def price(some: frozenset[str]) -> int:
        return sum(prices.get(name, 0) for name in some)

    assert answer["blocked"] == [n for n in model.names if not any(n in some for some in mine)]
    assert answer["forced"] == [n for n in model.names if mine and all(n in some for some in mine)]
    assert answer["cheapest_completion"] == min(map(price, mine), default=None)
    if not seconds:
        assert answer["count"] is None
    else:
        assert answer["count"] == str(len(mine))
    ways = [(len(set(picks) - some), price(some)) for some in every if take in some]
    repair = answer["repairs"][0]
    assert (repair["picks_dropped"], repair["price"]) == min(ways, default=(None, None))
    assert bool(answer["explanations"]) == (take in answer["blocked"])


# ---- against the answer key of a real car
@pytest.mark.skipif(
    not MODELS.exists(), reason="the public feature models are not beside the checkout"
)
def test_the_answer_key_of_a_real_car_line() -> None:
    model = read_uvl(gzip.decompress((MODELS / "automotive01.uvl.gz").read_bytes()).decode())
    key = json.loads(gzip.decompress((MODELS / "automotive01.key.json.gz").read_bytes()))
    prices = {name: int(_sha(name)[:6], 16) % 300 * 10 for name in model.names}
    replay = Replay(model, prices)
    for case in key["cases"]:
        takes = tuple(repair["take"] for repair in case["repairs"])
        answer = replay.answer(Case(tuple(case["picks"]), takes))
        assert _sha("\n".join(answer["forced"])) == case["forced_sha256"]
        assert _sha("\n".join(answer["blocked"])) == case["blocked_sha256"]
        assert answer["count"] == case["count"]
        assert answer["cheapest_completion"] == case["cheapest_completion"]
        for found, expected in zip(answer["repairs"], case["repairs"], strict=True):
            assert expected.items() <= found.items()
    assert replay.answer(Case((), ()))["count"] == key["total"]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_unknown_feature_is_refused_by_name() -> None:
    replay = Replay(read_uvl(SMALL), {})
    with pytest.raises(UnknownFeature, match="Sunroof"):
        replay.answer(Case(("Sunroof",), ()))


def test_an_explanation_names_picks_and_rules_and_folds_the_tree() -> None:
    model = read_uvl(SMALL)
    answer = Replay(model, {}).answer(Case(("Tow",), ("Sedan", "A")))
    first, second = answer["explanations"]
    assert first["picks"] == second["picks"] == ["Tow"]
    assert first["rules"] == ["Body style has at most 1 of Sedan, Wagon.", "Tow => Wagon & !A"]
    assert second["rules"] == ["Tow => Wagon & !A"]
