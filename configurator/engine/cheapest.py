"""The cheapest car with every option at once, and the one cheapest car itself.

The same two passes as for truth, over (minimum, plus). A price change needs no compile: prices are
weights of the pass. Costs are whole numbers (cents, or anything added up), never negative.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from configurator.engine.circuit import Circuit, Layer, contradicts, index_of

type Ints = NDArray[np.int64]

NEVER = 1 << 60
"""The cost of what cannot be. The sum of all weights stays below it."""
MOST_BITS = 32_000_000
"""So many bits of labels are kept, which is four megabytes; beyond, a label is read at each use."""
ENDLESS_TOGETHER = 7
"""So many times :data:`NEVER` is still an int64."""


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
            value.take(circuit.child[layer.arcs], out=below, mode="clip")
            if layer.is_and:
                _add_up(below, layer, value[layer.nodes])
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


@dataclass(frozen=True, eq=False)
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

    @cached_property
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
                came = arc_around.take(circuit.incoming[layer.incoming], mode="clip")
                least = np.minimum.reduceat(came, layer.incoming_starts)
                np.minimum(least, NEVER, out=around[layer.nodes])
            passed, parents = arc_around[layer.arcs], circuit.parent[layer.arcs]
            if layer.is_and:
                np.add(around[layer.nodes], value[layer.nodes], out=whole[layer.nodes])
                whole.take(parents, out=passed, mode="clip")
                passed -= value.take(circuit.child[layer.arcs], mode="clip")
            else:
                label = circuit.label[layer.arcs]
                around.take(parents, out=passed, mode="clip")
                np.add(passed, self._through[layer.arcs], out=by_arc[layer.arcs])
                passed += self._costs.take(label, mode="clip")
        total = np.full(circuit.labels, NEVER, dtype=np.int64)
        circuit.by_label.reduce(np.minimum, by_arc, total)
        return total

    def car(self, ranking: Ranking) -> frozenset[int]:
        """The smoothed variables that are in the cheapest car; ``ranking`` decides among equals."""
        # Cars as whole numbers with a bit per variable, by rank: the least number wins. One is
        # kept only until all above it have it: it may be as wide as the catalogue.
        ways, waiting = self._reached(ranking)
        best: dict[int, int] = {}
        stack = [self._circuit.nodes - 1]
        while stack:
            node = stack[-1]
            children, labels = ways[node]
            if node in best:
                stack.pop()
            elif open_ones := [child for child in children if child not in best]:
                stack.extend(open_ones)
            elif ranking.is_and[node]:
                best[node] = sum([best[child] for child in children])
                _let_go(best, waiting, children)
            else:
                pairs = zip(children, labels, strict=True)
                found = [best[child] | self._bits(label, ranking) for child, label in pairs]
                best[node] = found[0] if len(found) == 1 else min(found)
                _let_go(best, waiting, children)
        chosen = best[self._circuit.nodes - 1]
        every = range(1, self._circuit.smoothed + 1)
        return frozenset(variable for variable in every if chosen >> ranking.rank[variable] & 1)

    def _reached(
        self, ranking: Ranking
    ) -> tuple[dict[int, tuple[list[int], list[int]]], dict[int, int]]:
        """What the cheapest cars are made of: by node its children and labels; and how many arcs
        lead to each.
        """
        found: dict[int, tuple[list[int], list[int]]] = {}
        arcs: dict[int, int] = {}
        stack = [self._circuit.nodes - 1]
        while stack:
            node = stack.pop()
            if node not in found:
                found[node] = ways = self._ways(node, ranking)
                for child in ways[0]:
                    arcs[child] = arcs.get(child, 0) + 1
                stack.extend(ways[0])
        return found, arcs

    def _ways(self, node: int, ranking: Ranking) -> tuple[list[int], list[int]]:
        """Where the arcs lead (of an OR those to a cheapest car) and their labels."""
        circuit = self._circuit
        first, end = circuit.first[node : node + 2].tolist()
        if ranking.is_and[node]:  # its arcs say nothing
            return circuit.child[first:end].tolist(), []
        costs = self._through[first:end].tolist()
        least = min(costs)
        if costs.count(least) == 1:
            only = first + costs.index(least)
            return [circuit.child.item(only)], [circuit.label.item(only)]
        children, labels = circuit.child[first:end].tolist(), circuit.label[first:end].tolist()
        open_ones = [place for place, cost in enumerate(costs) if cost == least]
        return [children[place] for place in open_ones], [labels[place] for place in open_ones]

    def _bits(self, label: int, ranking: Ranking) -> int:
        found, free = ranking.said(label)
        for variable in free:
            if self._is_in(variable):
                found |= 1 << ranking.rank[variable]
        return found

    def _is_in(self, variable: int) -> bool:
        """Whether a variable that may be either way is in: asked for, or cheaper so."""
        if variable in self._fixed or -variable in self._fixed:
            return variable in self._fixed
        return bool(self._weights[2 * variable] < self._weights[2 * variable + 1])


class Ranking:
    """The order by which equally cheap cars are compared, and what the labels say in it.

    :param rank: of each variable; among equally cheap cars the one without the highest-ranking
        variable in which they differ.
    """

    def __init__(self, circuit: Circuit, rank: Sequence[int]) -> None:
        self._circuit = circuit
        self.rank, self.is_and = rank, circuit.is_and.tobytes()
        indexes = circuit.literals
        is_in = (indexes & 1 == 0) & (indexes >> 1 <= circuit.smoothed)
        self._ranks = np.asarray(rank, dtype=np.int32)[indexes[is_in] >> 1]
        self._first = np.concatenate([[0], np.cumsum(is_in)])[circuit.literal_first]

        wide = circuit.labels * circuit.smoothed
        self._known: dict[int, tuple[int, list[int]]] | None = {} if wide <= MOST_BITS else None

    def said(self, label: int) -> tuple[int, list[int]]:
        """The bits of the options a label puts into the car, and the options it leaves open."""
        if self._known is None:
            return self._read(label)
        known = self._known.get(label)
        if known is None:
            known = self._known[label] = self._read(label)
        return known

    def _read(self, label: int) -> tuple[int, list[int]]:
        first, end = self._first[label : label + 2].tolist()
        bits = 0
        for rank in self._ranks[first:end].tolist():
            bits |= 1 << rank
        begin, end = self._circuit.free_first[label : label + 2].tolist()
        return bits, self._circuit.free[begin:end].tolist()


def _let_go(best: dict[int, int], waiting: dict[int, int], children: Iterable[int]) -> None:
    for child in children:
        waiting[child] -= 1
        if not waiting[child]:
            del best[child]


def _add_up(below: Ints, layer: Layer, sums: Ints) -> None:
    np.add.reduceat(below, layer.starts, out=sums)
    if layer.widest <= ENDLESS_TOGETHER:
        np.minimum(sums, NEVER, out=sums)
    else:  # so many endless costs would add up beyond what an int64 holds
        sums[np.maximum.reduceat(below, layer.starts) >= NEVER] = NEVER
