"""How a car comes from the plant to where it is handed over, as far as the ordinary way is left. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Carriage:
    """What is agreed about one car's way; empty and 0 mean: as it usually is.

    ``way_days`` are the working days the way takes longer than the ordinary one (below 0: sooner),
    ``extra_days`` those between the preparation and the handover somewhere else.
    """

    mode: str = ""
    carrier: str = ""
    services: tuple[str, ...] = ()
    destination: str = ""
    way_days: int = 0
    extra_days: int = 0

    @property
    def is_ordinary(self) -> bool:
        """Nothing the manufacturer has to be told."""
        return not self.services

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"services": list(self.services)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Carriage:
        return cls(**{**kept, "services": tuple(kept.get("services", ()))})


ORDINARY = Carriage()
