"""Whole-number prices over literals, by circuit passes or by MaxSAT: the same answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from configurator.engine import passes
from configurator.engine.cheapest import Cheapest, Priced, Ranking
from configurator.engine.circuit import Circuit
from configurator.engine.costs import Costs
from configurator.engine.gates import Gates
from configurator.engine.solvers import Answering


@dataclass(frozen=True, slots=True)
class Way:
    """A whole configuration and its price."""

    chosen: frozenset[int]
    price: int


class _Prices:
    """A price below nothing is the price of leaving the feature out, and a discount for all."""

    def __init__(self, prices: Mapping[int, int]) -> None:
        self._of_variable = prices
        self.discount = sum(price for price in prices.values() if price < 0)
        self.of_literal = {
            variable if price > 0 else -variable: abs(price)
            for variable, price in prices.items()
            if price
        }
        self.dropped = sum(self.of_literal.values()) + 1

    def total(self, chosen: frozenset[int]) -> int:
        return sum(price for variable, price in self._of_variable.items() if variable in chosen)


class CircuitReasoner:
    """By one or two passes over a compiled model."""

    def __init__(self, circuit: Circuit, prices: Mapping[int, int]) -> None:
        self._circuit, self._prices = circuit, _Prices(prices)
        weights = np.zeros(2 * circuit.variables + 2, dtype=np.int64)
        for literal, price in self._prices.of_literal.items():
            weights[2 * abs(literal) + (literal < 0)] = price
        self._priced = Priced(circuit, weights)
        self._ranking = Ranking(circuit, range(circuit.smoothed + 1))

    def bounds(self, fixed: Sequence[int]) -> tuple[set[int], set[int]] | None:
        """Variables that can be in and that can be out; None if nothing has ``fixed``."""
        found = passes.possible(self._circuit, fixed)
        if found is None:
            return None
        last = 2 * self._circuit.smoothed + 2
        can_be_in, can_be_out = np.flatnonzero(found[2:last:2]), np.flatnonzero(found[3:last:2])
        return set((can_be_in + 1).tolist()), set((can_be_out + 1).tolist())

    def count(self, fixed: Sequence[int]) -> int:
        """Whole configurations with ``fixed``, exactly."""
        return passes.count(self._circuit, fixed)

    def cheapest(self, fixed: Sequence[int]) -> Way | None:
        """The cheapest whole configuration with ``fixed``."""
        return self._way(self._priced.cheapest(fixed))

    def repair(self, fixed: Sequence[int], loose: Sequence[int]) -> Way | None:
        """The one that drops the fewest of ``loose``, then costs least."""
        extra = dict.fromkeys((-literal for literal in loose), self._prices.dropped)
        return self._way(self._priced.cheapest(fixed, extra))

    def _way(self, found: Cheapest | None) -> Way | None:
        if found is None:
            return None
        price = found.cost % self._prices.dropped + self._prices.discount
        return Way(found.car(self._ranking), price)


class SolverReasoner:
    """By kept models and MaxSAT, for models that do not compile."""

    def __init__(self, formula: Gates, prices: Mapping[int, int]) -> None:
        self._named, self._prices = formula.named, _Prices(prices)
        self._answering = Answering(formula, formula.named)
        self._costs = Costs(self._prices.of_literal, formula)

    def bounds(self, fixed: Sequence[int]) -> tuple[set[int], set[int]] | None:
        """Variables that can be in and that can be out; None if nothing has ``fixed``."""
        found = self._answering.bounds(fixed)
        if found is None:
            return None
        every = range(1, self._named + 1)
        can_be_in, can_be_out = found
        return (
            {variable for variable in every if can_be_in >> variable - 1 & 1},
            {variable for variable in every if can_be_out >> variable - 1 & 1},
        )

    def count(self, fixed: Sequence[int]) -> None:
        """Not known: a solver says whether there are any."""
        del fixed

    def cheapest(self, fixed: Sequence[int]) -> Way | None:
        """The cheapest whole configuration with ``fixed``."""
        return self.repair(fixed, ())

    def repair(self, fixed: Sequence[int], loose: Sequence[int]) -> Way | None:
        """The one that drops the fewest of ``loose``, then costs least."""
        model = self._costs.least_regret(fixed, dict.fromkeys((-lit for lit in loose), 1))
        if model is None:
            return None
        chosen = frozenset(variable for variable in range(1, self._named + 1) if variable in model)
        return Way(chosen, self._prices.total(chosen))
