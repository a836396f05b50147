"""How the factory tells: by cursor, by signed webhook, and badly when it is told to."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.factory.conftest import SECRET, Factory, order_body, until


class Mailbox:
    """A dealer's webhook that keeps what arrives and answers as it is told."""

    def __init__(self) -> None:
        self.letters: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()
        self.status = 204
        mailbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                mailbox.letters.put((dict(self.headers), body))
                self.send_response(mailbox.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/events/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def next(self) -> tuple[dict[str, str], bytes]:
        return self.letters.get(timeout=20)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    yield box
    box.close()


@pytest.fixture
def pushing(new_factory: Callable[..., Factory], mailbox: Mailbox) -> Factory:
    """A factory that pushes to the mailbox."""
    return new_factory("--webhook", mailbox.url)


def test_the_cursor_leads_through_every_event_once(factory: Factory) -> None:
    for number in range(4):
        factory.order(f"paged-{number}")
    factory.advance(120)
    seen, cursor = [], 0
    while True:
        page = factory.get("/events", after=cursor, limit=7)
        if not page["events"]:
            break
        seen += [event["id"] for event in page["events"]]
        cursor = page["next"]
    assert page["next"] == cursor
    assert seen == [event["id"] for event in factory.events()]
    assert len(set(seen)) == len(seen)


def test_an_event_is_a_cloud_event(factory: Factory) -> None:
    ref = factory.order("cloud")
    factory.advance(7)
    event = factory.events("cloud")[0]
    assert {name: event[name] for name in ("specversion", "source", "type", "subject")} == {
        "specversion": "1.0",
        "source": "/manufacturers/MERIDIAN",
        "type": "order.acknowledged",
        "subject": "cloud",
    }
    assert event["data"] == {
        "ref": ref,
        "plant": None,
        "line": None,
        "week": None,
        "code": "ORD-ACK",
        "occurrence": 1,
    }


def test_orders_are_given_whole_since_their_last_change(factory: Factory) -> None:
    for number in range(5):
        factory.order(f"whole-{number}")
    start = factory.get("/orders", limit=2)
    assert len(start["orders"]) == 2
    rest = factory.get("/orders", limit=10, cursor=start["next"])
    assert [order["order_number"] for order in rest["orders"]] == ["whole-2", "whole-3", "whole-4"]
    assert rest["next"] is None
    factory.advance(3)
    factory.order("whole-5")
    later = factory.get("/orders", updated_since=start["as_of"], limit=100)["orders"]
    assert "whole-5" in {order["order_number"] for order in later}
    assert factory.get("/orders", updated_since="2030-01-01T00:00:00Z")["orders"] == []


def test_a_webhook_is_signed(pushing: Factory, mailbox: Mailbox) -> None:
    pushing.order("signed")
    pushing.advance(7)
    headers, body = mailbox.next()
    event = Webhook(SECRET).verify(body, headers)
    assert event == pushing.events("signed")[0]
    assert headers["webhook-id"] == event["id"]
    assert headers["content-type"] == "application/cloudevents+json"


def test_a_webhook_that_fails_is_tried_again(pushing: Factory, mailbox: Mailbox) -> None:
    mailbox.status = 500
    pushing.order("stubborn")
    pushing.advance(3)
    first, _ = mailbox.next()
    mailbox.status = 204
    again, _ = mailbox.next()
    assert first["webhook-id"] == again["webhook-id"]
    until(lambda: pushing.get("/healthz")["webhooks_waiting"] == 0, "the delivery")


def test_a_wrong_signature_is_wrong(pushing: Factory, mailbox: Mailbox) -> None:
    pushing.control("misbehave", next={"bad_signature": 1})
    pushing.order("forged")
    pushing.advance(3)
    headers, body = mailbox.next()
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body, headers)


def test_a_duplicate_comes_twice_with_the_same_id(factory: Factory) -> None:
    factory.order("double")
    factory.control("misbehave", next={"duplicate": 1})
    factory.advance(7)
    ids = [event["id"] for event in factory.events("double")]
    assert ids[0] == ids[1]
    assert len(set(ids)) == len(ids) - 1


def test_disorder_swaps_two_events_of_an_order(factory: Factory) -> None:
    factory.order("swapped")
    factory.control("misbehave", next={"disorder": 1})
    factory.advance(7)
    assert factory.codes("swapped") == ["SCH-WK", "ORD-ACK"]
    assert [event["sequence"] for event in factory.events("swapped")] == [2, 1]


def test_an_unknown_code_comes_beside_the_true_ones(factory: Factory) -> None:
    factory.order("strange")
    factory.control("misbehave", next={"unknown": 1})
    factory.advance(7)
    codes = factory.codes("strange")
    assert codes[0] == "ORD-ACK"
    assert codes[1] not in {"SCH-WK", "SCH-FRZ"}
    assert codes[2] == "SCH-WK"


def test_a_late_event_comes_late_and_keeps_its_time(factory: Factory) -> None:
    factory.order("late")
    factory.control("misbehave", next={"late": 1})
    factory.advance(3)
    assert factory.get("/healthz")["orders"] == {"banked": 1}
    factory.advance(4)
    (event,) = [e for e in factory.events("late") if e["data"]["code"] == "ORD-ACK"]
    assert event["time"] < "2026-11-26"


def test_silence_is_followed_by_everything_at_once(factory: Factory) -> None:
    factory.control("misbehave", silent=True)
    factory.order("quiet")
    factory.advance(120)
    assert factory.events() == []
    factory.control("misbehave", silent=False)
    events = factory.events("quiet")
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["data"]["code"] == "DLR-RCV"


def test_a_lost_answer_is_found_again_with_the_same_key(factory: Factory) -> None:
    factory.control("misbehave", next={"drop_answer": 1})
    lost = factory.post("/orders", order_body("lost"), "lost-key")
    assert lost.status_code == 504
    found = factory.post("/orders", order_body("lost"), "lost-key")
    assert found.status_code == 201
    assert [order["ref"] for order in factory.get("/orders")["orders"]] == [found.json()["ref"]]


def test_errors_and_throttling_do_nothing(factory: Factory) -> None:
    factory.control("misbehave", next={"error": 1})
    assert factory.post("/orders", order_body("none"), "none").status_code >= 500
    factory.control("misbehave", next={"throttle": 1})
    throttled = factory.http.get("/events")
    assert throttled.status_code == 429
    assert throttled.headers["retry-after"] == "2"
    assert factory.get("/orders")["orders"] == []


def test_garbage_is_no_json(factory: Factory) -> None:
    factory.control("misbehave", next={"garbage": 1})
    answer = factory.http.get("/events")
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_down_is_down_but_healthy_for_the_supervisor(factory: Factory) -> None:
    factory.control("misbehave", down=True)
    assert factory.http.get("/events").status_code == 503
    assert factory.get("/healthz")["status"] == "ok"
    factory.control("misbehave", down=False)
    assert factory.get("/events")["events"] == []


def test_everything_bad_at_once_loses_nothing(factory: Factory) -> None:
    rates = dict.fromkeys(
        ("duplicate_rate", "disorder_rate", "late_rate", "unknown_code_rate"), 0.3
    )
    factory.control("misbehave", **rates)
    for number in range(5):
        factory.order(f"storm-{number}")
    factory.advance(250)
    for number in range(5):
        told = {event["sequence"] for event in factory.events(f"storm-{number}")}
        assert told == set(range(1, max(told) + 1))


@pytest.mark.parametrize(
    ("switches", "field"),
    [
        ({"error_rate": 2}, "error_rate"),
        ({"error_rate": "often"}, "error_rate"),
        ({"silent": 1}, "silent"),
        ({"latency_ms": -1}, "latency_ms"),
        ({"moody": True}, "moody"),
        ({"next": {"miracle": 1}}, "next.miracle"),
        ({"next": 1}, "next"),
    ],
)
def test_a_wrong_switch_is_named(
    shared_factory: Factory, switches: dict[str, Any], field: str
) -> None:
    headers = {"Authorization": "Bearer key-of-the-hidden-hand"}
    answer = shared_factory.http.post("/control/misbehave", json=switches, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_switches_can_be_reset(factory: Factory) -> None:
    factory.control("misbehave", latency_ms=1, error_rate=0.5)
    switches = factory.control("misbehave", reset=True, late_rate=0.1)
    assert (switches["latency_ms"], switches["error_rate"], switches["late_rate"]) == (0, 0, 0.1)
