"""The web application: the API and the control desk, each behind its key, and its bad days."""

from __future__ import annotations

import asyncio
import hmac
import random

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from factory import api, control
from factory.problems import Problem, answer_http, answer_problem
from factory.store import written
from factory.world import World

GARBAGE = '<html><body>It works!</body></html>\n{"events": [{"id": '
LARGEST_BODY = 1_000_000
FAILURES = (500, 502, 503, 504)


async def health(request: Request) -> Response:
    world = api.world_of(request)
    return JSONResponse(
        {
            "status": "ok",
            "now": written(world.now),
            "orders": world.store.counts(),
            "last_event": world.store.last_cursor(),
            "webhooks_waiting": world.store.deliveries_waiting(),
        }
    )


class Bearer:
    """Lets in who shows the key of the part asked for."""

    def __init__(self, app: ASGIApp, *, key: str, control_key: str) -> None:
        self._app, self._key, self._control_key = app, key, control_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == "/healthz":
            await self._app(scope, receive, send)
            return
        wanted = self._control_key if scope["path"].startswith("/control") else self._key
        given = dict(scope["headers"]).get(b"authorization", b"")
        if hmac.compare_digest(given, f"Bearer {wanted}".encode()):
            await self._app(scope, receive, send)
            return
        detail = "Send the key as “Authorization: Bearer …”."
        problem = Problem(401, "no-key", "The key is missing or wrong.", detail)
        await problem.response({"WWW-Authenticate": "Bearer"})(scope, receive, send)


class BadDays:
    """Answers of the API come late, broken or not at all, as the switches say."""

    def __init__(self, app: ASGIApp, *, world: World) -> None:
        self._app, self._world = app, world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_api = scope["type"] == "http" and not scope["path"].startswith(("/control", "/healthz"))
        if not is_api:
            await self._app(scope, receive, send)
            return
        switches = self._world.reporter.switches
        if switches.latency_ms:
            await asyncio.sleep(switches.latency_ms / 1000)
        answer = self._instead()
        if answer is not None:
            await answer(scope, receive, send)
        elif scope["method"] == "POST" and self._world.reporter.happens("drop_answer"):
            await self._app(scope, receive, _swallow)
            lost = Problem(504, "lost", "The answer was lost on the way.")
            await lost.response()(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _instead(self) -> Response | None:
        """An answer in place of the true one, on a bad day; the request is not looked at."""
        reporter = self._world.reporter
        if reporter.switches.down:
            return Problem(503, "down", "The system is down.").response()
        if reporter.happens("throttle"):
            headers = {"Retry-After": "2"}
            return Problem(429, "too-many", "Too many requests.").response(headers)
        if reporter.happens("error"):
            return Problem(random.choice(FAILURES), "failure", "Something broke.").response()
        if reporter.happens("garbage"):
            return Response(GARBAGE, 200, media_type="application/json")
        return None


class LimitBody:
    """Refuses bodies that are larger than any honest request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > LARGEST_BODY:
                detail = f"The body is larger than {LARGEST_BODY} bytes."
                raise Problem(413, "too-large", "The body is too large.", detail)
            return message

        await self._app(scope, counted, send)


async def _swallow(_: Message) -> None:
    """Where lost answers go."""


def make_app(world: World, *, key: str, control_key: str) -> Starlette:
    """The application of one factory."""
    app = Starlette(
        routes=[
            Route("/healthz", health),
            *api.ROUTES,
            Mount("/control", routes=control.ROUTES),
        ],
        middleware=[
            Middleware(Bearer, key=key, control_key=control_key),
            Middleware(BadDays, world=world),
            Middleware(LimitBody),
        ],
        exception_handlers={Problem: answer_problem, HTTPException: answer_http},
    )
    app.state.world = world
    return app
