"""The words and lines of UVL: indentation, comments, names and boolean constraints."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

from configurator.catalogue import Expression

NAME = r"(?:\"[^\"\n]+\"|[^\W\d][\w.#§%?\\'äöüÄÖÜß-]*|\d[\w.-]*)"
_WORD = re.compile(rf"\s*(?:(?P<op><=>|=>|[!&|()])|(?P<name>{NAME})|(?P<other>\S))")
_COMMENT = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*')|//[^\n]*|/\*.*?\*/", re.DOTALL)
_BRACKETS = re.compile(r"\"[^\"]*\"|'[^']*'|[{}]")
SPELLED_OUT = 64
"""Up to so many parts an equivalence is two plain implications, which compile best."""
_STRENGTH = {"<=>": 1, "=>": 2, "|": 3, "&": 4, "!": 5}
_PLAIN = re.compile(r"[^\W\d]\w*$")
_RESERVED = {"mandatory", "optional", "or", "alternative", "features", "constraints", "Boolean"}


class UnreadableModel(ValueError):
    """The text is no boolean feature model."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        self.line, self.column, self.reason = line, column, reason
        super().__init__(f"Line {line}, column {column}: {reason}.")


class Row(NamedTuple):
    """A line that says something: where it stands, how deep, and what it says."""

    line: int
    column: int
    indent: int
    text: str


def rows_of(text: str) -> Iterator[Row]:
    """Every line that says something.

    A line whose braces stay open goes on in the next one.
    """
    without = _COMMENT.sub(_blanked, text)
    kept, began, depth = "", 0, 0
    for number, raw in enumerate(without.splitlines(), 1):
        if not depth:
            if not raw.strip():
                continue
            kept, began = raw, number
        else:
            kept += " " + raw.strip()
        for mark in _BRACKETS.findall(raw):
            depth += (mark == "{") - (mark == "}")
        if depth <= 0:
            depth = 0
            said = kept.lstrip()
            lead = kept[: len(kept) - len(said)]
            yield Row(began, len(lead) + 1, len(lead.expandtabs(8)), said.rstrip())
    if depth:
        raise UnreadableModel(began, 1, "a brace is never closed")


def _blanked(found: re.Match[str]) -> str:
    """Strings stay; comments leave their line ends, so that numbers stay right."""
    return found[0] if found[1] else "\n" * found[0].count("\n")


def plain(name: str) -> str:
    """The name without its quotes."""
    return name[1:-1] if name.startswith('"') else name


def written(name: str) -> str:
    """The name as it stands in a text: quoted where it must be."""
    return name if _PLAIN.match(name) and name not in _RESERVED else f'"{name}"'


def read_constraint(row: Row, names: Collection[str]) -> Expression:
    """A boolean expression: ``!`` before ``&`` before ``|`` before ``=>`` before ``<=>``.

    Operators of one strength group to the left. Iterative, so depth costs no stack.
    """
    reader = _Reader(row.line, names)
    for word, is_name, column in _words(row):
        reader.take(word, column, is_name=is_name)
    return reader.finished(row.column + len(row.text))


class _Reader:
    """Operators and values that wait for each other (the shunting-yard algorithm)."""

    def __init__(self, line: int, names: Collection[str]) -> None:
        self._line, self._names = line, names
        self._values: list[Expression] = []
        self._waiting: list[tuple[str, int]] = []
        self._wants_value = True

    def take(self, word: str, column: int, *, is_name: bool) -> None:
        """The next word of the text."""
        begins_value = is_name or word in {"(", "!"}
        if begins_value != self._wants_value:
            expected = "a feature" if self._wants_value else "an operator"
            raise self._wrong(column, f"expected {expected}, found “{word}”")
        if is_name:
            self._values.append(self._feature(plain(word), column))
            self._wants_value = False
        elif begins_value:
            self._waiting.append((word, column))
        elif word == ")":
            self._apply(0)
            if not self._waiting:
                raise self._wrong(column, "this bracket was never opened")
            self._waiting.pop()
        else:
            self._apply(_STRENGTH[word])
            self._waiting.append((word, column))
            self._wants_value = True

    def finished(self, end: int) -> Expression:
        """The whole expression."""
        if self._wants_value:
            raise self._wrong(end, "expected a feature, found the end of the line")
        self._apply(0)
        if self._waiting:
            raise self._wrong(self._waiting[-1][1], "this bracket is never closed")
        return self._values[0]

    def _feature(self, name: str, column: int) -> Expression:
        if name not in self._names:
            raise self._wrong(column, f"there is no feature “{name:.80}”")
        return Expression.option(name)

    def _apply(self, strength: int) -> None:
        """Everything that binds at least as strongly, back to the last open bracket."""
        values = self._values
        while self._waiting and _STRENGTH.get(self._waiting[-1][0], -1) >= strength:
            sign, _ = self._waiting.pop()
            right = values.pop()
            values.append(
                Expression.negated(right) if sign == "!" else _joined(sign, values.pop(), right)
            )

    def _wrong(self, column: int, reason: str) -> UnreadableModel:
        return UnreadableModel(self._line, column, reason)


def _words(row: Row) -> Iterator[tuple[str, bool, int]]:
    position = 0
    while found := _WORD.match(row.text, position):
        column = row.column + found.start(found.lastgroup or 0)
        if found["other"]:
            reason = f"“{found['other']}” is not boolean; names, ! & | => <=> and () are read"
            raise UnreadableModel(row.line, column, reason)
        yield found["op"] or found["name"], found["name"] is not None, column
        position = found.end()


def _joined(sign: str, left: Expression, right: Expression) -> Expression:
    if sign == "&":
        return Expression.all_of(left, right)
    if sign == "|":
        return Expression.any_of(left, right)
    forward = Expression.any_of(Expression.negated(left), right)
    if sign == "=>":
        return forward
    if _is_short(left) and _is_short(right):
        return Expression.all_of(forward, Expression.any_of(left, Expression.negated(right)))
    # Spelled out, both sides would stand twice; a chain of equivalences would double at each step.
    return Expression.count(1, 1, Expression.negated(left), right)


def _is_short(expression: Expression) -> bool:
    return sum(1 for _ in islice(expression.children_first(), SPELLED_OUT + 1)) <= SPELLED_OUT
