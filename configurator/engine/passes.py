"""One pass up and one down answer for every option at once: what is possible, and how many cars.

The classical differential of a smooth decomposable circuit (Darwiche, "A differential approach to
inference", 2003), here over truth values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from configurator.engine.circuit import Circuit, contradicts, index_of

type Bits = NDArray[np.bool_]
type Bytes = NDArray[np.uint8]  # 0 and 1: numpy reduces them twice as fast as truth values


def possible(circuit: Circuit, fixed: Collection[int]) -> Bits | None:
    """For every literal index: is there a car with ``fixed`` and this literal?

    Right for the smoothed variables. None when there is no car with ``fixed``.
    """
    if not circuit.is_buildable or contradicts(fixed):
        return None
    alive = _alive(circuit, fixed)
    value = np.ones(circuit.nodes, dtype=np.uint8)
    holds = np.empty(circuit.arcs, dtype=np.uint8)
    for layer in circuit.layers:
        below = holds[layer.arcs]
        np.take(value, circuit.child[layer.arcs], out=below, mode="clip")
        if layer.is_and:
            np.bitwise_and.reduceat(below, layer.starts, out=value[layer.nodes])
        else:
            below &= alive[circuit.label[layer.arcs]]
            np.bitwise_or.reduceat(below, layer.starts, out=value[layer.nodes])
    if not value[-1]:
        return None
    return _literals_of(circuit, _reached(circuit, value, holds), fixed)


def _alive(circuit: Circuit, fixed: Iterable[int]) -> Bytes:
    """Labels that contradict nothing that is fixed."""
    alive = np.ones(circuit.labels, dtype=np.uint8)
    for literal in fixed:
        alive[circuit.by_literal.of(index_of(-literal))] = 0
    return alive


def _reached(circuit: Circuit, reach: Bytes, holds: Bytes) -> Bytes:
    """Arcs that take part in some car; ``holds`` says which could, seen from below.

    ``reach`` starts as the nodes' truth and is overwritten from the root down.
    """
    reached = np.empty(circuit.arcs, dtype=np.uint8)
    for layer in reversed(circuit.layers):
        if layer.incoming_starts.size:
            came = np.take(reached, circuit.incoming[layer.incoming], mode="clip")
            np.bitwise_or.reduceat(came, layer.incoming_starts, out=reach[layer.nodes])
        arcs = reached[layer.arcs]
        np.take(reach, circuit.parent[layer.arcs], out=arcs, mode="clip")
        arcs &= holds[layer.arcs]
    return reached


def _literals_of(circuit: Circuit, reached: Bytes, fixed: Iterable[int]) -> Bits:
    spoken = np.zeros(circuit.labels, dtype=np.uint8)
    spoken[circuit.label[reached.view(np.bool_)]] = 1
    found = np.zeros(2 * circuit.variables + 2, dtype=np.uint8)
    circuit.by_literal.reduce(np.bitwise_or, spoken, found)
    either = np.zeros(circuit.variables + 1, dtype=np.uint8)
    circuit.by_free.reduce(np.bitwise_or, spoken, either)
    found |= np.repeat(either, 2)
    for literal in fixed:
        found[index_of(-literal)] = 0
    return found.view(np.bool_)


def count(circuit: Circuit, fixed: Collection[int] = ()) -> int:
    """How many cars there are with ``fixed``: exact, however many."""
    if not circuit.is_buildable or contradicts(fixed):
        return 0
    alive = _alive(circuit, fixed)[circuit.label].tolist()
    open_free = _open_free(circuit, fixed)[circuit.label].tolist()
    first, child = circuit.first.tolist(), circuit.child.tolist()
    value: list[int] = []
    for node, is_and in enumerate(circuit.is_and.tolist()):
        arcs = range(first[node], first[node + 1])
        if is_and:
            product = 1
            for arc in arcs:
                product *= value[child[arc]]
            value.append(product)
        else:
            value.append(sum(value[child[arc]] << open_free[arc] for arc in arcs if alive[arc]))
    return value[-1]


def rough_count(circuit: Circuit, fixed: Collection[int] = ()) -> int:
    """As :func:`count`, exact below 2**64 and to some twelve digits above; one quick pass."""
    if not circuit.is_buildable or contradicts(fixed):
        return 0
    dead, free = _alive(circuit, fixed) == 0, _open_free(circuit, fixed)
    doubled = np.where(dead, -np.inf, free)
    ones = np.uint64(1) << np.minimum(free, 63).astype(np.uint64)
    factor = np.where(dead | (free > 63), np.uint64(0), ones)
    logs = np.zeros(circuit.nodes)
    exact = np.ones(circuit.nodes, dtype=np.uint64)
    for layer in circuit.layers:
        below = circuit.child[layer.arcs]
        if layer.is_and:
            np.add.reduceat(logs[below], layer.starts, out=logs[layer.nodes])
            np.multiply.reduceat(exact[below], layer.starts, out=exact[layer.nodes])
        else:
            label = circuit.label[layer.arcs]
            np.logaddexp2.reduceat(
                logs[below] + doubled[label], layer.starts, out=logs[layer.nodes]
            )
            np.add.reduceat(exact[below] * factor[label], layer.starts, out=exact[layer.nodes])
    if np.isneginf(logs[-1]):
        return 0
    if logs[-1] < 63.5:
        return int(exact[-1])  # arithmetic modulo 2**64, and the true number is smaller
    whole = int(logs[-1])
    return int(2.0 ** (logs[-1] - whole) * 2**52) << (whole - 52)


def _open_free(circuit: Circuit, fixed: Iterable[int]) -> NDArray[np.int64]:
    free = np.diff(circuit.free_first).astype(np.int64)
    for literal in fixed:
        free[circuit.by_free.of(abs(literal))] -= 1
    return free
