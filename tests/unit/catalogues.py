"""Small random catalogues, and the obvious slow answers about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations

from hypothesis import strategies as st

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
    charges,
)

CODES = tuple("ABCDEFGH")


def expressions(codes: Sequence[str]) -> st.SearchStrategy[Expression]:
    """Conditions over these codes, of every operation."""
    leaves = st.sampled_from(codes).map(Expression.option) | st.just(Expression.true())
    return st.recursive(leaves, _grown, max_leaves=5)


def _grown(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(parts, max_size=3)
    return (
        several.map(lambda args: Expression.all_of(*args))
        | several.map(lambda args: Expression.any_of(*args))
        | parts.map(Expression.negated)
        | st.builds(
            lambda args, low, span: Expression.count(
                low, None if span is None else low + span, *args
            ),
            several,
            st.integers(0, 2),
            st.none() | st.integers(0, 2),
        )
    )


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Up to eight options in up to three groups under up to five rules of every kind."""
    codes = CODES[: draw(st.integers(2, len(CODES)))]
    groups = [_group(draw, number) for number in range(draw(st.integers(1, 3)))]
    prices = st.integers(-300, 900).map(lambda cents: Decimal(cents) / 100)
    options = [
        Option(
            code,
            f"Option {code}",
            draw(st.sampled_from(groups)).code,
            retail=draw(prices),
            invoice=draw(prices),
            is_default=draw(st.booleans()),
            position=position,
        )
        for position, code in enumerate(codes)
    ]
    rules = [_rule(draw, number, codes) for number in range(draw(st.integers(0, 5)))]
    return Catalogue("LINE", "Line", "USD", tuple(groups), tuple(options), tuple(rules))


def _group(draw: st.DrawFn, number: int) -> Group:
    low = draw(st.integers(0, 2))
    high = draw(st.none() | st.integers(low, low + 2))
    return Group(f"G{number}", f"Group {number}", Area.COMFORT, number, low, high)


def _rule(draw: st.DrawFn, number: int, codes: Sequence[str]) -> Rule:
    kind = draw(st.sampled_from(RuleKind))
    change = None
    if kind is RuleKind.PRICE:
        change = PriceChange(
            draw(st.sampled_from(codes)), Decimal(draw(st.integers(0, 9))), Decimal(1)
        )
    return Rule(
        f"R{number}",
        kind,
        f"Sentence {number}.",
        draw(expressions(codes)),
        draw(expressions(codes)),
        change,
    )


@st.composite
def situations(
    draw: st.DrawFn,
) -> tuple[Catalogue, frozenset[str], tuple[Assumption, ...]]:
    """A catalogue, some picks (perhaps impossible) and some options that may not be ordered."""
    catalogue = draw(catalogues())
    codes = sorted(catalogue.by_code)
    picks = draw(st.frozensets(st.sampled_from(codes), max_size=4))
    banned = draw(st.frozensets(st.sampled_from(codes), max_size=1))
    return (
        catalogue,
        picks,
        tuple(Assumption(code, f"No {code}.") for code in sorted(banned)),
    )


def every_car(
    catalogue: Catalogue, assumptions: Collection[Assumption] = ()
) -> list[frozenset[str]]:
    """All buildable cars, by trying every set of options."""
    return [
        car for car in _every_set(sorted(catalogue.by_code)) if is_car(catalogue, car, assumptions)
    ]


def is_car(
    catalogue: Catalogue, car: frozenset[str], assumptions: Collection[Assumption] = ()
) -> bool:
    """Whether the set breaks no group, no rule and no assumption."""
    for group in catalogue.groups:
        number = len([o for o in catalogue.options if o.group == group.code and o.code in car])
        if number < group.min_picks:
            return False
        if group.max_picks is not None and number > group.max_picks:
            return False
    if any((assumption.code in car) != assumption.allowed for assumption in assumptions):
        return False
    return all(_obeys(rule, car) for rule in catalogue.rules)


def _obeys(rule: Rule, car: frozenset[str]) -> bool:
    if rule.kind is RuleKind.PRICE or not rule.when.holds(car):
        return True
    return rule.then.holds(car) != (rule.kind is RuleKind.EXCLUDES)


def never_negative_price(catalogue: Catalogue, car: frozenset[str]) -> Decimal:
    """The price with credits counted as nothing, as the cheapest completion counts it."""
    return sum(
        (max(charge.retail, Decimal(0)) for charge in charges(catalogue, car).values()),
        Decimal(0),
    )


def _every_set(codes: Sequence[str]) -> Iterator[frozenset[str]]:
    sizes = (combinations(codes, size) for size in range(len(codes) + 1))
    return (frozenset(some) for some in chain.from_iterable(sizes))
