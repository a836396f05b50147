"""Boolean feature models: a tree of features with groups, and constraints across it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from configurator.catalogue import Expression
from configurator.engine.gates import Claim, Clause, Gates


@dataclass(frozen=True, slots=True)
class FeatureGroup:
    """Children of a feature: when it is in, between ``minimum`` and ``maximum`` of them are."""

    parent: str
    children: tuple[str, ...]
    minimum: int
    maximum: int | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must hold of the features, with its source text and line."""

    source: str
    expression: Expression
    line: int = 0


@dataclass(frozen=True)
class FeatureModel:
    """``names`` in the order of the tree, the root first."""

    names: tuple[str, ...]
    groups: tuple[FeatureGroup, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    namespace: str = ""
    abstract: frozenset[str] = field(default_factory=frozenset)


class FeatureEncoding(Gates):
    """Variables 1..n are the features in tree order; the root is in every car."""

    def __init__(self, model: FeatureModel) -> None:
        super().__init__(model.names)
        self.claims = [
            Claim("root", f"Every car has {model.names[0]}.", ([1],)),
            *self._tree(model),
            *self._constraints(model),
        ]

    def _tree(self, model: FeatureModel) -> Iterable[Claim]:
        for number, group in enumerate(model.groups, 1):
            parent = self.variable[group.parent]
            members = [self.variable[name] for name in group.children]
            for name, member in zip(group.children, members, strict=True):
                yield Claim(
                    f"parent of {name}",
                    f"{name} is a part of {group.parent}.",
                    ([-member, parent],),
                )
            clauses = [*self._least(parent, members, group), *self._most(parent, members, group)]
            if clauses:
                yield Claim(f"group {number}", sentence(group), tuple(clauses))

    def _least(self, parent: int, members: list[int], group: FeatureGroup) -> Iterable[Clause]:
        if group.minimum == len(members):
            yield from ([-parent, member] for member in members)
        elif group.minimum == 1:
            yield [-parent, *members]
        elif group.minimum > 1:
            yield [-parent, self.at_least(members, group.minimum)]

    def _most(self, parent: int, members: list[int], group: FeatureGroup) -> Iterable[Clause]:
        # Children are out when their parent is, so the limit needs no condition.
        if group.maximum == 0:
            yield from ([-parent, -member] for member in members)
        elif group.maximum is not None and group.maximum < len(members):
            yield from self.at_most(members, group.maximum)

    def _constraints(self, model: FeatureModel) -> Iterable[Claim]:
        for constraint in model.constraints:
            clauses = self.clauses_of(constraint.expression)
            if clauses:
                yield Claim(f"line {constraint.line}", constraint.source, tuple(clauses))


def sentence(group: FeatureGroup) -> str:
    """The group's limit in words."""
    names = ", ".join(group.children)
    if group.minimum == len(group.children):
        return f"{group.parent} always has {names}."
    if group.minimum == group.maximum == 1:
        return f"{group.parent} has exactly one of {names}."
    if group.maximum is None or group.maximum >= len(group.children):
        return f"{group.parent} has at least {group.minimum} of {names}."
    return f"{group.parent} has {group.minimum} to {group.maximum} of {names}."
