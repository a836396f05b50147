"""Rules as text of the rule language; what is written parses to the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from configurator.catalogue.expressions import Expression, Op
from configurator.catalogue.language import PLAIN, Statement
from configurator.catalogue.lines import PriceChange, Rule, RuleKind

_SINGLE, _NOT, _AND, _OR, _IMPLIES, _IFF = 6, 5, 4, 3, 2, 1


class _Part(NamedTuple):
    """A text, how strongly it holds together, and what its denial is called if that has a name."""

    strength: int
    text: str
    denied: str = ""


def written(rule: Rule | Statement) -> str:
    """The rule in the rule language."""
    when = write(rule.when)
    if rule.price is not None:
        condition = "" if rule.when.op is Op.TRUE else f" when {when}"
        return f"{_price(rule.price)}{condition}"
    then = write(rule.then)
    if rule.kind is RuleKind.COUNT:
        return then if rule.when.op is Op.TRUE else f"if {when} then {then}"
    return f"{when} {rule.kind.value} {then}"


def write(expression: Expression) -> str:
    """The expression in the rule language. Brackets stand only where they are needed."""
    return expression.fold(_write).text


def name(code: str) -> str:
    """The option code, in quotes where it is no plain word."""
    return code if PLAIN.match(code) else '"' + code.replace('"', '""') + '"'


def _price(price: PriceChange) -> str:
    retail, invoice = _amount(price.retail), _amount(price.invoice)
    return f"price of {name(price.option)} is {retail} invoice {invoice}"


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _write(node: Expression, parts: list[_Part]) -> _Part:
    match node.op:
        case Op.TRUE:
            return _Part(_SINGLE, "always")
        case Op.OPTION:
            return _Part(_SINGLE, name(node.code))
        case Op.NOT:
            return _negated(parts[0])
        case Op.AND:
            return _joined(" and ", _AND, parts, if_none="always")
        case Op.OR:
            return _joined(" or ", _OR, parts, if_none="never")
        case Op.COUNT:
            return _counted(node, parts)


def _negated(part: _Part) -> _Part:
    if part.denied:
        return _Part(_IFF, part.denied)
    return _Part(_NOT, f"not {_bracketed(part, _NOT)}")


def _joined(sign: str, strength: int, parts: Sequence[_Part], *, if_none: str) -> _Part:
    if not parts:
        return _Part(_SINGLE, if_none)
    if len(parts) == 1:
        return parts[0]
    return _Part(strength, sign.join(_bracketed(part, strength) for part in parts))


def _bracketed(part: _Part, strength: int) -> str:
    return part.text if part.strength >= strength else f"({part.text})"


def _counted(node: Expression, parts: Sequence[_Part]) -> _Part:
    low, high = node.minimum, node.maximum
    if not parts or (high is not None and high < low):
        is_met = low == 0 and (high is None or high >= 0)
        return _Part(_SINGLE, "always" if is_met else "never")
    listed = f"({', '.join(part.text for part in parts)})"
    if high is None:
        return _Part(_SINGLE, f"at least {low} of {listed}")
    if low == high:
        text = f"one of {listed}" if low == 1 else f"exactly {low} of {listed}"
        return _Part(_SINGLE, text, _iff(parts) if low == 1 and len(parts) == 2 else "")
    if low == 0:
        return _Part(_SINGLE, f"at most {high} of {listed}")
    return _Part(_SINGLE, f"between {low} and {high} of {listed}")


def _iff(parts: Sequence[_Part]) -> str:
    left, right = parts
    return f"{_bracketed(left, _IFF)} iff {_bracketed(right, _IMPLIES)}"
