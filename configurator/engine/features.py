"""Boolean feature models: a tree of features with groups, and constraints across it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from configurator.catalogue import Expression
from configurator.engine.gates import Claim, Clause, Gates

PARENT = "parent of "


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
                    f"{PARENT}{name}",
                    f"{name} is a part of {group.parent}.",
                    ([-member, parent],),
                )
            for part, (words, clauses) in enumerate(self._limits(parent, members, group)):
                if clauses:
                    yield Claim(f"group {number}.{part}", words, tuple(clauses))

    def _limits(
        self, parent: int, members: list[int], group: FeatureGroup
    ) -> Iterable[tuple[str, list[Clause]]]:
        """What the group demands, in parts as small as a person would name them."""
        least, most, names = group.minimum, group.maximum, ", ".join(group.children)
        if least == len(members):
            for name, member in zip(group.children, members, strict=True):
                yield f"{group.parent} always has {name}.", [[-parent, member]]
        elif least == 1:
            yield f"{group.parent} has at least one of {names}.", [[-parent, *members]]
        elif least > 1:
            yield (
                f"{group.parent} has at least {least} of {names}.",
                [[-parent, self.at_least(members, least)]],
            )
        if most is not None and most < len(members):
            # Children are out when their parent is, so the limit needs no condition.
            words = f"{group.parent} has at most {most} of {names}."
            yield words, list(self.at_most(members, most))

    def _constraints(self, model: FeatureModel) -> Iterable[Claim]:
        for constraint in model.constraints:
            clauses = self.clauses_of(constraint.expression)
            if clauses:
                yield Claim(f"line {constraint.line}", constraint.source, tuple(clauses))


def folded(claims: Sequence[Claim]) -> list[str]:
    """Their sentences, a chain of parts of parts as one."""
    said: list[str] = []
    chain: list[str] = []
    for claim in [*claims, None]:
        step = _step(claim)
        if step is not None and chain and chain[-1] == step[0]:
            chain.append(step[1])
            continue
        if chain:
            said.append(_chain_in_words(chain))
        chain = list(step or ())
        if claim is not None and step is None:
            said.append(claim.sentence)
    return said


def _step(claim: Claim | None) -> tuple[str, str] | None:
    """The part and the whole of a claim of the tree."""
    if claim is None or not claim.code.startswith(PARENT):
        return None
    part = claim.code.removeprefix(PARENT)
    return part, claim.sentence.removeprefix(f"{part} is a part of ").removesuffix(".")


def _chain_in_words(chain: Sequence[str]) -> str:
    part, *wholes = chain
    return f"{part} is a part of {', which is a part of '.join(wholes)}."
