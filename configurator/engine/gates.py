"""Propositional gates: fresh variables, each defined by the ones before it.

Every gate is an equivalence, so models correspond one to one to the assignments of the named
variables: counts hold, and a gate adds no freedom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from configurator.catalogue import Expression, Op

type Clause = list[int]

DISTRIBUTED = 64
"""Up to so many clauses an AND inside an OR is multiplied out."""
PAIRWISE = 8
"""Up to so many literals "at most one" is stated pair by pair."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that holds in every car, with the clauses that state it."""

    code: str
    sentence: str
    clauses: tuple[Clause, ...]


class Gates:
    """Variables 1..n have names; definitions follow. ``claims`` are what subclasses add."""

    def __init__(self, names: Iterable[str]) -> None:
        self.variable = {name: index for index, name in enumerate(names, 1)}
        self.named = self.top = len(self.variable)
        self.definitions: list[Clause] = []
        self.claims: list[Claim] = []
        self.selector: dict[str, int] = {}
        """Variables that nothing determines: which of several sets of claims holds."""
        self._gates: dict[tuple[int, ...], int] = {}
        self._known: dict[int, tuple[Expression, int]] = {}
        self._true = self.new()
        self.definitions.append([self._true])

    def settle(self) -> None:
        """Forget what only building needs: nothing is added any more, or it is gated anew."""
        self._gates.clear()
        self._known.clear()

    def clauses(self) -> list[Clause]:
        """Definitions and claims together."""
        stated = (clause for claim in self.claims for clause in claim.clauses)
        return [*self.definitions, *stated]

    def is_constant(self, literal: int) -> bool:
        """Whether the literal is true, or false, in every car."""
        return abs(literal) == self._true

    def new(self) -> int:
        """A fresh variable."""
        self.top += 1
        return self.top

    def literal(self, expression: Expression) -> int:
        """A literal that is true exactly when the expression holds."""
        known = self._known.get(id(expression))
        if known is None:
            known = (expression, expression.fold(self._gate_of))
            self._known[id(expression)] = known
        return known[1]

    def conjunction(self, literals: Iterable[int]) -> int:
        """A literal equivalent to all of these."""
        unique = sorted({literal for literal in literals if literal != self._true})
        taken = set(unique)
        if -self._true in taken or any(-literal in taken for literal in unique):
            return -self._true
        if not unique:
            return self._true
        if len(unique) == 1:
            return unique[0]
        key = tuple(unique)
        if key not in self._gates:
            gate = self.new()
            self._gates[key] = gate
            self.definitions.extend([-gate, literal] for literal in unique)
            self.definitions.append([gate, *(-literal for literal in unique)])
        return self._gates[key]

    def disjunction(self, literals: Iterable[int]) -> int:
        """A literal equivalent to any of these."""
        return -self.conjunction(-literal for literal in literals)

    def at_least(self, literals: Sequence[int], number: int) -> int:
        """A literal that is true exactly when at least so many of the literals are."""
        if number <= 0:
            return self._true
        if number > len(literals):
            return -self._true
        row = [self._true, *([-self._true] * number)]
        for literal in literals:
            row = [
                self._true,
                *(
                    self.disjunction((row[j], self.conjunction((literal, row[j - 1]))))
                    for j in range(1, number + 1)
                ),
            ]
        return row[number]

    def _gate_of(self, node: Expression, values: list[int]) -> int:
        match node.op:
            case Op.TRUE:
                return self._true
            case Op.OPTION:
                return self.variable[node.code]
            case Op.AND:
                return self.conjunction(values)
            case Op.OR:
                return self.disjunction(values)
            case Op.NOT:
                return -values[0]
            case Op.COUNT:
                return self._between(values, node.minimum, node.maximum)

    def _between(self, literals: Sequence[int], low: int, high: int | None) -> int:
        limits = [self.at_least(literals, low)]
        if high is not None:
            limits.append(-self.at_least(literals, high + 1))
        return self.conjunction(limits)

    def at_most(self, members: Sequence[int], number: int) -> Iterable[Clause]:
        """Clauses that say so."""
        if number == 0:
            yield from ([-literal] for literal in members)
        elif number == 1 and len(members) <= PAIRWISE:
            for index, first in enumerate(members):
                for second in members[index + 1 :]:
                    yield [-first, -second]
        else:
            yield [-self.at_least(members, number + 1)]

    def clauses_of(self, claim: Expression) -> list[Clause]:
        """Clauses that state the claim; none if it always holds.

        ANDs inside ORs are multiplied out up to `DISTRIBUTED` clauses and become gates beyond.
        """
        done: list[list[Clause]] = []
        for node, wanted in _signed_children_first(claim):
            split = len(done) - (0 if node.op is Op.COUNT else len(node.args))
            parts = done[split:]
            del done[split:]
            done.append(self._stated(node, parts, wanted=wanted))
        return [clause or [-self._true] for clause in done[0]]

    def _stated(self, node: Expression, parts: list[list[Clause]], *, wanted: bool) -> list[Clause]:
        match node.op:
            case Op.NOT:
                return parts[0]
            case Op.AND | Op.OR if (node.op is Op.AND) is wanted:
                return [clause for part in parts for clause in part]
            case Op.AND | Op.OR:
                return self._multiplied(parts)
            case _:
                literal = self.literal(node)
                return self._cleaned([literal if wanted else -literal])

    def _multiplied(self, parts: list[list[Clause]]) -> list[Clause]:
        product: list[Clause] = [[]]
        for part in sorted(parts, key=len):
            factor = part if len(product) * len(part) <= DISTRIBUTED else self._gated(part)
            product = [
                clause
                for before in product
                for added in factor
                if (clause := self._joined(before, added)) is not None
            ]
        return product

    def _gated(self, clauses: list[Clause]) -> list[Clause]:
        """The clauses as one literal that is true exactly when all of them are."""
        literals = [self.disjunction(clause) if clause else -self._true for clause in clauses]
        return self._cleaned([self.conjunction(literals)])

    def _cleaned(self, literals: Sequence[int]) -> list[Clause]:
        joined = self._joined([], literals)
        return [] if joined is None else [joined]

    def _joined(self, before: Sequence[int], added: Sequence[int]) -> Clause | None:
        """One clause of both without what never holds; None if it always holds."""
        literals = {*before, *added} - {-self._true}
        if self._true in literals or any(-literal in literals for literal in literals):
            return None
        return sorted(literals, key=abs)


def _signed_children_first(claim: Expression) -> Iterator[tuple[Expression, bool]]:
    """Every node with the truth that is wanted of it, arguments first; counts stay whole."""
    stack: list[tuple[Expression, bool, bool]] = [(claim, True, False)]
    while stack:
        node, wanted, is_expanded = stack.pop()
        if is_expanded or not node.args or node.op is Op.COUNT:
            yield node, wanted
            continue
        stack.append((node, wanted, True))
        inner = wanted if node.op is not Op.NOT else not wanted
        stack.extend((arg, inner, False) for arg in reversed(node.args))
