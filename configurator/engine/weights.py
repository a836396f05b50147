"""The price of a car as weighted literals.

A price that depends on other options (an included option is free) becomes a literal of its own, so
that the sum of the literals is the price of the price sheet. An option that lowers the price is
never added unasked, because nobody wants his radio removed for being cheaper: a cheapest car is one
that costs least without the reductions, and among those one with the fewest of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from configurator.catalogue import Catalogue, price_cases, to_cents
from configurator.engine.cnf import Encoding


class Weights:
    """``cents`` that a literal costs when true, and what ``lowering`` literals take off.

    ``priced`` are all literals that could ever carry a price: they depend on the rules alone.

    ``give_up`` is the order in which options leave a car that is as cheap without them: what
    lowers the price first, then late options before early ones, defaults last.
    """

    def __init__(self, catalogue: Catalogue, encoding: Encoding) -> None:
        self._encoding = encoding
        self.cents: dict[int, int] = {}
        self.lowering: dict[int, int] = {}
        self.priced: set[int] = set()
        cases = price_cases(catalogue)
        for option in catalogue.options:
            open_literal = encoding.variable[option.code]
            for case in cases.get(option.code, ()):
                condition = encoding.literal(case.condition)
                self._add(encoding.conjunction((open_literal, condition)), case.retail)
                open_literal = encoding.conjunction((open_literal, -condition))
            self._add(open_literal, option.retail)
        latest_first = sorted(
            enumerate(catalogue.options, 1), key=lambda pair: (pair[1].is_default, -pair[0])
        )
        self.give_up: Sequence[int] = (
            *self.lowering,
            *(variable for variable, _ in latest_first),
        )

    def _add(self, literal: int, price: Decimal) -> None:
        cents = int(to_cents(price) * 100)
        if self._encoding.is_constant(literal):
            return
        self.priced.add(literal)
        if not cents:
            return
        if cents > 0:
            self.cents[literal] = self.cents.get(literal, 0) + cents
        elif cents < 0:
            self.lowering[literal] = self.lowering.get(literal, 0) - cents
