"""Changes and cancellations: asked, answered by an event, refused once it is too late."""

from __future__ import annotations

from typing import Any

from tests.factory.conftest import ASTRA_CODES, Factory

LATER = {"plant": "LEO", "line": "L2", "week": "2027-W04"}
RED = [code for code in ASTRA_CODES if code != "P01"] + ["P15"]


def answer_to(factory: Factory, number: str, kind: str = "change.answered") -> dict[str, Any]:
    """The last answer told about the order."""
    found: dict[str, Any] = [e for e in factory.events(number) if e["type"] == kind][-1]["data"]
    return found


def test_a_banked_order_takes_another_color(factory: Factory) -> None:
    ref = factory.order("red")
    asked = factory.post(f"/orders/{ref}/changes", {"codes": RED}, "red-1")
    assert asked.status_code == 202
    factory.advance(4)
    answer = answer_to(factory, "red")
    assert answer["accepted"]
    assert answer["change"] == asked.json()["change"]
    assert answer["request"] == "red-1"
    assert "P15" in factory.get(f"/orders/{ref}")["codes"]


def test_a_change_is_asked_once_per_key(factory: Factory) -> None:
    ref = factory.order("twice")
    first = factory.post(f"/orders/{ref}/changes", {"codes": RED}, "twice")
    again = factory.post(f"/orders/{ref}/changes", {"codes": RED}, "twice")
    assert first.text == again.text
    assert len(factory.get(f"/orders/{ref}")["changes"]) == 1


def test_a_car_that_cannot_be_built_is_no_change(factory: Factory) -> None:
    ref = factory.order("nonsense")
    factory.post(f"/orders/{ref}/changes", {"codes": [*ASTRA_CODES, "T02"]}, "nonsense")
    factory.advance(4)
    answer = answer_to(factory, "nonsense")
    assert not answer["accepted"]
    assert answer["reasons"] == ["The head-up display needs the 10-speaker or the concert audio."]
    assert factory.get(f"/orders/{ref}")["codes"] == sorted(ASTRA_CODES)


def test_a_scheduled_order_moves_to_another_week(factory: Factory) -> None:
    ref = factory.order("moved", slot={**LATER, "week": "2027-W03"})
    factory.advance(5)
    factory.post(f"/orders/{ref}/changes", {"slot": LATER}, "moved")
    factory.advance(4)
    assert answer_to(factory, "moved")["accepted"]
    state = factory.get(f"/orders/{ref}")
    assert (state["status"], state["week"]) == ("scheduled", "2027-W04")
    assert factory.codes("moved") == ["ORD-ACK", "SCH-WK", "SCH-WK"]
    factory.advance(150)
    assert factory.codes("moved").count("SCH-FRZ") == 1
    assert factory.codes("moved")[-1] == "DLR-RCV"


def test_a_frozen_order_neither_moves_nor_is_cancelled(factory: Factory) -> None:
    ref = factory.order("frozen")
    factory.advance(10)
    assert factory.get(f"/orders/{ref}")["is_frozen"]
    factory.post(f"/orders/{ref}/changes", {"slot": LATER}, "frozen")
    factory.post(f"/orders/{ref}/cancel", {"reason": "Changed his mind"}, "frozen-2")
    factory.advance(4)
    assert not answer_to(factory, "frozen")["accepted"]
    assert not answer_to(factory, "frozen", "cancel.answered")["accepted"]
    assert factory.get(f"/orders/{ref}")["week"] == "2026-W51"


def test_paint_cannot_change_after_paint(factory: Factory) -> None:
    ref = factory.order("too-late")
    while "PNT-IN" not in factory.codes("too-late"):
        factory.advance(1)
    factory.post(f"/orders/{ref}/changes", {"codes": RED}, "too-late")
    factory.advance(21)
    answer = answer_to(factory, "too-late")
    assert not answer["accepted"]
    assert "Ember Red (P15) cannot change any more since PNT-IN." in answer["reasons"]


def test_wheels_can_be_fitted_later(factory: Factory) -> None:
    ref = factory.order("wheels")
    while "TRM-IN" not in factory.codes("wheels"):
        factory.advance(1)
    codes = [code for code in ASTRA_CODES if code != "AW1"] + ["AW2"]
    factory.post(f"/orders/{ref}/changes", {"codes": codes}, "wheels")
    factory.advance(21)
    assert any("fit it later" in reason for reason in answer_to(factory, "wheels")["reasons"])


def test_a_banked_order_can_be_cancelled(factory: Factory) -> None:
    ref = factory.order("gone")
    asked = factory.post(f"/orders/{ref}/cancel", {"reason": "Changed his mind"}, "gone")
    assert asked.status_code == 202
    factory.advance(30)
    assert answer_to(factory, "gone", "cancel.answered")["accepted"]
    assert factory.get(f"/orders/{ref}")["status"] == "cancelled"
    assert "SCH-WK" not in factory.codes("gone")
    refused = factory.post(f"/orders/{ref}/changes", {"codes": RED}, "after")
    assert refused.status_code == 409


def test_a_change_that_says_nothing_or_nonsense_is_refused(factory: Factory) -> None:
    ref = factory.order("empty")
    for body, field in (
        ({}, "body"),
        ({"model_line": "VELA"}, "model_line"),
        ({"codes": 3}, "codes"),
        ({"priority": 99}, "priority"),
        ({"slot": {"plant": "XXX", "week": "2027-W01"}}, "slot.plant"),
    ):
        answer = factory.post(f"/orders/{ref}/changes", body, f"empty-{field}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field


def test_the_plant_may_refuse(factory: Factory) -> None:
    ref = factory.order("refused")
    factory.control("misbehave", next={"refuse_change": 1})
    factory.post(f"/orders/{ref}/changes", {"priority": 1}, "refused")
    factory.advance(4)
    assert not answer_to(factory, "refused")["accepted"]
    assert factory.get(f"/orders/{ref}")["priority"] == 5


def test_a_car_lost_on_its_way_is_built_again(factory: Factory) -> None:
    ref = factory.order("lost")
    assert not_lost_yet(factory, ref)
    while "SHP-DEP" not in factory.codes("lost"):
        factory.advance(1)
    number = factory.get(f"/orders/{ref}")["vin"]
    factory.post(f"/orders/{ref}/changes", {"replace": "The carrier burnt out"}, "lost-1")
    factory.advance(4)
    assert answer_to(factory, "lost")["accepted"]
    assert "SHP-LOST" in factory.codes("lost")
    factory.advance(300)
    assert factory.codes("lost")[-1] == "DLR-RCV"
    assert factory.get(f"/orders/{ref}")["vin"] not in {None, number}


def not_lost_yet(factory: Factory, ref: str) -> bool:
    """In the bank a replacement is refused."""
    factory.post(f"/orders/{ref}/changes", {"replace": "?"}, "too-early")
    factory.advance(4)
    return answer_to(factory, "lost")["reasons"] == ["Only a car on its way can be lost."]


def test_a_refused_replacement_lets_the_car_go_on(factory: Factory) -> None:
    ref = factory.order("found")
    while "SHP-DEP" not in factory.codes("found"):
        factory.advance(1)
    factory.control("misbehave", next={"refuse_change": 1})
    factory.post(f"/orders/{ref}/changes", {"replace": "Not seen since Monday"}, "found-1")
    factory.advance(60)
    assert not answer_to(factory, "found")["accepted"]
    assert factory.codes("found")[-1] == "DLR-RCV"
