"""Boolean UVL: the text in which public feature models are exchanged. Reads and writes.

Groups, cardinalities and boolean constraints are read; attributes are tolerated and left out,
unless they carry constraints. What is not boolean (types, arithmetic, imports) is refused by line,
so that nothing is half read. Every walk is iterative: models have 20,000 features and one rule
may have thousands of literals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from configurator.engine.features import Constraint, FeatureGroup, FeatureModel
from configurator.engine.uvl_text import (
    NAME,
    Row,
    UnreadableModel,
    plain,
    read_constraint,
    rows_of,
    written,
)

SECTIONS = {"namespace", "include", "imports", "features", "constraints"}
KEYWORDS = {
    "mandatory": (None, None),
    "optional": (0, None),
    "or": (1, None),
    "alternative": (1, 1),
}
_CARDINALITY = re.compile(r"\[\s*(?:(\d+)\s*(?:\.\.\s*(\d+|\*))?|\*)\s*\]$")
_FEATURE = re.compile(
    rf"(?:(?P<type>Boolean|Integer|Real|String)\s+(?=[\w\"]))?(?P<name>{NAME})\s*"
    r"(?:cardinality\s*(?P<cardinality>\[[^\]]*\]))?\s*(?P<attributes>\{.*\})?\s*$",
    re.DOTALL,
)
_RULES_INSIDE = re.compile(r"(?:^|[{,\s])constraints?\s+(?![{\w]*\s*[,}])")
_STRINGS = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass
class _Place:
    """An open line of the tree: a feature, or a group under one."""

    indent: int
    feature: str | None = None
    group: _OpenGroup | None = None


@dataclass
class _OpenGroup:
    parent: str
    minimum: int | None
    maximum: int | None
    line: int
    children: list[str] = field(default_factory=list)

    def closed(self) -> FeatureGroup:
        count = len(self.children)
        if not count:
            raise UnreadableModel(self.line, 1, "a group has no features under it")
        minimum = count if self.minimum is None else self.minimum
        maximum = None if self.maximum is None or self.maximum >= count else self.maximum
        if minimum > count or (maximum is not None and minimum > maximum):
            raise UnreadableModel(self.line, 1, f"no {minimum} of {count} features can be chosen")
        return FeatureGroup(self.parent, tuple(self.children), minimum, maximum, self.line)


class _Tree:
    """Builds the feature tree from its lines."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.abstract: set[str] = set()
        self.groups: list[_OpenGroup] = []
        self._open: list[_Place] = []

    def add(self, indent: int, text: str, line: int) -> None:
        while self._open and self._open[-1].indent >= indent:
            self._open.pop()
        above = self._open[-1] if self._open else None
        limits = _limits(text)
        if limits is not None and (above is None or above.feature is not None):
            if above is None or above.feature is None:
                raise UnreadableModel(line, 1, "a group must stand under a feature")
            group = _OpenGroup(above.feature, *limits, line)
            self.groups.append(group)
            self._open.append(_Place(indent, group=group))
            return
        name = self._feature(text, line)
        if above is None:
            if len(self.names) > 1:
                raise UnreadableModel(line, 1, f"{name} is a second root; a model has one")
        elif above.group is None:
            raise UnreadableModel(line, 1, f"{name} must stand in a group such as “optional”")
        else:
            above.group.children.append(name)
        self._open.append(_Place(indent, feature=name))

    def _feature(self, text: str, line: int) -> str:
        found = _FEATURE.match(text)
        if found is None:
            raise UnreadableModel(line, 1, f"expected a feature, found “{text:.60}”")
        name = plain(found["name"])
        if found["type"] not in {None, "Boolean"}:
            raise UnreadableModel(line, 1, f"{name} is a {found['type']}; only Boolean is read")
        if found["cardinality"] and found["cardinality"].replace(" ", "") not in {"[1]", "[1..1]"}:
            raise UnreadableModel(line, 1, f"{name} has a cardinality; only [1] is boolean")
        attributes = _STRINGS.sub("", found["attributes"] or "")
        if _RULES_INSIDE.search(attributes):
            raise UnreadableModel(line, 1, f"{name} carries constraints among its attributes")
        if name in self.names:
            raise UnreadableModel(line, 1, f"{name} stands twice in the tree")
        self.names[name] = None
        if re.search(r"\babstract\b(?!\s+false)", attributes):
            self.abstract.add(name)
        return name


def read_uvl(text: str) -> FeatureModel:
    """A model from its text. :raises UnreadableModel: with line, column and what was expected."""
    reader = _Sections()
    for row in rows_of(text):
        reader.take(row)
    return reader.finished()


class _Sections:
    """Gives every line to the section it stands in."""

    def __init__(self) -> None:
        self._tree, self._constraints = _Tree(), list[Constraint]()
        self._namespace = self._section = ""

    def take(self, row: Row) -> None:
        word, _, rest = row.text.partition(" ")
        if row.indent == 0 and word in SECTIONS:
            self._begin(word, rest.strip(), row.line)
        elif self._section == "features":
            self._tree.add(row.indent, row.text, row.line)
        elif self._section == "constraints":
            expression = read_constraint(row, self._tree.names)
            self._constraints.append(Constraint(row.text, expression, row.line))
        elif self._section != "include":  # language levels say nothing that is not seen below
            reason = f"“{row.text:.60}” stands in no section that is read"
            raise UnreadableModel(row.line, row.column, reason)

    def _begin(self, word: str, rest: str, line: int) -> None:
        if word == "namespace":
            self._namespace = plain(rest)
        elif rest:
            raise UnreadableModel(line, len(word) + 2, f"nothing may follow “{word}”")
        self._section = word

    def finished(self) -> FeatureModel:
        tree = self._tree
        if not tree.names:
            raise UnreadableModel(1, 1, "the model has no features")
        return FeatureModel(
            tuple(tree.names),
            tuple(group.closed() for group in tree.groups),
            tuple(self._constraints),
            self._namespace,
            frozenset(tree.abstract),
        )


def write_uvl(model: FeatureModel) -> str:
    """The model as text; reading it again gives the same model."""
    below: dict[str, list[FeatureGroup]] = {}
    for group in model.groups:
        below.setdefault(group.parent, []).append(group)
    lines = [f"namespace {written(model.namespace)}", ""] if model.namespace else []
    lines.append("features")
    stack: list[tuple[int, str | FeatureGroup]] = [(1, model.names[0])]
    while stack:
        depth, node = stack.pop()
        if isinstance(node, FeatureGroup):
            lines.append("\t" * depth + _keyword(node))
            stack.extend((depth + 1, child) for child in reversed(node.children))
        else:
            mark = " {abstract true}" if node in model.abstract else ""
            lines.append("\t" * depth + written(node) + mark)
            stack.extend((depth + 1, group) for group in reversed(below.get(node, [])))
    if model.constraints:
        lines += ["", "constraints", *(f"\t{rule.source}" for rule in model.constraints)]
    return "\n".join(lines) + "\n"


def _keyword(group: FeatureGroup) -> str:
    limits = (group.minimum, group.maximum)
    if group.minimum == len(group.children):
        return "mandatory"
    if limits == (0, None):
        return "optional"
    if limits == (1, None):
        return "or"
    if limits == (1, 1):
        return "alternative"
    return f"[{group.minimum}..{'*' if group.maximum is None else group.maximum}]"


def _limits(text: str) -> tuple[int | None, int | None] | None:
    """The least and the most of a group's line; None if the line is no group."""
    if text in KEYWORDS:
        return KEYWORDS[text]
    found = _CARDINALITY.match(text)
    if found is None:
        return None
    low, high = found[1], found[2]
    if low is None or high == "*":
        return int(low or 0), None
    return int(low), int(high or low)
