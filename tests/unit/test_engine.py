"""Both engines against trying every car."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings

from configurator.catalogue import (
    Area,
    Assumption,
    Catalogue,
    Expression,
    Group,
    MalformedCatalogue,
    Option,
    Rule,
    RuleKind,
    availability,
    charges,
)
from configurator.engine import SatEngine, Status, Unbuildable, UnknownOption
from configurator.engine.cnf import Encoding
from configurator.engine.compiled import CompiledEngine, to_compile
from configurator.engine.compiling import compile_here
from configurator.engine.sat import COMPLETIONS_KEPT
from configurator.engine.solvers import Answering
from tests.unit.catalogues import every_car, is_car, never_negative_price, situations

type Making = Callable[[Catalogue], SatEngine | CompiledEngine]


def compiled_engine(catalogue: Catalogue) -> CompiledEngine:
    formula, weighted = to_compile(catalogue)
    return CompiledEngine(catalogue, compile_here(formula, weighted=weighted))


ENGINES = (SatEngine, compiled_engine)

type Situation = tuple[Catalogue, frozenset[str], tuple[Assumption, ...]]


def expected_status(situation: Situation) -> dict[str, Status]:
    catalogue, picks, assumptions = situation
    cars = [car for car in every_car(catalogue, assumptions) if picks <= car]
    found = {}
    for code in catalogue.by_code:
        having = sum(code in car for car in cars)
        if code in picks:
            found[code] = Status.PICKED
        elif having == 0:
            found[code] = Status.BLOCKED
        else:
            found[code] = Status.FORCED if having == len(cars) else Status.FREE
    return found


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=30, deadline=None)
@given(situations())
def test_the_status_of_every_option_is_that_of_trying_every_car(
    make: Making,
    situation: Situation,
) -> None:
    catalogue, picks, assumptions = situation
    engine = make(catalogue)
    answer = engine.status(picks, assumptions)
    assert answer.status == expected_status(situation)
    assert answer.is_buildable == any(picks <= car for car in every_car(catalogue, assumptions))
    # Witnesses kept from other questions must not change an answer.
    engine.status(())
    engine.status(tuple(picks)[:1])
    assert engine.status(picks, assumptions).status == answer.status


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=25, deadline=None)
@given(situations())
def test_a_whole_car_is_valid_exactly_when_it_breaks_nothing(
    make: Making,
    situation: Situation,
) -> None:
    catalogue, picks, assumptions = situation
    violations = make(catalogue).validate(picks, assumptions)
    assert (not violations) == is_car(catalogue, picks, assumptions)


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=30, deadline=None)
@given(situations())
def test_the_completion_is_a_cheapest_car(make: Making, situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    cars = [car for car in every_car(catalogue, assumptions) if picks <= car]
    engine = make(catalogue)
    if not cars:
        try:
            engine.complete(picks, assumptions)
        except Unbuildable:
            return
        raise AssertionError("completed what cannot be built")
    found = frozenset(engine.complete(picks, assumptions))
    assert found in cars
    cheapest = min(never_negative_price(catalogue, car) for car in cars)
    assert never_negative_price(catalogue, found) == cheapest
    assert not any(car < found and never_negative_price(catalogue, car) == cheapest for car in cars)


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=30, deadline=None)
@given(situations())
def test_an_explanation_clashes_and_nothing_in_it_can_be_left_out(
    make: Making,
    situation: Situation,
) -> None:
    catalogue, picks, assumptions = situation
    engine = make(catalogue)
    for code in catalogue.by_code:
        explanation = engine.explain(picks, code, assumptions)
        can_join = any(picks | {code} <= car for car in every_car(catalogue, assumptions))
        assert (explanation is None) == can_join
        if explanation is None:
            continue
        assert set(explanation.picks) <= picks - {code}
        assert clashes(catalogue, code, explanation.picks, explanation.rules, assumptions)
        for left_out in explanation.picks:
            fewer = tuple(pick for pick in explanation.picks if pick != left_out)
            assert not clashes(catalogue, code, fewer, explanation.rules, assumptions)
        for sentence in explanation.rules:
            fewer = tuple(rule for rule in explanation.rules if rule != sentence)
            assert not clashes(catalogue, code, explanation.picks, fewer, assumptions)


def clashes(
    catalogue: Catalogue,
    take: str,
    picks: tuple[str, ...],
    sentences: tuple[str, ...],
    assumptions: tuple[Assumption, ...],
) -> bool:
    """Whether no set of options has ``take`` and the picks while obeying only the sentences."""
    reduced = Catalogue(
        catalogue.code,
        catalogue.name,
        catalogue.currency,
        tuple(
            group
            if catalogue.group_sentence(group) in sentences
            else type(group)(group.code, group.name, group.area)
            for group in catalogue.groups
        ),
        catalogue.options,
        tuple(rule for rule in catalogue.rules if rule.sentence in sentences),
    )
    outside = tuple(a for a in assumptions if a.sentence in sentences)
    wanted = {take, *picks}
    return not any(wanted <= car for car in every_car(reduced, outside))


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=25, deadline=None)
@given(situations())
def test_repairs_drop_the_fewest_picks_and_then_cost_the_least(
    make: Making,
    situation: Situation,
) -> None:
    catalogue, picks, assumptions = situation
    engine = make(catalogue)
    cars = every_car(catalogue, assumptions)
    for code in sorted(catalogue.by_code)[:3]:
        with_it = [car for car in cars if code in car]
        repairs = engine.repairs(picks, code, assumptions)
        assert bool(repairs) == bool(with_it)
        if not with_it:
            continue
        best = min((len(picks - car), never_negative_price(catalogue, car)) for car in with_it)
        first = repairs[0]
        kept = (picks - set(first.dropped)) | {code}
        car = frozenset(engine.complete(kept, assumptions))
        assert (len(first.dropped), never_negative_price(catalogue, car)) == best
        for repair in repairs:
            assert set(repair.dropped) <= picks - {code}
        drops = [set(repair.dropped) for repair in repairs]
        assert not any(a <= b for i, a in enumerate(drops) for b in drops[i + 1 :])
        assert [len(drop) for drop in drops] == sorted(len(drop) for drop in drops)


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=30, deadline=None)
@given(situations())
def test_the_price_difference_of_a_repair_is_that_of_the_two_cars(
    make: Making,
    situation: Situation,
) -> None:
    catalogue, picks, assumptions = situation
    engine = make(catalogue)
    if not engine.status(picks, assumptions).is_buildable:
        return
    before = engine.complete(picks, assumptions)
    for code in sorted(catalogue.by_code)[:3]:
        for repair in engine.repairs(picks, code, assumptions):
            after = engine.complete((picks - set(repair.dropped)) | {code}, assumptions)
            assert repair.price_difference == total(catalogue, after) - total(catalogue, before)
            assert set(repair.added) == set(after) - set(before) - {code}


def total(catalogue: Catalogue, codes: tuple[str, ...]) -> Decimal:
    return sum((c.retail for c in charges(catalogue, codes).values()), Decimal(0))


def line_with(*options: Option, rules: tuple[Rule, ...] = ()) -> Catalogue:
    groups = (Group("PAINT", "Paint", Area.EXTERIOR, 0, 1, 1), Group("ANY", "Equipment"))
    return Catalogue("L", "Line", "USD", groups, options, rules)


@pytest.mark.parametrize("make", ENGINES)
def test_a_credit_is_never_added_unasked(make: Making) -> None:
    engine = make(
        line_with(
            Option("RED", "Red", "PAINT"),
            Option("NO-RADIO", "Radio delete", "ANY", retail=Decimal(-100)),
        )
    )
    assert engine.complete(()) == ("RED",)
    assert engine.complete(("NO-RADIO",)) == ("RED", "NO-RADIO")


@pytest.mark.parametrize("make", ENGINES)
def test_the_default_completes_a_group_before_the_first_of_the_same_price(make: Making) -> None:
    engine = make(
        line_with(Option("RED", "Red", "PAINT"), Option("BLUE", "Blue", "PAINT", is_default=True))
    )
    assert engine.complete(()) == ("BLUE",)


@pytest.mark.parametrize("make", ENGINES)
def test_what_may_not_be_ordered_is_explained_by_its_own_sentence(make: Making) -> None:
    later = Option("BLUE", "Blue", "PAINT", available_from=date(2027, 3, 1))
    lines = line_with(Option("RED", "Red", "PAINT"), later)
    engine = make(lines)
    before = availability(lines, on=date(2027, 2, 28))
    assert engine.status((), before).status["BLUE"] is Status.BLOCKED
    explanation = engine.explain((), "BLUE", before)
    assert explanation is not None
    assert explanation.rules == ("Blue can be ordered from March 1, 2027.",)
    assert engine.repairs((), "BLUE", before) == []
    assert not availability(lines, on=date(2027, 3, 1))


@pytest.mark.parametrize("make", ENGINES)
def test_an_unknown_option_is_refused_by_name(make: Making) -> None:
    engine = make(line_with(Option("RED", "Red", "PAINT")))
    with pytest.raises(UnknownOption, match="GREEN"):
        engine.status(("GREEN",))
    assert [v.code for v in engine.validate(("RED", "GREEN"))] == ["GREEN"]


def test_threads_that_share_an_engine_get_the_answers_of_one() -> None:
    options = [Option(f"P{i}", f"Paint {i}", "PAINT") for i in range(6)]
    options += [Option(f"O{i}", f"Option {i}", "ANY", retail=Decimal(i)) for i in range(20)]
    rules = tuple(
        Rule(
            f"R{i}",
            RuleKind.REQUIRES,
            f"O{i} needs O{i + 1}.",
            Expression.option(f"O{i}"),
            Expression.option(f"O{i + 1}"),
        )
        for i in range(0, 18, 2)
    )
    lines = line_with(*options, rules=rules)
    questions = [(f"O{i}", f"P{i % 6}") for i in range(20)] * 5
    alone = [SatEngine(lines).status(picks).status for picks in questions[:20]] * 5
    shared = SatEngine(lines)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda picks: shared.status(picks).status, questions))
    assert together == alone


def test_answers_stay_right_when_the_solver_starts_afresh() -> None:
    options = [Option(f"O{i}", f"Option {i}", "ANY", retail=Decimal(i)) for i in range(12)]
    lines = line_with(Option("RED", "Red", "PAINT"), *options)
    encoding = Encoding(lines)
    eager = Answering(encoding, len(lines.options), probes=1)
    calm = Answering(encoding, len(lines.options))
    for index in range(1, 14):
        assert eager.bounds([index]) == calm.bounds([index])


def test_completions_are_forgotten_when_there_are_too_many() -> None:
    options = [Option(f"O{i}", f"Option {i}", "ANY", retail=Decimal(i)) for i in range(24)]
    engine = SatEngine(line_with(Option("RED", "Red", "PAINT"), *options))
    pairs = list(combinations([option.code for option in options], 2))
    assert len(pairs) > COMPLETIONS_KEPT
    assert all(set(engine.complete(pair)) == {"RED", *pair} for pair in pairs)
    assert set(engine.complete(pairs[0])) == {"RED", *pairs[0]}


@pytest.mark.parametrize("make", ENGINES)
def test_groups_of_several_are_counted_exactly(make: Making) -> None:
    groups = (Group("TWO", "Two of these", Area.COMFORT, 0, 2, 3),)
    options = tuple(Option(f"O{i}", f"Option {i}", "TWO") for i in range(12))
    engine = make(Catalogue("L", "Line", "USD", groups, options))
    assert engine.complete(()) == ("O0", "O1")
    assert engine.status(("O3", "O4", "O5")).status["O0"] is Status.BLOCKED
    assert [v.sentence for v in engine.validate(("O1",))] == ["Two of these: two to three per car."]


@pytest.mark.parametrize(
    ("groups", "options", "rules", "words"),
    [
        ((), (Option("A", "A", "NONE"),), (), "unknown group NONE"),
        ((Group("G", "G"), Group("G", "G")), (), (), "group code G appears more than once"),
        (
            (Group("G", "G"),),
            (),
            (Rule("R", RuleKind.PRICE, "s", Expression.true()),),
            "only they, carry a price",
        ),
        (
            (Group("G", "G"),),
            (),
            (Rule("R", RuleKind.REQUIRES, "s", Expression.option("X")),),
            "unknown option X",
        ),
    ],
)
def test_a_catalogue_that_does_not_fit_together_is_refused(
    groups: tuple[Group, ...], options: tuple[Option, ...], rules: tuple[Rule, ...], words: str
) -> None:
    with pytest.raises(MalformedCatalogue, match=words):
        Catalogue("L", "Line", "USD", groups, options, rules)
