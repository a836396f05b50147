"""CloudEvents of a manufacturer into facts. Tolerant where it files, strict where it understands."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kernel.calendar import week_start
from production.gateways.base import Fact, Finding, RawEvent, Unreadable

KINDS = frozenset(
    {
        "build.milestone",
        "order.acknowledged",
        "order.rejected",
        "quality.result",
        "transport.leg",
        "build.as_built",
        "change.answered",
        "cancel.answered",
    }
)
LONGEST_ID, LONGEST_SUBJECT = 120, 60


def file_message(body: str) -> RawEvent:
    """What can be known of a message without trusting it; a body without an id is named by its hash."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        parsed = None
    event = parsed if isinstance(parsed, dict) else {}
    found = event.get("id")
    is_named = isinstance(found, str) and 0 < len(found) <= LONGEST_ID
    digest = hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()
    return RawEvent(
        event_id=str(found) if is_named else f"sha256:{digest}",
        body=body,
        subject=_short(event.get("subject")),
        kind=_short(event.get("type")),
        sequence=_count(event.get("sequence")) or 0,
    )


def understand(body: str) -> Fact:
    """:raises Unreadable: with a sentence that says what is wrong with it."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("The message is not JSON.") from None
    if not isinstance(event, dict):
        raise Unreadable("The message is not an event.")
    kind = _text(event, "type")
    if kind not in KINDS:
        raise Unreadable(f"The message kind “{kind[:60]}” is not known.")
    data = event.get("data")
    if not isinstance(data, dict):
        raise Unreadable("The message carries no data.")
    sequence = _count(event.get("sequence"))
    if sequence is None:
        raise Unreadable("The message has no sequence number.")
    return _fact(kind, event, data, sequence)


def _fact(kind: str, event: Mapping[str, Any], data: Mapping[str, Any], sequence: int) -> Fact:
    order_number = _text(event, "subject")
    if not order_number:
        raise Unreadable("The message names no order.")
    occurrence = _count(data.get("occurrence", 1))
    if occurrence is None or not 1 <= occurrence <= 999:
        raise Unreadable("The occurrence is not a number.")
    code = _text(data, "code")
    if kind == "build.milestone" and not code:
        raise Unreadable("The milestone has no code.")
    return Fact(
        kind=kind,
        order_number=order_number,
        occurred_at=_instant(_text(event, "time")),
        sequence=sequence,
        ref=_text(data, "ref"),
        code=code,
        occurrence=occurrence,
        plant=_text(data, "plant"),
        line=_text(data, "line"),
        week=_week(_text(data, "week")),
        vin=_text(data, "vin"),
        leg=_leg(data.get("leg")),
        mode=_text(data, "mode"),
        origin=_text(data, "from") or _text(data, "origin"),
        destination=_text(data, "to") or _text(data, "destination"),
        expected_on=_day(_text(data, "expected_on") or _text(data, "eta")),
        reasons=_words(data.get("reasons")) or _words(data.get("reason")),
        is_accepted=_truth(data),
        is_passed=_passed(data),
        text=_text(data, "text"),
        codes=_words(data.get("codes")),
        request=_text(data, "request") or _text(data, "change"),
        findings=_findings(data),
    )


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**62 else None


def _short(value: object) -> str:
    return value[:LONGEST_SUBJECT] if isinstance(value, str) else ""


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value.strip()[:300] if isinstance(value, str) else ""


def _words(value: object) -> tuple[str, ...]:
    """A list of texts, or of objects that carry one."""
    if isinstance(value, str):
        return (value[:300],) if value else ()
    if isinstance(value, list):
        return tuple(text for text in map(words_of, value) if text)
    return ()


def words_of(part: object) -> str:
    """The sentence of one reason, however it is wrapped."""
    if isinstance(part, dict):
        part = part.get("sentence") or part.get("detail") or part.get("code") or ""
    return str(part)[:300] if isinstance(part, str | int) else ""


def _leg(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _truth(data: Mapping[str, Any]) -> bool | None:
    for name in ("accepted", "is_accepted"):
        if isinstance(data.get(name), bool):
            return bool(data[name])
    answer = _text(data, "answer") or _text(data, "status")
    if answer in {"accepted", "yes", "done", "cancelled"}:
        return True
    return False if answer in {"refused", "rejected", "no"} else None


def _passed(data: Mapping[str, Any]) -> bool | None:
    for name in ("passed", "ok"):
        if isinstance(data.get(name), bool):
            return bool(data[name])
    result = _text(data, "result")
    if result in {"ok", "passed", "released"}:
        return True
    return False if result in {"hold", "failed", "rework"} else None


def _findings(data: Mapping[str, Any]) -> tuple[Finding, ...]:
    found = data.get("findings") or data.get("defects") or []
    if not isinstance(found, list):
        return ()
    return tuple(
        Finding(_text(part, "code"), _text(part, "text") or _text(part, "description"))
        for part in found
        if isinstance(part, dict)
    )


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable("The time of the message is not a time.") from None
    if moment.tzinfo is None:
        raise Unreadable("The time of the message has no time zone.")
    return moment


def _week(text: str) -> date | None:
    if not text:
        return None
    try:
        return week_start(text)
    except ValueError:
        raise Unreadable(f"“{text[:20]}” is not a production week.") from None


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
