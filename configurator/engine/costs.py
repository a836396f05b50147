"""The cheapest car by MaxSAT: for catalogues that are not compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from configurator.engine.gates import Gates

EQUALS = 32
"""Among so many equally dear ways to pay the best car is looked for."""


class Costs:
    """Literals that each cost some cents when true."""

    def __init__(self, cents: Mapping[int, int], formula: Gates) -> None:
        self._cents = cents
        self._clauses = formula.clauses()

    def cheapest(self, fixed: Sequence[int]) -> Iterator[frozenset[int]]:
        """The sets of cost literals that are true in the cheapest cars with these literals."""
        with RC2(self._formula(fixed, self._cents), solver="g4", adapt=True) as solver:
            least: int | None = None
            for _ in range(EQUALS):
                found = solver.compute()
                if found is None or (least is not None and solver.cost > least):
                    return
                least, model = solver.cost, set(found)
                yield frozenset(cost for cost in self._cents if cost in model)
                others = [-cost if cost in model else cost for cost in self._cents]
                if not others:
                    return
                solver.add_clause(others)

    def fewest_dropped(
        self, fixed: Sequence[int], droppable: Sequence[int]
    ) -> Iterator[tuple[int, ...]]:
        """Sets of ``droppable`` to give up: fewest first, then the cheapest car; none contains
        another."""
        heavy = sum(self._cents.values()) + 1
        weights = dict(self._cents)
        for literal in droppable:
            # Keeping a pick costs its price, dropping it weighs more: one literal for both.
            weights[-literal] = heavy - weights.pop(literal, 0)
        with RC2(self._formula(fixed, weights), solver="g4", adapt=True) as solver:
            while (found := solver.compute()) is not None:
                model = set(found)
                dropped = tuple(literal for literal in droppable if literal not in model)
                yield dropped
                if not dropped:
                    return
                solver.add_clause(list(dropped))

    def least_regret(self, fixed: Sequence[int], regrets: Mapping[int, int]) -> set[int] | None:
        """The car of least regret, the cheapest among several; None without any."""
        heavy = sum(self._cents.values()) + 1
        weights = dict(self._cents)
        for literal, regret in regrets.items():
            weights[literal] = weights.get(literal, 0) + regret * heavy
        with RC2(self._formula(fixed, weights), solver="g4", adapt=True) as solver:
            found = solver.compute()
        return None if found is None else set(found)

    def _formula(self, fixed: Sequence[int], weights: Mapping[int, int]) -> WCNF:
        formula = WCNF()
        formula.extend(self._clauses)
        formula.extend([[literal] for literal in fixed])
        for literal, weight in weights.items():
            formula.append([-literal], weight=weight)
        return formula
