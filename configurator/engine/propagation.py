"""Which options are decided by the picks: a circuit asked by a SAT solver's unit propagation.

Written as clauses, a smooth decomposable circuit needs no search: propagation alone finds every
literal that all cars share (Abío, Gange, Mayer-Eichberger, Stuckey, "On CNF encodings of decision
diagrams", 2016). A node, an arc or a label is a variable: it takes part in some car. Only what the
picks change is touched, in the solver's compiled loop, so the answer comes in a fraction of the time
that passes over whole arrays need; on large circuits those are as good and need less memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from pysat.solvers import Solver

from configurator.engine import passes
from configurator.engine.circuit import Circuit, Places
from configurator.engine.solvers import SOLVER

MOST_PLACES = 40_000
"""Arcs and literals of labels up to which it is worth its memory and the time to write it out."""


def suits(circuit: Circuit, most_places: int = MOST_PLACES) -> bool:
    """Whether a circuit is small enough to be written as clauses when it is first asked."""
    return circuit.is_buildable and circuit.arcs + len(circuit.literals) <= most_places


class Propagation:
    """What follows from picks. Not safe between threads: callers take turns."""

    def __init__(self, circuit: Circuit) -> None:
        anyway = passes.possible(circuit, ())
        if anyway is None:
            raise ValueError("Nothing can be built.")
        every = range(1, circuit.smoothed + 1)
        # A solver does not tell what holds before anything is assumed.
        self.always = [v for v in every if not anyway[2 * v + 1]]
        self.always += [-v for v in every if not anyway[2 * v]]
        self._told = frozenset(every) | {-v for v in every}
        self._solver = Solver(name=SOLVER, bootstrap_with=_Clauses(circuit))

    def implied(self, fixed: Collection[int]) -> Collection[int] | None:
        """The literals of named variables that every car with ``fixed`` has, beside :attr:`always`.

        ``fixed`` is among them. None when there is no such car.
        """
        is_possible, found = self._solver.propagate(assumptions=list(fixed))
        if not is_possible:
            return None
        return self._told.intersection(found)


class _Clauses:
    """The circuit's clauses; variables beyond its own are nodes, then arcs, then labels."""

    def __init__(self, circuit: Circuit) -> None:
        self._circuit = circuit
        self._first_node = circuit.variables + 1
        self._first_arc = self._first_node + circuit.nodes
        self._first_label = self._first_arc + circuit.arcs
        self._is_and = circuit.is_and[circuit.parent].astype(bool)
        # An arc of an AND always has the empty label: there is nothing to say but its parent.
        own = np.where(self._is_and, circuit.parent + self._first_node, self._arc_names())
        self._own: list[int] = own.tolist()
        self._same = self._merged()

    def _arc_names(self) -> Places:
        return np.arange(self._first_arc, self._first_label, dtype=np.intp)

    def _merged(self) -> list[int]:
        """For every variable the one that stands for it: some are true together in any case."""
        circuit = self._circuit
        same = list(range(self._first_label + circuit.labels))
        arcs_of, into = np.diff(circuit.first), np.bincount(circuit.child, minlength=circuit.nodes)
        chosen = ~self._is_and
        labelled = np.bincount(circuit.label[chosen], minlength=circuit.labels)
        pairs = [
            (chosen & (arcs_of[circuit.parent] == 1), circuit.parent + self._first_node),
            (into[circuit.child] == 1, circuit.child + self._first_node),
            (
                chosen & (circuit.label > 0) & (labelled[circuit.label] == 1),
                circuit.label + self._first_label,
            ),
        ]
        for which, other in pairs:
            for arc, name in zip(
                np.flatnonzero(which).tolist(), other[which].tolist(), strict=True
            ):
                _merge(same, self._own[arc], name)
        return [_root(same, name) for name in range(len(same))]

    def __iter__(self) -> Iterator[list[int]]:
        circuit, same = self._circuit, self._same
        yield [same[self._first_node + circuit.nodes - 1]]
        yield from self._about_nodes()
        yield from self._about_labels()

    def _about_nodes(self) -> Iterator[list[int]]:
        """An arc has its parent, child and label; a node one of those below and one above it."""
        circuit, same, nodes = self._circuit, self._same, self._first_node
        below: list[set[int]] = [set() for _ in range(circuit.nodes)]
        above: list[set[int]] = [set() for _ in range(circuit.nodes)]
        columns = (self._own, circuit.parent.tolist(), circuit.child.tolist())
        for own, parent, child, is_and in zip(*columns, self._is_and.tolist(), strict=True):
            arc = same[own]
            above[child].add(arc)
            if not is_and:
                below[parent].add(arc)
                yield from _implies(arc, same[nodes + parent])
            yield from _implies(arc, same[nodes + child])
        for node in range(circuit.nodes):
            name = same[nodes + node]
            yield from _one_of(name, below[node])
            yield from _one_of(name, above[node])

    def _about_labels(self) -> Iterator[list[int]]:
        """A label has its literals and an arc; a named literal has a label that says or allows it."""
        circuit, same = self._circuit, self._same
        arcs: list[set[int]] = [set() for _ in range(circuit.labels)]
        for own, label in zip(self._own, circuit.label.tolist(), strict=True):
            if label:
                arcs[label].add(same[own])
                yield from _implies(same[own], same[self._first_label + label])
        spoken: list[set[int]] = [set() for _ in range(2 * circuit.variables + 2)]
        literals = zip(circuit.literals.tolist(), circuit.literal_label.tolist(), strict=True)
        for index, label in literals:
            name = same[self._first_label + label]
            spoken[index].add(name)
            yield [-name, _literal(index)]
        for variable, label in zip(circuit.free.tolist(), circuit.free_label.tolist(), strict=True):
            for index in (2 * variable, 2 * variable + 1):
                spoken[index].add(same[self._first_label + label])
        for label in range(1, circuit.labels):
            yield from _one_of(same[self._first_label + label], arcs[label])
        for index in range(2, 2 * circuit.smoothed + 2):
            yield [-_literal(index), *spoken[index]]


def _literal(index: int) -> int:
    return -(index >> 1) if index & 1 else index >> 1


def _implies(one: int, other: int) -> Iterator[list[int]]:
    if one != other:
        yield [-one, other]


def _one_of(name: int, others: set[int]) -> Iterator[list[int]]:
    if others and name not in others:
        yield [-name, *others]


def _merge(same: list[int], one: int, other: int) -> None:
    one, other = _root(same, one), _root(same, other)
    if one != other:
        same[other] = one


def _root(same: list[int], name: int) -> int:
    while same[name] != name:
        same[name] = same[same[name]]
        name = same[name]
    return name
