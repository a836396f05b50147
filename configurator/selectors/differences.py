"""How two cars of one line differ, group by group, with what each difference costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from configurator.catalogue import Catalogue
from configurator.pricing import DESTINATION, price
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a decision: what a group has now, what it would have, what that costs."""

    group: str
    now: tuple[str, ...]
    becomes: tuple[str, ...]
    price: Money


def differences(
    known: Catalogue, before: Collection[str], after: Collection[str], first: str = ""
) -> tuple[Change, ...]:
    """From one whole car to another; the group of the option ``first`` stands on top."""
    return tuple(_differences(known, before, after, first))


def _differences(
    known: Catalogue, before: Collection[str], after: Collection[str], first: str
) -> Iterable[Change]:
    old, new = _prices(known, before), _prices(known, after)
    top = known.group_of(first).code if first else ""
    touched = {known.group_of(c).code for c in old.keys() | new.keys() if old.get(c) != new.get(c)}
    for group in sorted(known.groups, key=lambda group: group.code != top):
        if group.code not in touched:
            continue
        codes = [option.code for option in known.members[group.code]]
        gone = [code for code in codes if code in old and code not in new]
        come = [code for code in codes if code in new and code not in old]
        difference = sum(
            (new.get(c, Decimal(0)) - old.get(c, Decimal(0)) for c in codes), Decimal(0)
        )
        if gone or come or difference:
            kept = [c for c in codes if c in old and c in new and old[c] != new[c]]
            yield Change(
                group.name,
                tuple(known.by_code[code].name for code in (*gone, *kept)),
                tuple(known.by_code[code].name for code in (*come, *kept)),
                Money(difference, known.currency),
            )


def _prices(known: Catalogue, codes: Collection[str]) -> dict[str, Decimal]:
    sheet = price(known, codes)
    return {line.code: line.retail for line in sheet.lines if line.code != DESTINATION}
