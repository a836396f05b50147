"""The ways in which a manufacturer's systems disappoint, switched on for tests and rehearsals."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

RATES = (
    "error_rate",
    "throttle_rate",
    "drop_answer_rate",
    "duplicate_rate",
    "disorder_rate",
    "late_rate",
    "unknown_code_rate",
    "garbage_rate",
    "bad_signature_rate",
)
ONCE = (
    "error",
    "throttle",
    "drop_answer",
    "duplicate",
    "disorder",
    "late",
    "unknown",
    "garbage",
    "bad_signature",
    "reject",
    "hold",
    "fall_back",
    "scrap",
    "refuse_change",
)
CATALOGUE = ("", "malformed", "huge", "slow", "broken")
_RATE_OF = {name: f"{name}_rate" for name in ONCE} | {"unknown": "unknown_code_rate"}


class BadSwitch(ValueError):
    """A switch that does not exist or cannot take the value; ``name`` is the switch."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """What is switched on. ``next`` counts things that happen exactly so often, then stop."""

    latency_ms: int = 0
    error_rate: float = 0.0
    throttle_rate: float = 0.0
    drop_answer_rate: float = 0.0
    duplicate_rate: float = 0.0
    disorder_rate: float = 0.0
    late_rate: float = 0.0
    unknown_code_rate: float = 0.0
    garbage_rate: float = 0.0
    bad_signature_rate: float = 0.0
    silent: bool = False
    down: bool = False
    catalogue: str = ""
    next: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def changed(self, wanted: object) -> Misbehaviour:
        """These switches with the named ones set anew. :raises BadSwitch: naming the wrong one."""
        if not isinstance(wanted, dict):
            raise BadSwitch("body", "The body must be an object of switches.")
        named: dict[str, Any] = {name: _checked(name, value) for name, value in wanted.items()}
        return replace(self, **named)

    def draw(self, what: str, source: random.Random) -> tuple[bool, Misbehaviour]:
        """Whether ``what`` happens now, and the switches afterwards."""
        left = self.next.get(what, 0)
        if left:
            counts = {name: n for name, n in {**self.next, what: left - 1}.items() if n}
            return True, replace(self, next=counts)
        rate = getattr(self, _RATE_OF[what], 0.0)
        return bool(rate) and source.random() < rate, self


def _checked(name: str, value: object) -> object:
    if name in RATES:
        return _number(name, value, 1.0)
    if name in {"silent", "down"}:
        if not isinstance(value, bool):
            raise BadSwitch(name, f"{name} must be true or false.")
        return value
    if name == "latency_ms":
        return int(_number(name, value, 60_000))
    if name == "catalogue":
        if value not in CATALOGUE:
            raise BadSwitch(name, f"{name} must be empty or one of {', '.join(CATALOGUE[1:])}.")
        return value
    if name == "next":
        return _once(value)
    raise BadSwitch(name, f"There is no switch “{name}”.")


def _once(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise BadSwitch("next", "next must be an object of counts.")
    for what, number in value.items():
        if what not in ONCE:
            raise BadSwitch(f"next.{what}", f"Nothing called “{what}” can happen next.")
        _number(f"next.{what}", number, 1000)
    return {what: int(number) for what, number in value.items()}


def _number(name: str, value: object, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise BadSwitch(name, f"{name} must be a number from 0 to {most:g}.")
    return value
