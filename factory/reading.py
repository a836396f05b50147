"""Reads request bodies and query strings; everything wrong is named by its field at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from factory.plants import PLANTS
from factory.problems import BadInput, Problem, wrong
from factory.weeks import monday, week_of

MOST_CODES = 400
MOST_SPECIALS = 50
SERVICES = frozenset({"enclosed", "priority", "home", "elsewhere"})
MOST_PAGE = 500


def body_of(raw: bytes) -> dict[str, Any]:
    """:raises Problem: when the body is not a JSON object."""
    try:
        found = json.loads(raw or b"{}")
    except ValueError as error:
        raise Problem(400, "bad-json", "The body is not JSON.", str(error)) from None
    if not isinstance(found, dict):
        raise Problem(400, "bad-json", "The body must be a JSON object.")
    return found


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """A well-formed order; whether the car can be built is another question."""

    order_number: str
    dealer_code: str
    release: str
    model_line: str
    codes: list[str]
    slot: dict[str, str] | None
    priority: int
    requested_on: str | None
    is_fleet: bool | None
    market: str
    specials: list[dict[str, Any]]
    delivery: dict[str, Any]


class Fields:
    """Takes fields out of a body and collects what is wrong with them."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        self.errors: list[dict[str, str]] = []

    def refuse(self, field: str, detail: str) -> None:
        self.errors.append(wrong(field, detail))

    def finish(self) -> None:
        if self.errors:
            raise BadInput(self.errors)

    def text(self, name: str, most: int = 64) -> str:
        value = self._body.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            self.refuse(name, f"{name} must be a text of 1 to {most} characters.")
            return ""
        return value

    def perhaps(self, name: str) -> str:
        """A text that may be left out."""
        return "" if self._body.get(name) is None else self.text(name)

    def whole(self, name: str, least: int, most: int, default: int) -> int:
        value = self._body.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.refuse(name, f"{name} must be a whole number from {least} to {most}.")
            return default
        return value

    def day(self, name: str) -> str | None:
        value = self._body.get(name)
        if value is None:
            return None
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            self.refuse(name, f"{name} must be a date such as 2026-12-31.")
            return None

    def truth(self, name: str) -> bool | None:
        value = self._body.get(name)
        if value is not None and not isinstance(value, bool):
            self.refuse(name, f"{name} must be true, false or left out.")
            return None
        return value

    def codes(self, name: str = "codes") -> list[str]:
        value = self._body.get(name)
        is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
        if not is_list or not value or len(value) > MOST_CODES:
            self.refuse(name, f"{name} must be a list of 1 to {MOST_CODES} option codes.")
            return []
        if len(set(value)) != len(value):
            self.refuse(name, f"{name} names a code twice.")
        return sorted(set(value))

    def delivery(self, name: str = "delivery") -> dict[str, Any]:
        """A way to the dealer that is not the ordinary one; may be left out."""
        value = self._body.get(name)
        if value is None:
            return {}
        services = value.get("services") if isinstance(value, dict) else None
        if not isinstance(services, list) or not set(map(str, services)) <= SERVICES:
            known = ", ".join(sorted(SERVICES))
            self.refuse(f"{name}.services", f"{name}.services is a list of these: {known}.")
            return {}
        texts = {key: value.get(key, "") for key in ("mode", "carrier", "destination")}
        for key, text in texts.items():
            if not isinstance(text, str) or len(text) > 200:
                self.refuse(
                    f"{name}.{key}", f"{name}.{key} must be a text of up to 200 characters."
                )
                return {}
        return {"services": services, **texts}

    def specials(self, name: str = "specials") -> list[dict[str, Any]]:
        """Special equipment by number and words, and whether an upfitter fits it; may be left out."""
        value = self._body.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > MOST_SPECIALS:
            self.refuse(name, f"{name} must be a list of at most {MOST_SPECIALS} objects.")
            return []
        for each in value:
            is_whole = isinstance(each, dict) and isinstance(each.get("at_upfitter"), bool)
            texts = [each.get("number"), each.get("text")] if is_whole else [None]
            if not all(isinstance(text, str) and 0 < len(text) <= 300 for text in texts):
                self.refuse(name, f"{name} are objects of number, text and at_upfitter.")
                return []
        return [
            {field: each[field] for field in ("number", "text", "at_upfitter")} for each in value
        ]

    def slot(self, name: str = "slot") -> dict[str, str] | None:
        value = self._body.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.refuse(name, f"{name} must be an object of plant, line and week.")
            return None
        plant = PLANTS.get(str(value.get("plant")))
        lines = {line.code for line in plant.lines} if plant else set()
        if plant is None:
            self.refuse(f"{name}.plant", f"There is no plant “{value.get('plant')}”.")
        elif value.get("line") not in lines:
            self.refuse(f"{name}.line", f"{plant.name} has no line “{value.get('line')}”.")
        try:
            week = week_of(monday(str(value.get("week"))))
        except ValueError as error:
            self.refuse(f"{name}.week", str(error))
            return None
        return {"plant": str(value.get("plant")), "line": str(value.get("line")), "week": week}


def read_order(body: Mapping[str, Any], releases: set[str], model_lines: set[str]) -> OrderRequest:
    """:raises BadInput: naming every field that is wrong."""
    fields = Fields(body)
    request = OrderRequest(
        order_number=fields.text("order_number"),
        dealer_code=fields.text("dealer_code"),
        release=fields.text("release"),
        model_line=fields.text("model_line"),
        codes=fields.codes(),
        slot=fields.slot(),
        priority=fields.whole("priority", 0, 9, 5),
        requested_on=fields.day("requested_on"),
        is_fleet=fields.truth("is_fleet"),
        market=fields.perhaps("market"),
        specials=fields.specials(),
        delivery=fields.delivery(),
    )
    if request.release and request.release not in releases:
        fields.refuse("release", f"There is no release “{request.release}”.")
    if request.model_line and request.model_line not in model_lines:
        fields.refuse("model_line", f"There is no model line “{request.model_line}”.")
    fields.finish()
    return request


def whole_number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A number of the query string. :raises BadInput: when it is none."""
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) > most:
        raise BadInput([wrong(name, f"{name} must be a whole number from 0 to {most}.")], 400)
    return int(text)


def week_or_day(query: Mapping[str, str], name: str, default: str) -> str:
    """A week, written as such or as one of its days."""
    text = query.get(name, default)
    try:
        return week_of(monday(text) if "W" in text else date.fromisoformat(text))
    except ValueError:
        detail = f"{name} must be a week such as 2026-W50 or a date."
        raise BadInput([wrong(name, detail)], 400) from None


def instant(query: Mapping[str, str], name: str) -> datetime | None:
    text = query.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        detail = f"{name} must be an instant with a time zone such as 2026-12-31T12:00:00Z."
        raise BadInput([wrong(name, detail)], 400)
    return moment
