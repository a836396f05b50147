"""The adapter for manufacturers that speak HTTP and JSON (RFC 9457 problems, idempotency keys)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from time import monotonic
from typing import Any, Self
from urllib.parse import quote

import httpx

from configurator.feeds.uploads import LARGEST_FILE
from kernel.calendar import iso_week, week_start
from production.gateways.base import (
    CatalogueOffer,
    CatalogueText,
    EventPage,
    Fact,
    FactoryRefused,
    FactoryUnavailable,
    LimitOffer,
    LineOffer,
    OrderReply,
    OrderRequest,
    PlantOffer,
    RawEvent,
    SlotOffer,
    SlotRequest,
    StopOffer,
)
from production.gateways.messages import file_message, understand, words_of

TIMEOUT = httpx.Timeout(6.0, connect=2.0)
LARGEST_ANSWER = 16 * 1024 * 1024
LARGEST_CATALOGUE = LARGEST_FILE
LONGEST_ANSWER, LONGEST_CATALOGUE = 60.0, 60.0
TRY_AGAIN = frozenset({401, 403, 408, 425, 429})


class RestGateway:
    """Speaks the contract of the integration guide. One instance per sweep; close it after."""

    def __init__(
        self, *, base_url: str, key: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=base_url,
            timeout=TIMEOUT,
            transport=transport,
            follow_redirects=False,
            headers={"Authorization": f"Bearer {key}", "Accept": "application/json"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def place(self, order: OrderRequest, *, key: str) -> OrderReply:
        body = {
            "order_number": order.order_number,
            "dealer_code": order.dealer_code,
            "release": order.release,
            "model_line": order.model_line,
            "codes": list(order.codes),
            "slot": slot_json(order.slot) if order.slot else None,
            "priority": order.priority,
            "requested_on": order.requested_on.isoformat() if order.requested_on else None,
            "is_fleet": order.is_fleet,
            "market": order.market or None,
            "specials": [asdict(special) for special in order.specials],
        }
        if order.delivery is not None:
            body["delivery"] = asdict(order.delivery)
        return self._reply(self._call("POST", "/orders", body, key=key))

    def change(self, ref: str, change: Mapping[str, Any], *, key: str) -> OrderReply:
        body = {
            name: slot_json(value) if isinstance(value, SlotRequest) else value
            for name, value in change.items()
        }
        return self._reply(self._call("POST", f"/orders/{ref}/changes", body, key=key), ref)

    def cancel(self, ref: str, *, reason: str, key: str) -> OrderReply:
        body = {"reason": reason}
        return self._reply(self._call("POST", f"/orders/{ref}/cancel", body, key=key), ref)

    def events_after(self, cursor: int, *, limit: int) -> EventPage:
        answer = self._call("GET", "/events", query={"after": cursor, "limit": limit})
        events, following = answer.get("events"), answer.get("next")
        if not isinstance(events, list) or isinstance(following, bool):
            raise FactoryUnavailable("The factory's event page is not readable.")
        if not isinstance(following, int) or following < cursor:
            raise FactoryUnavailable("The factory's event page has no usable cursor.")
        return EventPage(tuple(self._raw(event) for event in events), following)

    def read(self, body: str) -> Fact:
        return understand(body)

    def file(self, body: bytes) -> RawEvent:
        return file_message(body.decode("utf-8", "replace").replace("\x00", "\ufffd"))

    def catalogues(self) -> Sequence[CatalogueOffer]:
        return [
            _catalogue(row, {}) for row in _rows(self._call("GET", "/catalogues"), "catalogues")
        ]

    def catalogue(self, release: str) -> CatalogueOffer:
        answer = self._call("GET", f"/catalogues/{release}")
        return _catalogue(answer, answer)

    def release_codes(self, tag: str) -> tuple[Sequence[str] | None, str]:
        found = self._fetch("/catalogues", tag)
        if found.content is None:
            return None, found.tag
        try:
            rows = _rows(json.loads(found.content), "catalogues")
        except (ValueError, RecursionError, AttributeError) as broken:
            raise FactoryUnavailable(
                "The factory's list of catalogues is not readable."
            ) from broken
        return [_catalogue(row, {}).release for row in rows], found.tag

    def catalogue_text(self, release: str, tag: str) -> CatalogueText:
        return self._fetch(f"/catalogues/{quote(release, safe='')}", tag)

    def plants(self) -> Sequence[PlantOffer]:
        return list(_read(_plant, self._call("GET", "/plants"), "plants"))

    def slots(self, *, plant: str, start: date, end: date) -> Sequence[SlotOffer]:
        query = {"plant": plant, "from": iso_week(start), "to": iso_week(end)}
        return list(_read(_slot, self._call("GET", "/slots", query=query), "slots"))

    def limits(self) -> Sequence[LimitOffer]:
        return list(_read(_limit, self._call("GET", "/constraints"), "constraints"))

    def stop_sales(self) -> Sequence[StopOffer]:
        return list(_read(_stop, self._call("GET", "/stop-sales"), "stop_sales"))

    def _raw(self, event: object) -> RawEvent:
        body = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
        return self.file(body.encode("utf-8", "replace"))

    def _reply(self, answer: Mapping[str, Any], ref: str = "") -> OrderReply:
        found = answer.get("ref") or ref
        if not isinstance(found, str) or not found:
            raise FactoryUnavailable("The factory's answer has no reference.")
        return OrderReply(found, str(answer.get("status") or ""))

    def _fetch(self, path: str, tag: str) -> CatalogueText:
        headers = {"If-None-Match": tag} if tag else {}
        try:
            with self._http.stream("GET", path, headers=headers) as response:
                if response.status_code == 304:
                    return CatalogueText(None, tag)
                content = _content(response, largest=LARGEST_CATALOGUE, seconds=LONGEST_CATALOGUE)
                if response.status_code != 200:
                    _checked(response, content)
                return CatalogueText(content, response.headers.get("ETag", "")[:100])
        except httpx.TimeoutException as slow:
            raise FactoryUnavailable("The factory did not answer in time.") from slow
        except httpx.HTTPError as broken:
            raise FactoryUnavailable(f"The factory cannot be reached: {broken}"[:300]) from broken

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str = "",
        query: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            with self._http.stream(
                method, path, json=body, params=query, headers=headers
            ) as response:
                return _checked(response, _content(response))
        except httpx.TimeoutException as slow:
            raise FactoryUnavailable("The factory did not answer in time.") from slow
        except httpx.HTTPError as broken:
            raise FactoryUnavailable(f"The factory cannot be reached: {broken}"[:300]) from broken


def slot_json(slot: SlotRequest) -> dict[str, str]:
    """A place in the words of the contract."""
    return {"plant": slot.plant, "line": slot.line, "week": iso_week(slot.week)}


def _content(
    response: httpx.Response, *, largest: int = LARGEST_ANSWER, seconds: float = LONGEST_ANSWER
) -> bytes:
    """The body. :raises FactoryUnavailable: larger, or longer on its way, than any honest one."""
    content, deadline = bytearray(), monotonic() + seconds
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > largest:
            raise FactoryUnavailable("The factory's answer is too large.")
        if monotonic() > deadline:
            raise FactoryUnavailable("The factory did not answer in time.")
    return bytes(content)


def _checked(response: httpx.Response, content: bytes) -> dict[str, Any]:
    status = response.status_code
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if status >= 500 or status in TRY_AGAIN or not (200 <= status < 300 or status >= 400):
        raise FactoryUnavailable(f"The factory answered {status}.", _pause(response))
    if status >= 400:
        problem = answer if isinstance(answer, dict) else {}
        sentence = str(problem.get("detail") or problem.get("title") or f"Refused with {status}.")
        raise FactoryRefused(sentence[:500], _reasons(problem), status)
    if not isinstance(answer, dict):
        raise FactoryUnavailable("The factory's answer is not readable.")
    return answer


def _pause(response: httpx.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return min(float(text), 3600.0) if text.isdigit() else None


def _reasons(problem: Mapping[str, Any]) -> list[str]:
    reasons = problem.get("reasons") or problem.get("errors") or []
    if not isinstance(reasons, list):
        return [str(reasons)[:300]]
    return [text for text in map(words_of, reasons) if text]


def _rows(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = answer.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FactoryUnavailable(f"The factory's list of {name} is not readable.")
    return rows


def _read[T](one: Any, answer: Mapping[str, Any], name: str) -> Iterator[T]:
    for row in _rows(answer, name):
        try:
            yield one(row)
        except (KeyError, TypeError, ValueError) as broken:
            raise FactoryUnavailable(f"The factory's list of {name} is not readable.") from broken


def _catalogue(row: Mapping[str, Any], payload: Mapping[str, Any]) -> CatalogueOffer:
    names = ("release", "title", "valid_from", "currency")
    release, title, valid_from, currency = (str(row.get(name) or "") for name in names)
    if not release:
        raise FactoryUnavailable("The factory's catalogue has no name.")
    return CatalogueOffer(release, title, valid_from, currency, payload)


def _plant(row: Mapping[str, Any]) -> PlantOffer:
    lines = tuple(
        LineOffer(line["code"], line.get("name") or line["code"], tuple(line["model_lines"]))
        for line in row["lines"]
    )
    return PlantOffer(
        code=row["code"],
        name=row["name"],
        country=row["country"],
        subdivision=row.get("subdivision") or "",
        timezone=row.get("timezone") or "UTC",
        lines=lines,
        closed_days=tuple(date.fromisoformat(day) for day in row.get("closed_days", ())),
    )


def _slot(row: Mapping[str, Any]) -> SlotOffer:
    return SlotOffer(
        plant=row["plant"],
        line=row["line"],
        week=week_start(row["week"]),
        capacity=int(row["capacity"]),
        taken=int(row["taken"]),
        yours=int(row.get("yours", 0)),
        is_frozen=bool(row["is_frozen"]),
        is_shutdown=bool(row["is_shutdown"]),
    )


def _limit(row: Mapping[str, Any]) -> LimitOffer:
    return LimitOffer(row["option"], row["plant"], week_start(row["week"]), int(row["capacity"]))


def _stop(row: Mapping[str, Any]) -> StopOffer:
    day = date.fromisoformat(row["from"])
    return StopOffer(str(row["option"]), day, str(row.get("reason") or "Stopped by the maker."))
