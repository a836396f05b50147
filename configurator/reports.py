"""What a person should know about a model line before publishing it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypedDict

from configurator.catalogue import Catalogue, Group, Market, Option, Rule, written
from configurator.checks import Checks, Finding
from configurator.gaps import price_gaps

LONGEST_LIST = 500


class PriceMove(TypedDict):
    """An option's price before and after, as text."""

    code: str
    name: str
    retail_before: str
    retail: str
    invoice_before: str
    invoice: str
    difference: str


@dataclass(frozen=True, slots=True)
class LineReport:
    """One model line: its size, its oddities and what changed since the release before.

    ``reasons`` give a smallest set of sentences for what is dead, forced, idle or redundant;
    ``names`` say in words what these codes stand for.
    """

    line: str
    options: int
    rules: int
    dead_options: list[str]
    idle_rules: list[str]
    changes: list[str]
    name: str = ""
    forced_options: list[str] = field(default_factory=list)
    redundant_rules: list[str] = field(default_factory=list)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    price_gaps: list[str] = field(default_factory=list)
    price_moves: list[PriceMove] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)


def examined(checks: Checks, before: Catalogue | None) -> LineReport:
    """Everything a solver and a comparison with the release before say about a buildable line."""
    lines = checks.catalogue
    dead, forced = checks.dead_options(), checks.forced_options()
    idle = checks.idle_rules()
    redundant = checks.redundant_rules()
    gaps = price_gaps(checks)
    found = [*dead, *forced, *idle, *redundant]
    words = {rule.code: rule.sentence for rule in lines.rules}
    words |= {option.code: option.name for option in lines.options}
    return LineReport(
        line=lines.code,
        name=lines.name,
        options=len(lines.options),
        rules=len(lines.rules),
        dead_options=_codes(dead),
        idle_rules=_codes(idle),
        changes=compared(before, lines)[:LONGEST_LIST],
        forced_options=_codes(forced),
        redundant_rules=_codes(redundant),
        reasons={finding.code: list(finding.because) for finding in found if finding.because},
        names={finding.code: words[finding.code] for finding in found},
        price_gaps=gaps[:LONGEST_LIST],
        price_moves=[] if before is None else moved(before, lines)[:LONGEST_LIST],
        open_questions=list(checks.open_questions),
    )


def with_changes(report: LineReport, before: Catalogue | None, after: Catalogue) -> LineReport:
    """The report with what changed since the release before."""
    return replace(
        report,
        changes=compared(before, after)[:LONGEST_LIST],
        price_moves=[] if before is None else moved(before, after)[:LONGEST_LIST],
    )


def _codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def compared(before: Catalogue | None, after: Catalogue) -> list[str]:
    """The differences in words, prices apart; of a line that was not there before, only that."""
    if before is None:
        return [f"{after.name} is new."]
    return [
        *_options(before, after),
        *_groups(before.group_by_code, after.group_by_code),
        *_rules(before, after),
        *_markets(before.market_by_code, after.market_by_code),
        *_destination(before, after),
    ]


def _options(before: Catalogue, after: Catalogue) -> Iterator[str]:
    for option in _missing_in(before, after):
        yield f"{option.code} {option.name} is new."
    for option in _missing_in(after, before):
        yield f"{option.code} {option.name} is gone."
    for option in after.options:
        old = before.by_code.get(option.code)
        if old is not None:
            yield from _differences(old, option)


def _missing_in(old: Catalogue, new: Catalogue) -> list[Option]:
    return [option for option in new.options if option.code not in old.by_code]


def _differences(old: Option, new: Option) -> Iterator[str]:
    pairs = (
        ("available from", old.available_from, new.available_from),
        ("available to", old.available_to, new.available_to),
        ("name", old.name, new.name),
        ("group", old.group, new.group),
        ("fleet only", _yes(is_so=old.is_fleet_only), _yes(is_so=new.is_fleet_only)),
        ("default", _yes(is_so=old.is_default), _yes(is_so=new.is_default)),
        ("freeze class", old.freeze_class, new.freeze_class),
        ("meets", _facts(old), _facts(new)),
        ("only for", ", ".join(old.markets), ", ".join(new.markets)),
    )
    for what, was, now in pairs:
        if was != now:
            yield f"{new.code} {what}: {was or 'none'} → {now or 'none'}."


def _facts(option: Option) -> str:
    return ", ".join(f"{name} {value}" for name, value in option.meets)


def _yes(*, is_so: bool) -> str:
    return "yes" if is_so else "no"


def _groups(before: Mapping[str, Group], after: Mapping[str, Group]) -> Iterator[str]:
    for code in sorted(before.keys() - after.keys()):
        yield f"Group {code} {before[code].name} is gone."
    for code, group in after.items():
        old = before.get(code)
        if old is None:
            yield f"Group {code} {group.name} is new."
        elif (old.min_picks, old.max_picks) != (group.min_picks, group.max_picks):
            yield f"Group {code} {group.name}: {_span(old)} → {_span(group)} per car."


def _span(group: Group) -> str:
    return f"{group.min_picks} to {'any' if group.max_picks is None else group.max_picks}"


def _rules(before: Catalogue, after: Catalogue) -> Iterator[str]:
    old = {rule.code: rule for rule in before.rules}
    new = {rule.code: rule for rule in after.rules}
    for code, rule in new.items():
        if code not in old:
            yield f"Rule {code} is new: {rule.sentence}"
        else:
            yield from _rule(old[code], rule)
    for code in sorted(old.keys() - new.keys()):
        yield f"Rule {code} is gone: {old[code].sentence}"


def _rule(old: Rule, new: Rule) -> Iterator[str]:
    if old.sentence != new.sentence:
        yield f"Rule {new.code} now says: {new.sentence}"
    was, now = written(old), written(new)
    if was != now:
        yield f"Rule {new.code}: {was} → {now}"
    if old.market != new.market:
        yield f"Rule {new.code} market: {old.market or 'all'} → {new.market or 'all'}."


def _markets(before: Mapping[str, Market], after: Mapping[str, Market]) -> Iterator[str]:
    for code in sorted(before.keys() - after.keys()):
        yield f"Market {code} {before[code].name} is gone."
    for code, market in after.items():
        old = before.get(code)
        if old is None:
            yield f"Market {code} {market.name} is new."
        elif old.documents != market.documents:
            was, now = ", ".join(old.documents), ", ".join(market.documents)
            yield f"Market {code} {market.name} documents: {was or 'none'} → {now or 'none'}."


def _destination(before: Catalogue, after: Catalogue) -> Iterator[str]:
    if before.destination != after.destination:
        yield f"Destination charge: {before.destination} → {after.destination}."


def moved(before: Catalogue, after: Catalogue) -> list[PriceMove]:
    """Options that cost something else than before, the largest movement first."""
    moves = [
        _move(old, option)
        for option in after.options
        if (old := before.by_code.get(option.code)) is not None
        and (old.retail, old.invoice) != (option.retail, option.invoice)
    ]
    return sorted(moves, key=lambda move: -abs(Decimal(move["difference"])))


def _move(old: Option, new: Option) -> PriceMove:
    return {
        "code": new.code,
        "name": new.name,
        "retail_before": str(old.retail),
        "retail": str(new.retail),
        "invoice_before": str(old.invoice),
        "invoice": str(new.invoice),
        "difference": str(new.retail - old.retail),
    }
