"""A model line as values: groups, options, rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from configurator.catalogue.expressions import Expression


class MalformedCatalogue(ValueError):
    """A reference or a code does not fit; the message names it."""


class Area(StrEnum):
    """The part of the car a group belongs to, in the order of the configurator's steps."""

    MODEL = "model"
    TRIM = "trim"
    POWERTRAIN = "powertrain"
    EXTERIOR = "exterior"
    WHEELS = "wheels"
    INTERIOR = "interior"
    PACKAGES = "packages"
    TECHNOLOGY = "technology"
    COMFORT = "comfort"
    APPEARANCE = "appearance"
    ACCESSIBILITY = "accessibility"
    COMMERCIAL = "commercial"
    EXPORT = "export"


class RuleKind(StrEnum):
    """What a rule says when its condition holds."""

    REQUIRES = "requires"
    EXCLUDES = "excludes"
    INCLUDES = "includes"
    PRICE = "price"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be in a car."""

    code: str
    name: str
    group: str
    retail: Decimal = Decimal(0)
    invoice: Decimal = Decimal(0)
    description: str = ""
    rgb: str | None = None
    rgb2: str | None = None
    available_from: date | None = None
    available_to: date | None = None
    is_fleet_only: bool = False
    is_default: bool = False
    freeze_class: str = ""
    position: int = 0
    meets: tuple[tuple[str, int], ...] = ()
    """What a car can by it, as in :mod:`configurator.catalogue.facts`."""
    markets: tuple[str, ...] = ()
    """Codes of the only markets it is sold in; empty for everywhere."""


@dataclass(frozen=True, slots=True)
class Market:
    """A country cars are built for beside the home market, and the documents a car needs there."""

    code: str
    name: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Options of which between ``min_picks`` and ``max_picks`` are in every car."""

    code: str
    name: str
    area: Area = Area.COMFORT
    position: int = 0
    min_picks: int = 0
    max_picks: int | None = None


@dataclass(frozen=True, slots=True)
class PriceChange:
    """The absolute price an option has while a price rule's condition holds."""

    option: str
    retail: Decimal
    invoice: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A sentence of the manufacturer, readable by the customer and by the engine.

    A homologation rule has the code of its ``market`` and holds in cars for that market only. It
    asks for or forbids; what a car costs does not depend on the market.
    """

    code: str
    kind: RuleKind
    sentence: str
    when: Expression
    then: Expression = field(default_factory=Expression.true)
    price: PriceChange | None = None
    market: str = ""

    def claim(self) -> Expression:
        """What must hold in every car; price rules claim nothing."""
        if self.kind is RuleKind.PRICE:
            return Expression.true()
        then = Expression.negated(self.then) if self.kind is RuleKind.EXCLUDES else self.then
        return Expression.any_of(Expression.negated(self.when), then)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """One model line of one release. :raises MalformedCatalogue: when it does not fit together."""

    code: str
    name: str
    currency: str
    groups: tuple[Group, ...]
    options: tuple[Option, ...]
    rules: tuple[Rule, ...] = ()
    destination: Decimal = Decimal(0)
    markets: tuple[Market, ...] = ()

    def __post_init__(self) -> None:
        _refuse_repeats("group", [group.code for group in self.groups])
        _refuse_repeats("option", [option.code for option in self.options])
        _refuse_repeats("rule", [rule.code for rule in self.rules])
        _refuse_repeats("market", [market.code for market in self.markets])
        known_groups = {group.code for group in self.groups}
        for option in self.options:
            if option.group not in known_groups:
                raise MalformedCatalogue(
                    f"Option {option.code} names the unknown group {option.group}."
                )
            if unknown := sorted(set(option.markets) - self.market_by_code.keys()):
                raise MalformedCatalogue(
                    f"Option {option.code} names the unknown market {', '.join(unknown)}."
                )
        for rule in self.rules:
            self._check_rule(rule)

    def _check_rule(self, rule: Rule) -> None:
        named = rule.when.codes() | rule.then.codes()
        if rule.price is not None:
            named |= {rule.price.option}
        if unknown := sorted(named - self.by_code.keys()):
            raise MalformedCatalogue(
                f"Rule {rule.code} names the unknown option {', '.join(unknown)}."
            )
        if (rule.kind is RuleKind.PRICE) != (rule.price is not None):
            raise MalformedCatalogue(
                f"Rule {rule.code}: price rules, and only they, carry a price."
            )
        if rule.market and rule.market not in self.market_by_code:
            raise MalformedCatalogue(f"Rule {rule.code} names the unknown market {rule.market}.")
        if rule.market and rule.kind in {RuleKind.PRICE, RuleKind.INCLUDES}:
            raise MalformedCatalogue(
                f"Rule {rule.code}: a rule of a market asks for or forbids; it changes no price."
            )

    @cached_property
    def by_code(self) -> Mapping[str, Option]:
        """Options by their code."""
        return {option.code: option for option in self.options}

    @cached_property
    def restricted(self) -> tuple[Option, ...]:
        """Options that a day, a fleet mark or a market may keep out of a car."""
        return tuple(
            option
            for option in self.options
            if option.available_from
            or option.available_to
            or option.is_fleet_only
            or option.markets
        )

    @cached_property
    def group_by_code(self) -> Mapping[str, Group]:
        """Groups by their code."""
        return {group.code: group for group in self.groups}

    @cached_property
    def market_by_code(self) -> Mapping[str, Market]:
        """Markets beside the home market, by their code."""
        return {market.code: market for market in self.markets}

    def homologation(self, market: str) -> tuple[Rule, ...]:
        """The rules of that market."""
        return tuple(rule for rule in self.rules if market and rule.market == market)

    def sentence_of(self, rule: Rule) -> str:
        """The rule's sentence; one of a market that does not name it is told which it is."""
        market = self.market_by_code.get(rule.market)
        if market is None or market.name in rule.sentence:
            return rule.sentence
        return f"{market.name}: {rule.sentence}"

    def in_market(self, market: str) -> Catalogue:
        """What holds for cars to that market (empty: the home market), without any other."""
        rules = tuple(
            replace(rule, market="", sentence=self.sentence_of(rule))
            for rule in self.rules
            if rule.market in {"", market}
        )
        options = tuple(replace(option, markets=()) for option in self.options)
        return replace(self, options=options, rules=rules, markets=())

    @cached_property
    def members(self) -> Mapping[str, tuple[Option, ...]]:
        """The options of each group, in their order."""
        found: dict[str, list[Option]] = {group.code: [] for group in self.groups}
        for option in self.options:
            found[option.group].append(option)
        return {
            code: tuple(sorted(options, key=lambda option: option.position))
            for code, options in found.items()
        }

    def group_of(self, code: str) -> Group:
        """The group the option belongs to."""
        return self.group_by_code[self.by_code[code].group]

    @cached_property
    def group_sentences(self) -> frozenset[str]:
        """Those of all groups."""
        return frozenset(self.group_sentence(group) for group in self.groups)

    def group_sentence(self, group: Group) -> str:
        """How many of the group are in every car, as a sentence."""
        low, high = group.min_picks, group.max_picks
        if low == high:
            return f"{group.name}: exactly {_count(low)} per car."
        if high is None:
            return f"{group.name}: at least {_count(low)} per car."
        if low == 0:
            return f"{group.name}: at most {_count(high)} per car."
        return f"{group.name}: {_count(low)} to {_count(high)} per car."


def _refuse_repeats(what: str, codes: list[str]) -> None:
    repeated = sorted(code for code, times in Counter(codes).items() if times > 1)
    if repeated:
        raise MalformedCatalogue(f"The {what} code {', '.join(repeated)} appears more than once.")


def _count(number: int) -> str:
    words = (
        "none",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
    )
    return words[number] if number < len(words) else str(number)
