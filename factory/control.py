"""The hidden hand: clock, misbehaviour, stop-sales, taking over orders. With a key of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from factory import reading
from factory.adoption import adopt
from factory.api import world_of
from factory.catalogue import RELEASE
from factory.misbehaviour import BadSwitch, Misbehaviour
from factory.problems import BadInput, wrong
from factory.store import written
from factory.world import World

MOST_DAYS = 1500
FASTEST, SLOWEST = 0.01, 86_400.0


async def clock(request: Request) -> Response:
    world = world_of(request)
    if request.method == "POST":
        body = reading.body_of(await request.body())
        world.tick()
        world.clock.seconds_per_day = _number(body, "seconds_per_day", FASTEST, SLOWEST)
    return JSONResponse(_clock(world))


async def advance(request: Request) -> Response:
    world = world_of(request)
    body = reading.body_of(await request.body())
    days = _number(body, "days", 0, MOST_DAYS)
    before = world.store.last_cursor()
    steps = world.advance(world.now + timedelta(days=days))
    told = world.store.last_cursor() - before
    return JSONResponse({**_clock(world), "steps": steps, "events": told})


async def begin(request: Request) -> Response:
    """A new factory in place of this one."""
    world = world_of(request)
    body = reading.body_of(await request.body())
    fields = reading.Fields(body)
    seed = fields.whole("seed", 0, 2**31, world.durations.seed)
    fields.finish()
    start = reading.instant({"start": str(body.get("start") or "")}, "start")
    world.begin_anew(seed=seed, start=start)
    return JSONResponse(_clock(world))


async def misbehave(request: Request) -> Response:
    world = world_of(request)
    if request.method == "POST":
        body = reading.body_of(await request.body())
        base = Misbehaviour() if body.pop("reset", False) is True else world.reporter.switches
        try:
            switches = base.changed(body)
        except BadSwitch as error:
            raise BadInput([wrong(error.name, str(error))]) from None
        with world.store.transaction():
            world.reporter.switch(switches)
    return JSONResponse(world.reporter.switches.as_json())


async def stop_sale(request: Request) -> Response:
    """Stop the sale of an option from a day on, or lift it with ``"from": null``."""
    world = world_of(request)
    fields = reading.Fields(reading.body_of(await request.body()))
    option, day = fields.text("option"), fields.day("from")
    reason = fields.text("reason", 300) if day else ""
    fields.finish()
    with world.store.transaction():
        stops = [stop for stop in world.stop_sales() if stop["option"] != option]
        if day:
            stops.append({"option": option, "from": day, "reason": reason})
        world.store.keep("stop_sales", stops)
    return JSONResponse({"stop_sales": stops})


async def offer(request: Request) -> Response:
    """Offer another release: the first one, dearer by so many per cent. The same code replaces it."""
    world = world_of(request)
    body = reading.body_of(await request.body())
    percent = _number({"percent": 0, **body}, "percent", -50, 100)
    fields = reading.Fields(body)
    code, day = fields.text("release"), fields.day("valid_from")
    if code == RELEASE:
        fields.refuse("release", f"{RELEASE} stays as it is.")
    fields.finish()
    row = {
        "release": code,
        "percent": percent,
        "valid_from": day or world.now.date().isoformat(),
    }
    with world.store.transaction():
        others = [known for known in world.offers() if known["release"] != code]
        world.store.keep("offers", [*others, row])
    return JSONResponse({"catalogues": world.releases()})


async def take_over(request: Request) -> Response:
    """Take over orders in mid-life, all or none."""
    world = world_of(request)
    rows = reading.body_of(await request.body()).get("orders")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput([wrong("orders", "orders must be a list of objects.")])
    with world.store.transaction():
        taken = [adopt(world, row, RELEASE) for row in rows]
    return JSONResponse({"orders": taken})


def _clock(world: World) -> dict[str, Any]:
    return {
        "now": written(world.now),
        "seconds_per_day": world.clock.seconds_per_day,
        "is_idle": not world.store.has_work(),
    }


def _number(body: dict[str, Any], name: str, least: float, most: float) -> float:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        detail = f"{name} must be a number from {least:g} to {most:g}."
        raise BadInput([wrong(name, detail)])
    return float(value)


ROUTES = [
    Route("/clock", clock, methods=["GET", "POST"]),
    Route("/advance", advance, methods=["POST"]),
    Route("/begin", begin, methods=["POST"]),
    Route("/misbehave", misbehave, methods=["GET", "POST"]),
    Route("/stop-sale", stop_sale, methods=["POST"]),
    Route("/catalogue", offer, methods=["POST"]),
    Route("/adopt", take_over, methods=["POST"]),
]
