"""What an option costs, as cases: the one meaning of price that pricing and engine share.

For each option the first case whose condition holds decides; without one its list price counts.
Options that come along by an “includes” rule are free. Where such a rule leaves a choice (an OR,
or a count of at least n), the dearest n of the chosen ones are free, in the customer's favour.
Rules that include each other in a circle free everything but the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from configurator.catalogue.expressions import Expression, Op
from configurator.catalogue.lines import Catalogue, Option, Rule, RuleKind


@dataclass(frozen=True, slots=True, eq=False)
class PriceCase:
    """While ``condition`` holds the option costs this."""

    condition: Expression
    retail: Decimal
    invoice: Decimal
    rule: Rule

    @property
    def is_included(self) -> bool:
        """Whether the price comes from an “includes” rule."""
        return self.rule.kind is RuleKind.INCLUDES


@dataclass(frozen=True, slots=True)
class Charge:
    """What one option of a car costs, and the case that decided it, if one did."""

    retail: Decimal
    invoice: Decimal
    case: PriceCase | None = None


def charges(catalogue: Catalogue, codes: Collection[str]) -> dict[str, Charge]:
    """The price of every option of the car, each rounded half up to cents, in catalogue order."""
    chosen = frozenset(codes)
    return {
        option.code: charge_beside(catalogue, chosen, option)
        for option in catalogue.options
        if option.code in chosen
    }


def charge_beside(catalogue: Catalogue, codes: frozenset[str], option: Option) -> Charge:
    """What the option costs in a car with these codes, or would cost if it joined them."""
    cases = price_cases(catalogue).get(option.code)
    case = None
    if cases:
        chosen = codes | {option.code}
        case = next((case for case in cases if case.condition.holds(chosen)), None)
    source = option if case is None else case
    return Charge(to_cents(source.retail), to_cents(source.invoice), case)


def to_cents(amount: Decimal) -> Decimal:
    """Rounded half up, as every line of a price sheet is."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=256)
def price_cases(catalogue: Catalogue) -> Mapping[str, tuple[PriceCase, ...]]:
    """The cases of every option that has any, in the order in which they are tried."""
    free: dict[str, list[PriceCase]] = defaultdict(list)
    changed: dict[str, list[PriceCase]] = defaultdict(list)
    comes_from: dict[str, set[str]] = defaultdict(set)
    for rule in catalogue.rules:
        if rule.kind is RuleKind.INCLUDES:
            causes = _positive_codes(rule.when)
            for code, condition in _grants(rule, catalogue):
                if _would_circle(code, causes, comes_from):
                    continue
                comes_from[code] |= causes
                free[code].append(PriceCase(condition, Decimal(0), Decimal(0), rule))
        elif rule.kind is RuleKind.PRICE and rule.price is not None:
            change = rule.price
            changed[change.option].append(PriceCase(rule.when, change.retail, change.invoice, rule))
    return {code: (*free[code], *changed[code]) for code in {*free, *changed}}


def _grants(rule: Rule, catalogue: Catalogue) -> Iterator[tuple[str, Expression]]:
    """Each code the rule brings along, with the condition under which it is free."""
    stack: list[tuple[Expression, Expression]] = [(rule.then, rule.when)]
    while stack:
        node, condition = stack.pop()
        if node.op is Op.OPTION:
            yield node.code, condition
        elif node.op is Op.AND:
            stack.extend((arg, condition) for arg in reversed(node.args))
        elif node.op in {Op.OR, Op.COUNT}:
            stack.extend(_choices(node, condition, catalogue))


def _choices(
    node: Expression, condition: Expression, catalogue: Catalogue
) -> Iterator[tuple[Expression, Expression]]:
    number = 1 if node.op is Op.OR else node.minimum
    if number == 0:
        return
    dearest_first = sorted(
        enumerate(node.args), key=lambda pair: (-_worth(pair[1], catalogue), pair[0])
    )
    dearer: list[Expression] = []
    for _, arg in dearest_first:
        granted = Expression.all_of(condition, arg, Expression.count(0, number - 1, *dearer))
        yield arg, granted
        dearer.append(arg)


def _worth(node: Expression, catalogue: Catalogue) -> Decimal:
    return sum((catalogue.by_code[code].retail for code in _positive_codes(node)), Decimal(0))


def _positive_codes(expression: Expression) -> set[str]:
    found: set[str] = set()
    stack = [expression]
    while stack:
        node = stack.pop()
        if node.op is Op.OPTION:
            found.add(node.code)
        elif node.op is not Op.NOT:
            stack.extend(node.args)
    return found


def _would_circle(code: str, causes: set[str], comes_from: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    stack = list(causes)
    while stack:
        cause = stack.pop()
        if cause == code:
            return True
        if cause not in seen:
            seen.add(cause)
            stack.extend(comes_from.get(cause, ()))
    return False
