"""What a rule would do to a model line, before it is one of its rules. Pure."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock

from configurator.catalogue import Area, Catalogue, Expression, Rule, RuleKind
from configurator.engine import (
    Limits,
    NotCompiled,
    SatEngine,
    Status,
    compile_formula,
)
from configurator.engine.cnf import Encoding
from configurator.engine.passes import count

EXAMPLES = 3
LIMITS = Limits(seconds=5)
COUNTS_KEPT = 64
PROBE = "the cars in question"


@dataclass(frozen=True, slots=True)
class Example:
    """A car the rule forbids (or prices): all of it, and the part that the rule speaks of."""

    codes: tuple[str, ...]
    spoken_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """``touched`` of ``cars`` are forbidden, or priced by a price rule; None: too many to count now.

    Without examples no car is touched: the rule says nothing new.
    """

    examples: tuple[Example, ...]
    cars: int | None
    touched: int | None
    is_price: bool
    leaves_none: bool


def effect(catalogue: Catalogue, rule: Rule) -> Effect:
    """What the rule does to the line as it is without a rule of that code.

    A rule of a market is tried on the cars for that market, any other on those at home.
    """
    others = tuple(other for other in catalogue.rules if other.code != rule.code)
    base = replace(catalogue, rules=others).in_market(rule.market)
    rule = replace(rule, market="")
    there = _with(base, _touched_by(rule))
    examples = tuple(_examples(there, rule))
    is_price = rule.kind is RuleKind.PRICE
    cars = _counted(base)
    touched = (_counted(there) if examples else 0) if cars is not None else None
    leaves_none = not is_price and not SatEngine(_with(base, rule.claim())).status(()).is_buildable
    return Effect(examples, cars, touched, is_price, leaves_none)


def _touched_by(rule: Rule) -> Expression:
    if rule.price is not None:
        return Expression.all_of(rule.when, Expression.option(rule.price.option))
    return Expression.negated(rule.claim())


def _with(base: Catalogue, claim: Expression) -> Catalogue:
    probe = Rule(PROBE, RuleKind.COUNT, "The cars in question.", Expression.true(), claim)
    return replace(base, rules=(*base.rules, probe))


def _examples(there: Catalogue, rule: Rule) -> Iterator[Example]:
    """One car of each trim, the cheapest of it, as far as there is one."""
    engine = SatEngine(there)
    status = engine.status(())
    if not status.is_buildable:
        return
    named = rule.when.codes() | rule.then.codes()
    if rule.price is not None:
        named |= {rule.price.option}
    trims = [
        option.code
        for option in there.options
        if there.group_by_code[option.group].area is Area.TRIM
        and status.status[option.code] is not Status.BLOCKED
    ]
    for picks in [{trim} for trim in trims[:EXAMPLES]] or [set[str]()]:
        codes = engine.complete(picks)
        yield Example(codes, tuple(code for code in codes if code in named))


_known: OrderedDict[str, int | None] = OrderedDict()
_lock = Lock()


def _counted(catalogue: Catalogue) -> int | None:
    """How many cars there are; None if that cannot be said in the time of a page."""
    formula = Encoding(catalogue)
    key = sha256(repr((formula.named, formula.clauses())).encode()).hexdigest()
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    found: int | None
    try:
        found = count(compile_formula(formula, limits=LIMITS), ())
    except NotCompiled:
        found = None
    with _lock:
        _known[key] = found
        while len(_known) > COUNTS_KEPT:
            _known.popitem(last=False)
    return found
