"""The rules of a style record: ``specification.elements`` in our rule language, with a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from configurator.catalogue import Expression, Op, RuleKind
from configurator.feeds.reading import Reading
from configurator.feeds.style_options import StyleOption

_KINDS = {
    "REQUIRES": RuleKind.REQUIRES,
    "EXCLUDES": RuleKind.EXCLUDES,
    "INCLUDES": RuleKind.INCLUDES,
    "VALUE_CHANGE": RuleKind.PRICE,
}
_COUNTS = ("CONTAINS_EXACT_COUNT", "CONTAINS_MIN_COUNT", "CONTAINS_MAX_COUNT")


class _Unreadable(Exception):
    """A part of a rule is not understood; the place and the reason."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.where, self.what = where, what


def read_rules(
    style: Mapping[str, Any], options: Sequence[StyleOption], where: str, read: Reading
) -> list[dict[str, Any]]:
    """Every rule as our JSON; what is not understood becomes a problem with its place."""
    place = f"{where}.specification"
    source = style.get("specification")
    if source is None:
        return []
    rules = list(_rules_in(read.mapping(source, place), place, read))
    codes = {option.feed_id: option.code for option in options}
    translator = _Translator(str(style.get("id")), codes, read)
    found: list[dict[str, Any]] = []
    for number, (spot, element) in enumerate(rules, 1):
        try:
            found.extend(translator.rule(element, f"S{number}", spot))
        except _Unreadable as fault:
            read.problem(fault.where, fault.what)
    names = {option.code: option.name for option in options}
    return [_as_json(rule, names) for rule in found]


def _rules_in(
    top: Mapping[str, Any], where: str, read: Reading
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rules of a conjunction, however nested; a lone rule may stand without one."""
    stack = [(where, top)]
    while stack:
        place, node = stack.pop()
        if node and node.get("type", "AND") != "AND":
            yield place, node
            continue
        rows = read.rows(node, "elements", place)
        for index, row in reversed(list(enumerate(rows))):
            spot = f"{place}.elements[{index}]"
            stack.append((spot, read.mapping(row, spot)))


class _Translator:
    def __init__(self, style_id: str, codes: Mapping[str, str], read: Reading) -> None:
        self._style_id, self._codes, self._read = style_id, codes, read

    def rule(self, element: Mapping[str, Any], code: str, where: str) -> list[dict[str, Any]]:
        """The rule; a price change of several options becomes one rule each."""
        kind = _KINDS.get(str(element.get("type")))
        if kind is None:
            raise _Unreadable(f"{where}.type", f"{element.get('type')!r:.60} is no known rule")
        when = self.expression(element.get("antecedent"), f"{where}.antecedent")
        then = self.expression(element.get("consequent"), f"{where}.consequent")
        if kind is RuleKind.INCLUDES:
            then = _without_absent(then)
        rule = {"code": code, "kind": kind, "when": when, "then": then, "price": None}
        if kind is not RuleKind.PRICE:
            return [rule]
        retail, invoice = self._new_price(element, where)
        options = _conjuncts(then, f"{where}.consequent")
        return [
            {
                **rule,
                "code": code if len(options) == 1 else f"{code}.{number}",
                "then": Expression.true(),
                "price": {"option": option, "retail": retail, "invoice": invoice},
            }
            for number, option in enumerate(options, 1)
        ]

    def expression(self, source: object, where: str) -> Expression:
        """Iterative: feeds nest long choices as binary ORs."""
        built: list[Expression] = []
        stack: list[tuple[object, str, bool]] = [(source, where, False)]
        while stack:
            node, place, is_expanded = stack.pop()
            if not isinstance(node, Mapping):
                raise _Unreadable(place, f"an expression is expected, not {node!r:.60}")
            children = node.get("elements") if node.get("type") in {"AND", "OR", "NOT"} else None
            if children is None:
                built.append(self._leaf(node, place))
            elif is_expanded:
                split = len(built) - len(children)
                args = built[split:]
                del built[split:]
                built.append(_joined(str(node["type"]), args, place))
            else:
                stack.append((node, place, True))
                stack.extend(
                    (child, f"{place}.elements[{index}]", False)
                    for index, child in reversed(list(enumerate(children)))
                )
        return built[0]

    def _leaf(self, node: Mapping[str, Any], where: str) -> Expression:
        kind = node.get("type")
        if kind == "CONTAINS_OPTION":
            return self._option(node.get("optionId"), f"{where}.optionId")
        if kind == "CONTAINS_COLOR":
            return self._option(node.get("colorId"), f"{where}.colorId")
        if kind == "VEHICLE":
            is_this_car = str(node.get("styleId")) == self._style_id
            return Expression.true() if is_this_car else Expression.false()
        if kind in _COUNTS:
            return self._count(node, str(kind), where)
        raise _Unreadable(f"{where}.type", f"{kind!r:.60} is no known condition")

    def _option(self, feed_id: object, where: str) -> Expression:
        if not isinstance(feed_id, str | int) or not str(feed_id).strip():
            raise _Unreadable(where, "is missing")
        code = self._codes.get(str(feed_id))
        if code is None:
            self._read.note(where, f"{feed_id} is no option of this car, so it is never in it")
            return Expression.false()
        return Expression.option(code)

    def _count(self, node: Mapping[str, Any], kind: str, where: str) -> Expression:
        count, listed = node.get("count"), node.get("options") or node.get("colors")
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise _Unreadable(f"{where}.count", f"{count!r:.40} is not a whole number")
        if not isinstance(listed, list):
            raise _Unreadable(f"{where}.options", "a list of options is expected")
        options = [
            self._option(feed_id, f"{where}.options[{index}]")
            for index, feed_id in enumerate(listed)
        ]
        low = 0 if kind == "CONTAINS_MAX_COUNT" else count
        high = None if kind == "CONTAINS_MIN_COUNT" else count
        return Expression.count(low, high, *options)

    def _new_price(self, element: Mapping[str, Any], where: str) -> tuple[str, str]:
        adjusted = element.get("adjustedPrice")
        place = f"{where}.adjustedPrice"
        prices = self._read.mapping(adjusted, place)
        retail = self._read.amount(prices, "baseMSRP", place)
        invoice = self._read.amount(prices, "baseInvoice", place)
        if retail is None:
            raise _Unreadable(f"{place}.baseMSRP", "is missing: the new price is unknown")
        if invoice is None:
            self._read.note(f"{place}.baseInvoice", "is missing; the retail price stands in")
        return str(retail), str(retail if invoice is None else invoice)


def _joined(kind: str, args: list[Expression], where: str) -> Expression:
    if kind == "NOT":
        if len(args) != 1:
            raise _Unreadable(where, "NOT takes exactly one element")
        return Expression.negated(args[0])
    op = Op.AND if kind == "AND" else Op.OR
    flat: list[Expression] = []
    for arg in args:
        flat.extend(arg.args if arg.op is op and arg.args else (arg,))
    return Expression.all_of(*flat) if kind == "AND" else Expression.any_of(*flat)


def _without_absent(then: Expression) -> Expression:
    """What a package brings along that this car does not have cannot make it unorderable."""
    if then.op is Op.AND:
        return Expression.all_of(*(arg for arg in then.args if not _is_false(arg)))
    return Expression.true() if _is_false(then) else then


def _is_false(node: Expression) -> bool:
    return node.op is Op.OR and not node.args


def _conjuncts(then: Expression, where: str) -> list[str]:
    parts = list(then.args) if then.op is Op.AND else [then]
    if any(part.op is not Op.OPTION for part in parts if not _is_false(part)):
        raise _Unreadable(where, "a price change must name its options one by one")
    return [part.code for part in parts if part.op is Op.OPTION]


def _as_json(rule: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    when, then, price = rule["when"], rule["then"], rule["price"]
    return {
        "code": rule["code"],
        "kind": rule["kind"].value,
        "sentence": _sentence(rule["kind"], when, then, price, names),
        "source_text": "",
        "when": when.as_json(),
        "then": then.as_json(),
        "price": price,
    }


def _sentence(
    kind: RuleKind,
    when: Expression,
    then: Expression,
    price: Mapping[str, str] | None,
    names: Mapping[str, str],
) -> str:
    subject, other = _words(when, names), _words(then, names)
    is_always = when.op is Op.TRUE
    if kind is RuleKind.PRICE and price is not None:
        option = names[price["option"]]
        condition = "" if is_always or when.code == price["option"] else f"With {subject}, "
        return f"{condition}{option} costs ${price['retail']}."
    if is_always:
        return f"This car {'never has' if kind is RuleKind.EXCLUDES else 'has'} {other}."
    if kind is RuleKind.EXCLUDES:
        return f"{subject} cannot be combined with {other}."
    return f"{subject} {'includes' if kind is RuleKind.INCLUDES else 'needs'} {other}."


def _words(expression: Expression, names: Mapping[str, str]) -> str:
    return expression.fold(lambda node, words: _say(node, words, names))


def _say(node: Expression, words: list[str], names: Mapping[str, str]) -> str:
    match node.op:
        case Op.OPTION:
            return names[node.code]
        case Op.AND:
            return _listed(words, "and")
        case Op.OR:
            return _listed(words, "or") if words else "an option this car does not have"
        case Op.NOT:
            return f"no {words[0]}"
        case Op.COUNT:
            return f"{_how_many(node)} of {_listed(words, 'and')}"
        case Op.TRUE:
            return "any car"


def _how_many(node: Expression) -> str:
    if node.minimum == node.maximum:
        return f"exactly {node.minimum}"
    if node.maximum is None:
        return f"at least {node.minimum}"
    return f"at most {node.maximum}" if not node.minimum else f"{node.minimum} to {node.maximum}"


def _listed(words: list[str], joint: str) -> str:
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"
