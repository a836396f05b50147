"""A compiled model as immutable arrays: a smooth deterministic decomposable circuit.

Variables are 1..n. Literal ``v`` has index ``2v`` and ``-v`` has ``2v + 1``. Nodes stand by height
and kind, children first, the root last; arcs stand by their parent. What an arc says beside its
child (literals that hold, variables that stay free) is a label; many arcs share one, and the arcs of
ANDs all have the empty label 0.
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

FORMAT = 2

MOST_WIDE = 200_000
"""Up to so many arcs a place is as wide as an address, else numpy widens it at each use."""

type Places = NDArray[np.signedinteger[Any]]


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
    widest: int
    """The most arcs that leave one of the nodes."""


class Occurrences:
    """Which labels carry a value, for every value; or which arcs a label."""

    def __init__(self, values: NDArray[Any], labels: Places, size: int) -> None:
        order = np.argsort(values, kind="stable")
        self.labels = labels[order]
        self.first = np.searchsorted(values[order], np.arange(size + 1)).astype(np.intp)
        self._used = np.flatnonzero(np.diff(self.first))
        self._starts = self.first[self._used]

    def of(self, value: int) -> Places:
        """The labels with that value."""
        return self.labels[self.first[value] : self.first[value + 1]]

    def reduce(self, by: np.ufunc, told: NDArray[Any], found: NDArray[Any]) -> None:
        """Write into ``found`` what the labels of each value were told, put together by a ufunc.

        Values without labels keep what they have.
        """
        if self._used.size:
            each = np.take(told, self.labels, mode="clip")
            found[self._used] = by.reduceat(each, self._starts)

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""
        arrays = (self.labels, self.first, self._used, self._starts)
        return sum(array.nbytes for array in arrays)


class Circuit:
    """Read-only; any number of threads may ask at once."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        wide: type[np.signedinteger[Any]] = (
            np.intp if len(arrays["child"]) <= MOST_WIDE else np.int32
        )
        kept = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        self._stored = kept | {name: kept[name].astype(wide) for name in ("child", "label")}
        for array in self._stored.values():
            array.setflags(write=False)
        self.variables, self.smoothed = (int(size) for size in arrays["size"][:2])
        self.first = self._stored["first"]
        self.child, self.label = self._stored["child"], self._stored["label"]
        self.is_and = self._stored["is_and"]
        self.literals, self.free = self._stored["literals"], self._stored["free"]
        self.literal_first, self.free_first = (
            self._stored["literal_first"],
            self._stored["free_first"],
        )
        self.nodes, self.arcs = len(self.is_and), len(self.child)
        self.parent: Places = np.repeat(np.arange(self.nodes, dtype=wide), np.diff(self.first))
        self.labels = len(self.literal_first) - 1
        every_label: Places = np.arange(self.labels, dtype=wide)
        self.literal_label: Places = np.repeat(every_label, np.diff(self.literal_first))
        self.free_label: Places = np.repeat(every_label, np.diff(self.free_first))
        self.by_literal = Occurrences(self.literals, self.literal_label, 2 * self.variables + 2)
        self.by_free = Occurrences(self.free, self.free_label, self.variables + 1)
        self.by_label = Occurrences(self.label, np.arange(self.arcs, dtype=wide), self.labels)
        self.incoming: Places = np.argsort(self.child, kind="stable").astype(wide)
        self.layers = self._layers()

    @property
    def is_buildable(self) -> bool:
        """Whether there is any car at all."""
        return self.nodes > 0

    @property
    def nbytes(self) -> int:
        """Memory of all arrays, derived ones included."""
        derived = (self.parent, self.incoming, self.literal_label, self.free_label)
        arrays = sum(array.nbytes for array in (*self._stored.values(), *derived))
        return arrays + self.by_literal.nbytes + self.by_free.nbytes + self.by_label.nbytes

    def to_bytes(self) -> bytes:
        """The stored form; :meth:`from_bytes` reads it back."""
        out = io.BytesIO()
        narrow = {name: self._stored[name].astype(np.int32) for name in ("child", "label")}
        np.savez_compressed(out, allow_pickle=False, **{**self._stored, **narrow})
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
                    int(np.diff(first).max()),
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
    labels: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {((), ()): 0}
    label = [
        labels.setdefault((tuple(sorted(arc.literals)), tuple(arc.free)), len(labels))
        for arc in arcs
    ]
    counts = [len(nodes[index].arcs) for index in order]
    return Circuit(
        {
            "size": np.array([variables, smoothed, FORMAT], dtype=np.int32),
            "is_and": np.array([nodes[index].is_and for index in order], dtype=np.int8),
            "height": np.array([heights[index] for index in order], dtype=np.int32),
            "first": _firsts(counts),
            "child": np.array([place[arc.child] for arc in arcs], dtype=np.int32),
            "label": np.array(label, dtype=np.int32),
            "literal_first": _firsts([len(literals) for literals, _ in labels]),
            "literals": np.array(
                [index_of(literal) for literals, _ in labels for literal in literals],
                dtype=np.int32,
            ),
            "free_first": _firsts([len(free) for _, free in labels]),
            "free": np.array([name for _, free in labels for name in free], dtype=np.int32),
        }
    )


def _firsts(counts: Sequence[int]) -> NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int32)
