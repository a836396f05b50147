"""What a factory milestone means, and the state a set of milestones adds up to.

Pure. The state shown for a build is a fold over the *set* of its milestones: the order in which
messages arrived and how often each arrived make no difference. A correction (the slot was taken
back, the body was scrapped) is itself a milestone: it makes everything the factory sequenced
before it history.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """Where a build stands; the values are stored."""

    OPENED = "OPENED"
    BANKED = "BANKED"
    SCHEDULED = "SCHEDULED"
    FROZEN = "FROZEN"
    BODY = "BODY"
    PAINT = "PAINT"
    ASSEMBLY = "ASSEMBLY"
    BUILT = "BUILT"
    QUALITY = "QUALITY"
    UPFIT = "UPFIT"
    RELEASED = "RELEASED"
    IN_TRANSIT = "IN_TRANSIT"
    ARRIVED = "ARRIVED"
    PREPARED = "PREPARED"
    HANDED_OVER = "HANDED_OVER"


STAGE_WORDS: dict[Stage, str] = {
    Stage.OPENED: "Sent to the factory",
    Stage.BANKED: "In the order bank",
    Stage.SCHEDULED: "Scheduled",
    Stage.FROZEN: "In the frozen zone",
    Stage.BODY: "Body shop",
    Stage.PAINT: "Paint shop",
    Stage.ASSEMBLY: "Assembly",
    Stage.BUILT: "Built",
    Stage.QUALITY: "Quality passed",
    Stage.UPFIT: "At the upfitter",
    Stage.RELEASED: "Released to the carrier",
    Stage.IN_TRANSIT: "In transit",
    Stage.ARRIVED: "At the dealership",
    Stage.PREPARED: "Prepared",
    Stage.HANDED_OVER: "Handed over",
}

CUSTOMER_MILESTONES: dict[str, str] = {
    "finance_approved": "Finance approved",
    "order_confirmed": "Order confirmed",
    "slot_booked": "Build slot booked",
    "in_production": "In production",
    "quality_check": "Quality check",
    "on_the_way": "On the way",
    "at_dealer": "At your dealer",
    "handed_over": "Handed over",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one milestone code tells us."""

    code: str
    words: str
    stage: Stage
    customer_milestone: str
    customer_words: str
    is_correction: bool = False


_PRODUCTION = "in_production"
_TABLE: tuple[Meaning, ...] = (
    Meaning("ORD-ACK", "Order accepted", Stage.BANKED, "order_confirmed", "Order confirmed"),
    Meaning("SCH-WK", "Slot confirmed", Stage.SCHEDULED, "slot_booked", "Build slot booked"),
    Meaning("SCH-FRZ", "Frozen zone", Stage.FROZEN, "slot_booked", "Build slot booked"),
    Meaning("BIW-IN", "Body shop in", Stage.BODY, _PRODUCTION, "In production: body"),
    Meaning("BIW-OUT", "Body shop out", Stage.BODY, _PRODUCTION, "In production: body"),
    Meaning("PNT-IN", "Paint in", Stage.PAINT, _PRODUCTION, "In production: paint"),
    Meaning("PNT-OUT", "Paint out", Stage.PAINT, _PRODUCTION, "In production: paint"),
    Meaning("TRM-IN", "Assembly in", Stage.ASSEMBLY, _PRODUCTION, "In production: assembly"),
    Meaning("FIN-OUT", "Off the line", Stage.BUILT, _PRODUCTION, "In production: assembly"),
    Meaning("QA-HOLD", "Quality hold", Stage.BUILT, "quality_check", "Quality check"),
    Meaning("RWK-IN", "Rework started", Stage.BUILT, "quality_check", "Quality check"),
    Meaning("RWK-OUT", "Rework finished", Stage.BUILT, "quality_check", "Quality check"),
    Meaning("QA-OK", "Quality released", Stage.QUALITY, "quality_check", "Quality check"),
    Meaning("UPF-IN", "Upfitter in", Stage.UPFIT, "quality_check", "Special equipment"),
    Meaning("UPF-OUT", "Upfitter out", Stage.UPFIT, "quality_check", "Special equipment"),
    Meaning("REL", "Released to the carrier", Stage.RELEASED, "on_the_way", "On the way"),
    Meaning("SHP-DEP", "Departed", Stage.IN_TRANSIT, "on_the_way", "On the way"),
    Meaning("SHP-ARR", "Leg arrived", Stage.IN_TRANSIT, "on_the_way", "On the way"),
    Meaning(
        "DLR-RCV",
        "Received at the dealership",
        Stage.ARRIVED,
        "at_dealer",
        "At your dealer",
    ),
    Meaning("PDI-OK", "Prepared", Stage.PREPARED, "at_dealer", "At your dealer"),
    Meaning("HND", "Handed over", Stage.HANDED_OVER, "handed_over", "Handed over"),
    Meaning(
        "SCH-OUT", "Back in the order bank", Stage.BANKED, "order_confirmed", "", is_correction=True
    ),
    Meaning(
        "SCRAP",
        "Body scrapped, built again",
        Stage.BANKED,
        "order_confirmed",
        "",
        is_correction=True,
    ),
    Meaning(
        "SHP-LOST",
        "Lost in transit, built again",
        Stage.BANKED,
        "order_confirmed",
        "",
        is_correction=True,
    ),
)
MEANINGS: dict[str, Meaning] = {meaning.code: meaning for meaning in _TABLE}
RANK: dict[str, int] = {meaning.code: rank for rank, meaning in enumerate(_TABLE)}
STAGE_RANK: dict[Stage, int] = {stage: rank for rank, stage in enumerate(Stage)}

# Once passed, everybody expects these; a build that shows a later one without them skipped them.
EXPECTED = (
    "ORD-ACK", "SCH-WK", "BIW-IN", "BIW-OUT", "PNT-IN", "PNT-OUT", "TRM-IN", "FIN-OUT", "QA-OK",
    "REL", "SHP-DEP", "DLR-RCV", "PDI-OK", "HND",
)  # fmt: skip
# The car these speak of is gone; the next one has another number and goes its own way.
CAR_GONE = frozenset({"SCRAP", "SHP-LOST"})
DEALER_CODES = frozenset({"PDI-OK", "HND"})
_HOLD_OPENS = frozenset({"QA-HOLD", "RWK-IN"})
_HOLD_CLOSES = frozenset({"RWK-OUT", "QA-OK", "REL"})


class UnknownMilestone(ValueError):
    """A code this table does not know; it is parked, never guessed."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One milestone that happened. `sequence` is the sender's own order."""

    sequence: int
    occurred_at: datetime
    code: str
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class BuildState:
    """What a set of marks adds up to."""

    stage: Stage = Stage.OPENED
    last_code: str = ""
    stage_since: datetime | None = None
    customer_milestone: str = ""
    is_on_hold: bool = False
    reached: tuple[tuple[str, datetime], ...] = ()
    skipped: tuple[str, ...] = ()

    def at(self, code: str) -> datetime | None:
        """When the milestone was first reached in the current run."""
        return dict(self.reached).get(code)


def meaning_of(code: str) -> Meaning:
    """:raises UnknownMilestone: for a code that is not ours."""
    try:
        return MEANINGS[code]
    except KeyError:
        message = f"The factory sent the milestone “{code}”, which this system does not know."
        raise UnknownMilestone(message) from None


def fold(marks: Iterable[Mark]) -> BuildState:
    """The state the set of marks adds up to; permutations and repeats change nothing."""
    history = sorted(set(marks))
    for mark in history:
        meaning_of(mark.code)
    live = _since_correction(history)
    if not live:
        return BuildState()
    reached = _first_times(live)
    furthest = max(live, key=lambda mark: (_rank(mark.code), mark.sequence, mark.occurred_at))
    meaning = MEANINGS[furthest.code]
    return BuildState(
        stage=meaning.stage,
        last_code=furthest.code,
        stage_since=_stage_since(live, meaning.stage),
        customer_milestone=meaning.customer_milestone,
        is_on_hold=_is_on_hold(live),
        reached=tuple(sorted(reached.items(), key=lambda pair: (_rank(pair[0]), pair[0]))),
        skipped=_skipped(set(reached), _rank(furthest.code)),
    )


def _rank(code: str) -> int:
    """Corrections put the car back into the bank, whatever their place in the table."""
    return RANK["ORD-ACK"] if MEANINGS[code].is_correction else RANK[code]


def _since_correction(history: list[Mark]) -> list[Mark]:
    """The marks of the current run: the acceptance stays, all else before a correction is past."""
    corrections = [mark for mark in history if MEANINGS[mark.code].is_correction]
    if not corrections:
        return history
    last = corrections[-1]
    return [mark for mark in history if mark >= last or mark.code == "ORD-ACK"]


def _first_times(live: list[Mark]) -> dict[str, datetime]:
    reached: dict[str, datetime] = {}
    for mark in live:
        known = reached.get(mark.code)
        reached[mark.code] = mark.occurred_at if known is None else min(known, mark.occurred_at)
    return reached


def _stage_since(live: list[Mark], stage: Stage) -> datetime:
    times = [mark.occurred_at for mark in live if MEANINGS[mark.code].stage is stage]
    if stage is Stage.BANKED:
        return max(times)
    return min(times)


def _is_on_hold(live: list[Mark]) -> bool:
    """A hold is open while the latest word on quality is a hold."""
    words = [mark for mark in live if mark.code in _HOLD_OPENS | _HOLD_CLOSES]
    return bool(words) and words[-1].code in _HOLD_OPENS


def _skipped(seen: set[str], rank: int) -> tuple[str, ...]:
    return tuple(code for code in EXPECTED if RANK[code] < rank and code not in seen)
