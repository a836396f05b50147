"""The price of a car as weighted literals, and the cheapest car by MaxSAT.

A price that depends on other options (an included option is free) becomes a literal of its own,
so that the optimum is the price of the price sheet. An option that lowers the price weighs
nothing: nobody wants his radio removed because that is cheaper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pysat.examples.rc2 import RC2
from pysat.formula import WCNF

from configurator.catalogue import Catalogue, price_cases, to_cents
from configurator.engine.cnf import Encoding


class Costs:
    """Literals that each cost some cents when true."""

    def __init__(self, catalogue: Catalogue, encoding: Encoding) -> None:
        self._encoding = encoding
        self.cents: dict[int, int] = {}
        cases = price_cases(catalogue)
        for option in catalogue.options:
            open_literal = encoding.variable[option.code]
            for case in cases.get(option.code, ()):
                condition = encoding.literal(case.condition)
                paid = encoding.conjunction((open_literal, condition))
                self._add(paid, case.retail)
                open_literal = encoding.conjunction((open_literal, -condition))
            self._add(open_literal, option.retail)
        self._clauses = [
            *encoding.definitions,
            *(clause for claim in encoding.claims for clause in claim.clauses),
        ]

    def _add(self, literal: int, price: Decimal) -> None:
        cents = int(to_cents(price) * 100)
        if cents > 0 and not self._encoding.is_constant(literal):
            self.cents[literal] = self.cents.get(literal, 0) + cents

    def paid(self, fixed: Sequence[int]) -> set[int] | None:
        """The cost literals that are true in a cheapest car with these literals."""
        best = next(self._optima(fixed, {}), None)
        return None if best is None else {cost for cost in self.cents if cost in best}

    def fewest_dropped(
        self, fixed: Sequence[int], droppable: Sequence[int]
    ) -> Iterator[tuple[int, ...]]:
        """Sets of ``droppable`` to give up: fewest first, then the cheapest car; none contains
        another."""
        heavy = sum(self.cents.values()) + 1
        for model in self._optima(fixed, {-literal: heavy for literal in droppable}):
            yield tuple(literal for literal in droppable if literal not in model)

    def _optima(self, fixed: Sequence[int], dropping: dict[int, int]) -> Iterator[set[int]]:
        formula = WCNF()
        formula.extend(self._clauses)
        formula.extend([[literal] for literal in fixed])
        weights = {**self.cents}
        for literal, weight in dropping.items():
            # Keeping a pick costs its price, dropping it weighs more: one literal for both.
            weights[literal] = weight - weights.pop(-literal, 0)
        for literal, weight in weights.items():
            formula.append([-literal], weight=weight)
        with RC2(formula, solver="g4", adapt=True) as solver:
            while (found := solver.compute()) is not None:
                model = set(found)
                yield model
                given_up = [-literal for literal in dropping if literal in model]
                if not given_up:
                    return
                solver.add_clause(given_up)
