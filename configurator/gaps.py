"""Prices of a model line that a person should look at before publishing it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, islice

from configurator.catalogue import Area, Catalogue, PriceChange, Rule, RuleKind
from configurator.checks import Checks

MOST_PAIRS = 300


def price_gaps(checks: Checks) -> list[str]:
    """Sentences about prices that are odd, clash, or go round in a circle."""
    lines = checks.catalogue
    return [*_odd(lines), *_clashing(checks), *_circles(lines)]


def _odd(lines: Catalogue) -> Iterator[str]:
    for option in lines.options:
        if lines.group_by_code[option.group].area is Area.TRIM and not option.retail:
            yield f"{option.code} {option.name}: a trim without a price."
        if option.invoice > option.retail >= 0:
            yield (
                f"{option.code} {option.name}: the invoice of {option.invoice} is above "
                f"the retail price of {option.retail}."
            )
    for rule in lines.rules:
        if rule.price is not None and rule.price.invoice > rule.price.retail >= 0:
            yield (
                f"Rule {rule.code}: the invoice of {rule.price.invoice} is above "
                f"the retail price of {rule.price.retail}."
            )


def _clashing(checks: Checks) -> Iterator[str]:
    """Two prices of one option that some car fulfils both; the first one counts."""
    of_option: dict[str, list[tuple[Rule, PriceChange]]] = defaultdict(list)
    for rule in checks.catalogue.rules:
        if rule.price is not None:
            of_option[rule.price.option].append((rule, rule.price))
    pairs = (pair for rules in of_option.values() for pair in combinations(rules, 2))
    for (first, price), (second, other) in islice(pairs, MOST_PAIRS):
        if (price.retail, price.invoice) == (other.retail, other.invoice):
            continue
        if checks.can_be([checks.condition(first), checks.condition(second)]):
            yield (
                f"{price.option} has two prices in some cars: {first.code} says {price.retail}, "
                f"{second.code} says {other.retail}; {first.code} counts."
            )


def _circles(lines: Catalogue) -> Iterator[str]:
    """Options that include one another: what closes the circle is charged."""
    brings: dict[str, set[str]] = defaultdict(set)
    for rule in lines.rules:
        if rule.kind is RuleKind.INCLUDES:
            for cause in rule.when.codes():
                brings[cause] |= rule.then.codes() - {cause}
    told: set[str] = set()
    for code in list(brings):
        circle = _way_back(code, brings)
        if circle and not told.intersection(circle):
            told.update(circle)
            yield f"{', '.join(circle)} include one another; what closes the circle is charged."


def _way_back(start: str, brings: dict[str, set[str]]) -> list[str]:
    """The codes on a way from the option to itself."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for code in sorted(brings.get(here, ())):
            if code == start:
                way = [here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if code not in came_from:
                came_from[code] = here
                waiting.append(code)
    return []
