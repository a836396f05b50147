"""Our own catalogue JSON, as the manufacturer's ``GET /catalogues/{release}`` serves it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from configurator.catalogue import Area, Catalogue, MalformedCatalogue, to_cents
from configurator.feeds.markets import read_markets
from configurator.feeds.parts import PartReader
from configurator.feeds.reading import Problem, Reading, last_day, unsound
from configurator.feeds.rules import RuleReader

MOST_LINES, MOST_FREEZES = 500, 1_000
FREEZE_ANSWERS = ("ask", "no", "later")
BODY_STYLES = ("sedan", "suv", "pickup", "hatchback", "wagon", "coupe", "van")


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
    freezes: tuple[Mapping[str, str], ...]
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
        self._codes: dict[str, str] = {}
        self.parts = PartReader(self.reading)
        self.rules = RuleReader(self.reading)

    def release(self, payload: object) -> ReleaseDraft | None:
        read = self.reading
        if (fault := unsound(payload)) is not None:
            read.problem("release", fault)
            return None
        source = read.mapping(payload, "release")
        maker = read.mapping(source.get("manufacturer", {}), "manufacturer")
        currency = self._currency(source)
        rows = read.rows(source, "model_lines", "release", most=MOST_LINES)
        lines = [
            self._line(row, currency, f"model_lines[{index}]") for index, row in enumerate(rows)
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
            missing_prices=(*self.parts.missing, *self.rules.missing),
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
        read.once(self._codes, code, f"{where}.code")
        name = read.text(source, "name", where, longest=120)
        where = f"{where} {code}".rstrip()
        body_style = read.text(source, "body_style", where)
        if body_style not in BODY_STYLES:
            read.problem(f"{where}.body_style", f"{body_style!r:.30} is not one of ours")
        markets = read_markets(read, source, where)
        abroad = {market.code for market in markets}
        groups, options = self.parts.groups(source, where, abroad)
        known = {option.code for option in options}
        rules, texts = self.rules.rules(source, known, where, markets=abroad)
        destination = read.amount(source, "destination_amount", where)
        if destination is not None and destination < 0:
            read.problem(f"{where}.destination_amount", f"{destination} is negative")
        year = read.whole(source, "model_year", where)
        if year is None:
            read.problem(f"{where}.model_year", "is missing")
        freezes = self._freezes(source, where)
        trims = [group for group in groups if group.area is Area.TRIM]
        if len(trims) != 1 or (trims[0].min_picks, trims[0].max_picks) != (1, 1):
            read.problem(f"{where}.groups", "exactly one group must be the trim, with exactly one")
        if read.problems:
            return None
        try:
            catalogue = Catalogue(
                code,
                name,
                currency,
                groups,
                options,
                rules,
                to_cents(destination or Decimal(0)),
                markets,
            )
        except MalformedCatalogue as fault:
            read.problem(where, str(fault))
            return None
        return LineDraft(catalogue, body_style, year or 0, freezes, texts)

    def _freezes(self, line: Mapping[str, Any], where: str) -> tuple[Mapping[str, str], ...]:
        read, found = self.reading, list[Mapping[str, str]]()
        for index, row in enumerate(read.rows(line, "freezes", where, most=MOST_FREEZES)):
            place = f"{where}.freezes[{index}]"
            source = read.mapping(row, place)
            fields = ("freeze_class", "milestone", "answer_after")
            freeze = {field: read.text(source, field, place, longest=40) for field in fields}
            if freeze["answer_after"] and freeze["answer_after"] not in FREEZE_ANSWERS:
                read.problem(f"{place}.answer_after", f"is not one of {', '.join(FREEZE_ANSWERS)}")
            found.append(freeze)
        return tuple(found)
