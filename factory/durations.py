"""How long each stage takes: seeded draws by plant, model line and season.

The same seed, key and stage always give the same draw, whatever was drawn before, so a run of
the factory can be repeated and a restart changes nothing.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Stage:
    """Least, usual and most days, and how often and how far it runs beyond."""

    least: int
    usual: int
    most: int
    overrun_chance: float = 0.0
    overrun_most: int = 0


# Days since the milestone before: working days of the plant, except for the carrier's legs.
STAGES: dict[str, Stage] = {
    "ORD-ACK": Stage(0, 1, 2, 0.04, 2),
    "BIW-IN": Stage(0, 1, 4, 0.05, 4),
    "BIW-OUT": Stage(1, 1, 2, 0.05, 2),
    "PNT-IN": Stage(0, 0, 1),
    "PNT-OUT": Stage(1, 2, 4, 0.06, 4),
    "TRM-IN": Stage(1, 1, 2, 0.05, 3),
    "FIN-OUT": Stage(1, 2, 3, 0.06, 4),
    "QA-OK": Stage(0, 1, 3, 0.03, 3),
    "QA-HOLD": Stage(0, 1, 2),
    "RWK-IN": Stage(0, 1, 3),
    "RWK-OUT": Stage(1, 4, 12, 0.08, 8),
    "UPF-IN": Stage(1, 2, 4),
    "UPF-OUT": Stage(5, 10, 22, 0.08, 10),
    "REL": Stage(1, 2, 4, 0.06, 5),
    "SHP-DEP": Stage(1, 2, 4, 0.08, 6),
    "DLR-RCV": Stage(0, 0, 1, 0.04, 3),
    "ANSWER": Stage(0, 0, 1),
}

PLANT_PACE = {"GRZ": 0.95, "LEO": 1.08}
MODEL_PACE = {"ASTRA": 0.95, "VELA": 1.0, "TERRA": 1.1}
WINTER = frozenset({12, 1, 2, 3})
WINTER_PACE = {"SHP-DEP": 1.35, "LEG": 1.2, "PNT-OUT": 0.95}
SUMMER_PACE = {"PNT-OUT": 1.2, "RWK-OUT": 1.1}

CHANCES = {
    "hold": {"GRZ": 0.06, "LEO": 0.09},
    "fall_back": {"GRZ": 0.02, "LEO": 0.03},
    "as_built_differs": {"GRZ": 0.01, "LEO": 0.02},
    "soft_change": {"GRZ": 0.7, "LEO": 0.7},
}


@dataclass(frozen=True, slots=True)
class Durations:
    """Draws of one seeded factory."""

    seed: int

    def days(self, stage: str, *, plant: str, model_line: str, on: date, key: str) -> int:
        """Days of ``stage`` for the car ``key`` that reaches it on the day ``on``."""
        spec = STAGES[stage]
        pace = PLANT_PACE.get(plant, 1.0) * MODEL_PACE.get(model_line, 1.0)
        return self._draw(spec, pace * season(stage, on), f"{key}/{stage}")

    def leg_days(self, least: int, usual: int, most: int, *, on: date, key: str) -> int:
        """Calendar days of a transport leg begun on the day ``on``."""
        spec = Stage(least, usual, most, 0.06, max(2, most // 3))
        return self._draw(spec, season("LEG", on), f"{key}/LEG")

    def happens(self, what: str, *, plant: str, key: str) -> bool:
        """Whether the thing with that chance befalls the car ``key``."""
        return self._source(f"{key}/{what}").random() < CHANCES[what].get(plant, 0.0)

    def hour(self, key: str) -> float:
        """A working hour of the day, 6 to 18, for the moment ``key``."""
        return 6 + 12 * self._source(f"{key}/hour").random()

    def choice(self, things: list[str], key: str) -> str:
        return self._source(f"{key}/choice").choice(things)

    def share(self, key: str) -> float:
        """A number from 0 to 1 that always belongs to ``key``."""
        return self._source(f"{key}/share").random()

    def _draw(self, spec: Stage, pace: float, key: str) -> int:
        source = self._source(key)
        days = round(source.triangular(spec.least - 0.49, spec.most + 0.49, spec.usual) * pace)
        if source.random() < spec.overrun_chance:
            days += source.randint(1, spec.overrun_most)
        return max(spec.least, days)

    def _source(self, key: str) -> random.Random:
        return random.Random(f"{self.seed}/{key}")


def season(stage: str, on: date) -> float:
    """How the time of the year stretches a stage."""
    if on.month in WINTER:
        return WINTER_PACE.get(stage, 1.0)
    return SUMMER_PACE.get(stage, 1.0) if on.month in {6, 7, 8} else 1.0
