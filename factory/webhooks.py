"""Pushes events to the dealer's webhook, signed by the Standard Webhooks scheme, until they arrive."""

from __future__ import annotations

import base64
import json
import random
from datetime import UTC, datetime
from sqlite3 import Row

import httpx
from standardwebhooks import Webhook

from factory.world import World

TIMEOUT = 5.0
AT_ONCE = 50
MOST_ATTEMPTS = 14
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
FOREIGN_SECRET = "whsec_" + base64.b64encode(b"the secret of somebody else").decode()


class Postman:
    """At least once: a delivery is tried with growing pauses and then left to the event stream."""

    def __init__(self, world: World, *, url: str, secret: str) -> None:
        self._world, self._url = world, url
        self._signer, self._forger = Webhook(secret), Webhook(FOREIGN_SECRET)
        self._http = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False)

    async def close(self) -> None:
        await self._http.aclose()

    async def deliver_due(self) -> int:
        """Try everything due once; how many arrived."""
        if self._world.reporter.switches.down:
            return 0
        arrived = 0
        for row in self._world.store.deliveries_due(self._world.wall(), AT_ONCE):
            error = await self._post(row)
            if error is None:
                self._world.store.delivered(row["id"])
                arrived += 1
            else:
                due = self._next_try(row["attempts"] + 1)
                self._world.store.undelivered(row["id"], due=due, error=error)
        return arrived

    async def _post(self, row: Row) -> str | None:
        """What went wrong, or None."""
        body, headers = self._letter(row)
        try:
            answer = await self._http.post(self._url, content=body.encode(), headers=headers)
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"
        return None if answer.is_success else f"answered {answer.status_code}"

    def _letter(self, row: Row) -> tuple[str, dict[str, str]]:
        reporter = self._world.reporter
        body = json.dumps(json.loads(row["body"]), separators=(",", ":"))
        if reporter.happens("garbage"):
            body = body[: len(body) // 2] + "\ufffd<html>"
        signer = self._forger if reporter.happens("bad_signature") else self._signer
        moment = datetime.fromtimestamp(self._world.wall(), UTC)
        return body, {
            "content-type": "application/cloudevents+json",
            "user-agent": "meridian-webhooks/1",
            "webhook-id": row["event_id"],
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": signer.sign(row["event_id"], moment, body),
        }

    def _next_try(self, attempts: int) -> float | None:
        if attempts >= MOST_ATTEMPTS:
            return None
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**attempts)
        return self._world.wall() + pause * random.uniform(0.8, 1.2)
