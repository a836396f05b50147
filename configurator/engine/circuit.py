"""A compiled model as immutable arrays: a smooth deterministic decomposable circuit.

Variables are 1..n. Literal ``v`` has index ``2v`` and ``-v`` has ``2v + 1``. Nodes stand by height
and kind, children first, the root last; arcs stand by their parent.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from configurator.engine.nnf import Node

FORMAT = 1

type Places = NDArray[np.intp]


def index_of(literal: int) -> int:
    """Where a literal stands in arrays over literals."""
    return 2 * literal if literal > 0 else -2 * literal + 1


def contradicts(fixed: Collection[int]) -> bool:
    """Whether a variable is asked for both ways."""
    literals = set(fixed)
    return any(-literal in literals for literal in literals)


@dataclass(frozen=True, slots=True)
class Layer:
    """Neighbouring nodes of one kind and height: where their arcs leave and where they come in."""

    is_and: bool
    nodes: slice
    arcs: slice
    starts: Places
    incoming: slice
    incoming_starts: Places


class Occurrences:
    """Which arcs carry a value, for every value."""

    def __init__(self, values: NDArray[Any], arcs: NDArray[Any], size: int) -> None:
        order = np.argsort(values, kind="stable")
        self.arcs = arcs[order].astype(np.int32)
        self.first = np.searchsorted(values[order], np.arange(size + 1)).astype(np.int32)

    def of(self, value: int) -> NDArray[np.int32]:
        """The arcs with that value."""
        return self.arcs[self.first[value] : self.first[value + 1]]

    @property
    def nbytes(self) -> int:
        """Memory of both arrays."""
        return self.arcs.nbytes + self.first.nbytes


class Circuit:
    """Read-only; any number of threads may ask at once."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._stored = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        for array in self._stored.values():
            array.setflags(write=False)
        self.variables, self.smoothed = (int(size) for size in arrays["size"][:2])
        self.first, self.child = self._stored["first"], self._stored["child"]
        self.is_and = self._stored["is_and"]
        self.literals, self.free = self._stored["literals"], self._stored["free"]
        self.literal_first, self.free_first = (
            self._stored["literal_first"],
            self._stored["free_first"],
        )
        self.nodes, self.arcs = len(self.is_and), len(self.child)
        self.parent = np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.first))
        every_arc = np.arange(self.arcs, dtype=np.int32)
        self.literal_arc = np.repeat(every_arc, np.diff(self.literal_first))
        self.free_arc = np.repeat(every_arc, np.diff(self.free_first))
        self.by_literal = Occurrences(self.literals, self.literal_arc, 2 * self.variables + 2)
        self.by_free = Occurrences(self.free, self.free_arc, self.variables + 1)
        self.incoming = np.argsort(self.child, kind="stable").astype(np.intp)
        self.layers = self._layers()

    @property
    def is_buildable(self) -> bool:
        """Whether there is any car at all."""
        return self.nodes > 0

    @property
    def nbytes(self) -> int:
        """Memory of all arrays, derived ones included."""
        derived = (self.parent, self.literal_arc, self.free_arc, self.incoming)
        arrays = sum(array.nbytes for array in (*self._stored.values(), *derived))
        return arrays + self.by_literal.nbytes + self.by_free.nbytes

    def to_bytes(self) -> bytes:
        """The stored form; :meth:`from_bytes` reads it back."""
        out = io.BytesIO()
        np.savez_compressed(out, allow_pickle=False, **self._stored)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Circuit:
        """:raises ValueError: when it is not a circuit of this format."""
        try:
            with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
                found = {name: arrays[name] for name in arrays.files}
        except (ValueError, OSError) as reason:
            raise ValueError("This is not a compiled catalogue.") from reason
        if int(found["size"][2]) != FORMAT:
            raise ValueError("The compiled catalogue has another format; compile it again.")
        return cls(found)

    def _layers(self) -> list[Layer]:
        sort = self._stored["height"] * 2 + self.is_and
        came = np.searchsorted(self.child[self.incoming], np.arange(self.nodes + 1))
        bounds = [0, *(np.flatnonzero(np.diff(sort)) + 1).tolist(), self.nodes]
        found = []
        for begin, end in pairwise(bounds):
            first, incoming = self.first[begin : end + 1], came[begin : end + 1]
            if first[0] == first[-1]:
                continue  # the node that is simply true
            incoming_starts = incoming[:-1] if end < self.nodes else incoming[:0]
            found.append(
                Layer(
                    bool(self.is_and[begin]),
                    slice(begin, end),
                    slice(int(first[0]), int(first[-1])),
                    (first[:-1] - first[0]).astype(np.intp),
                    slice(int(incoming[0]), int(incoming[-1])),
                    (incoming_starts - incoming[0]).astype(np.intp),
                )
            )
        return found


def built_circuit(nodes: Sequence[Node], *, variables: int, smoothed: int) -> Circuit:
    """Lay the nodes (children first, the root last) out as arrays."""
    heights: list[int] = []
    for node in nodes:
        heights.append(1 + max((heights[arc.child] for arc in node.arcs), default=-1))
    order = sorted(range(len(nodes)), key=lambda index: (heights[index], nodes[index].is_and))
    place = {old: new for new, old in enumerate(order)}
    arcs = [arc for index in order for arc in nodes[index].arcs]
    counts = [len(nodes[index].arcs) for index in order]
    return Circuit(
        {
            "size": np.array([variables, smoothed, FORMAT], dtype=np.int32),
            "is_and": np.array([nodes[index].is_and for index in order], dtype=np.int8),
            "height": np.array([heights[index] for index in order], dtype=np.int32),
            "first": _firsts(counts),
            "child": np.array([place[arc.child] for arc in arcs], dtype=np.int32),
            "literal_first": _firsts([len(arc.literals) for arc in arcs]),
            "literals": np.array(
                [index_of(literal) for arc in arcs for literal in arc.literals], dtype=np.int32
            ),
            "free_first": _firsts([len(arc.free) for arc in arcs]),
            "free": np.array([name for arc in arcs for name in arc.free], dtype=np.int32),
        }
    )


def _firsts(counts: Sequence[int]) -> NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int32)
