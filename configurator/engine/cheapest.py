"""The cheapest car with every option at once, and the one cheapest car itself.

The same two passes as for truth, over (minimum, plus). A price change needs no compile: prices are
weights of the pass. Costs are whole numbers (cents, or anything added up), never negative.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

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
        self._costs = np.zeros(circuit.labels, dtype=np.int64)
        np.add.at(self._costs, circuit.literal_label, weights[circuit.literals])
        np.add.at(self._costs, circuit.free_label, self._least[circuit.free])

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
        costs = self._changed(weights, fixed, extra or {})
        value = np.zeros(circuit.nodes, dtype=np.int64)
        through = np.empty(circuit.arcs, dtype=np.int64)
        for layer in circuit.layers:
            below = through[layer.arcs]
            np.take(value, circuit.child[layer.arcs], out=below, mode="clip")
            if layer.is_and:
                value[layer.nodes] = _sums(below, layer)
            else:
                below += costs[circuit.label[layer.arcs]]
                least = np.minimum.reduceat(below, layer.starts)
                np.minimum(least, NEVER, out=value[layer.nodes])
        if value[-1] >= NEVER:
            return None
        return Cheapest(circuit, weights, frozenset(fixed), costs, value, through)

    def _reweighted(self, extra: Mapping[int, int]) -> Ints:
        if not extra:
            return self.weights
        weights = self.weights.copy()
        for literal, more in extra.items():
            weights[index_of(literal)] += more
        return weights

    def _changed(self, weights: Ints, fixed: Collection[int], extra: Mapping[int, int]) -> Ints:
        """What each label costs now."""
        circuit, costs = self.circuit, self._costs.copy()
        for literal, more in extra.items():
            costs[circuit.by_literal.of(index_of(literal))] += more
            either = min(weights[index_of(literal)], weights[index_of(-literal)])
            self._change_free(costs, literal, either)
        for literal in fixed:
            self._change_free(costs, literal, weights[index_of(literal)])
        for literal in fixed:
            costs[circuit.by_literal.of(index_of(-literal))] = NEVER
        return costs

    def _change_free(self, costs: Ints, literal: int, least: int) -> None:
        before = self._least[abs(literal)]
        if least != before:
            costs[self.circuit.by_free.of(abs(literal))] += least - before


@dataclass(frozen=True, slots=True, eq=False)
class Cheapest:
    """What one upward pass found; the downward pass and the walk are made when asked for."""

    _circuit: Circuit
    _weights: Ints
    _fixed: frozenset[int]
    _costs: Ints
    _value: Ints
    _through: Ints

    @property
    def cost(self) -> int:
        """Of the cheapest car."""
        return int(self._value[-1])

    def with_each_literal(self) -> Ints:
        """The cost of the cheapest car with each literal index; `NEVER` or more where none is."""
        circuit, total = self._circuit, self._label_totals()
        found = np.full(2 * circuit.variables + 2, NEVER, dtype=np.int64)
        circuit.by_literal.reduce(np.minimum, total, found)
        free = np.full(circuit.variables + 1, NEVER, dtype=np.int64)
        circuit.by_free.reduce(np.minimum, total, free)
        weights = self._weights
        least = np.minimum(weights[0::2], weights[1::2])
        for side in (0, 1):
            np.minimum(found[side::2], free - least + weights[side::2], out=found[side::2])
        for literal in self._fixed:
            found[index_of(-literal)] = NEVER
            found[index_of(literal)] = self.cost
        return found

    def _label_totals(self) -> Ints:
        """The cost of the cheapest car through any arc with each label."""
        circuit, value = self._circuit, self._value
        around = np.zeros(circuit.nodes, dtype=np.int64)
        arc_around = np.empty(circuit.arcs, dtype=np.int64)
        whole = np.empty(circuit.nodes, dtype=np.int64)
        by_arc = np.full(circuit.arcs, NEVER, dtype=np.int64)
        for layer in reversed(circuit.layers):
            if layer.incoming_starts.size:
                came = np.take(arc_around, circuit.incoming[layer.incoming], mode="clip")
                least = np.minimum.reduceat(came, layer.incoming_starts)
                np.minimum(least, NEVER, out=around[layer.nodes])
            passed, parents = arc_around[layer.arcs], circuit.parent[layer.arcs]
            if layer.is_and:
                np.add(around[layer.nodes], value[layer.nodes], out=whole[layer.nodes])
                np.take(whole, parents, out=passed, mode="clip")
                passed -= np.take(value, circuit.child[layer.arcs], mode="clip")
            else:
                label = circuit.label[layer.arcs]
                np.take(around, parents, out=passed, mode="clip")
                np.add(passed, self._through[layer.arcs], out=by_arc[layer.arcs])
                passed += np.take(self._costs, label, mode="clip")
        total = np.full(circuit.labels, NEVER, dtype=np.int64)
        circuit.by_label.reduce(np.minimum, by_arc, total)
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
        least, costs = int(self._value[node]), self._through[first:end].tolist()
        return [arc for arc, cost in enumerate(costs, first) if cost == least]

    def _bits(self, arc: int, rank: Sequence[int]) -> int:
        """The options an arc puts into the car."""
        circuit, found = self._circuit, 0
        label = circuit.label[arc]
        begin, end = circuit.literal_first[label : label + 2].tolist()
        for index in circuit.literals[begin:end].tolist():
            if not index & 1 and index >> 1 <= circuit.smoothed:
                found |= 1 << rank[index >> 1]
        begin, end = circuit.free_first[label : label + 2].tolist()
        for variable in circuit.free[begin:end].tolist():
            if self._is_in(variable):
                found |= 1 << rank[variable]
        return found

    def _is_in(self, variable: int) -> bool:
        """Whether a variable that may be either way is in: asked for, or cheaper so."""
        if variable in self._fixed or -variable in self._fixed:
            return variable in self._fixed
        return bool(self._weights[2 * variable] < self._weights[2 * variable + 1])


def _sums(below: Ints, layer: Layer) -> Ints:
    sums = np.add.reduceat(below, layer.starts)
    # Two endless costs would add up beyond what an int64 holds, so they are looked for first.
    sums[np.maximum.reduceat(below, layer.starts) >= NEVER] = NEVER
    return sums
