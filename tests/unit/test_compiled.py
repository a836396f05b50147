"""What only the compiled engine answers, against trying every car and against the SAT engine."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.catalogue import Area, Assumption, Catalogue, Group, Option, charges
from configurator.engine import SatEngine, Status, Taste, Unbuildable
from configurator.engine.circuit import Circuit
from configurator.engine.compiled import CompiledEngine, Misfit, to_compile
from configurator.engine.compiling import Limits, NotCompiled, compile_formula, compile_here
from tests.unit.catalogues import every_car, never_negative_price, situations

type Situation = tuple[Catalogue, frozenset[str], tuple[Assumption, ...]]


def engine_of(catalogue: Catalogue) -> CompiledEngine:
    formula, weighted = to_compile(catalogue)
    return CompiledEngine(catalogue, compile_here(formula, weighted=weighted))


def line_with(*options: Option) -> Catalogue:
    groups = (Group("PAINT", "Paint", Area.EXTERIOR, 0, 1, 1), Group("ANY", "Equipment"))
    return Catalogue("L", "Line", "USD", groups, options)


@settings(max_examples=20, deadline=None)
@given(situations())
def test_the_count_is_that_of_all_cars(situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    engine = engine_of(catalogue)
    number = sum(picks <= car for car in every_car(catalogue, assumptions))
    assert engine.count(picks, assumptions) == number
    assert engine.count(picks, assumptions, is_exact=True) == number


def test_what_was_just_priced_says_the_same_statuses() -> None:
    options = (Option("RED", "Red", "PAINT"), Option("BLUE", "Blue", "PAINT", Decimal(400)))
    catalogue = line_with(*options, Option("HEAT", "Heated seats", "ANY", Decimal(450)))
    formula, weighted = to_compile(catalogue)
    circuit = compile_here(formula, weighted=weighted)
    for picks in ((), ("RED",), ("RED", "HEAT"), ("RED", "BLUE")):
        fresh = CompiledEngine(catalogue, circuit, most_places=0)
        asked = CompiledEngine(catalogue, circuit, most_places=0)
        asked.repair_prices(picks)
        assert asked.status(picks) == fresh.status(picks)
    assert asked.repair_prices(("RED",)).keys() == {"BLUE"}
    assert asked.status(("RED",)).status["BLUE"] is Status.BLOCKED


@settings(max_examples=20, deadline=None)
@given(situations())
def test_every_blocked_option_carries_the_price_of_its_first_repair(situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    engine = engine_of(catalogue)
    answer = engine.status(picks, assumptions)
    prices = engine.repair_prices(picks, assumptions)
    if not answer.is_buildable:
        assert not prices
        return
    assert prices.keys() <= set(answer.codes(Status.BLOCKED))
    for code in answer.codes(Status.BLOCKED):
        repairs = engine.repairs(picks, code, assumptions, limit=1)
        assert bool(repairs) == (code in prices)
        for repair in repairs:
            assert prices[code].dropped == len(repair.dropped)
            assert prices[code].price_difference == repair.price_difference


@settings(max_examples=20, deadline=None)
@given(situations())
def test_every_free_option_carries_the_price_of_taking_it(situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    engine = engine_of(catalogue)
    answer = engine.status(picks, assumptions)
    prices = engine.take_prices(picks, assumptions)
    if not answer.is_buildable:
        assert not prices
        return
    before = total(catalogue, engine.complete(picks, assumptions))
    assert prices.keys() == catalogue.by_code.keys() - set(answer.codes(Status.BLOCKED))
    for code, price in prices.items():
        after = total(catalogue, engine.complete(picks | {code}, assumptions))
        assert price == after - before


def total(catalogue: Catalogue, car: tuple[str, ...]) -> Decimal:
    return sum((charge.retail for charge in charges(catalogue, car).values()), Decimal(0))


@settings(max_examples=20, deadline=None)
@given(situations())
def test_both_engines_complete_to_the_same_car(situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    engine = engine_of(catalogue)
    try:
        expected = SatEngine(catalogue).complete(picks, assumptions)
    except Unbuildable:
        with pytest.raises(Unbuildable):
            engine.complete(picks, assumptions)
        return
    assert engine.complete(picks, assumptions) == expected


@settings(max_examples=20, deadline=None)
@given(situations(), st.data())
def test_the_car_of_least_regret_is_the_cheapest_of_those(
    situation: Situation, data: st.DataObject
) -> None:
    catalogue, picks, assumptions = situation
    few = st.integers(0, 3)
    tastes = data.draw(
        st.dictionaries(st.sampled_from(sorted(catalogue.by_code)), st.builds(Taste, few, few))
    )
    cars = [car for car in every_car(catalogue, assumptions) if picks <= car]
    for engine in (SatEngine(catalogue), engine_of(catalogue)):
        if not cars:
            with pytest.raises(Unbuildable):
                engine.like(picks, tastes, assumptions)
            continue
        found = frozenset(engine.like(picks, tastes, assumptions))
        best = min((_regret(tastes, car), never_negative_price(catalogue, car)) for car in cars)
        assert (_regret(tastes, found), never_negative_price(catalogue, found)) == best
        assert found in cars


def _regret(tastes: dict[str, Taste], car: frozenset[str]) -> int:
    return sum(taste.if_in if code in car else taste.if_out for code, taste in tastes.items())


@settings(max_examples=20, deadline=None)
@given(situations())
def test_a_pinned_pick_is_never_dropped(situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    pinned = frozenset(sorted(picks)[:1])
    for engine in (SatEngine(catalogue), engine_of(catalogue)):
        for code in sorted(catalogue.by_code)[:3]:
            cars = [
                car for car in every_car(catalogue, assumptions) if code in car and pinned <= car
            ]
            repairs = engine.repairs(picks, code, assumptions, pinned=pinned)
            assert bool(repairs) == bool(cars)
            if repairs:
                assert len(repairs[0].dropped) == min(len(picks - car) for car in cars)
            assert not any(pinned & set(repair.dropped) for repair in repairs)


@settings(max_examples=20, deadline=None)
@given(situations())
def test_both_engines_offer_as_good_ways_out(situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    solver, passes = SatEngine(catalogue), engine_of(catalogue)
    for code in sorted(catalogue.by_code)[:3]:
        expected = solver.repairs(picks, code, assumptions)
        found = passes.repairs(picks, code, assumptions)
        assert [len(repair.dropped) for repair in found] == [len(r.dropped) for r in expected]


def test_a_circuit_of_another_catalogue_is_refused() -> None:
    small = line_with(Option("RED", "Red", "PAINT"))
    large = line_with(Option("RED", "Red", "PAINT"), Option("TOW", "Tow bar", "ANY"))
    with pytest.raises(Misfit, match="another catalogue"):
        CompiledEngine(large, engine_of(small)._circuit)


def test_a_circuit_is_stored_and_read_back() -> None:
    formula, weighted = to_compile(
        line_with(*(Option(f"P{i}", f"Paint {i}", "PAINT") for i in range(5)))
    )
    made = compile_formula(formula, weighted=weighted)
    again = Circuit.from_bytes(made.to_bytes())
    assert again.to_bytes() == made.to_bytes()
    with pytest.raises(ValueError, match="not a compiled catalogue"):
        Circuit.from_bytes(b"rubbish")


def test_limits_of_time_and_memory_are_kept_and_named() -> None:
    formula, _ = to_compile(line_with(Option("RED", "Red", "PAINT")))
    with pytest.raises(NotCompiled, match="longer than 0 seconds"):
        compile_formula(formula, limits=Limits(seconds=0))
    with pytest.raises(NotCompiled, match="more than 10 MB of memory"):
        compile_formula(formula, limits=Limits(megabytes=10))
