"""Groups and options of a model line in our own JSON."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from configurator.catalogue import Area, Group, Option, to_cents
from configurator.catalogue.facts import FACTS, TRAITS, Facts
from configurator.feeds.reading import Reading, last_day

MOST_GROUPS, MOST_OPTIONS = 25_000, 25_000
MOST_COUNTED = 400_000
"""How much counting a line may ask for: options of a group times how many of them are picked."""


class PartReader:
    """Reads into ``reading``; ``missing`` lists the prices that are not there."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.missing: list[str] = []

    def groups(
        self, line: Mapping[str, Any], where: str, markets: Collection[str] = ()
    ) -> tuple[tuple[Group, ...], tuple[Option, ...]]:
        """Groups and their options. ``markets`` are the codes an option may be reserved for."""
        read = self.reading
        groups: list[Group] = []
        options: list[Option] = []
        group_codes: dict[str, str] = {}
        option_codes: dict[str, str] = {}
        counted = 0
        for index, row in enumerate(read.rows(line, "groups", where, most=MOST_GROUPS)):
            place = f"{where}.groups[{index}]"
            source = read.mapping(row, place)
            group = self._group(source, index, place)
            read.once(group_codes, group.code, f"{place}.code")
            groups.append(group)
            place = f"{place} {group.code}".rstrip()
            entries = read.rows(source, "options", place, most=MOST_OPTIONS - len(options))
            counted += len(entries) * max(group.min_picks, _bounded(group.max_picks, entries))
            for inner, entry in enumerate(entries):
                spot = f"{place}.options[{inner}]"
                found = self._option(read.mapping(entry, spot), group.code, len(options), spot)
                read.once(option_codes, found.code, f"{spot}.code")
                for market in found.markets:
                    if market not in markets:
                        read.problem(f"{spot}.markets", f"no market {market!r:.20}")
                options.append(found)
        if counted > MOST_COUNTED:
            read.problem(f"{where}.groups", "count more options than any car line needs")
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
            markets=tuple(read.texts(source, "markets", where, longest=8)),
            is_default=read.flag(source, "is_default", where),
            freeze_class=read.text(source, "freeze_class", where, is_needed=False, longest=40),
            position=position,
            meets=self._facts(source, where),
        )

    def _facts(self, source: Mapping[str, Any], where: str) -> Facts:
        """What a car can by the option; a name that is not ours is a fault, never guessed at."""
        read = self.reading
        if source.get("meets") is None:
            return ()
        told = read.mapping(source["meets"], f"{where}.meets")
        found: dict[str, int] = {}
        for name, value in told.items():
            place = f"{where}.meets.{name:.40}"
            if name not in FACTS:
                read.problem(place, "is none of the facts we know")
            elif value is not None and name in TRAITS:
                found[name] = int(read.flag(told, name, place))
            elif value is not None:
                found[name] = read.whole(told, name, place) or 0
        return tuple(sorted(found.items()))

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


def _bounded(most: int | None, entries: list[Any]) -> int:
    """How far must be counted to know that there are not too many."""
    return 0 if most is None or most >= len(entries) else most
