"""What the pages of the catalogues show."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Length

from configurator.catalogue import Catalogue, RuleKind, UnreadableRule, parse
from configurator.commands.catalogues import kept_report
from configurator.models import CatalogueRelease, CompiledLine, Intake
from configurator.reports import LineReport
from configurator.rule_check import Effect, Example, effect
from kernel.money import Money
from kernel.work import WorkState

MOST_SHOWN = 200
MOST_IN_FULL = 10**12
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def releases() -> QuerySet[CatalogueRelease]:
    """Every release with its maker and how many cars it has."""
    return CatalogueRelease.objects.select_related("manufacturer", "published_by").annotate(
        lines=Count("model_lines")
    )


def for_page() -> QuerySet[CatalogueRelease]:
    """With everybody who had a hand in it."""
    return CatalogueRelease.objects.select_related("manufacturer", "published_by", "withdrawn_by")


def mark(release: CatalogueRelease) -> str:
    """Which state of a draft a person has seen."""
    changed: datetime | None = release.edited_at or release.imported_at
    against = release.report.get("against", "")
    return f"{changed.isoformat() if changed else ''}/{against}"


def coming_in() -> list[Intake]:
    """Files that are not drafts yet, or were refused lately."""
    rows = Intake.objects.filter(state__in=[WorkState.QUEUED, WorkState.PARKED])
    return list(rows.select_related("by", "manufacturer").order_by("-pk")[:10])


@dataclass(frozen=True, slots=True)
class Compiled:
    """How a line of a published release is answered."""

    name: str
    state: str
    tone: str
    note: str
    cars: str = ""
    exact: str = ""
    kilobytes: int = 0
    seconds: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CompiledPage:
    """Every line of a release, and whether the worker is still at it."""

    lines: tuple[Compiled, ...]
    is_running: bool


def compiled(release: CatalogueRelease) -> CompiledPage:
    """How the lines are answered; without their circuits, which are large. One query."""
    rows = (
        CompiledLine.objects.filter(model_line__release=release)
        .annotate(size=Length("circuit"), name=F("model_line__name"))
        .order_by("model_line__position", "pk")
        .values("name", "state", "attempts", "error", "cars", "size", "seconds")
    )
    lines = tuple(_compiled(row) for row in rows)
    return CompiledPage(lines, any(line.state in {"Waiting", "Compiling"} for line in lines))


def _compiled(row: dict[str, Any]) -> Compiled:
    if row["state"] == WorkState.DONE:
        return Compiled(
            row["name"], "Compiled", "ok", "Every click is answered from the compiled form.",
            many(int(row["cars"])), row["cars"], -(-row["size"] // 1024), row["seconds"],
        )  # fmt: skip
    if row["state"] == WorkState.PARKED:
        note = f"{row['error']} A solver answers instead: the same answers, more slowly."
        return Compiled(row["name"], "Answered by the solver", "warn", note)
    state = "Compiling" if row["attempts"] else "Waiting"
    return Compiled(row["name"], state, "info", "A solver answers until it is done.")


@dataclass(frozen=True, slots=True)
class Movement:
    """An option's price before and after."""

    code: str
    name: str
    retail_before: Money
    retail: Money
    invoice_before: Money
    invoice: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class Oddity:
    """Options or rules of one kind, each with its reason."""

    title: str
    explanation: str
    tone: str
    entries: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class LinePage:
    """The report of one model line."""

    pk: int
    report: LineReport
    name: str
    oddities: tuple[Oddity, ...]
    movements: tuple[Movement, ...]

    @property
    def is_quiet(self) -> bool:
        """Nothing a person need look at."""
        return not (self.oddities or self.report.price_gaps or self.report.open_questions)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The report of a release."""

    against: str
    lines: tuple[LinePage, ...]
    missing_prices: tuple[str, ...]
    notes: tuple[str, ...]


def report_page(release: CatalogueRelease) -> ReportPage:
    """The report as it was kept; one query finds the model lines."""
    kept = kept_report(release, is_unchanged=False)
    rows = {line.code: line for line in release.model_lines.all()}
    lines = tuple(
        LinePage(
            rows[line.line].pk,
            line,
            rows[line.line].name,
            tuple(_oddities(line)),
            tuple(_movements(line, release.currency)),
        )
        for line in kept.lines
        if line.line in rows
    )
    return ReportPage(kept.against, lines, kept.missing_prices[:MOST_SHOWN], kept.notes)


def _oddities(line: LineReport) -> Iterable[Oddity]:
    kinds = (
        ("Dead options", "No car can have them.", "bad", line.dead_options),
        ("Rules that never apply", "Their condition holds in no car.", "warn", line.idle_rules),
        (
            "Rules that say nothing new",
            "Other rules say it already.",
            "info",
            line.redundant_rules,
        ),
        ("In every car", "Nobody can leave them out.", "info", line.forced_options),
    )
    for title, explanation, tone, codes in kinds:
        if codes:
            entries = tuple(
                (code, line.names.get(code, ""), tuple(line.reasons.get(code, ())))
                for code in codes
            )
            yield Oddity(title, explanation, tone, entries[:MOST_SHOWN])


def _movements(line: LineReport, currency: str) -> Iterable[Movement]:
    for move in line.price_moves[:MOST_SHOWN]:
        yield Movement(
            move["code"],
            move["name"],
            Money(Decimal(move["retail_before"]), currency),
            Money(Decimal(move["retail"]), currency),
            Money(Decimal(move["invoice_before"]), currency),
            Money(Decimal(move["invoice"]), currency),
            Money(Decimal(move["difference"]), currency),
        )


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """A rule that is being written: its faults, or what it would do."""

    faults: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    effect: Effect | None = None
    examples: tuple[tuple[str, str], ...] = ()

    @property
    def cars(self) -> str:
        """How many there are without the rule."""
        return many(self.effect.cars if self.effect else None)

    @property
    def touched(self) -> str:
        """How many of them the rule removes or prices."""
        return many(self.effect.touched if self.effect else None)

    @property
    def share(self) -> str:
        """The share of all cars, in words."""
        if self.effect is None or not self.effect.cars or not self.effect.touched:
            return ""
        share = Decimal(self.effect.touched) / Decimal(self.effect.cars) * 100
        return "less than 0.1 %" if share < Decimal("0.1") else f"{share:.1f} %"


def rule_check(lines: Catalogue, code: str, text: str, market: str = "") -> RuleCheck:
    """What the text would do as a rule of this line; with a market, to the cars for it."""
    try:
        statement = parse(text, lines.by_code)
    except UnreadableRule as wrong:
        return RuleCheck(faults=tuple(str(fault) for fault in wrong.faults))
    rule = statement.rule(code or "new", "…")
    if market and rule.kind in {RuleKind.PRICE, RuleKind.INCLUDES}:
        return RuleCheck(faults=("A rule of a market asks for or forbids; it changes no price.",))
    there = market if market in lines.market_by_code else ""
    found = effect(lines, replace(rule, market=there))
    names = sorted((named, lines.by_code[named].name) for named in statement.codes())
    named = statement.codes()
    examples = tuple(_words(lines, example, named) for example in found.examples)
    return RuleCheck((), tuple(names), found, examples)


def _words(lines: Catalogue, example: Example, named: Collection[str]) -> tuple[str, str]:
    """What tells the car apart: its trim with what the rule speaks of, and what it lacks of that."""
    trims = [code for code in example.codes if lines.group_of(code).area == "trim"]
    has = dict.fromkeys([*trims, *example.spoken_of])
    lacks = [
        option.code for option in lines.options if option.code in named and option.code not in has
    ]
    return _listed(lines, has), _listed(lines, lacks)


def _listed(lines: Catalogue, codes: Iterable[str]) -> str:
    return " + ".join(f"{lines.by_code[code].name} ({code})" for code in codes)


def many(number: int | None) -> str:
    """Readable at any size."""
    if number is None:
        return ""
    if number < MOST_IN_FULL:
        return f"{number:,}"
    digits = str(number)
    power = str(len(digits) - 1).translate(RAISED)
    return f"{digits[0]}.{digits[1:3]} × 10{power}"
