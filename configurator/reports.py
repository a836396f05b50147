"""What a person should know about a model line before publishing it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.catalogue import Catalogue, Option
from configurator.engine import SatEngine


@dataclass(frozen=True, slots=True)
class LineReport:
    """One model line: its size, its oddities and what changed since the release before."""

    line: str
    options: int
    rules: int
    dead_options: list[str]
    idle_rules: list[str]
    changes: list[str]


def examined(solver: SatEngine, changes: list[str]) -> LineReport:
    """Ask the engine for options no car can have and rules whose condition never holds."""
    lines = solver.catalogue
    return LineReport(
        line=lines.code,
        options=len(lines.options),
        rules=len(lines.rules),
        dead_options=list(solver.dead_options()),
        idle_rules=list(solver.idle_rules()),
        changes=changes,
    )


def compared(before: Catalogue | None, after: Catalogue) -> list[str]:
    """The differences in words; of a line that was not there before, only that."""
    if before is None:
        return [f"{after.name} is new."]
    found = [f"{option.code} {option.name} is new." for option in _missing_in(before, after)]
    found += [f"{option.code} {option.name} is gone." for option in _missing_in(after, before)]
    for option in after.options:
        old = before.by_code.get(option.code)
        if old is not None:
            found += _differences(old, option)
    old_rules = {rule.code: rule.sentence for rule in before.rules}
    new_rules = {rule.code: rule.sentence for rule in after.rules}
    found += [f"Rule {c} is new: {s}" for c, s in new_rules.items() if c not in old_rules]
    found += [f"Rule {c} is gone: {s}" for c, s in old_rules.items() if c not in new_rules]
    found += [f"Rule {c} now says: {s}" for c, s in new_rules.items() if old_rules.get(c, s) != s]
    if before.destination != after.destination:
        found.append(f"Destination charge: {before.destination} → {after.destination}.")
    return found


def _missing_in(old: Catalogue, new: Catalogue) -> list[Option]:
    return [option for option in new.options if option.code not in old.by_code]


def _differences(old: Option, new: Option) -> list[str]:
    pairs = (
        ("retail", old.retail, new.retail),
        ("invoice", old.invoice, new.invoice),
        ("available from", old.available_from, new.available_from),
        ("available to", old.available_to, new.available_to),
        ("name", old.name, new.name),
    )
    return [f"{new.code} {what}: {was} → {now}." for what, was, now in pairs if was != now]
