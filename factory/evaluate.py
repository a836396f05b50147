"""The factory's own reading of its rules: is this list of codes a car it will build?"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

type Reason = dict[str, str]


def holds(expression: dict[str, Any], codes: AbstractSet[str]) -> bool:
    """Whether the expression is true of a car with exactly these codes."""
    match expression["op"]:
        case "true":
            return True
        case "option":
            return expression["code"] in codes
        case "not":
            return not holds(expression["arg"], codes)
        case "and":
            return all(holds(each, codes) for each in expression["args"])
        case "or":
            return any(holds(each, codes) for each in expression["args"])
        case "count":
            number = sum(holds(each, codes) for each in expression["args"])
            most = expression["max"]
            return bool(expression["min"] <= number and (most is None or number <= most))
        case other:
            raise ValueError(f"The expression has an operation “{other}” nobody knows.")


def reasons_against(
    line: dict[str, Any],
    codes: AbstractSet[str],
    *,
    on: date,
    is_fleet: bool | None,
    market: str = "",
) -> list[Reason]:
    """Why the factory would refuse these codes on that day; empty if it would build them.

    ``is_fleet`` None means the dealer did not say: fleet-only options are then taken on trust.
    The rules of a ``market`` hold for cars to there; without one the car stays at home.
    """
    options = {each["code"]: each for group in line["groups"] for each in group["options"]}
    unknown = sorted(codes - options.keys())
    if unknown:
        return [
            _reason("unknown_code", code, f"{line['name']} has no option {code}.")
            for code in unknown
        ]
    found = [reason for group in line["groups"] for reason in _group(group, codes)]
    if market and market not in {each["code"] for each in line["markets"]}:
        sentence = f"{line['name']} is not built for the market {market}."
        found.append(_reason("unknown_market", market, sentence))
    own = [rule for rule in line["rules"] if rule["market"] in {None, market}]
    found += [reason for rule in own for reason in _rule(rule, codes)]
    for code in sorted(codes):
        found += _dates(options[code], on)
        if options[code]["is_fleet_only"] and is_fleet is False:
            sentence = f"{options[code]['name']} ({code}) is for fleet customers only."
            found.append(_reason("fleet_only", code, sentence))
    return found


def _group(group: dict[str, Any], codes: AbstractSet[str]) -> list[Reason]:
    taken = [each["code"] for each in group["options"] if each["code"] in codes]
    least, most = group["min_picks"], group["max_picks"]
    if len(taken) < least:
        sentence = f"{group['name']}: {least} must be chosen, the order has {len(taken)}."
        return [_reason("too_few", group["code"], sentence)]
    if most is not None and len(taken) > most:
        sentence = f"{group['name']}: at most {most} can be chosen, not {', '.join(taken)}."
        return [_reason("too_many", group["code"], sentence)]
    return []


def _rule(rule: dict[str, Any], codes: AbstractSet[str]) -> list[Reason]:
    if rule["kind"] == "price" or not holds(rule["when"], codes):
        return []
    is_met = holds(rule["then"], codes)
    if rule["kind"] == "excludes":
        is_met = not is_met
    return [] if is_met else [_reason("rule", rule["code"], rule["sentence"])]


def _dates(option: dict[str, Any], on: date) -> list[Reason]:
    code, name = option["code"], option["name"]
    opens, closes = option["available_from"], option["available_to"]
    if opens and date.fromisoformat(opens) > on:
        return [_reason("not_yet", code, f"{name} ({code}) can be ordered from {opens} on.")]
    if closes and date.fromisoformat(closes) < on:
        return [_reason("ended", code, f"{name} ({code}) could be ordered until {closes}.")]
    return []


def _reason(kind: str, code: str, sentence: str) -> Reason:
    return {"kind": kind, "code": code, "detail": sentence}
