"""The manufacturer's HTTP API, as docs/integration/manufacturer.md describes it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from factory import reading, requests
from factory.plants import FROZEN_WEEKS, HORIZON_WEEKS, PLANTS, Line, Plant
from factory.problems import BadInput, Problem, wrong
from factory.slots import constraints
from factory.store import Order, written
from factory.weeks import monday, shifted, week_of
from factory.world import World

MOST_WEEKS = 120
LARGEST_CURSOR = 2**62
LONGEST_KEY = 200
BLANKS, HUGE = b" " * 1_000_000, 200_000_000
DRIP = 0.2
"""Seconds between two bytes of a slow catalogue."""


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


async def catalogues(request: Request) -> Response:
    return await _unless_known(request, {"catalogues": world_of(request).releases()})


async def catalogue(request: Request) -> Response:
    code = request.path_params["release"]
    found = world_of(request).release(code)
    if found is None:
        raise _unknown("release", code)
    return await _unless_known(request, found)


async def _unless_known(request: Request, answer: dict[str, Any]) -> Response:
    """The answer with its tag, or 304 to who has it already; on bad days something else."""
    content = json.dumps(answer).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    match world_of(request).reporter.switches.catalogue:
        case "broken":
            raise Problem(500, "failure", "Something broke.")
        case "malformed":
            return Response(content[: len(content) // 2], media_type="application/json")
        case "huge":
            return StreamingResponse(_endless(content), media_type="application/json")
        case "slow":
            return StreamingResponse(_dripping(content), media_type="application/json")
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(content, media_type="application/json", headers={"ETag": tag})


async def _endless(content: bytes) -> AsyncIterator[bytes]:
    yield content
    for _ in range(HUGE // len(BLANKS)):
        yield BLANKS


async def _dripping(content: bytes) -> AsyncIterator[bytes]:
    for at in range(len(content)):
        yield content[at : at + 1]
        await asyncio.sleep(DRIP)


async def plants(request: Request) -> Response:
    world = world_of(request)
    return JSONResponse({"plants": [_plant(world, plant) for plant in PLANTS.values()]})


async def limits(request: Request) -> Response:
    rows = constraints(world_of(request).now.date())
    plant = request.query_params.get("plant")
    return JSONResponse(
        {"constraints": [row for row in rows if plant is None or row["plant"] == plant]}
    )


async def stop_sales(request: Request) -> Response:
    return JSONResponse({"stop_sales": world_of(request).stop_sales()})


async def slots(request: Request) -> Response:
    world, query = world_of(request), request.query_params
    this_week = week_of(world.now.date())
    first = reading.week_or_day(query, "from", this_week)
    last = reading.week_or_day(query, "to", shifted(first, HORIZON_WEEKS))
    if not 0 <= (monday(last) - monday(first)).days // 7 <= MOST_WEEKS:
        raise BadInput([wrong("to", f"to must be within {MOST_WEEKS} weeks after from.")], 400)
    code = query.get("plant")
    if code is not None and code not in PLANTS:
        raise BadInput([wrong("plant", f"There is no plant “{code}”.")], 400)
    book = world.book()
    wanted = [PLANTS[code]] if code else list(PLANTS.values())
    found = [bucket for plant in wanted for bucket in book.buckets(plant, first, last)]
    return JSONResponse({"slots": [bucket.as_json() for bucket in found]})


async def place_order(request: Request) -> Response:
    world = world_of(request)

    def take(body: dict[str, Any], _: str) -> tuple[int, dict[str, Any]]:
        lines = {line["code"] for line in world.catalogue["model_lines"]}
        order = requests.take_order(world, reading.read_order(body, _codes(world), lines))
        return 201, {"ref": order.ref, "status": order.status, "order_number": order.order_number}

    return await _once(request, take)


async def change_order(request: Request) -> Response:
    world, order = world_of(request), _order(request)

    def ask(body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        noted = requests.ask_change(world, order, body, key)
        return 202, {"ref": order.ref, "change": noted["id"], "status": noted["status"]}

    return await _once(request, ask)


async def cancel_order(request: Request) -> Response:
    world, order = world_of(request), _order(request)

    def ask(body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        noted = requests.ask_cancel(world, order, body, key)
        return 202, {"ref": order.ref, "change": noted["id"], "status": noted["status"]}

    return await _once(request, ask)


async def order_state(request: Request) -> Response:
    return JSONResponse(_state(_order(request)))


async def orders(request: Request) -> Response:
    world, query = world_of(request), request.query_params
    since = reading.instant(query, "updated_since")
    after = reading.whole_number(query, "cursor", 0, LARGEST_CURSOR)
    limit = max(1, reading.whole_number(query, "limit", 100, reading.MOST_PAGE))
    rows = world.store.orders_changed(
        since=written(since) if since else "", after=after, limit=limit + 1
    )
    page = rows[:limit]
    return JSONResponse(
        {
            "orders": [_state(order) for _, order in page],
            "next": page[-1][0] if len(rows) > limit else None,
            "as_of": written(world.now),
        }
    )


async def events(request: Request) -> Response:
    world, query = world_of(request), request.query_params
    after = reading.whole_number(query, "after", 0, LARGEST_CURSOR)
    limit = max(1, reading.whole_number(query, "limit", 100, reading.MOST_PAGE))
    rows = world.store.events_after(after, limit)
    following = rows[-1][0] if rows else after
    return JSONResponse({"events": [event for _, event in rows], "next": following})


async def _once(
    request: Request, act: Callable[[dict[str, Any], str], tuple[int, dict[str, Any]]]
) -> Response:
    """Do it once per idempotency key: a repeat gets the first answer again, word for word."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(key) <= LONGEST_KEY:
        detail = f"The header Idempotency-Key must have 1 to {LONGEST_KEY} characters."
        raise BadInput([wrong("Idempotency-Key", detail)], 400)
    body = reading.body_of(await request.body())
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    store, endpoint = world_of(request).store, request.url.path
    with store.transaction():
        known = store.answer(endpoint, key)
        if known is not None:
            if known["request_hash"] != digest:
                detail = "This Idempotency-Key was used for a different request."
                raise Problem(422, "key-reused", "The key is taken.", detail)
            status, text = int(known["status"]), str(known["body"])
        else:
            status, answer = act(body, key)
            text = json.dumps(answer)
            store.keep_answer(endpoint, key, digest, status, text)
    return Response(text, status, media_type="application/json")


def _order(request: Request) -> Order:
    ref = request.path_params["ref"]
    order = world_of(request).store.order(ref)
    if order is None:
        raise _unknown("order", ref)
    return order


def _state(order: Order) -> dict[str, Any]:
    """The full state of an order, for reconciliation."""
    hidden = {"runs", "sequence"}
    return {name: value for name, value in asdict(order).items() if name not in hidden}


def _plant(world: World, plant: Plant) -> dict[str, Any]:
    today = plant.today(world.now)
    closed = plant.closed_days(today - timedelta(days=400), today + timedelta(days=400))
    return {
        "code": plant.code,
        "name": plant.name,
        "country": plant.country,
        "subdivision": plant.subdivision,
        "timezone": plant.timezone,
        "frozen_weeks": FROZEN_WEEKS,
        "scheduling_weekday": plant.round_weekday + 1,
        "scheduling_hour": plant.round_hour,
        "closed_days": [day.isoformat() for day in closed],
        "lines": [_line(line) for line in plant.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "weekly_capacity": line.weekly_capacity,
        "model_lines": sorted(line.builds),
        "engines": {model: sorted(codes) for model, codes in line.builds.items()},
    }


def _codes(world: World) -> set[str]:
    return {row["release"] for row in world.releases()}


def _unknown(what: str, name: str) -> Problem:
    return Problem(404, "not-found", f"There is no such {what}.", f"There is no {what} “{name}”.")


ROUTES = [
    Route("/catalogues", catalogues),
    Route("/catalogues/{release}", catalogue),
    Route("/plants", plants),
    Route("/constraints", limits),
    Route("/stop-sales", stop_sales),
    Route("/slots", slots),
    Route("/orders", place_order, methods=["POST"]),
    Route("/orders", orders),
    Route("/orders/{ref}", order_state),
    Route("/orders/{ref}/changes", change_order, methods=["POST"]),
    Route("/orders/{ref}/cancel", cancel_order, methods=["POST"]),
    Route("/events", events),
]
