"""Clauses for a catalogue, by an iterative, equivalence-preserving encoding.

Every auxiliary variable is defined by the options alone, so models correspond one to one to cars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from configurator.catalogue import Catalogue, Expression, Op

type Clause = list[int]


@dataclass(frozen=True, slots=True)
class Claim:
    """A rule or a group's limit, with the clauses that state it."""

    code: str
    sentence: str
    clauses: tuple[Clause, ...]


class Encoding:
    """Variables 1..n are the options in catalogue order; definitions follow."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.variable = {option.code: index for index, option in enumerate(catalogue.options, 1)}
        self.top = len(catalogue.options)
        self.definitions: list[Clause] = []
        self._gates: dict[tuple[int, ...], int] = {}
        self._known: dict[int, tuple[Expression, int]] = {}
        self._true = self.new()
        self.definitions.append([self._true])
        self.condition = {rule.code: self.literal(rule.when) for rule in catalogue.rules}
        self.claims = [*self._group_claims(catalogue), *self._rule_claims(catalogue)]

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
        if -self._true in unique or any(-literal in set(unique) for literal in unique):
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

    def _group_claims(self, catalogue: Catalogue) -> Iterable[Claim]:
        for group in catalogue.groups:
            members = [self.variable[option.code] for option in catalogue.members[group.code]]
            clauses: list[Clause] = []
            if group.min_picks == 1:
                clauses.append(list(members) or [-self._true])
            elif group.min_picks > 1:
                clauses.append([self.at_least(members, group.min_picks)])
            if group.max_picks is not None and group.max_picks < len(members):
                clauses.extend(self._at_most(members, group.max_picks))
            if clauses:
                yield Claim(group.code, catalogue.group_sentence(group), tuple(clauses))

    def _at_most(self, members: Sequence[int], number: int) -> Iterable[Clause]:
        if number == 1 and len(members) <= 8:
            for index, first in enumerate(members):
                for second in members[index + 1 :]:
                    yield [-first, -second]
        else:
            yield [-self.at_least(members, number + 1)]

    def _rule_claims(self, catalogue: Catalogue) -> Iterable[Claim]:
        for rule in catalogue.rules:
            clause = self._clause_of(rule.claim())
            if clause is not None:
                yield Claim(rule.code, rule.sentence, (clause,))

    def _clause_of(self, claim: Expression) -> Clause | None:
        """The claim as one clause, its nested ORs flattened; None if it always holds."""
        literals: set[int] = set()
        stack = [(claim, True)]
        while stack:
            node, wanted = stack.pop()
            if node.op is Op.NOT:
                stack.append((node.args[0], not wanted))
            elif node.op is (Op.OR if wanted else Op.AND):
                stack.extend((arg, wanted) for arg in node.args)
            else:
                literal = self.literal(node)
                literals.add(literal if wanted else -literal)
        if self._true in literals or any(-literal in literals for literal in literals):
            return None
        return sorted(literals - {-self._true}, key=abs) or [-self._true]
