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


def possible(circuit: Circuit, fixed: Collection[int]) -> Bits | None:
    """For every literal index: is there a car with ``fixed`` and this literal?

    Right for the smoothed variables. None when there is no car with ``fixed``.
    """
    if not circuit.is_buildable or contradicts(fixed):
        return None
    holds = _alive(circuit, fixed)
    value = np.ones(circuit.nodes, dtype=np.bool_)
    for layer in circuit.layers:
        below = holds[layer.arcs]
        below &= value[circuit.child[layer.arcs]]
        reduce = np.logical_and if layer.is_and else np.logical_or
        reduce.reduceat(below, layer.starts, out=value[layer.nodes])
    if not value[-1]:
        return None
    return _literals_of(circuit, _reached(circuit, value, holds), fixed)


def _alive(circuit: Circuit, fixed: Iterable[int]) -> Bits:
    alive = np.ones(circuit.arcs, dtype=np.bool_)
    for literal in fixed:
        alive[circuit.by_literal.of(index_of(-literal))] = False
    return alive


def _reached(circuit: Circuit, reach: Bits, holds: Bits) -> Bits:
    """Arcs that take part in some car; ``holds`` says which could, seen from below.

    ``reach`` starts as the nodes' truth and is overwritten from the root down.
    """
    reached = np.zeros(circuit.arcs, dtype=np.bool_)
    for layer in reversed(circuit.layers):
        if layer.incoming_starts.size:
            came = reached[circuit.incoming[layer.incoming]]
            np.logical_or.reduceat(came, layer.incoming_starts, out=reach[layer.nodes])
        passed = reach[circuit.parent[layer.arcs]]
        np.logical_and(passed, holds[layer.arcs], out=reached[layer.arcs])
    return reached


def _literals_of(circuit: Circuit, reached: Bits, fixed: Iterable[int]) -> Bits:
    found = np.zeros(2 * circuit.variables + 2, dtype=np.bool_)
    found[circuit.literals[reached[circuit.literal_arc]]] = True
    either = circuit.free[reached[circuit.free_arc]]
    found[2 * either] = True
    found[2 * either + 1] = True
    for literal in fixed:
        found[index_of(-literal)] = False
    return found


def count(circuit: Circuit, fixed: Collection[int] = ()) -> int:
    """How many cars there are with ``fixed``: exact, however many."""
    if not circuit.is_buildable or contradicts(fixed):
        return 0
    alive, open_free = _alive(circuit, fixed).tolist(), _open_free(circuit, fixed).tolist()
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
    dead, free = ~_alive(circuit, fixed), _open_free(circuit, fixed)
    scale = free.astype(np.float64)
    scale[dead] = -np.inf
    exact_scale = np.where(
        dead | (free > 63), 0, np.uint64(1) << np.minimum(free, 63).astype(np.uint64)
    )
    logs = np.zeros(circuit.nodes)
    exact = np.ones(circuit.nodes, dtype=np.uint64)
    for layer in circuit.layers:
        below = circuit.child[layer.arcs]
        if layer.is_and:
            np.add.reduceat(logs[below], layer.starts, out=logs[layer.nodes])
            np.multiply.reduceat(exact[below], layer.starts, out=exact[layer.nodes])
        else:
            np.logaddexp2.reduceat(
                logs[below] + scale[layer.arcs], layer.starts, out=logs[layer.nodes]
            )
            np.add.reduceat(
                exact[below] * exact_scale[layer.arcs], layer.starts, out=exact[layer.nodes]
            )
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
