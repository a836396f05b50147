"""Boolean expressions over option codes.

Every walk is iterative: feeds nest a choice of six thousand options as six thousand binary ORs,
and a recursive walk would end in a stack overflow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

type Json = Mapping[str, Any]


class UnreadableExpression(ValueError):
    """The expression is not in the rule language; the message names the place and the reason."""


class Op(StrEnum):
    """What an expression does with its arguments."""

    TRUE = "true"
    OPTION = "option"
    AND = "and"
    OR = "or"
    NOT = "not"
    COUNT = "count"


@dataclass(frozen=True, eq=False, slots=True)
class Expression:
    """One node; compared by identity, because deep trees cannot be compared by recursion."""

    op: Op
    code: str = ""
    args: tuple[Expression, ...] = ()
    minimum: int = 0
    maximum: int | None = None

    @classmethod
    def option(cls, code: str) -> Expression:
        """The option is in the car."""
        return cls(Op.OPTION, code=code)

    @classmethod
    def all_of(cls, *args: Expression) -> Expression:
        """All arguments hold; of none: true."""
        return args[0] if len(args) == 1 else cls(Op.AND, args=args)

    @classmethod
    def any_of(cls, *args: Expression) -> Expression:
        """At least one argument holds; of none: false."""
        return args[0] if len(args) == 1 else cls(Op.OR, args=args)

    @classmethod
    def negated(cls, arg: Expression) -> Expression:
        """The argument does not hold."""
        return cls(Op.NOT, args=(arg,))

    @classmethod
    def count(cls, minimum: int, maximum: int | None, *args: Expression) -> Expression:
        """Between ``minimum`` and ``maximum`` of the arguments hold."""
        return cls(Op.COUNT, args=args, minimum=minimum, maximum=maximum)

    @classmethod
    def true(cls) -> Expression:
        """Always holds."""
        return cls(Op.TRUE)

    @classmethod
    def false(cls) -> Expression:
        """Never holds."""
        return cls(Op.OR)

    def children_first(self) -> Iterator[Expression]:
        """Every node below and including this one, arguments before the node that uses them."""
        stack: list[tuple[Expression, bool]] = [(self, False)]
        while stack:
            node, is_expanded = stack.pop()
            if is_expanded or not node.args:
                yield node
            else:
                stack.append((node, True))
                stack.extend((arg, False) for arg in reversed(node.args))

    def fold[T](self, value: Callable[[Expression, list[T]], T]) -> T:
        """Combine bottom-up: ``value(node, values of its arguments)``."""
        done: list[T] = []
        for node in self.children_first():
            split = len(done) - len(node.args)
            own = done[split:]
            del done[split:]
            done.append(value(node, own))
        return done[0]

    def codes(self) -> frozenset[str]:
        """Every option code named anywhere in the expression."""
        return frozenset(node.code for node in self.children_first() if node.op is Op.OPTION)

    def holds(self, codes: Collection[str]) -> bool:
        """Whether a car with exactly these codes satisfies the expression."""
        return self.fold(lambda node, values: _truth(node, values, codes))

    def as_json(self) -> dict[str, Any]:
        """The expression in the rule language of the feed."""
        return self.fold(_as_json)

    @classmethod
    def from_json(cls, source: object, where: str = "expression") -> Expression:
        """Read the rule language. :raises UnreadableExpression: naming the place."""
        built: list[Expression] = []
        stack: list[tuple[object, str, bool]] = [(source, where, False)]
        while stack:
            node, place, is_expanded = stack.pop()
            op, raw_args = _shape(node, place)
            if is_expanded or not raw_args:
                split = len(built) - len(raw_args)
                args = tuple(built[split:])
                del built[split:]
                built.append(_build(op, node, args, place))
                continue
            stack.append((node, place, True))
            stack.extend(
                (arg, f"{place}.args[{index}]", False)
                for index, arg in reversed(list(enumerate(raw_args)))
            )
        return built[0]


def _truth(node: Expression, values: list[bool], codes: Collection[str]) -> bool:
    match node.op:
        case Op.TRUE:
            return True
        case Op.OPTION:
            return node.code in codes
        case Op.AND:
            return all(values)
        case Op.OR:
            return any(values)
        case Op.NOT:
            return not values[0]
        case Op.COUNT:
            held = sum(values)
            return node.minimum <= held and (node.maximum is None or held <= node.maximum)


def _as_json(node: Expression, values: list[dict[str, Any]]) -> dict[str, Any]:
    match node.op:
        case Op.TRUE:
            return {"op": "true"}
        case Op.OPTION:
            return {"op": "option", "code": node.code}
        case Op.NOT:
            return {"op": "not", "arg": values[0]}
        case Op.COUNT:
            return {
                "op": "count",
                "min": node.minimum,
                "max": node.maximum,
                "args": values,
            }
        case _:
            return {"op": node.op.value, "args": values}


def _shape(node: object, place: str) -> tuple[Op, list[object]]:
    if not isinstance(node, Mapping):
        raise UnreadableExpression(f"{place}: an expression must be an object, not {node!r:.60}.")
    try:
        op = Op(node.get("op", ""))
    except ValueError:
        raise UnreadableExpression(f"{place}: unknown operation {node.get('op')!r:.60}.") from None
    if op is Op.NOT:
        if "arg" not in node:
            raise UnreadableExpression(f"{place}: “not” needs an “arg”.")
        return op, [node["arg"]]
    if op in {Op.AND, Op.OR, Op.COUNT}:
        args = node.get("args")
        if not isinstance(args, list):
            raise UnreadableExpression(f"{place}: “{op}” needs a list of “args”.")
        return op, args
    return op, []


def _build(op: Op, node: object, args: tuple[Expression, ...], place: str) -> Expression:
    source = node if isinstance(node, Mapping) else {}
    if op is Op.OPTION:
        code = source.get("code")
        if not isinstance(code, str) or not code:
            raise UnreadableExpression(f"{place}: “option” needs a “code”.")
        return Expression.option(code)
    if op is Op.COUNT:
        minimum, maximum = source.get("min", 0), source.get("max")
        if not _is_count(minimum) or not (maximum is None or _is_count(maximum)):
            raise UnreadableExpression(f"{place}: “min” and “max” must be whole numbers from 0.")
        return Expression.count(minimum, maximum, *args)
    return Expression(op, args=args)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
