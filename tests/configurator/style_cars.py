"""The style records read a second time, by other means: rules for a plain SAT solver, prices raw.

Nothing here uses the product's encoding, engine or pricing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pysat.solvers import Solver

STYLE_FEED = Path(__file__).resolve().parents[3] / "shared" / "data" / "style_feed"


def files() -> list[Path]:
    """The real cars at hand, if any."""
    return sorted(STYLE_FEED.glob("*.json"))


def style_of(path: Path) -> dict[str, Any]:
    """The style record of a file."""
    return json.loads(path.read_text())["styleHolder"][0]


def attribute(option: Mapping[str, Any], group: str, name: str) -> Any:
    """One attribute of an option, or None."""
    found = option["attributeGroups"].get(group, {}).get("attributes", {}).get(name)
    return None if found is None else found["value"]


def ids_by_code(style: Mapping[str, Any], options: Mapping[str, str]) -> dict[str, str]:
    """Our code of each option → the feed's id. ``options``: our code → our name."""
    found: dict[str, str] = {}
    for row in style["options"]:
        maker = attribute(row, "OPTION_INFO", "OPTION_MANUFACTURER_CODE") or attribute(
            row, "COLOR_INFO", "COLOR_MANUFACTURER_CODE"
        )
        stem = (maker or row["id"]).strip()
        words = ("", "-EXT", "-INT", "-TRIM", "-FLEET")
        endings = (*words, *(f"{word}-{row['id']}" for word in words))
        name = row["name"].strip()
        told_apart = (name, f"{name} ({maker and maker.strip()})", f"{name} ({row['id']})")
        ours = [
            code
            for code in (stem + ending for ending in endings)
            if options.get(code) in told_apart
        ]
        assert len(ours) == 1, (row["name"], ours)
        found[ours[0]] = row["id"]
    assert len(found) == len(style["options"])
    return found


class BruteCar:
    """Two fresh SAT calls for every option."""

    def __init__(self, style: Mapping[str, Any]) -> None:
        self._style = style
        ids = [row["id"] for row in style["options"]]
        self.variable = {feed_id: index for index, feed_id in enumerate(ids, 1)}
        self._top = len(ids)
        self._clauses: list[list[int]] = []
        by_type: dict[str, list[int]] = {}
        for row in style["options"]:
            kind = attribute(row, "COLOR_TYPE", "COLOR_TYPE")
            if kind is not None:
                by_type.setdefault(kind, []).append(self.variable[row["id"]])
        for members in by_type.values():
            self._clauses += exactly(1, members)
        for rule in style["specification"]["elements"]:
            self._add(rule)
        self._solver = Solver(name="cadical153", bootstrap_with=self._clauses)

    def _add(self, rule: Mapping[str, Any]) -> None:
        if rule["type"] == "VALUE_CHANGE":
            return
        when = self._literal(rule["antecedent"])
        then = self._literal(rule["consequent"])
        self._clauses.append([-when, -then if rule["type"] == "EXCLUDES" else then])

    def _literal(self, node: Mapping[str, Any]) -> int:
        kind = node["type"]
        if kind in {"CONTAINS_OPTION", "CONTAINS_COLOR"}:
            return self.variable[node.get("optionId") or node["colorId"]]
        self._top += 1
        gate = self._top
        if kind == "VEHICLE":
            same = node["styleId"] == self._style["id"]
            self._clauses.append([gate if same else -gate])
        elif kind == "CONTAINS_EXACT_COUNT":
            members = [self.variable[feed_id] for feed_id in node["options"]]
            assert (len(members), node["count"]) == (2, 1)
            one, other = members
            self._clauses += [[-gate, one, other], [-gate, -one, -other]]
            self._clauses += [[gate, one, -other], [gate, -one, other]]
        else:
            args = [self._literal(child) for child in node["elements"]]
            sign = 1 if kind == "AND" else -1
            self._clauses += [[-sign * gate, sign * arg] for arg in args]
            self._clauses.append([sign * gate, *(-sign * arg for arg in args)])
        return gate

    def can(self, literals: Sequence[int]) -> bool:
        """Whether a car with these literals exists."""
        return bool(self._solver.solve(assumptions=list(literals)))

    def statuses(self, picks: Collection[str], banned: Collection[str] = ()) -> dict[str, str]:
        """picked, forced, blocked or free, by feed id."""
        fixed = [self.variable[feed_id] for feed_id in picks]
        fixed += [-self.variable[feed_id] for feed_id in banned]
        found = {}
        for feed_id, literal in self.variable.items():
            if feed_id in picks:
                found[feed_id] = "picked"
            elif not self.can([*fixed, literal]):
                found[feed_id] = "blocked"
            else:
                found[feed_id] = "free" if self.can([*fixed, -literal]) else "forced"
        return found


def exactly(number: int, members: Sequence[int]) -> list[list[int]]:
    """Clauses for exactly one of the members."""
    assert number == 1
    pairs = [[-a, -b] for i, a in enumerate(members) for b in members[i + 1 :]]
    return [list(members), *pairs]


def raw_total(style: Mapping[str, Any], car: Collection[str], side: str) -> Decimal:
    """Base, options and destination as the file states them; includes free, changes applied."""
    field, listed, discount = {
        "retail": ("baseMSRP", "MSRP", "MANUFACTURERS_DISCOUNT_MSRP"),
        "invoice": ("baseInvoice", "DEALER_INVOICE", "MANUFACTURERS_DISCOUNT_INVOICE"),
    }[side]
    total = Decimal(str(style["price"][field])) + Decimal(str(style["price"]["deliveryCharges"]))
    told = [r for r in style["specification"]["elements"] if raw_holds(r["antecedent"], car)]
    free = {o for r in told if r["type"] == "INCLUDES" for o in raw_options(r["consequent"])}
    changed = {
        feed_id: Decimal(str(rule["adjustedPrice"][field]))
        for rule in told
        if rule["type"] == "VALUE_CHANGE"
        for feed_id in raw_options(rule["consequent"])
    }
    for row in style["options"]:
        if row["id"] not in car or row["id"] in free:
            continue
        if row["id"] in changed:
            total += changed[row["id"]]
        else:
            total += Decimal(attribute(row, "PRICING", listed) or 0)
            total += Decimal(attribute(row, "PRICING", discount) or 0)
    return total


def raw_holds(node: Mapping[str, Any], car: Collection[str]) -> bool:
    """Whether the condition holds for a car given by feed ids."""
    match node["type"]:
        case "CONTAINS_OPTION":
            return node["optionId"] in car
        case "CONTAINS_COLOR":
            return node["colorId"] in car
        case "AND":
            return all(raw_holds(child, car) for child in node["elements"])
        case "OR":
            return any(raw_holds(child, car) for child in node["elements"])
        case "VEHICLE":
            return True
        case other:
            raise AssertionError(other)


def raw_options(node: Mapping[str, Any]) -> set[str]:
    """The options a conjunction names."""
    assert node["type"] != "OR"
    if "elements" in node:
        return set().union(*(raw_options(child) for child in node["elements"]))
    return {node.get("optionId") or node["colorId"]}
