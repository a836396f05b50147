"""The words the catalogue is written in: options, groups, rules and their expressions.

Expressions are plain JSON-ready dictionaries, so what is written here is what is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

type Expression = dict[str, Any]
type Term = str | Expression

DEALER_SHARE = Decimal("0.91")
BASE_SHARE = Decimal("0.94")


@dataclass(frozen=True, slots=True)
class Option:
    """One orderable thing; days are counted from the day the release is made."""

    code: str
    name: str
    description: str
    retail: Decimal
    invoice: Decimal
    freeze_class: str
    rgb: str | None = None
    rgb2: str | None = None
    opens_in: int | None = None
    closes_in: int | None = None
    is_fleet_only: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Options of which between ``least`` and ``most`` are chosen (``most`` None: any)."""

    code: str
    name: str
    area: str
    least: int
    most: int | None
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence the factory enforces, with the tree a machine evaluates."""

    code: str
    kind: str
    sentence: str
    source_text: str
    when: Expression
    then: Expression | None = None
    price: dict[str, str] | None = None
    market: str | None = None

    def codes(self) -> set[str]:
        """Every option code the rule names."""
        named = codes_in(self.when) | (codes_in(self.then) if self.then else set())
        return named | ({self.price["option"]} if self.price else set())


@dataclass(frozen=True, slots=True)
class Market:
    """A country the line is built for beside the United States, and the papers a car needs there."""

    code: str
    name: str
    documents: Sequence[str]


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model line of one model year with everything that can be chosen on it."""

    code: str
    name: str
    body_style: str
    model_year: int
    destination: Decimal
    groups: Sequence[Group]
    rules: Sequence[Rule]
    freezes: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    markets: Sequence[Market] = field(default_factory=tuple)


def option(
    code: str,
    name: str,
    retail: int,
    description: str,
    freeze: str,
    *,
    invoice: int | None = None,
    rgb: str | None = None,
    rgb2: str | None = None,
    opens_in: int | None = None,
    closes_in: int | None = None,
    fleet: bool = False,
    default: bool = False,
) -> Option:
    """An option in whole dollars; without an invoice price the usual dealer share applies."""
    share = BASE_SHARE if freeze == "trim" else DEALER_SHARE
    cost = Decimal(invoice) if invoice is not None else Decimal(retail) * share
    return Option(
        code=code,
        name=name,
        description=description,
        retail=Decimal(retail),
        invoice=cost.quantize(Decimal(1), ROUND_HALF_UP),
        freeze_class=freeze,
        rgb=rgb,
        rgb2=rgb2,
        opens_in=opens_in,
        closes_in=closes_in,
        is_fleet_only=fleet,
        is_default=default,
    )


def priced(base: Option, retail: int) -> Option:
    """The same option at another line's price."""
    share = Decimal(retail) * DEALER_SHARE
    return replace(base, retail=Decimal(retail), invoice=share.quantize(Decimal(1), ROUND_HALF_UP))


def standard(options: Sequence[Option], code: str) -> list[Option]:
    """The same options with ``code`` as the one taken when nothing is chosen."""
    return [replace(each, is_default=each.code == code) for each in options]


def chosen(options: Sequence[Option], *codes: str) -> list[Option]:
    """Those options, in the order of ``codes``."""
    by_code = {each.code: each for each in options}
    return [by_code[code] for code in codes]


# -- expressions ---------------------------------------------------------------------------


def of(term: Term) -> Expression:
    return {"op": "option", "code": term} if isinstance(term, str) else term


def all_of(*terms: Term) -> Expression:
    return {"op": "and", "args": [of(term) for term in terms]}


def any_of(*terms: Term) -> Expression:
    return {"op": "or", "args": [of(term) for term in terms]}


def without(term: Term) -> Expression:
    return {"op": "not", "arg": of(term)}


def count(least: int, most: int | None, *terms: Term) -> Expression:
    return {"op": "count", "min": least, "max": most, "args": [of(term) for term in terms]}


ALWAYS: Expression = {"op": "true"}


def codes_in(expression: Expression) -> set[str]:
    """Every option code the expression names."""
    if expression["op"] == "option":
        return {expression["code"]}
    below = expression.get("args", [expression["arg"]] if "arg" in expression else [])
    return set().union(*(codes_in(each) for each in below))


def text(expression: Expression, *, nested: bool = False) -> str:
    """The expression in the rule language, as an engineer would write it."""
    match expression["op"]:
        case "option":
            return str(expression["code"])
        case "true":
            return "always"
        case "not":
            return f"not {text(expression['arg'], nested=True)}"
        case "count":
            inner = ", ".join(text(each) for each in expression["args"])
            return f"{_bounds(expression['min'], expression['max'])} of ({inner})"
        case joiner:
            inner = f" {joiner} ".join(text(each, nested=True) for each in expression["args"])
            return f"({inner})" if nested else inner


def _bounds(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least}"
    if least == most:
        return "one" if least == 1 else f"exactly {least}"
    return f"at most {most}" if least == 0 else f"{least} to {most}"


# -- rules ---------------------------------------------------------------------------------


def requires(code: str, when: Term, then: Term, sentence: str) -> Rule:
    return _implies("requires", code, when, then, sentence)


def excludes(code: str, when: Term, then: Term, sentence: str) -> Rule:
    return _implies("excludes", code, when, then, sentence)


def includes(code: str, when: Term, then: Term, sentence: str) -> Rule:
    return _implies("includes", code, when, then, sentence)


def counts(code: str, when: Term, then: Expression, sentence: str) -> Rule:
    condition = of(when)
    prefix = "" if condition["op"] == "true" else f"with {text(condition)}: "
    return Rule(code, "count", sentence, prefix + text(then), condition, then)


def costs(code: str, when: Term, target: str, retail: int, sentence: str) -> Rule:
    """While ``when`` holds, ``target`` costs exactly ``retail``."""
    condition = of(when)
    invoice = (Decimal(retail) * DEALER_SHARE).quantize(Decimal(1), ROUND_HALF_UP)
    price = {"option": target, "retail": f"{retail:.2f}", "invoice": f"{invoice:.2f}"}
    source = f"with {text(condition)}: {target} costs {retail:.2f}"
    return Rule(code, "price", sentence, source, condition, None, price)


def _implies(kind: str, code: str, when: Term, then: Term, sentence: str) -> Rule:
    left, right = of(when), of(then)
    source = f"{text(left, nested=True)} {kind} {text(right, nested=True)}"
    return Rule(code, kind, sentence, source, left, right)
