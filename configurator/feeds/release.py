"""Our own catalogue JSON, as the manufacturer's ``GET /catalogues/{release}`` serves it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from configurator.catalogue import (
    Area,
    Catalogue,
    Expression,
    Group,
    MalformedCatalogue,
    Option,
    PriceChange,
    Rule,
    RuleKind,
    UnreadableExpression,
    to_cents,
)
from configurator.feeds.reading import Problem, Reading, last_day

BODY_STYLES = ("sedan", "suv", "pickup", "hatchback", "wagon")


class UnreadableFeed(ValueError):
    """The feed has faults; every one is listed with its row and field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = "; ".join(str(problem) for problem in self.problems[:5])
        more = len(self.problems) - 5
        super().__init__(f"{shown}; and {more} more" if more > 0 else shown)


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A model line as it was read."""

    catalogue: Catalogue
    body_style: str
    model_year: int
    freezes: tuple[Mapping[str, Any], ...]
    source_texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """A release as it was read, not yet looked at by an engine."""

    manufacturer_code: str
    manufacturer_name: str
    country: str
    code: str
    series: str
    title: str
    currency: str
    valid_from: date
    valid_to: date | None
    lines: tuple[LineDraft, ...]
    missing_prices: tuple[str, ...]


def read_release(payload: object) -> ReleaseDraft:
    """Read a whole release. :raises UnreadableFeed: with every fault, if there is any."""
    reader = _Reader()
    draft = reader.release(payload)
    if reader.reading.problems or draft is None:
        raise UnreadableFeed(reader.reading.problems)
    return draft


class _Reader:
    def __init__(self) -> None:
        self.reading = Reading()
        self.missing: list[str] = []

    def release(self, payload: object) -> ReleaseDraft | None:
        read = self.reading
        source = read.mapping(payload, "release")
        maker = read.mapping(source.get("manufacturer", {}), "manufacturer")
        currency = self._currency(source)
        lines = [
            self._line(row, currency, f"model_lines[{index}]")
            for index, row in enumerate(read.rows(source, "model_lines", "release"))
        ]
        if not lines:
            read.problem("release.model_lines", "is missing")
        valid_from = read.day(source, "valid_from", "release")
        if valid_from is None:
            read.problem("release.valid_from", "is missing")
        maker_code = read.text(maker, "code", "manufacturer", longest=30)
        maker_name = read.text(maker, "name", "manufacturer", longest=120)
        code = read.text(source, "release", "release", longest=80)
        title = read.text(source, "title", "release", longest=200)
        valid_to = last_day(read.day(source, "valid_to", "release"))
        if valid_from is None or read.problems:
            return None
        return ReleaseDraft(
            manufacturer_code=maker_code,
            manufacturer_name=maker_name,
            country=read.text(maker, "country", "manufacturer", is_needed=False),
            code=code,
            series=read.text(source, "series", "release", is_needed=False, longest=60),
            title=title,
            currency=currency,
            valid_from=valid_from,
            valid_to=valid_to,
            lines=tuple(line for line in lines if line is not None),
            missing_prices=tuple(self.missing),
        )

    def _currency(self, source: Mapping[str, Any]) -> str:
        currency = self.reading.text(source, "currency", "release")
        if currency and not re.fullmatch(r"[A-Z]{3}", currency):
            self.reading.problem("release.currency", f"{currency!r:.20} is not a currency code")
        return currency

    def _line(self, row: object, currency: str, where: str) -> LineDraft | None:
        read = self.reading
        source = read.mapping(row, where)
        code = read.text(source, "code", where, longest=60)
        name = read.text(source, "name", where, longest=120)
        where = f"{where} {code}".rstrip()
        body_style = read.text(source, "body_style", where)
        if body_style not in BODY_STYLES:
            read.problem(f"{where}.body_style", f"{body_style!r:.30} is not one of ours")
        groups, options = self._groups(source, where)
        rules, texts = self._rules(source, where)
        destination = read.amount(source, "destination_amount", where)
        if destination is not None and destination < 0:
            read.problem(f"{where}.destination_amount", f"{destination} is negative")
        year = read.whole(source, "model_year", where)
        if year is None:
            read.problem(f"{where}.model_year", "is missing")
        trims = [group for group in groups if group.area is Area.TRIM]
        if len(trims) != 1 or (trims[0].min_picks, trims[0].max_picks) != (1, 1):
            read.problem(f"{where}.groups", "exactly one group must be the trim, with exactly one")
        try:
            catalogue = Catalogue(
                code, name, currency, groups, options, rules, to_cents(destination or Decimal(0))
            )
        except MalformedCatalogue as fault:
            read.problem(where, str(fault))
            return None
        freezes = tuple(read.mapping(row, where) for row in read.rows(source, "freezes", where))
        return LineDraft(catalogue, body_style, year or 0, freezes, texts)

    def _groups(
        self, line: Mapping[str, Any], where: str
    ) -> tuple[tuple[Group, ...], tuple[Option, ...]]:
        groups: list[Group] = []
        options: list[Option] = []
        for index, row in enumerate(self.reading.rows(line, "groups", where)):
            place = f"{where}.groups[{index}]"
            source = self.reading.mapping(row, place)
            group = self._group(source, index, place)
            groups.append(group)
            place = f"{place} {group.code}".rstrip()
            for inner, entry in enumerate(self.reading.rows(source, "options", place)):
                spot = f"{place}.options[{inner}]"
                options.append(
                    self._option(self.reading.mapping(entry, spot), group.code, len(options), spot)
                )
        return tuple(groups), tuple(options)

    def _group(self, source: Mapping[str, Any], position: int, where: str) -> Group:
        read = self.reading
        area = read.text(source, "area", where)
        if area not in list(Area):
            read.problem(f"{where}.area", f"{area!r:.30} is not one of ours")
        low = read.whole(source, "min_picks", where, 0) or 0
        high = read.whole(source, "max_picks", where)
        if high is not None and high < low:
            read.problem(f"{where}.max_picks", f"{high} is less than min_picks {low}")
        return Group(
            code=read.text(source, "code", where, longest=60),
            name=read.text(source, "name", where, longest=120),
            area=Area(area) if area in list(Area) else Area.COMFORT,
            position=position,
            min_picks=low,
            max_picks=high,
        )

    def _option(self, source: Mapping[str, Any], group: str, position: int, where: str) -> Option:
        read = self.reading
        code = read.text(source, "code", where, longest=60)
        where = f"{where} {code}".rstrip()
        retail, invoice = self._prices(source, code, where)
        begins = read.day(source, "available_from", where)
        ends = last_day(read.day(source, "available_to", where))
        if begins and ends and ends < begins:
            read.problem(f"{where}.available_to", f"{ends} is before available_from {begins}")
        return Option(
            code=code,
            name=read.text(source, "name", where, longest=200),
            group=group,
            retail=retail,
            invoice=invoice,
            description=read.text(source, "description", where, is_needed=False),
            rgb=self._colour(source, "rgb", where),
            rgb2=self._colour(source, "rgb2", where),
            available_from=begins,
            available_to=ends,
            is_fleet_only=read.flag(source, "is_fleet_only", where),
            is_default=read.flag(source, "is_default", where),
            freeze_class=read.text(source, "freeze_class", where, is_needed=False, longest=40),
            position=position,
        )

    def _prices(self, source: Mapping[str, Any], code: str, where: str) -> tuple[Decimal, Decimal]:
        """A missing price is reported; the known side stands in for the other, else nothing."""
        retail = self.reading.amount(source, "retail", where)
        invoice = self.reading.amount(source, "invoice", where)
        if retail is None or invoice is None:
            missing = [
                name for name, found in (("retail", retail), ("invoice", invoice)) if found is None
            ]
            self.missing.append(f"{code}: {' and '.join(missing)}")
        known = retail if retail is not None else invoice
        if known is None:
            known = Decimal(0)
        return to_cents(known if retail is None else retail), to_cents(
            known if invoice is None else invoice
        )

    def _colour(self, source: Mapping[str, Any], name: str, where: str) -> str | None:
        found = self.reading.text(source, name, where, is_needed=False).lower()
        if found and not re.fullmatch(r"#[0-9a-f]{6}", found):
            self.reading.problem(f"{where}.{name}", f"{found!r:.20} is not a colour like #1a2b3c")
            return None
        return found or None

    def _rules(
        self, line: Mapping[str, Any], where: str
    ) -> tuple[tuple[Rule, ...], Mapping[str, str]]:
        rules: list[Rule] = []
        texts: dict[str, str] = {}
        for index, row in enumerate(self.reading.rows(line, "rules", where)):
            place = f"{where}.rules[{index}]"
            source = self.reading.mapping(row, place)
            for rule in self._rule(source, place):
                rules.append(rule)
                texts[rule.code] = self.reading.text(source, "source_text", place, is_needed=False)
        return tuple(rules), texts

    def _rule(self, source: Mapping[str, Any], where: str) -> Iterator[Rule]:
        read = self.reading
        code = read.text(source, "code", where, longest=60)
        where = f"{where} {code}".rstrip()
        kind = read.text(source, "kind", where)
        if kind not in list(RuleKind):
            read.problem(f"{where}.kind", f"{kind!r:.30} is not a kind of rule")
            return
        try:
            when = _expression(source, "when", where)
            then = _expression(source, "then", where)
        except UnreadableExpression as fault:
            read.problem(str(fault).partition(": ")[0], str(fault).partition(": ")[2])
            return
        price = self._price(source, where) if kind == RuleKind.PRICE else None
        if kind == RuleKind.PRICE and price is None:
            return
        yield Rule(code, RuleKind(kind), read.text(source, "sentence", where), when, then, price)

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
