"""The way of a build cut into legs whose working days can be counted and learnt from. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from production.milestones import RANK, BuildState


class Place(StrEnum):
    """Whose working calendar a leg runs on."""

    PLANT = "plant"
    CARRIER = "carrier"
    DEALER = "dealer"


@dataclass(frozen=True, slots=True)
class Leg:
    """From one milestone to the next that matters; `typical` are the trade's usual working days."""

    name: str
    words: str
    starts: str
    ends: str
    place: Place
    typical: tuple[int, int]


ACK = Leg("ack", "acceptance", "", "ORD-ACK", Place.PLANT, (1, 3))
BANK = Leg("bank", "waiting for a slot", "ORD-ACK", "SCH-WK", Place.PLANT, (5, 60))
WAIT = Leg("wait", "waiting for the line", "SCH-WK", "BIW-IN", Place.PLANT, (10, 20))
START = Leg("start", "start within the slot week", "", "BIW-IN", Place.PLANT, (0, 4))
BODY = Leg("body", "body shop", "BIW-IN", "BIW-OUT", Place.PLANT, (1, 3))
PAINT = Leg("paint", "paint shop", "BIW-OUT", "PNT-OUT", Place.PLANT, (1, 5))
ASSEMBLY = Leg("assembly", "assembly", "PNT-OUT", "FIN-OUT", Place.PLANT, (2, 5))
QUALITY = Leg("quality", "quality check", "FIN-OUT", "QA-OK", Place.PLANT, (0, 3))
HOLD = Leg("hold", "quality hold", "QA-HOLD", "QA-OK", Place.PLANT, (2, 20))
UPFIT = Leg("upfit", "upfitter", "QA-OK", "UPF-OUT", Place.PLANT, (5, 30))
RELEASE = Leg("release", "release to the carrier", "UPF-OUT", "REL", Place.PLANT, (1, 5))
TRANSPORT = Leg("transport", "transport", "REL", "DLR-RCV", Place.CARRIER, (2, 35))
PREPARE = Leg("prepare", "preparation", "DLR-RCV", "PDI-OK", Place.DEALER, (1, 4))

# In the order of the road. HOLD and START stand in for QUALITY and for what precedes the body shop.
ROAD: tuple[Leg, ...] = (
    ACK, BANK, WAIT, BODY, PAINT, ASSEMBLY, QUALITY, UPFIT, RELEASE, TRANSPORT, PREPARE,
)  # fmt: skip
LEGS: dict[str, Leg] = {leg.name: leg for leg in (*ROAD, START, HOLD)}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is left of the road: the legs, and since when the first of them runs (None: not yet)."""

    legs: tuple[Leg, ...]
    since: datetime | None


def ahead_of(state: BuildState, *, has_upfit: bool, opened_at: datetime | None) -> Ahead:
    """The legs a build still has to run. Empty once it is prepared for handover."""
    rank = RANK.get(state.last_code, -1)
    road = [leg for leg in ROAD if leg is not UPFIT or has_upfit or state.last_code == "UPF-IN"]
    left = [leg for leg in road if RANK[leg.ends] > rank]
    if not left or state.last_code in {"PDI-OK", "HND"}:
        return Ahead((), state.stage_since)
    if state.is_on_hold and left[0] is QUALITY:
        left[0] = HOLD
    return Ahead(tuple(left), _since(left[0], state, opened_at))


def _since(leg: Leg, state: BuildState, opened_at: datetime | None) -> datetime | None:
    if not state.last_code:
        return opened_at
    reached = dict(state.reached)
    known = reached.get(leg.starts)
    if known is not None:
        return known
    before = [at for code, at in reached.items() if RANK[code] < RANK[leg.ends]]
    return max(before, default=state.stage_since)


@dataclass(frozen=True, slots=True)
class Ran:
    """A leg that has been run, from when to when."""

    leg: Leg
    began_at: datetime
    ended_at: datetime


def legs_run(state: BuildState) -> Sequence[Ran]:
    """The finished legs whose both ends are known, for the statistics."""
    reached = dict(state.reached)
    runs = []
    for leg in (*ROAD, HOLD):
        began = _began(leg, reached)
        ended = reached.get(leg.ends)
        if began is not None and ended is not None and began <= ended:
            runs.append(Ran(leg, began, ended))
    return runs


def _began(leg: Leg, reached: dict[str, datetime]) -> datetime | None:
    if leg is RELEASE:
        return reached.get("UPF-OUT", reached.get("QA-OK"))
    return reached.get(leg.starts)
