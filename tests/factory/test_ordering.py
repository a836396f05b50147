"""Dealers place orders: once, completely, and with every mistake named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factory.conftest import (
    ASTRA_CODES,
    TERRA_CODES,
    VELA_CODES,
    Factory,
    order_body,
)


def test_an_order_gets_a_reference(shared_factory: Factory) -> None:
    answer = shared_factory.post("/orders", order_body("first"), "first-key")
    assert answer.status_code == 201
    assert answer.json()["status"] == "received"
    state = shared_factory.get(f"/orders/{answer.json()['ref']}")
    assert state["order_number"] == "first"
    assert state["codes"] == sorted(ASTRA_CODES)


def test_the_same_order_with_the_same_key_gets_the_same_answer(shared_factory: Factory) -> None:
    first = shared_factory.post("/orders", order_body("again"), "again-key")
    again = shared_factory.post("/orders", order_body("again"), "again-key")
    assert (again.status_code, again.text) == (201, first.text)


def test_another_order_with_the_same_key_is_refused(shared_factory: Factory) -> None:
    shared_factory.post("/orders", order_body("mine"), "reused-key")
    answer = shared_factory.post("/orders", order_body("yours"), "reused-key")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("key-reused")


def test_an_order_number_is_taken_once(shared_factory: Factory) -> None:
    ref = shared_factory.order("taken")
    answer = shared_factory.post("/orders", order_body("taken"), "another-key")
    assert answer.status_code == 409
    assert answer.json()["ref"] == ref


def test_a_car_that_cannot_be_built_is_refused_with_every_reason(shared_factory: Factory) -> None:
    codes = [*VELA_CODES, "VC1", "T02", "P22", "P21"]
    body = order_body("impossible", model_line="VELA", codes=codes)
    answer = shared_factory.post("/orders", body, "impossible")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    reasons = {(reason["kind"], reason["code"]) for reason in answer.json()["reasons"]}
    assert {("rule", "V-170"), ("rule", "V-R01"), ("ended", "P22"), ("not_yet", "P21")} <= reasons
    assert ("too_many", "V-PAINT") in reasons


def test_a_refused_key_may_be_used_for_the_mended_order(shared_factory: Factory) -> None:
    bad = order_body("mended", codes=[*ASTRA_CODES, "T02"])
    assert shared_factory.post("/orders", bad, "mended").status_code == 422
    assert shared_factory.post("/orders", order_body("mended"), "mended").status_code == 201


def test_incomplete_and_unknown_codes_are_named(shared_factory: Factory) -> None:
    unknown = shared_factory.post("/orders", order_body("u", codes=["AB1", "ZZZ"]), "u")
    assert unknown.json()["reasons"][0] == {
        "kind": "unknown_code",
        "code": "ZZZ",
        "detail": "Astra has no option ZZZ.",
    }
    too_few = shared_factory.post("/orders", order_body("f", codes=["AB1"]), "f")
    assert "too_few" in {reason["kind"] for reason in too_few.json()["reasons"]}


def test_fleet_options_need_a_fleet(shared_factory: Factory) -> None:
    codes = [code for code in TERRA_CODES if code != "TT1"] + ["TT5"]
    slot = {"plant": "LEO", "line": "L1", "week": "2026-W51"}
    body = order_body("fleet", model_line="TERRA", codes=codes, slot=slot)
    private = shared_factory.post("/orders", {**body, "is_fleet": False}, "private")
    assert private.json()["reasons"][0]["kind"] == "fleet_only"
    assert shared_factory.post("/orders", {**body, "is_fleet": True}, "fleet").status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"order_number": ""}, "order_number"),
        ({"order_number": "x" * 65}, "order_number"),
        ({"dealer_code": None}, "dealer_code"),
        ({"release": "MY1999"}, "release"),
        ({"model_line": "OMEGA"}, "model_line"),
        ({"codes": []}, "codes"),
        ({"codes": "AB1"}, "codes"),
        ({"codes": ["AB1", "AB1"]}, "codes"),
        ({"codes": [1, 2]}, "codes"),
        ({"priority": 10}, "priority"),
        ({"priority": True}, "priority"),
        ({"requested_on": "soon"}, "requested_on"),
        ({"is_fleet": "yes"}, "is_fleet"),
        ({"slot": "LEO"}, "slot"),
        ({"slot": {"plant": "XXX", "line": "L1", "week": "2026-W51"}}, "slot.plant"),
        ({"slot": {"plant": "LEO", "line": "G1", "week": "2026-W51"}}, "slot.line"),
        ({"slot": {"plant": "LEO", "line": "L1", "week": "2026-W99"}}, "slot.week"),
        ({"slot": {"plant": "LEO", "line": "L1"}}, "slot.week"),
    ],
)
def test_every_bad_field_is_named(
    shared_factory: Factory, changes: dict[str, Any], field: str
) -> None:
    answer = shared_factory.post("/orders", order_body("bad", **changes), "bad")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("content", [b"{", b"[]", b'"text"', b"\xff\xfe", b"1"])
def test_a_body_that_is_no_object_is_refused(shared_factory: Factory, content: bytes) -> None:
    headers = {"Idempotency-Key": "nonsense"}
    answer = shared_factory.http.post("/orders", content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("bad-json")


def test_a_huge_body_is_refused(shared_factory: Factory) -> None:
    headers = {"Idempotency-Key": "huge"}
    answer = shared_factory.http.post("/orders", content=b"x" * 1_100_000, headers=headers)
    assert answer.status_code == 413


def test_a_key_for_idempotency_is_demanded(shared_factory: Factory) -> None:
    answer = shared_factory.http.post("/orders", json=order_body("keyless"))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/events", {"after": "-1"}, "after"),
        ("/events", {"limit": "many"}, "limit"),
        ("/orders", {"updated_since": "yesterday"}, "updated_since"),
        ("/orders", {"updated_since": "2026-11-23T08:00:00"}, "updated_since"),
        ("/slots", {"from": "next week"}, "from"),
        ("/slots", {"from": "2026-W50", "to": "2026-W40"}, "to"),
        ("/slots", {"plant": "XXX"}, "plant"),
    ],
)
def test_bad_queries_are_named(
    shared_factory: Factory, path: str, query: dict[str, str], field: str
) -> None:
    answer = shared_factory.http.get(path, params=query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("path", ["/nowhere", "/orders/M1", "/catalogues/MY1"])
def test_what_is_not_there_is_a_problem(shared_factory: Factory, path: str) -> None:
    answer = shared_factory.http.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_nobody_comes_in_without_the_right_key(shared_factory: Factory) -> None:
    for path in ("/events", "/orders", "/catalogues", "/control/clock", "/nowhere"):
        for key in ("", "Bearer wrong", "Basic a2V5"):
            answer = shared_factory.http.get(path, headers={"Authorization": key})
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
    dealers_key = shared_factory.http.headers["authorization"]
    own = shared_factory.http.get("/control/clock", headers={"Authorization": dealers_key})
    assert own.status_code == 401


def test_an_option_of_which_the_sale_was_stopped_is_refused(factory: Factory) -> None:
    factory.control("stop-sale", option="D03", **{"from": "2026-11-01"}, reason="Recall.")
    answer = factory.post("/orders", order_body("stop", codes=[*ASTRA_CODES, "D03"]), "stop")
    assert answer.json()["reasons"][0]["kind"] == "stop_sale"
    assert factory.get("/stop-sales")["stop_sales"][0]["option"] == "D03"
    factory.control("stop-sale", option="D03", **{"from": None})
    assert factory.get("/stop-sales")["stop_sales"] == []


def test_an_order_stopped_before_its_acknowledgement_is_rejected(factory: Factory) -> None:
    factory.order("late-stop", codes=[*ASTRA_CODES, "D03"])
    factory.control("stop-sale", option="D03", **{"from": "2026-11-01"}, reason="Recall.")
    factory.advance(7)
    (event,) = factory.events("late-stop")
    assert event["type"] == "order.rejected"
    assert "Recall." in event["data"]["reasons"][0]
    assert factory.get(f"/orders/{event['data']['ref']}")["status"] == "rejected"
    factory.control("stop-sale", option="D03", **{"from": None})
    resubmitted = factory.post("/orders", order_body("late-stop"), "second-try")
    assert resubmitted.json()["ref"] != event["data"]["ref"]
