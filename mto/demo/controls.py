"""The hidden hand of the demonstration: lets the simulated manufacturer work on, or misbehave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from kernel.refusals import Refusal

TIMEOUT = 60.0


class FactorySilent(Refusal):
    """The simulated manufacturer does not answer."""


@dataclass(frozen=True)
class FactoryState:
    """What the manufacturer says of itself: its clock (UTC) and what is switched on."""

    now: datetime
    seconds_per_day: float
    is_down: bool
    is_silent: bool


@dataclass(frozen=True)
class FactoryControls:
    """Speaks to the manufacturer's control interface, which has a key of its own."""

    url: str
    key: str

    def state(self) -> FactoryState:
        """:raises FactorySilent: when it does not answer."""
        clock, switches = self._call("GET", "clock"), self._call("GET", "misbehave")
        return FactoryState(
            datetime.fromisoformat(clock["now"]),
            float(clock["seconds_per_day"]),
            bool(switches["down"]),
            bool(switches["silent"]),
        )

    def advance(self, days: int) -> int:
        """Let ``days`` calendar days of the factory pass; how many events that made."""
        return int(self._call("POST", "advance", {"days": days})["events"])

    def switch(self, name: str, *, on: bool) -> None:
        """Switch ``down`` (answers nothing) or ``silent`` (tells nothing) on or off."""
        self._call("POST", "misbehave", {name: on})

    def once(self, what: str) -> None:
        """Let the next event be a ``duplicate``, out of order or ``unknown``."""
        self._call("POST", "misbehave", {"next": {what: 1}})

    def _call(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = httpx.request(
                method,
                f"{self.url}/control/{what}",
                json=body,
                headers={"Authorization": f"Bearer {self.key}"},
                timeout=TIMEOUT,
            )
            answer.raise_for_status()
        except httpx.HTTPError as silent:
            raise FactorySilent("The simulated manufacturer does not answer.") from silent
        return answer.json()
