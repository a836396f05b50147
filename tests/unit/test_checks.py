"""The checks before publishing, against trying every car."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given

from configurator.catalogue import Catalogue, RuleKind, charges
from configurator.checks import Checks
from tests.unit.catalogues import catalogues, every_car


def without(catalogue: Catalogue, code: str) -> Catalogue:
    return replace(catalogue, rules=tuple(r for r in catalogue.rules if r.code != code))


@given(catalogues())
def test_what_no_car_and_every_car_has(catalogue: Catalogue) -> None:
    cars, checks = every_car(catalogue), Checks(catalogue)
    if not cars:
        assert checks.clash
        return
    assert checks.clash is None
    codes = [option.code for option in catalogue.options]
    dead = [code for code in codes if not any(code in car for car in cars)]
    forced = [code for code in codes if all(code in car for car in cars)]
    idle = [r.code for r in catalogue.rules if not any(r.when.holds(car) for car in cars)]
    assert [finding.code for finding in checks.dead_options()] == dead
    assert [finding.code for finding in checks.forced_options()] == forced
    assert [finding.code for finding in checks.idle_rules()] == idle
    assert checks.open_questions == []


@given(catalogues())
def test_a_rule_is_redundant_when_the_cars_are_the_same_without_it(catalogue: Catalogue) -> None:
    cars = every_car(catalogue)
    if not cars:
        return
    checks = Checks(catalogue)
    idle = {finding.code for finding in checks.idle_rules()}
    found = {finding.code for finding in checks.redundant_rules()}
    for rule in catalogue.rules:
        less = without(catalogue, rule.code)
        if rule.kind is RuleKind.PRICE or rule.code in idle:
            assert rule.code not in found
        elif rule.kind is RuleKind.INCLUDES:  # what it gives must be given by others too
            if rule.code in found:
                assert every_car(less) == cars
                assert all(_costs(less, car) == _costs(catalogue, car) for car in cars)
        else:
            assert (rule.code in found) == (every_car(less) == cars)


def _costs(catalogue: Catalogue, car: frozenset[str]) -> dict[str, Decimal]:
    return {code: charge.retail for code, charge in charges(catalogue, car).items()}


@given(catalogues())
def test_the_sentences_of_a_clash_are_as_few_as_can_be(catalogue: Catalogue) -> None:
    clash = Checks(catalogue).clash
    if clash is None:
        return
    named = {sentence.partition(":")[0] for sentence in clash}
    rules = tuple(rule for rule in catalogue.rules if rule.code in named)
    groups = tuple(
        group if group.code in named else replace(group, min_picks=0, max_picks=None)
        for group in catalogue.groups
    )
    core = replace(catalogue, rules=rules, groups=groups)
    assert not every_car(core)
    for rule in rules:
        assert every_car(without(core, rule.code))


@given(catalogues())
def test_without_time_every_question_stays_open_and_nothing_is_claimed(
    catalogue: Catalogue,
) -> None:
    checks = Checks(catalogue, seconds=-1)
    assert checks.clash is None
    assert [*checks.dead_options(), *checks.forced_options(), *checks.idle_rules()] == []
    assert "whether any car can be built" in checks.open_questions
