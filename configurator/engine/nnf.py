"""From the compiler's text to a circuit: read, shrink, smooth.

The text is D4's: ``o``/``a``/``t``/``f`` lines are nodes (or, and, true, false), the others are arcs
``parent child literals... 0`` whose literals hold together with the child.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


class UnreadableCircuit(ValueError):
    """The compiler's text is not a d-DNNF."""


@dataclass(slots=True)
class Arc:
    """``child`` together with ``literals``; the variables in ``free`` may be either way."""

    child: int
    literals: list[int]
    free: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Node:
    """All of its arcs (``is_and``) or exactly one of them hold; without arcs it is true."""

    arcs: list[Arc]
    is_and: bool = False


def read_nnf(text: str, *, kept: frozenset[int], smoothed: int) -> list[Node]:
    """The nodes that matter, children before parents, the root last.

    :param kept: variables whose literals stay on the arcs; the others are determined by them.
    :param smoothed: variables 1..smoothed occur below every branch of an OR, as literal or as free.
    :returns: an empty list when nothing can be built.
    :raises UnreadableCircuit: when the text is something else.
    """
    kinds, arcs = _parsed(text, kept)
    order = _children_first(arcs)
    shrunk = _Shrunk(kinds, arcs)
    for name in order:
        shrunk.take(name)
    return shrunk.finished(smoothed)


def _parsed(text: str, kept: frozenset[int]) -> tuple[dict[int, str], dict[int, list[Arc]]]:
    kinds: dict[int, str] = {}
    arcs: dict[int, list[Arc]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        if words[-1] != "0":
            raise UnreadableCircuit(f"Line {number} does not end in 0: {line:.60}")
        if words[0] in {"o", "a", "t", "f"}:
            kinds[int(words[1])] = words[0]
            arcs[int(words[1])] = []
        else:
            parent, child, *literals = map(int, words[:-1])
            arcs[parent].append(Arc(child, [lit for lit in literals if abs(lit) in kept]))
    if 1 not in kinds:
        raise UnreadableCircuit("There is no root.")
    return kinds, arcs


def _children_first(arcs: dict[int, list[Arc]]) -> Iterable[int]:
    done: set[int] = set()
    stack: list[tuple[int, bool]] = [(1, False)]
    while stack:
        name, is_expanded = stack.pop()
        if is_expanded:
            yield name
        elif name not in done:
            done.add(name)
            stack.append((name, True))
            stack.extend((arc.child, False) for arc in arcs[name] if arc.child not in done)


class _Shrunk:
    """Nodes without dead branches and without nodes that only pass on one arc."""

    def __init__(self, kinds: dict[int, str], arcs: dict[int, list[Arc]]) -> None:
        self._kinds, self._arcs = kinds, arcs
        self._nodes: list[Node] = []
        self._places: dict[tuple[object, ...], int] = {}
        self._true: int | None = None
        self._means: dict[int, Arc | None] = {}

    def take(self, name: int) -> None:
        """Decide what stands for the node: an arc to a kept one, or None for false."""
        kind = self._kinds[name]
        if kind == "f":
            self._means[name] = None
            return
        arcs = []
        for arc in self._arcs[name]:
            meant = self._means[arc.child]
            if meant is not None:
                arcs.append(Arc(meant.child, [*arc.literals, *meant.literals]))
            elif kind == "a":
                self._means[name] = None
                return
        if kind == "o" and not arcs:
            self._means[name] = None
        elif kind == "t" or not arcs:
            self._means[name] = Arc(self._truth(), [])
        elif kind == "a":
            self._means[name] = self._all_of(arcs)
        else:
            self._means[name] = arcs[0] if len(arcs) == 1 else self._kept(Node(arcs))

    def _all_of(self, arcs: list[Arc]) -> Arc:
        """An AND's own literals go up to the arc that leads to it; ANDs below are taken in."""
        literals = [literal for arc in arcs for literal in arc.literals]
        children: list[Arc] = []
        for arc in arcs:
            below = self._nodes[arc.child]
            if arc.child != self._true:
                children.extend(
                    [Arc(inner.child, []) for inner in below.arcs]
                    if below.is_and
                    else [Arc(arc.child, [])]
                )
        if not children:
            return Arc(self._truth(), literals)
        if len(children) == 1:
            return Arc(children[0].child, literals)
        found = self._kept(Node(children, is_and=True))
        return Arc(found.child, literals)

    def _truth(self) -> int:
        if self._true is None:
            self._true = self._kept(Node([], is_and=True)).child
        return self._true

    def _kept(self, node: Node) -> Arc:
        # Nodes that differed in variables nobody asks for are the same one now.
        arcs = sorted((arc.child, *sorted(arc.literals)) for arc in node.arcs)
        place = self._places.setdefault((node.is_and, *arcs), len(self._nodes))
        if place == len(self._nodes):
            self._nodes.append(node)
        return Arc(place, [])

    def finished(self, smoothed: int) -> list[Node]:
        root = self._means[1]
        if root is None:
            return []
        every = (1 << (smoothed + 1)) - 2
        nodes = _reachable([*self._nodes, Node([root])])
        _smooth(nodes, every)
        return nodes


def _reachable(nodes: list[Node]) -> list[Node]:
    """Only what the root (the last node) needs, in the same order."""
    needed = {len(nodes) - 1}
    for index in range(len(nodes) - 1, -1, -1):
        if index in needed:
            needed.update(arc.child for arc in nodes[index].arcs)
    place = {old: new for new, old in enumerate(sorted(needed))}
    kept = [nodes[old] for old in sorted(needed)]
    for node in kept:
        node.arcs = [Arc(place[arc.child], arc.literals) for arc in node.arcs]
    return kept


def _smooth(nodes: Sequence[Node], every: int) -> None:
    """Name on each arc of an OR the variables that its branch leaves open; the root has all."""
    below: list[int] = []
    for index, node in enumerate(nodes):
        seen = [_variables(arc.literals) & every | below[arc.child] for arc in node.arcs]
        union = every if index == len(nodes) - 1 else _union(seen)
        if not node.is_and:
            for arc, own in zip(node.arcs, seen, strict=True):
                arc.free = _members(union & ~own)
        below.append(union)


def _variables(literals: Iterable[int]) -> int:
    found = 0
    for literal in literals:
        found |= 1 << abs(literal)
    return found


def _union(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _members(bits: int) -> list[int]:
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
