"""A market's rules hold with it and only with it: both engines against trying every car."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.catalogue import (
    Area,
    Assumption,
    Catalogue,
    Expression,
    Group,
    MalformedCatalogue,
    Market,
    Option,
    Rule,
    RuleKind,
    UnknownMarket,
    availability,
)
from configurator.engine import SatEngine, Status, Unbuildable, UnknownOption
from configurator.engine.compiled import CompiledEngine, to_compile
from configurator.engine.compiling import compile_here
from tests.unit.catalogues import catalogues, every_car, expressions

type Making = Callable[[Catalogue], SatEngine | CompiledEngine]
type Situation = tuple[Catalogue, str, frozenset[str]]

DAY = date(2027, 1, 4)
DEMANDS = (RuleKind.REQUIRES, RuleKind.EXCLUDES, RuleKind.COUNT)


def compiled_engine(catalogue: Catalogue) -> CompiledEngine:
    formula, weighted = to_compile(catalogue)
    return CompiledEngine(catalogue, compile_here(formula, weighted=weighted))


ENGINES = (SatEngine, compiled_engine)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """A catalogue with two markets, each with rules of its own; a car for one of them, or home."""
    plain = draw(catalogues())
    codes = sorted(plain.by_code)
    markets = (Market("DE", "Germany"), Market("JP", "Japan"))
    rules = [
        Rule(
            f"{market.code}{number}",
            draw(st.sampled_from(DEMANDS)),
            f"Rule {number} of {market.name}.",
            draw(expressions(codes)),
            draw(expressions(codes)),
            market=market.code,
        )
        for market in markets
        for number in range(draw(st.integers(1, 2)))
    ]
    only = draw(st.sampled_from(codes))
    options = tuple(
        replace(option, markets=("DE",)) if option.code == only else option
        for option in plain.options
    )
    whole = replace(plain, markets=markets, options=options, rules=(*plain.rules, *rules))
    picks = draw(st.frozensets(st.sampled_from(codes), max_size=3))
    return whole, draw(st.sampled_from(["", "DE", "JP"])), picks


def cars_there(catalogue: Catalogue, market: str) -> list[frozenset[str]]:
    """Every car of a catalogue that has the market's rules as its own."""
    closed = {option.code for option in catalogue.options if option.markets} - (
        set(catalogue.by_code) if market == "DE" else set()
    )
    return [car for car in every_car(catalogue.in_market(market)) if not car & closed]


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=15, deadline=None)
@given(situations())
def test_status_count_and_validity_are_those_of_the_market(
    make: Making, situation: Situation
) -> None:
    catalogue, market, picks = situation
    engine, limits = make(catalogue), availability(catalogue, on=DAY, market=market)
    cars = [car for car in cars_there(catalogue, market) if picks <= car]
    answer = engine.status(picks, limits)
    # Another market asked in between leaves witnesses that must not count here.
    for other in ("", "DE", "JP"):
        engine.status((), availability(catalogue, on=DAY, market=other))
    assert engine.status(picks, limits) == answer
    assert answer.is_buildable == bool(cars)
    for code in catalogue.by_code.keys() - picks:
        having = sum(code in car for car in cars)
        expected = Status.FREE if having < len(cars) else Status.FORCED
        assert answer.status[code] is (expected if having else Status.BLOCKED)
    assert engine.count(picks, limits) in {None, len(cars)}
    for car in every_car(catalogue.in_market(""))[:20]:
        good = car in cars_there(catalogue, market)
        assert bool(engine.validate(car, limits)) is not good
        assert engine.is_valid(car, limits) is good


@settings(max_examples=15, deadline=None)
@given(situations())
def test_both_engines_complete_and_mend_alike(situation: Situation) -> None:
    catalogue, market, picks = situation
    solver, passes = SatEngine(catalogue), compiled_engine(catalogue)
    limits = availability(catalogue, on=DAY, market=market)
    cars = cars_there(catalogue, market)
    expected = solver.repairs(picks, None, limits)
    found = passes.repairs(picks, None, limits)
    assert [len(way.dropped) for way in found] == [len(way.dropped) for way in expected]
    assert bool(found) == bool(cars)
    if found:
        assert len(found[0].dropped) == min(len(picks - car) for car in cars)
    try:
        completed = solver.complete(picks, limits)
    except Unbuildable:
        with pytest.raises(Unbuildable):
            passes.complete(picks, limits)
        return
    assert passes.complete(picks, limits) == completed
    assert frozenset(completed) in cars


@pytest.mark.parametrize("make", ENGINES)
@settings(max_examples=15, deadline=None)
@given(situations())
def test_a_clash_names_only_what_it_needs(make: Making, situation: Situation) -> None:
    catalogue, market, picks = situation
    limits = availability(catalogue, on=DAY, market=market)
    found = make(catalogue).explain(picks, None, limits)
    assert (found is None) == any(picks <= car for car in cars_there(catalogue, market))
    if found is None:
        return
    assert all(found.rules)
    named = set(found.rule_codes)
    others = {rule.code for rule in catalogue.rules if rule.market not in {"", market}}
    assert not named & others
    needed = tuple(rule for rule in catalogue.rules if rule.code in named)
    groups = tuple(
        group if group.code in named else replace(group, min_picks=0, max_picks=None)
        for group in catalogue.groups
    )
    part = replace(catalogue, rules=needed, groups=groups)
    assert not any(set(found.picks) <= car for car in cars_there(part, market))


FOG = Option("FOG", "Rear fog lamp", "LIGHTS", markets=("DE",))
PACK = Option("PACK", "Lighting package", "LIGHTS")
GERMANY = Market("DE", "Germany", ("Certificate of conformity",))
NEEDS_FOG = Rule(
    "H1",
    RuleKind.REQUIRES,
    "Germany asks for a rear fog lamp.",
    Expression.true(),
    Expression.option("FOG"),
    market="DE",
)
NO_PACK = Rule(
    "H2",
    RuleKind.EXCLUDES,
    "The lighting package is not approved.",
    Expression.true(),
    Expression.option("PACK"),
    market="DE",
)


def lights(*rules: Rule) -> Catalogue:
    groups = (Group("LIGHTS", "Lights", Area.EXTERIOR),)
    return Catalogue("L", "Line", "USD", groups, (FOG, PACK), rules, markets=(GERMANY,))


@pytest.mark.parametrize("make", ENGINES)
def test_a_market_explains_itself_as_a_rule_does(make: Making) -> None:
    catalogue = lights(NEEDS_FOG, NO_PACK)
    engine = make(catalogue)
    there, here = (availability(catalogue, on=DAY, market=market) for market in ("DE", ""))
    assert engine.status((), there).status == {"FOG": Status.FORCED, "PACK": Status.BLOCKED}
    assert engine.status((), here).status == {"FOG": Status.BLOCKED, "PACK": Status.FREE}
    forced, blocked = engine.explain_forced((), "FOG", there), engine.explain((), "PACK", there)
    assert forced is not None
    assert forced.rules == ("Germany asks for a rear fog lamp.",)
    assert blocked is not None
    assert blocked.rules == ("Germany: The lighting package is not approved.",)
    at_home = engine.explain((), "FOG", here)
    assert at_home is not None
    assert at_home.rules == ("Rear fog lamp is only for cars to Germany.",)
    assert [fault.sentence for fault in engine.validate(("PACK",), there)] == [
        "Germany asks for a rear fog lamp.",
        "Germany: The lighting package is not approved.",
    ]


def test_a_market_that_is_not_there_is_refused() -> None:
    catalogue = lights(NEEDS_FOG)
    with pytest.raises(UnknownMarket, match="not sold in the market FR"):
        availability(catalogue, on=DAY, market="FR")
    with pytest.raises(UnknownOption, match="no market FR"):
        SatEngine(catalogue).status((), [Assumption("FR", "", allowed=True, is_market=True)])
    with pytest.raises(MalformedCatalogue, match="unknown market FR"):
        lights(replace(NEEDS_FOG, market="FR"))
    with pytest.raises(MalformedCatalogue, match="changes no price"):
        lights(replace(NEEDS_FOG, kind=RuleKind.INCLUDES))
