"""What happened to a build, told in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from production import words
from production.milestones import MEANINGS
from production.models import Build, BuildEvent, ExceptionKind, Kind

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    title: str
    text: str
    at: datetime
    who: str
    icon: str
    tone: str


ICONS: dict[str, str] = {
    Kind.OPENED: "file-plus",
    Kind.TRANSMITTED: "send",
    Kind.ACKNOWLEDGED: "check",
    Kind.REJECTED: "circle-x",
    Kind.MILESTONE: "flag",
    Kind.WINDOW_CHANGED: "calendar-clock",
    Kind.SLOT_MOVED: "move-right",
    Kind.CHANGE_ASKED: "replace",
    Kind.CHANGE_ANSWERED: "reply",
    Kind.AS_BUILT: "clipboard-check",
    Kind.QUALITY: "search-check",
    Kind.QUALITY_HOLD: "octagon-pause",
    Kind.TRANSPORT: "truck",
    Kind.EXCEPTION_RAISED: "triangle-alert",
    Kind.EXCEPTION_SNOOZED: "alarm-clock",
    Kind.EXCEPTION_ASSIGNED: "user",
    Kind.EXCEPTION_RESOLVED: "circle-check",
    Kind.SILENT: "volume-x",
    Kind.PDI_FAILED: "wrench",
    Kind.PDI_PASSED: "circle-check",
    Kind.APPOINTMENT_BOOKED: "calendar",
    Kind.WITHDRAWN: "undo-2",
    Kind.DETACHED: "warehouse",
    Kind.ADOPTED: "user-round-check",
}
TONES: dict[str, str] = {
    Kind.REJECTED: "bad",
    Kind.QUALITY_HOLD: "warn",
    Kind.EXCEPTION_RAISED: "warn",
    Kind.SILENT: "warn",
    Kind.PDI_FAILED: "warn",
    Kind.PDI_PASSED: "ok",
    Kind.EXCEPTION_RESOLVED: "ok",
}


def timeline(build: Build, limit: int = SHOWN) -> list[Entry]:
    """The newest events of a build, newest first."""
    return [entry(event) for event in build.events.order_by("-id")[:limit]]


def entry(event: BuildEvent) -> Entry:
    """An event as people read it."""
    title, text = _told(event.kind, event.body)
    return Entry(
        title=title,
        text=text,
        at=event.occurred_at,
        who="" if event.by_id is None else event.actor_name,
        icon=ICONS.get(event.kind, "circle"),
        tone=TONES.get(event.kind, ""),
    )


def _told(kind: str, body: Mapping[str, Any]) -> tuple[str, str]:
    teller = TELLERS.get(kind)
    title = str(Kind(kind).label) if kind in Kind.values else kind
    return teller(title, body) if teller else (title, str(body.get("reason", "")))


def _milestone(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    meaning = MEANINGS.get(str(body.get("code", "")))
    place = " ".join(str(body[name]) for name in ("plant", "line", "week") if body.get(name))
    parts = [str(body.get("reason", "")), place]
    return meaning.words if meaning else title, " · ".join(part for part in parts if part)


def _window(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    old, new = _span(body.get("old")), _span(body.get("new"))
    return title, f"{old} → {new}. {body.get('cause', '')}".strip()


def _moved(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    old, new = body.get("old", {}), body.get("new", {})
    text = f"{_place(old)} → {_place(new)}. {body.get('reason', '')}"
    return title, text.strip()


def _reasons(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    if body.get("accepted"):
        return f"{title}: accepted", ""
    return title, "; ".join(map(str, body.get("reasons", [])))


def _as_built(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    missing, extra = body.get("missing", []), body.get("extra", [])
    if not missing and not extra:
        return title, "As ordered."
    parts = [f"Missing: {', '.join(missing)}." if missing else ""]
    parts.append(f"Not ordered: {', '.join(extra)}." if extra else "")
    return title, " ".join(parts).strip()


def _findings(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    found = body.get("findings", "")
    if isinstance(found, list):
        found = ", ".join(f"{each.get('code')} {each.get('text')}" for each in found)
    return title, str(found)


def _leg(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    has_left = body.get("code") == "SHP-DEP"
    way = f"{body.get('origin', '')} → {body.get('destination', '')}"
    expected = body.get("expected_on")
    due = f", expected {words.short_day(date.fromisoformat(expected))}" if expected else ""
    verb = "departed" if has_left else "arrived"
    mode = str(body.get("mode", "")).capitalize() or title
    return f"{mode} {verb}", f"{way}{due if has_left else ''}"


def _exception(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    kind = str(body.get("kind", ""))
    label = str(ExceptionKind(kind).label) if kind in ExceptionKind.values else kind
    told = body.get("cause") or body.get("resolution") or body.get("to") or body.get("until", "")
    return f"{title}: {label}", str(told)[:300]


def _faults(title: str, body: Mapping[str, Any]) -> tuple[str, str]:
    return title, "; ".join(f"{f.get('label')}: {f.get('note')}" for f in body.get("faults", []))


def _span(window: object) -> str:
    if not isinstance(window, dict) or not window.get("p10") or not window.get("p90"):
        return "–"
    return words.window(date.fromisoformat(window["p10"]), date.fromisoformat(window["p90"]))


def _place(place: Mapping[str, Any]) -> str:
    return " ".join(str(place[name]) for name in ("line", "week") if place.get(name)) or "–"


TELLERS: dict[str, Callable[[str, Mapping[str, Any]], tuple[str, str]]] = {
    Kind.MILESTONE: _milestone,
    Kind.WINDOW_CHANGED: _window,
    Kind.SLOT_MOVED: _moved,
    Kind.REJECTED: _reasons,
    Kind.CHANGE_ANSWERED: _reasons,
    Kind.AS_BUILT: _as_built,
    Kind.QUALITY: _findings,
    Kind.QUALITY_HOLD: _findings,
    Kind.TRANSPORT: _leg,
    Kind.EXCEPTION_RAISED: _exception,
    Kind.EXCEPTION_SNOOZED: _exception,
    Kind.EXCEPTION_ASSIGNED: _exception,
    Kind.EXCEPTION_RESOLVED: _exception,
    Kind.PDI_FAILED: _faults,
}
