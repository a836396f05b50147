"""From the bank to the dealer's yard, with everything that can come between."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

import holidays

from factory.vin import check_digit
from tests.factory.conftest import ASTRA_CODES, START, TERRA_CODES, VELA_CODES, Factory, order_body

ROAD = [
    "ORD-ACK",
    "SCH-WK",
    "SCH-FRZ",
    "BIW-IN",
    "BIW-OUT",
    "PNT-IN",
    "PNT-OUT",
    "TRM-IN",
    "FIN-OUT",
    "QA-OK",
    "REL",
    "SHP-DEP",
    "SHP-ARR",
    "SHP-DEP",
    "SHP-ARR",
    "DLR-RCV",
]
GRAZ_CODES = [*(c for c in ASTRA_CODES if c not in {"AM1", "AG1", "Y10"}), "AM5", "AG4", "Y10"]
TRUCK = {"model_line": "TERRA", "slot": {"plant": "LEO", "line": "L1", "week": "2026-W51"}}


def by_code(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {event["data"]["code"]: event for event in events if "code" in event["data"]}


def day_of(event: dict[str, Any]) -> date:
    return datetime.fromisoformat(event["time"]).date()


def find_order_without_luck(factory: Factory, **changes: Any) -> list[dict[str, Any]]:
    """The events of an order to which nothing special happened."""
    for number in range(12):
        factory.order(f"plain-{number}", **changes)
    factory.advance(200)
    for number in range(12):
        events = factory.events(f"plain-{number}")
        if not {"QA-HOLD", "SCH-OUT"} & by_code(events).keys():
            return events
    raise AssertionError("Twelve cars, and all had bad luck.")


def test_a_car_goes_the_whole_road_in_order(factory: Factory) -> None:
    events = find_order_without_luck(factory)
    assert [e["data"]["code"] for e in events if "code" in e["data"]] == ROAD
    assert [e["sequence"] for e in events] == list(range(1, len(events) + 1))
    times = [e["time"] for e in events]
    assert times == sorted(times)
    assert len({e["id"] for e in events}) == len(events)


def test_the_slot_asked_for_is_the_slot_given(factory: Factory) -> None:
    found = by_code(find_order_without_luck(factory))
    assert {found["SCH-WK"]["data"][name] for name in ("plant", "line", "week")} == {
        "LEO",
        "L2",
        "2026-W51",
    }
    assert date(2026, 11, 30) <= day_of(found["SCH-FRZ"]) <= date(2026, 12, 1)
    assert date(2026, 12, 14) <= day_of(found["BIW-IN"])


def test_every_car_has_its_own_number_with_a_true_check_digit(factory: Factory) -> None:
    find_order_without_luck(factory)
    states = factory.get("/orders", limit=100)["orders"]
    numbers = [state["vin"] for state in states]
    assert len(set(numbers)) == len(numbers) == 12
    for number in numbers:
        assert len(number) == 17
        assert not set(number) & set("IOQ")
        assert number[8] == check_digit(number)


def test_a_known_number_has_its_known_check_digit() -> None:
    assert check_digit("1M8GDM9AXKP042788") == "X"
    assert check_digit("11111111111111111") == "1"


def test_the_plant_rests_on_holidays_and_in_the_shutdown(factory: Factory) -> None:
    slot = {"plant": "GRZ", "line": "G1", "week": "2026-W51"}
    for number in range(15):
        factory.order(f"graz-{number}", codes=GRAZ_CODES, slot=slot)
    factory.advance(150)
    austria = holidays.country_holidays("AT", subdiv="6")
    shop = {"BIW-IN", "BIW-OUT", "PNT-IN", "PNT-OUT", "TRM-IN", "FIN-OUT"}
    worked = [e for e in factory.events() if e["data"].get("code") in shop]
    assert worked
    for event in worked:
        day = day_of(event)
        assert day.weekday() < 5
        assert day not in austria
        assert day.isocalendar().week not in {1, 52, 53}


def test_a_car_from_graz_crosses_the_sea(factory: Factory) -> None:
    slot = {"plant": "GRZ", "line": "G1", "week": "2026-W51"}
    events = find_order_without_luck(factory, codes=GRAZ_CODES, slot=slot)
    legs = [(e["data"]["leg"], e["data"]["mode"]) for e in events if "leg" in e["data"]]
    assert legs == [(n, m) for n, m in enumerate(["rail", "vessel", "truck"], 1) for _ in "da"]
    assert "vin" not in by_code(events)["SCH-FRZ"]["data"]
    assert by_code(events)["BIW-IN"]["data"]["vin"]


def test_a_car_asked_for_at_the_wrong_plant_is_built_where_its_engine_is(factory: Factory) -> None:
    factory.order("wrong-plant", slot={"plant": "GRZ", "line": "G1", "week": "2026-W51"})
    factory.advance(14)
    scheduled = by_code(factory.events("wrong-plant"))["SCH-WK"]["data"]
    assert (scheduled["plant"], scheduled["line"]) == ("LEO", "L2")
    assert scheduled["reason"] == "This car is built in León."


def test_a_frozen_week_is_not_given(factory: Factory) -> None:
    factory.order("frozen", slot={"plant": "LEO", "line": "L2", "week": "2026-W48"})
    factory.advance(14)
    scheduled = by_code(factory.events("frozen"))["SCH-WK"]["data"]
    assert scheduled["week"] == "2026-W51"
    assert scheduled["reason"] == "Week 2026-W48 is past or frozen."


def test_priority_zero_is_never_scheduled_and_says_so(factory: Factory) -> None:
    ref = factory.order("waiting", priority=0)
    factory.advance(30)
    assert factory.codes("waiting") == ["ORD-ACK"]
    assert "priority 0" in factory.get(f"/orders/{ref}")["not_scheduled_reason"]


def test_lines_and_short_options_are_never_overbooked(factory: Factory) -> None:
    with_roof = [code for code in TERRA_CODES if code != "TR1"] + ["TR3"]
    for number in range(60):
        codes = with_roof if number < 25 else TERRA_CODES
        factory.order(f"many-{number:02d}", codes=codes, priority=5 if number % 2 else 3, **TRUCK)
    factory.advance(21)
    states = factory.get("/orders", limit=100)["orders"]
    weeks = Counter(state["week"] for state in states)
    roofs = Counter(state["week"] for state in states if "TR3" in state["codes"])
    assert max(weeks.values()) <= 45
    assert max(roofs.values()) <= 9
    assert None not in weeks
    late = next(s for s in states if s["week"] != "2026-W51")
    assert by_code(factory.events(late["order_number"]))["SCH-WK"]["data"]["reason"]
    slots = factory.get("/slots", plant="LEO", **{"from": "2026-W51", "to": "2026-W51"})["slots"]
    assert next(s for s in slots if s["line"] == "L1")["yours"] == weeks["2026-W51"]
    assert all(slot["taken"] <= slot["capacity"] for slot in slots)


def test_slots_say_what_is_frozen_and_shut(factory: Factory) -> None:
    slots = factory.get("/slots", plant="GRZ", **{"from": "2026-11-23", "to": "2027-01-17"})[
        "slots"
    ]
    by_week = {slot["week"]: slot for slot in slots if slot["line"] == "G1"}
    assert [week for week, slot in by_week.items() if slot["is_frozen"]] == [
        "2026-W48",
        "2026-W49",
        "2026-W50",
    ]
    assert [week for week, slot in by_week.items() if slot["is_shutdown"]] == [
        "2026-W52",
        "2026-W53",
        "2027-W01",
    ]
    assert by_week["2026-W53"]["capacity"] == 0


def test_plants_and_constraints_say_what_is_built_where(factory: Factory) -> None:
    plants = {plant["code"]: plant for plant in factory.get("/plants")["plants"]}
    assert plants["LEO"]["lines"][0]["model_lines"] == ["TERRA"]
    assert "2026-12-25" in plants["GRZ"]["closed_days"]
    limits = factory.get("/constraints", plant="LEO")["constraints"]
    capacity = {(limit["option"], limit["week"]): limit["capacity"] for limit in limits}
    assert capacity["AM5", "2026-W51"] == 0
    assert capacity["TR3", "2026-W51"] == 9
    assert ("AM1", "2026-W51") not in capacity


def test_a_quality_hold_goes_through_rework(factory: Factory) -> None:
    factory.order("held")
    factory.control("misbehave", next={"hold": 1})
    factory.advance(150)
    codes = factory.codes("held")
    start = codes.index("QA-HOLD")
    assert codes[start : start + 5] == ["QA-HOLD", "RWK-IN", "RWK-OUT", "QA-OK", "REL"]
    held = by_code(factory.events("held"))["QA-HOLD"]
    assert held["type"] == "quality.result"
    assert held["data"]["result"] == "hold"
    assert held["data"]["defects"][0]["text"] == held["data"]["reason"]


def test_a_lost_slot_puts_the_order_back_into_the_bank(factory: Factory) -> None:
    factory.order("bumped")
    factory.control("misbehave", next={"fall_back": 1})
    factory.advance(150)
    codes = factory.codes("bumped")
    assert codes[:6] == ["ORD-ACK", "SCH-WK", "SCH-FRZ", "SCH-OUT", "SCH-WK", "SCH-FRZ"]
    again = [e for e in factory.events("bumped") if e["data"].get("code") == "SCH-WK"]
    assert [event["data"]["occurrence"] for event in again] == [1, 2]
    assert again[1]["data"]["week"] > again[0]["data"]["week"]
    assert codes[-1] == "DLR-RCV"


def test_a_scrapped_body_is_built_again_under_another_number(factory: Factory) -> None:
    factory.order("scrapped")
    factory.control("misbehave", next={"scrap": 1})
    factory.advance(200)
    numbers = [e["data"]["vin"] for e in factory.events("scrapped") if "vin" in e["data"]]
    assert len(set(numbers)) == 2
    assert factory.codes("scrapped")[-1] == "DLR-RCV"


def test_upfits_take_their_time_after_quality(factory: Factory) -> None:
    factory.order("upfit", codes=[*TERRA_CODES, "TQ3"], **TRUCK)
    factory.advance(200)
    codes = factory.codes("upfit")
    start = codes.index("UPF-IN")
    assert codes[start - 1 : start + 3] == ["QA-OK", "UPF-IN", "UPF-OUT", "REL"]


def test_what_was_really_built_is_told(factory: Factory) -> None:
    ref = factory.order("built", model_line="VELA", codes=VELA_CODES)
    factory.advance(120)
    (told,) = [e for e in factory.events("built") if e["type"] == "build.as_built"]
    assert set(told["data"]["codes"]) <= set(factory.get(f"/orders/{ref}")["codes"])


def test_the_same_seed_gives_the_same_lives(factory: Factory) -> None:
    lives = []
    for seed in (7, 7, 8):
        factory.control("begin", start=START, seed=seed)
        for number in range(5):
            factory.order(f"twin-{number}")
        factory.advance(120)
        lives.append([(e["id"], e["time"], e["data"].get("code")) for e in factory.events()])
    assert lives[0] == lives[1]
    assert lives[0] != lives[2]


def test_lives_differ_from_car_to_car(factory: Factory) -> None:
    for number in range(30):
        factory.order(f"varied-{number:02d}")
    factory.advance(200)
    arrived = [e for e in factory.events() if e["data"].get("code") == "DLR-RCV"]
    assert len(arrived) == 30
    assert len({day_of(event) for event in arrived}) > 8


def test_an_order_taken_over_in_mid_life_goes_on_from_there(factory: Factory) -> None:
    marks = [
        {"code": code, "occurred_at": f"2026-11-{day:02d}T09:00:00+00:00"}
        for day, code in enumerate(["ORD-ACK", "SCH-WK", "SCH-FRZ", "BIW-IN", "BIW-OUT"], 9)
    ]
    slot = {"plant": "LEO", "line": "L2", "week": "2026-W46"}
    body = order_body("old", slot=slot, milestones=marks, vin="3MMAS4D08VL999999")
    taken = factory.control("adopt", orders=[body, order_body("new", milestones=[])])["orders"]
    again = factory.control("adopt", orders=[body])["orders"]
    assert again[0]["ref"] == taken[0]["ref"]
    assert taken[0]["status"] == "in_production"
    factory.advance(120)
    events = factory.events("old")
    assert events[0]["data"]["code"] == "PNT-IN"
    assert events[0]["sequence"] == 6
    assert events[0]["data"]["vin"] == "3MMAS4D08VL999999"
    assert factory.codes("old")[-1] == factory.codes("new")[-1] == "DLR-RCV"


def test_orders_can_be_taken_over_after_any_milestone(factory: Factory) -> None:
    every = [*ROAD[:11], "SHP-DEP", "SHP-ARR", "SHP-DEP", "SHP-ARR"]
    bodies = [
        order_body(
            f"after-{number:02d}",
            slot={"plant": "LEO", "line": "L2", "week": "2026-W49"},
            milestones=[
                {"code": code, "occurred_at": f"2026-11-{day:02d}T09:00:00Z"}
                for day, code in enumerate(every[:number], 1)
            ],
        )
        for number in range(len(every) + 1)
    ]
    factory.control("adopt", orders=bodies)
    factory.advance(200)
    states = factory.get("/orders", limit=100)["orders"]
    assert {state["status"] for state in states} == {"delivered"}
    assert len(states) == len(bodies)


def test_a_car_with_special_equipment_of_an_upfitter_goes_through_his_hall(
    factory: Factory,
) -> None:
    by = {"number": "SR-ABCDEF", "text": "Hand controls"}
    events = find_order_without_luck(factory, specials=[by | {"at_upfitter": True}])
    passed = ROAD.copy()
    passed[passed.index("REL") : passed.index("REL")] = ["UPF-IN", "UPF-OUT"]
    assert [e["data"]["code"] for e in events if "code" in e["data"]] == passed
    factory.order("at-the-plant", specials=[by | {"at_upfitter": False}])
    factory.advance(200)
    assert "UPF-IN" not in factory.codes("at-the-plant")
