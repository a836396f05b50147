"""Seeded feature models of any size, tangled as car lines are.

Every module of a car hangs together loosely inside and depends on a few choices that decide
everywhere: car type, engine, market. Each option also draws on its neighbours.
"""

from __future__ import annotations

from random import Random

from configurator.catalogue import Expression
from configurator.engine.features import Constraint, FeatureGroup, FeatureModel

DECIDERS = {"Type": 12, "Engine": 9, "Market": 14, "Trim": 6}
MODULE = 110
RULES_PER_MODULE = 11


def car_line(features: int, seed: int = 7) -> FeatureModel:
    """A model with about that many features that has at least one car for every trim."""
    made = _CarLine(Random(seed))
    made.deciders()
    while len(made.names) < features:
        made.module()
    return made.model()


class _CarLine:
    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self.names = ["Car"]
        self._groups: list[FeatureGroup] = []
        self._rules: list[Constraint] = []
        self._deciding: list[list[str]] = []
        self._modules: list[str] = []

    def deciders(self) -> None:
        """The choices that decide everywhere."""
        self.names += list(DECIDERS)
        self._group("Car", tuple(DECIDERS), len(DECIDERS), None)
        for name, number in DECIDERS.items():
            choices = [f"{name}{n}" for n in range(number)]
            self.names += choices
            self._group(name, tuple(choices), 1, 1)
            self._deciding.append(choices)
        types, engines, markets, _ = self._deciding
        for engine in engines:
            self._rule(engine, self._rng.sample(types, 5), negated=False)
        for market in markets[::2]:
            self._rule(market, self._rng.sample(engines, 2), negated=True)

    def module(self) -> None:
        """A subtree of alternatives and options, and rules about its leaves."""
        number = len(self._modules)
        root = f"M{number}"
        self._modules.append(root)
        self.names.append(root)
        leaves: list[str] = []
        open_places = [root]
        count = 1
        while count < MODULE:
            parent = open_places.pop(0) if len(open_places) > 1 else open_places[0]
            size = min(self._rng.choice((2, 3, 4, 6, 9)), MODULE - count + 1)
            children = [f"{root}_{count + n}" for n in range(size)]
            count += size
            self.names += children
            kind = self._rng.random()
            if kind < 0.55 and size > 1:
                self._group(parent, tuple(children), 1, 1)
            elif kind < 0.9:
                self._group(parent, tuple(children), 0, None)
            else:
                self._group(parent, tuple(children), 1, None)
            leaves += children
            open_places += self._rng.sample(children, max(1, size // 2))
        for _ in range(RULES_PER_MODULE):
            self._one_rule(leaves)

    def _one_rule(self, leaves: list[str]) -> None:
        option = self._rng.choice(leaves)
        if self._rng.random() < 0.55:
            choices = self._rng.choice(self._deciding)
            share = self._rng.sample(choices, max(1, len(choices) // 3))
            self._rule(option, share, negated=self._rng.random() < 0.5)
        else:
            near = self._rng.sample(leaves, 2)
            self._rule(option, near, negated=self._rng.random() < 0.7)

    def _group(self, parent: str, children: tuple[str, ...], low: int, high: int | None) -> None:
        self._groups.append(FeatureGroup(parent, children, low, high))

    def _rule(self, option: str, others: list[str], *, negated: bool) -> None:
        """The option goes with one of the others, or with none of them."""
        some = Expression.any_of(*(Expression.option(other) for other in others))
        then = Expression.negated(some) if negated else some
        either = " | ".join(others)
        source = f"{option} => {f'!({either})' if negated else f'({either})'}"
        rule = Expression.any_of(Expression.negated(Expression.option(option)), then)
        self._rules.append(Constraint(source, rule, len(self._rules) + 1))

    def model(self) -> FeatureModel:
        """The finished model; modules are optional parts of the car."""
        tops = FeatureGroup("Car", tuple(self._modules), 0, None)
        return FeatureModel(tuple(self.names), (*self._groups, tops), tuple(self._rules))
