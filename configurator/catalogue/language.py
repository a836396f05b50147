"""The rule language: what a manufacturer's clerk can write and a person can read back.

    SPORT requires LEATHER and (V6 or V8)
    PACK includes MATS
    at most 2 of (A, B, C)
    price of HEAT is 250.00 invoice 200.00 when SPORT

Names are option codes, in quotes where they are no plain word. The grammar is LALR and the tree is
built while parsing, so a rule of thousands of options costs no stack.
"""

from __future__ import annotations

import re
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import UnexpectedToken

from configurator.catalogue.expressions import Expression
from configurator.catalogue.faults import Fault, UnreadableRule, expected_in_words, found_in_words
from configurator.catalogue.lines import PriceChange, Rule, RuleKind

LONGEST = 200_000
WORDS = (
    "requires", "excludes", "includes", "and", "or", "not", "implies", "iff", "if", "then", "when",
    "price", "of", "is", "invoice", "one", "at", "most", "least", "exactly", "between", "always",
    "never",
)  # fmt: skip
_NAME = r"\w[\w.\-\/+#]*"
PLAIN = re.compile(rf"(?!(?:{'|'.join(WORDS)})\Z){_NAME}\Z")

_GRAMMAR = rf"""
start: expression                            -> stated
     | expression "requires" expression      -> requires
     | expression "excludes" expression      -> excludes
     | expression "includes" expression      -> includes
     | "if" expression "then" expression     -> conditional
     | "price" "of" name "is" AMOUNT ["invoice" AMOUNT] ["when" expression] -> price

?expression: implied | expression "iff" implied -> iff
?implied: either | either "implies" implied -> implies
?either: both | both ("or" both)+      -> any_of
?both: inverted | inverted ("and" inverted)+ -> all_of
?inverted: single | "not" inverted     -> negated
?single: name | "(" expression ")"
       | "always"                      -> always
       | "never"                       -> never
       | "one" "of" _list              -> one_of
       | "exactly" WHOLE "of" _list    -> exactly
       | "at" "least" WHOLE "of" _list -> at_least
       | "at" "most" WHOLE "of" _list  -> at_most
       | "between" WHOLE "and" WHOLE "of" _list -> between
_list: "(" expression ("," expression)* ")"
?name: PLAIN -> plain | QUOTED -> quoted

PLAIN: /(?!(?:{"|".join(WORDS)})(?![\w.\-\/+#])){_NAME}/
QUOTED: /"(?:[^"]|"")+"|“[^”]+”/
AMOUNT: /-?\d{{1,11}}(?:\.\d{{1,2}})?(?![\w.])/
WHOLE: /\d{{1,5}}(?!\w)/
%ignore /\s+/
"""


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A rule as it was written: what it does, when, and to what price."""

    kind: RuleKind
    when: Expression
    then: Expression
    price: PriceChange | None = None
    is_invoice_missing: bool = False

    def rule(self, code: str, sentence: str) -> Rule:
        """The statement under its code, with its words for the customer."""
        return Rule(code, self.kind, sentence, self.when, self.then, self.price)

    def codes(self) -> frozenset[str]:
        """Every option the statement names."""
        priced = set() if self.price is None else {self.price.option}
        return self.when.codes() | self.then.codes() | priced


def parse(text: str, known: Container[str] | None = None) -> Statement:
    """Read one rule.

    :param known: the option codes that may be named; None for any.
    :raises UnreadableRule: with line, column, what was expected and what was found.
    """
    if len(text) > LONGEST:
        raise UnreadableRule([Fault(1, 1, f"the rule is longer than {LONGEST:,} characters")])
    try:
        statement: Statement = _PARSER.parse(text)  # type: ignore[assignment]
    except UnexpectedInput as wrong:
        raise UnreadableRule([_fault(text, wrong)]) from None
    if known is not None:
        unknown = {code for code in statement.codes() if code not in known}
        if unknown:
            raise UnreadableRule(_strangers(text, unknown))
    return statement


class _Builder(Transformer[Token, Any]):
    """Called by the parser for each rule of the grammar as soon as it is complete."""

    def plain(self, args: list[Token]) -> Expression:
        return Expression.option(args[0].value)

    def quoted(self, args: list[Token]) -> Expression:
        return Expression.option(_unquoted(args[0].value))

    def always(self, _: list[Token]) -> Expression:
        return Expression.true()

    def never(self, _: list[Token]) -> Expression:
        return Expression.false()

    def negated(self, args: list[Expression]) -> Expression:
        return Expression.negated(args[0])

    def all_of(self, args: list[Expression]) -> Expression:
        return Expression.all_of(*args)

    def any_of(self, args: list[Expression]) -> Expression:
        return Expression.any_of(*args)

    def implies(self, args: list[Expression]) -> Expression:
        return Expression.any_of(Expression.negated(args[0]), args[1])

    def iff(self, args: list[Expression]) -> Expression:
        # Each side stands once: spelled out as two implications, a chain would double at each step.
        return Expression.negated(Expression.count(1, 1, *args))

    def one_of(self, args: list[Expression]) -> Expression:
        return Expression.count(1, 1, *args)

    def exactly(self, args: list[Any]) -> Expression:
        return Expression.count(int(args[0]), int(args[0]), *args[1:])

    def at_least(self, args: list[Any]) -> Expression:
        return Expression.count(int(args[0]), None, *args[1:])

    def at_most(self, args: list[Any]) -> Expression:
        return Expression.count(0, int(args[0]), *args[1:])

    def between(self, args: list[Any]) -> Expression:
        return Expression.count(int(args[0]), int(args[1]), *args[2:])

    def stated(self, args: list[Expression]) -> Statement:
        return Statement(RuleKind.COUNT, Expression.true(), args[0])

    def conditional(self, args: list[Expression]) -> Statement:
        return Statement(RuleKind.COUNT, args[0], args[1])

    def requires(self, args: list[Expression]) -> Statement:
        return Statement(RuleKind.REQUIRES, args[0], args[1])

    def excludes(self, args: list[Expression]) -> Statement:
        return Statement(RuleKind.EXCLUDES, args[0], args[1])

    def includes(self, args: list[Expression]) -> Statement:
        return Statement(RuleKind.INCLUDES, args[0], args[1])

    def price(self, args: list[Any]) -> Statement:
        name, retail, invoice, when = args
        change = PriceChange(name.code, _cents(retail), _cents(invoice or retail))
        condition = Expression.true() if when is None else when
        return Statement(
            RuleKind.PRICE, condition, Expression.true(), change, is_invoice_missing=not invoice
        )


_PARSER = Lark(_GRAMMAR, parser="lalr", transformer=_Builder(), maybe_placeholders=True)


def _cents(word: str) -> Decimal:
    return Decimal(word).quantize(Decimal("0.01"))


def _unquoted(word: str) -> str:
    return word[1:-1].replace('""', '"') if word.startswith('"') else word[1:-1]


def _fault(text: str, wrong: UnexpectedInput) -> Fault:
    expected = expected_in_words(_accepted(text))
    if isinstance(wrong, UnexpectedToken) and wrong.token.type == "$END":
        lines = text.rstrip().split("\n")
        line, column, found = len(lines), len(lines[-1]) + 1, "the end of the rule"
    else:
        line, column = wrong.line, wrong.column
        found = found_in_words(text[wrong.pos_in_stream :], WORDS)
    return Fault(line, column, f"expected {expected}, found {found}")


def _accepted(text: str) -> set[str]:
    """What may stand where the text goes wrong, asked before the parser looks at what does."""
    first: Any = _PARSER.parse_interactive(text)
    again: Any = _PARSER.parse_interactive(text)
    fed = 0
    with suppress(UnexpectedInput):
        for token in first.lexer_thread.lex(first.parser_state):
            first.feed_token(token)
            fed += 1
    for token in islice(again.lexer_thread.lex(again.parser_state), fed):
        again.feed_token(token)
    accepted: set[str] = again.accepts()
    return accepted


def _strangers(text: str, unknown: set[str]) -> list[Fault]:
    """Every place where an option is named that there is not."""
    faults = []
    for token in _PARSER.parse_interactive(text).iter_parse():
        code = _unquoted(token.value) if token.type == "QUOTED" else token.value
        if token.type in {"PLAIN", "QUOTED"} and code in unknown:
            faults.append(Fault(token.line or 1, token.column or 1, f"no option “{code}”"))
    return faults
