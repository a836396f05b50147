"""The REST adapter against recorded HTTP: what it understands, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import httpx
import pytest

from production.gateways.base import (
    FactoryRefused,
    FactoryUnavailable,
    OrderRequest,
    SlotRequest,
)
from production.gateways.rest import LARGEST_ANSWER, RestGateway

ORDER = OrderRequest(
    "H-1", "HARBOR", "MY27", "ASTRA", ("A1",), SlotRequest("GRZ", "G1", date(2026, 12, 7)), 5,
    date(2027, 3, 1),
)  # fmt: skip
Handler = Callable[[httpx.Request], httpx.Response]


def gateway(handler: Handler) -> RestGateway:
    return RestGateway(
        base_url="http://factory.test", key="k", transport=httpx.MockTransport(handler)
    )


def answering(status: int, body: object = None, **headers: str) -> Handler:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _: httpx.Response(status, content=content, headers=headers)


def test_an_order_carries_key_slot_and_bearer() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"ref": "M1", "status": "received"})

    assert gateway(handler).place(ORDER, key="k-1").ref == "M1"
    body = json.loads(seen[0].content)
    assert body["slot"] == {"plant": "GRZ", "line": "G1", "week": "2026-W50"}
    assert body["requested_on"] == "2027-03-01"
    assert seen[0].headers["Idempotency-Key"] == "k-1"
    assert seen[0].headers["Authorization"] == "Bearer k"


def test_a_refusal_keeps_its_reasons() -> None:
    problem = {
        "title": "This car cannot be built.",
        "detail": "A1 excludes A2.",
        "reasons": [{"kind": "rule", "sentence": "A1 excludes A2."}],
    }
    with pytest.raises(FactoryRefused) as refused:
        gateway(answering(422, problem)).place(ORDER, key="k")
    assert refused.value.reasons == ("A1 excludes A2.",)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (answering(500, b"<html>"), "answered 500"),
        (answering(401, {}), "answered 401"),
        (answering(302, b"", Location="http://elsewhere.test/"), "answered 302"),
        (answering(200, b"<html>"), "not readable"),
        (answering(200, b"{" * 100_000), "not readable"),
        (answering(200, []), "not readable"),
        (answering(200, {"status": "received"}), "no reference"),
        (answering(200, b"x" * (LARGEST_ANSWER + 1)), "too large"),
    ],
    ids=["500", "401", "redirect", "html", "deep", "list", "no-reference", "huge"],
)
def test_unusable_answers_are_an_outage(handler: Handler, words: str) -> None:
    with pytest.raises(FactoryUnavailable, match=words):
        gateway(handler).place(ORDER, key="k")


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout("slow"), httpx.ConnectError("refused")])
def test_a_broken_line_is_an_outage(trouble: Exception) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise trouble

    with pytest.raises(FactoryUnavailable, match=r"did not answer|cannot be reached"):
        gateway(handler).events_after(0, limit=5)


def test_being_asked_to_wait_is_passed_on() -> None:
    handler = answering(429, {}, **{"Retry-After": "17"})
    with pytest.raises(FactoryUnavailable) as trouble:
        gateway(handler).events_after(0, limit=5)
    assert trouble.value.retry_after == 17


def test_a_page_of_events_survives_garbage_inside() -> None:
    page = {"events": [{"id": "a", "sequence": 3, "subject": "H-1"}, "garbage", 7], "next": 12}
    found = gateway(answering(200, page)).events_after(9, limit=5)
    assert found.next_cursor == 12
    assert [event.event_id[:7] for event in found.events] == ["a", "sha256:", "sha256:"]
    assert found.events[0].sequence == 3


@pytest.mark.parametrize("page", [{"events": []}, {"events": [], "next": 3}, {"next": 12}])
def test_a_page_without_a_forward_cursor_is_an_outage(page: dict[str, object]) -> None:
    with pytest.raises(FactoryUnavailable):
        gateway(answering(200, page)).events_after(9, limit=5)


def test_the_offer_is_translated() -> None:
    plants = {
        "plants": [
            {
                "code": "GRZ", "name": "Graz", "country": "AT", "subdivision": None,
                "timezone": "Europe/Vienna", "closed_days": ["2026-12-24"],
                "lines": [{"code": "G1", "name": "Line 1", "model_lines": ["ASTRA"]}],
            }
        ]
    }  # fmt: skip
    plant = gateway(answering(200, plants)).plants()[0]
    assert plant.lines[0].model_lines == ("ASTRA",)
    assert plant.closed_days == (date(2026, 12, 24),)
    slots = {
        "slots": [
            {
                "plant": "GRZ", "line": "G1", "week": "2026-W50", "capacity": 9, "taken": 5,
                "yours": 2, "is_frozen": False, "is_shutdown": False,
            }
        ]
    }  # fmt: skip
    day = date(2026, 12, 7)
    slot = gateway(answering(200, slots)).slots(plant="GRZ", start=day, end=day)[0]
    assert (slot.week, slot.yours) == (day, 2)
    with pytest.raises(FactoryUnavailable, match="list of plants"):
        gateway(answering(200, {"plants": [{"code": "GRZ"}]})).plants()
