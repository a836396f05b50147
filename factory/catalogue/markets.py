"""Canada: what a car for there must have, must not have, and the papers that go with it."""

# fmt: off
# (tables: one entry, one line)

from dataclasses import replace

from factory.catalogue.language import (
    ALWAYS,
    Market,
    Rule,
    excludes,
    requires,
)

CANADA = Market("CA", "Canada", (
    "Statement of compliance with the Canadian safety standards (CMVSS)",
    "Vehicle Import Form 1",
    "USMCA certificate of origin",
    "Commercial invoice",
))


def canadian_rules(line: str, not_offered: frozenset[str] = frozenset()) -> list[Rule]:
    """The homologation rules of ``line`` (its letter opens every code), without what it lacks."""
    n = f"{line}-CA"
    rules = [
        requires(f"{n}1", ALWAYS, "XCA", "Cars for Canada are built to the Canada specification, with daytime lamps and both languages."),
        requires(f"{n}2", ALWAYS, "D03", "In Canada the first-aid and roadside kit is required."),
        excludes(f"{n}3", ALWAYS, "T08", "The night-vision camera is not approved in Canada."),
        excludes(f"{n}4", ALWAYS, "T15", "Hands-free highway assist is not approved in Canada."),
    ]
    return [replace(rule, market=CANADA.code) for rule in rules if not rule.codes() & not_offered]
