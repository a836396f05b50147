"""The catalogue can be built: every trim, every option, every rule."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from factory.catalogue import MODEL_LINES, release
from factory.catalogue.language import codes_in, text
from factory.catalogue.meets import OF_LINE, SHARED
from factory.evaluate import reasons_against
from tests.factory.sat import Line

TODAY = date(2026, 11, 23)
RELEASE = release(TODAY)
LINES = {line["code"]: line for line in RELEASE["model_lines"]}
AREAS = {
    "model",
    "trim",
    "exterior",
    "interior",
    "wheels",
    "powertrain",
    "packages",
    "technology",
    "comfort",
    "appearance",
    "accessibility",
    "commercial",
    "export",
}


def options_of(line: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for group in line["groups"] for each in group["options"]}


def has_ended(option: dict[str, Any]) -> bool:
    return bool(option["available_to"]) and option["available_to"] < TODAY.isoformat()


def is_yet_to_come(option: dict[str, Any]) -> bool:
    return bool(option["available_from"]) and option["available_from"] > TODAY.isoformat()


def test_there_are_enough_options_and_rules_of_every_kind() -> None:
    options = {code for line in LINES.values() for code in options_of(line)}
    kinds = Counter(rule["kind"] for line in LINES.values() for rule in line["rules"])
    assert len(options) >= 300
    assert sum(kinds.values()) >= 120
    assert set(kinds) == {"requires", "excludes", "includes", "price", "count"}
    assert min(kinds.values()) >= 10


def test_every_area_of_the_trade_is_there() -> None:
    for line in LINES.values():
        assert {group["area"] for group in line["groups"]} == AREAS


def test_options_come_future_current_and_ended_and_some_for_fleets_only() -> None:
    every = [option for line in LINES.values() for option in options_of(line).values()]
    assert any(map(has_ended, every))
    assert any(map(is_yet_to_come, every))
    assert any(option["is_fleet_only"] for option in every)


@pytest.mark.parametrize("code", LINES)
def test_codes_are_unique_and_rules_name_only_existing_ones(code: str) -> None:
    line = LINES[code]
    counted = Counter(o["code"] for group in line["groups"] for o in group["options"])
    assert counted.most_common(1)[0][1] == 1
    names = [rule["code"] for rule in line["rules"]]
    assert len(set(names)) == len(names)
    for rule in line["rules"]:
        named = codes_in(rule["when"]) | (codes_in(rule["then"]) if rule["then"] else set())
        named |= {rule["price"]["option"]} if rule["price"] else set()
        assert named <= counted.keys(), rule["code"]


@pytest.mark.parametrize("code", LINES)
def test_prices_are_written_with_cents_and_invoice_stays_below_retail(code: str) -> None:
    for option in options_of(LINES[code]).values():
        retail, invoice = Decimal(option["retail"]), Decimal(option["invoice"])
        assert option["retail"] == f"{retail:.2f}"
        assert Decimal(0) <= invoice <= retail


@pytest.mark.parametrize("code", LINES)
def test_every_option_not_ended_is_in_some_car_of_today_or_later(code: str) -> None:
    options, solved = options_of(LINES[code]), Line(LINES[code])
    ended = tuple(each for each, option in options.items() if has_ended(option))
    dead = [
        each
        for each in options
        if solved.car_with(each, without=() if each in ended else ended) is None
    ]
    assert dead == []


@pytest.mark.parametrize("code", LINES)
def test_private_customers_can_have_every_current_option_that_is_not_for_fleets(code: str) -> None:
    options, solved = options_of(LINES[code]), Line(LINES[code])
    barred = tuple(
        each
        for each, option in options.items()
        if has_ended(option) or is_yet_to_come(option) or option["is_fleet_only"]
    )
    dead = [
        each
        for each in options
        if each not in barred and solved.car_with(each, without=barred) is None
    ]
    assert dead == []


@pytest.mark.parametrize("code", LINES)
def test_nothing_is_forced_on_everybody(code: str) -> None:
    solved = Line(LINES[code])
    assert [each for each in solved.options if solved.car_with(without=(each,)) is None] == []


@pytest.mark.parametrize("code", LINES)
def test_the_defaults_alone_are_a_car(code: str) -> None:
    line = LINES[code]
    defaults = {each for each, option in options_of(line).items() if option["is_default"]}
    assert reasons_against(line, defaults, on=TODAY, is_fleet=False) == []


@pytest.mark.parametrize("code", LINES)
@pytest.mark.parametrize("market", ["", "CA"])
def test_the_factory_reads_its_rules_as_sat_does(code: str, market: str) -> None:
    line, solved, luck = LINES[code], Line(LINES[code], market), random.Random(7)
    undated = {
        **line,
        "groups": [
            {
                **group,
                "options": [
                    {**option, "available_from": None, "available_to": None}
                    for option in group["options"]
                ],
            }
            for group in line["groups"]
        ],
    }
    verdicts = Counter[bool]()
    for _ in range(150):
        wanted = luck.sample(sorted(solved.options), 3)
        car = solved.car_with(*wanted) or solved.car_with(wanted[0]) or frozenset()
        codes = car ^ frozenset(luck.sample(sorted(solved.options), luck.randint(0, 1)))
        against = reasons_against(undated, codes, on=TODAY, is_fleet=None, market=market)
        is_fine = not against
        assert is_fine == solved.allows(codes)
        verdicts[is_fine] += 1
    assert min(verdicts[True], verdicts[False]) > 20


def test_source_texts_read_as_an_engineer_would_write_them() -> None:
    by_code = {rule["code"]: rule["source_text"] for rule in LINES["VELA"]["rules"]}
    assert by_code["V-141"] == "at most 1 of (VH1, VH2)"
    assert by_code["V-R04"] == "T08 requires (T09 and T14)"
    assert by_code["V-125"] == "with VT4 or VT5: AU2 costs 0.00"
    assert by_code["V-114"] == "with VT1: one of (VW1, VW2, VW7)"
    assert text({"op": "not", "arg": {"op": "option", "code": "A"}}) == "not A"


def test_facts_are_told_of_options_that_exist() -> None:
    for line in MODEL_LINES:
        codes = {option.code for group in line.groups for option in group.options}
        assert set(OF_LINE[line.code]) - codes <= set(SHARED)


def test_the_release_of_a_day_is_always_the_same() -> None:
    assert release(TODAY) == RELEASE
    assert len(MODEL_LINES) == 3
