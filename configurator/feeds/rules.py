"""Rules of a model line in our own JSON: as text of the rule language, or as a parsed tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from configurator.catalogue import (
    Expression,
    Op,
    PriceChange,
    Rule,
    RuleKind,
    UnreadableExpression,
    UnreadableRule,
    parse,
    to_cents,
)
from configurator.feeds.parts import MOST_COUNTED
from configurator.feeds.reading import Reading

MOST_RULES = 50_000
DEEPEST_RULE = 400


class RuleReader:
    """Reads into ``reading``; ``missing`` lists the prices that are not there."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.missing: list[str] = []

    def rules(
        self,
        line: Mapping[str, Any],
        known: Collection[str],
        where: str,
        *,
        markets: Collection[str] = (),
    ) -> tuple[tuple[Rule, ...], Mapping[str, str]]:
        """The rules with the texts they were written in.

        ``known`` are the options of the line, ``markets`` the codes of its markets.
        """
        read = self.reading
        rules: list[Rule] = []
        texts: dict[str, str] = {}
        codes: dict[str, str] = {}
        counted = 0
        for index, row in enumerate(read.rows(line, "rules", where, most=MOST_RULES)):
            place = f"{where}.rules[{index}]"
            source = read.mapping(row, place)
            code = read.text(source, "code", place, longest=60)
            read.once(codes, code, f"{place}.code")
            rule = self._rule(source, code, known, f"{place} {code}".rstrip())
            if rule is None:
                continue
            rule = self._in_its_market(source, rule, markets, f"{place} {code}".rstrip())
            if max(_depth(rule.when), _depth(rule.then)) > DEEPEST_RULE:
                read.problem(f"{place} {code}", f"is nested more than {DEEPEST_RULE} levels deep")
                continue
            rules.append(rule)
            field = "text" if source.get("text") is not None else "source_text"
            texts[code] = read.text(source, field, place, is_needed=False)
            counted += _counted(rule.when) + _counted(rule.then)
        if counted > MOST_COUNTED:
            read.problem(f"{where}.rules", "count more options than any car line needs")
        return tuple(rules), texts

    def _rule(
        self, source: Mapping[str, Any], code: str, known: Collection[str], where: str
    ) -> Rule | None:
        sentence = self.reading.text(source, "sentence", where)
        if source.get("text") is not None:
            rule = self._written(source, code, sentence, known, where)
        else:
            rule = self._parsed(source, code, sentence, where)
            self._know(rule, known, where)
        return rule

    def _in_its_market(
        self, source: Mapping[str, Any], rule: Rule, markets: Collection[str], where: str
    ) -> Rule:
        market = self.reading.text(source, "market", where, is_needed=False, longest=8)
        if not market:
            return rule
        if market not in markets:
            self.reading.problem(f"{where}.market", f"no market {market!r:.20}")
        elif rule.kind in {RuleKind.PRICE, RuleKind.INCLUDES}:
            what = "a rule of a market asks for or forbids; it changes no price"
            self.reading.problem(f"{where}.market", what)
        return replace(rule, market=market)

    def _written(
        self,
        source: Mapping[str, Any],
        code: str,
        sentence: str,
        known: Collection[str],
        where: str,
    ) -> Rule | None:
        for other in ("kind", "when", "then", "price"):
            if source.get(other) is not None:
                self.reading.problem(f"{where}.{other}", "does not go with “text”")
        text = self.reading.text(source, "text", where)
        if not text:
            return None
        try:
            statement = parse(text, known)
        except UnreadableRule as wrong:
            for fault in wrong.faults:
                self.reading.problem(f"{where}.text", str(fault).rstrip("."))
            return None
        if statement.price is not None and statement.is_invoice_missing:
            self.missing.append(f"{code}: invoice")
        return statement.rule(code, sentence)

    def _parsed(
        self, source: Mapping[str, Any], code: str, sentence: str, where: str
    ) -> Rule | None:
        read = self.reading
        kind = read.text(source, "kind", where)
        if kind not in list(RuleKind):
            read.problem(f"{where}.kind", f"{kind!r:.30} is not a kind of rule")
            return None
        try:
            when = _expression(source, "when", where)
            then = _expression(source, "then", where)
        except UnreadableExpression as fault:
            read.problem(str(fault).partition(": ")[0], str(fault).partition(": ")[2])
            return None
        rule = Rule(code, RuleKind(kind), sentence, when, then)
        if rule.kind is RuleKind.PRICE:
            price = self._price(source, where)
            return None if price is None else replace(rule, price=price)
        return rule

    def _know(self, rule: Rule | None, known: Collection[str], where: str) -> None:
        """Every option the rule names is one of the line."""
        if rule is None:
            return
        named = {"when": rule.when.codes(), "then": rule.then.codes()}
        if rule.price is not None:
            named["price.option"] = frozenset({rule.price.option})
        for field, codes in named.items():
            for code in sorted(code for code in codes if code not in known):
                self.reading.problem(f"{where}.{field}", f"no option {code!r:.80}")

    def _price(self, source: Mapping[str, Any], where: str) -> PriceChange | None:
        place = f"{where}.price"
        found = self.reading.mapping(source.get("price"), place)
        option = self.reading.text(found, "option", place)
        retail = self.reading.amount(found, "retail", place)
        invoice = self.reading.amount(found, "invoice", place)
        if retail is None or invoice is None:
            self.reading.problem(place, "a price rule needs retail and invoice")
            return None
        return PriceChange(option, to_cents(retail), to_cents(invoice))


def _expression(source: Mapping[str, Any], name: str, where: str) -> Expression:
    found = source.get(name)
    return Expression.true() if found is None else Expression.from_json(found, f"{where}.{name}")


def _counted(expression: Expression) -> int:
    """How much counting the expression asks for."""
    return sum(
        len(node.args) * max(node.minimum, _over(node))
        for node in expression.children_first()
        if node.op is Op.COUNT and node.minimum <= len(node.args)
    )


def _over(node: Expression) -> int:
    """One more than the most that may hold, where so many could."""
    return 0 if node.maximum is None or node.maximum >= len(node.args) else node.maximum + 1


def _depth(expression: Expression) -> int:
    depth: int = expression.fold(_deeper)
    return depth


def _deeper(_: Expression, parts: list[int]) -> int:
    return 1 + max(parts, default=0)
