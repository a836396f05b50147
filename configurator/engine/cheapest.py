"""The cheapest car with every option at once, and the one cheapest car itself.

The same two passes as for truth, over (minimum, plus). A price change needs no compile: prices are
weights of the pass. Costs are whole numbers (cents, or anything added up), never negative.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from configurator.engine.circuit import Circuit, Layer, contradicts, index_of

type Ints = NDArray[np.int64]

NEVER = 1 << 60
"""The cost of what cannot be. The sum of all weights stays below it."""


class Priced:
    """A circuit under one price list. Read-only.

    :param weights: the cost of every literal index, not negative.
    """

    def __init__(self, circuit: Circuit, weights: Ints) -> None:
        if int(weights.sum()) >= NEVER:
            raise ValueError("The prices are too high to be added up.")
        self.circuit, self.weights = circuit, weights
        self._least = np.minimum(weights[0::2], weights[1::2])
        self._arc_costs = np.zeros(circuit.arcs, dtype=np.int64)
        np.add.at(self._arc_costs, circuit.literal_arc, weights[circuit.literals])
        np.add.at(self._arc_costs, circuit.free_arc, self._least[circuit.free])

    def cheapest(
        self, fixed: Collection[int] = (), extra: Mapping[int, int] | None = None
    ) -> Cheapest | None:
        """The cheapest cars with ``fixed``; None when there is none.

        :param extra: what single literals cost on top of their price, such as dropping a pick.
        """
        circuit = self.circuit
        if not circuit.is_buildable or contradicts(fixed):
            return None
        weights = self._reweighted(extra or {})
        arc_costs = self._changed_arcs(weights, fixed, extra or {})
        value = np.zeros(circuit.nodes, dtype=np.int64)
        through = np.empty(circuit.arcs, dtype=np.int64)
        for layer in circuit.layers:
            np.add(
                arc_costs[layer.arcs],
                value[circuit.child[layer.arcs]],
                out=through[layer.arcs],
            )
            value[layer.nodes] = _sums(through, layer) if layer.is_and else _leasts(through, layer)
        if value[-1] >= NEVER:
            return None
        return Cheapest(circuit, weights, frozenset(fixed), value, through)

    def _reweighted(self, extra: Mapping[int, int]) -> Ints:
        if not extra:
            return self.weights
        weights = self.weights.copy()
        for literal, more in extra.items():
            weights[index_of(literal)] += more
        return weights

    def _changed_arcs(
        self, weights: Ints, fixed: Collection[int], extra: Mapping[int, int]
    ) -> Ints:
        circuit, costs = self.circuit, self._arc_costs.copy()
        for literal, more in extra.items():
            costs[circuit.by_literal.of(index_of(literal))] += more
            self._change_free(
                costs, literal, min(weights[index_of(literal)], weights[index_of(-literal)])
            )
        for literal in fixed:
            self._change_free(costs, literal, weights[index_of(literal)])
        for literal in fixed:
            costs[circuit.by_literal.of(index_of(-literal))] = NEVER
        return costs

    def _change_free(self, costs: Ints, literal: int, least: int) -> None:
        before = self._least[abs(literal)]
        if least != before:
            costs[self.circuit.by_free.of(abs(literal))] += least - before


class Cheapest:
    """What one upward pass found; the downward pass and the walk are made when asked for."""

    def __init__(
        self,
        circuit: Circuit,
        weights: Ints,
        fixed: frozenset[int],
        value: Ints,
        through: Ints,
    ) -> None:
        self._circuit, self._weights, self._fixed = circuit, weights, fixed
        self._value, self._through = value, through

    @property
    def cost(self) -> int:
        """Of the cheapest car."""
        return int(self._value[-1])

    def with_each_literal(self) -> Ints:
        """The cost of the cheapest car with each literal index; `NEVER` or more where none is."""
        circuit, total = self._circuit, self._arc_totals()
        found = np.full(2 * circuit.variables + 2, NEVER, dtype=np.int64)
        occurring = circuit.by_literal
        _least_of(found, occurring.arcs, occurring.first, total)
        free = np.full(circuit.variables + 1, NEVER, dtype=np.int64)
        _least_of(free, circuit.by_free.arcs, circuit.by_free.first, total)
        weights = self._weights
        least = np.minimum(weights[0::2], weights[1::2])
        for side in (0, 1):
            np.minimum(found[side::2], free - least + weights[side::2], out=found[side::2])
        for literal in self._fixed:
            found[index_of(-literal)] = NEVER
            found[index_of(literal)] = self.cost
        return found

    def _arc_totals(self) -> Ints:
        """The cost of the cheapest car through each arc."""
        circuit, value, through = self._circuit, self._value, self._through
        outer = np.zeros(circuit.nodes, dtype=np.int64)
        total = np.empty(circuit.arcs, dtype=np.int64)
        arc_outer = np.empty(circuit.arcs, dtype=np.int64)
        for layer in reversed(circuit.layers):
            if layer.incoming_starts.size:
                came = arc_outer[circuit.incoming[layer.incoming]]
                np.minimum.reduceat(came, layer.incoming_starts, out=outer[layer.nodes])
            parents = circuit.parent[layer.arcs]
            below = value[circuit.child[layer.arcs]]
            around = outer[parents]
            whole = around + (value[parents] if layer.is_and else through[layer.arcs])
            np.minimum(whole, NEVER, out=total[layer.arcs])
            rest = np.where(whole >= NEVER, NEVER, whole - below)
            arc_outer[layer.arcs] = rest
        return total

    def car(self, rank: Sequence[int]) -> frozenset[int]:
        """The smoothed variables that are in the cheapest car.

        :param rank: of each variable; among equally cheap cars the one without the
            highest-ranking variable in which they differ.
        """
        # Cars as whole numbers with a bit per variable, by rank: the least number wins.
        best: dict[int, int] = {}
        last = self._circuit.nodes - 1
        stack = [(last, False)]
        while stack:
            node, is_expanded = stack.pop()
            if node in best:
                continue
            arcs = self._open_arcs(node)
            if not is_expanded:
                stack.append((node, True))
                stack.extend((int(self._circuit.child[arc]), False) for arc in arcs)
                continue
            below = [best[int(self._circuit.child[arc])] | self._bits(arc, rank) for arc in arcs]
            best[node] = sum(below) if self._circuit.is_and[node] else min(below)
        chosen = best[last]
        every = range(1, self._circuit.smoothed + 1)
        return frozenset(variable for variable in every if chosen >> rank[variable] & 1)

    def _open_arcs(self, node: int) -> Sequence[int]:
        """All arcs of an AND; those of an OR that lead to a cheapest car."""
        first, end = self._circuit.first[node : node + 2].tolist()
        if self._circuit.is_and[node]:
            return range(first, end)
        least = self._value[node]
        return [arc for arc in range(first, end) if self._through[arc] == least]

    def _bits(self, arc: int, rank: Sequence[int]) -> int:
        """The options an arc puts into the car."""
        circuit, found = self._circuit, 0
        begin, end = circuit.literal_first[arc : arc + 2].tolist()
        for index in circuit.literals[begin:end].tolist():
            if not index & 1 and index >> 1 <= circuit.smoothed:
                found |= 1 << rank[index >> 1]
        begin, end = circuit.free_first[arc : arc + 2].tolist()
        for variable in circuit.free[begin:end].tolist():
            if self._is_in(variable):
                found |= 1 << rank[variable]
        return found

    def _is_in(self, variable: int) -> bool:
        """Whether a variable that may be either way is in: asked for, or cheaper so."""
        if variable in self._fixed or -variable in self._fixed:
            return variable in self._fixed
        return bool(self._weights[2 * variable] < self._weights[2 * variable + 1])


def _leasts(through: Ints, layer: Layer) -> Ints:
    return np.minimum(np.minimum.reduceat(through[layer.arcs], layer.starts), NEVER)


def _sums(through: Ints, layer: Layer) -> Ints:
    below = through[layer.arcs]
    sums = np.add.reduceat(below, layer.starts)
    # Two endless costs would add up beyond what an int64 holds, so they are looked for first.
    sums[np.maximum.reduceat(below, layer.starts) >= NEVER] = NEVER
    return sums


def _least_of(found: Ints, arcs: NDArray[np.int32], first: NDArray[np.int32], total: Ints) -> None:
    """Write the least total of each value's arcs; values without arcs stay as they are."""
    used = np.flatnonzero(np.diff(first))
    if used.size:
        found[used] = np.minimum.reduceat(total[arcs], first[used])
