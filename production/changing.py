"""Whether an option can still change on a car at the factory, by the points its maker names. Pure.

A class of options may have several points. Before the first of them a change is *free*; after one the
answer is the one named there: *ask* (the maker has to accept), *later* (fitted once the car is built)
or *no*. The point passed last decides. The same rule as the maker's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kernel.calendar import WorkingCalendar
from production.freezing import UNTIL
from production.milestones import MEANINGS, RANK

FREE, ASK, LATER, NO = "free", "ask", "later", "no"
STRICTER = (FREE, ASK, LATER, NO)
FROZEN = "SCH-FRZ"
TWO_WEEKS = timedelta(days=14)

# For a maker that names no points: MARKET c, read as "what happens once this was passed".
_CAR, _PART = (("SCH-WK", NO),), (("SCH-WK", ASK), (FROZEN, NO))
DEFAULT_FREEZES: tuple[dict[str, str], ...] = tuple(
    {"freeze_class": name, "milestone": code, "answer_after": answer}
    for names, points in (
        (("model_line", "body", "powertrain", "export"), _CAR),
        (("trim", "package", "seats", "paint", "roof", "structure"), _PART),
        (("interior", "technology"), _PART),
        (("wheels",), (("SCH-WK", ASK), (FROZEN, NO), ("FIN-OUT", LATER))),
        (("accessory", "upfit"), (("FIN-OUT", LATER),)),
    )
    for name in names
    for code, answer in points
)
# Working days into its build week at which a car reaches a point at the earliest (DOMAIN 4).
INTO_THE_WEEK = {
    "BIW-IN": 0, "BIW-OUT": 1, "PNT-IN": 1, "PNT-OUT": 2, "TRM-IN": 3, "FIN-OUT": 4, "QA-OK": 4,
    "UPF-IN": 4, "UPF-OUT": 9, "REL": 5, "SHP-DEP": 6,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Openness:
    """What the points say: the answer today, the point passed, the next one still ahead."""

    answer: str
    since: str = ""
    until: str = ""

    @property
    def rank(self) -> int:
        return STRICTER.index(self.answer)


def answer_today(
    freezes: Sequence[Mapping[str, str]],
    freeze_class: str,
    reached: str,
    *,
    safer: Iterable[Mapping[str, str]] = (),
    is_short_removal: bool = False,
) -> Openness:
    """What may be done about an option of that class on a car that has ``reached`` a milestone.

    :param freezes: rows of the model line (``freeze_class``, ``milestone``, ``answer_after``); those of
        the trade where the maker names none.
    :param reached: the furthest milestone, empty before the first.
    :param safer: rows of the dealership; they make an answer stricter, never looser.
    :param is_short_removal: an option that is short is taken out; until the body is begun the maker is
        asked even where adding one is refused.
    """
    own = _by(freezes or DEFAULT_FREEZES, freeze_class, reached)
    if is_short_removal and own.answer == NO and RANK[own.since] <= RANK[FROZEN]:
        own = Openness(ASK, own.since, own.until)
    house = _by(safer, freeze_class, reached)
    return house if house.rank > own.rank else own


def _by(rows: Iterable[Mapping[str, str]], freeze_class: str, reached: str) -> Openness:
    at = -1
    if reached in MEANINGS:  # a correction put the car back into the bank
        at = RANK["ORD-ACK"] if MEANINGS[reached].is_correction else RANK[reached]
    points = sorted(
        (RANK[row["milestone"]], row["milestone"], row["answer_after"])
        for row in rows
        if row["freeze_class"] == freeze_class and row["milestone"] in RANK
    )
    passed = [point for point in points if point[0] <= at]
    ahead = [point for point in points if point[0] > at]
    until = ahead[0][1] if ahead else ""
    if not passed:
        return Openness(FREE, "", until)
    return Openness(passed[-1][2], passed[-1][1], until)


def last_day(point: str, slot_week: date | None, calendar: WorkingCalendar) -> date | None:
    """About the last day before a car reaches that point; None while its week is not known.

    The week is frozen two weeks ahead; within the build week the earliest that such a car gets there.
    """
    if slot_week is None:
        return None
    if point == FROZEN:
        return slot_week - TWO_WEEKS - timedelta(days=1)
    if point not in INTO_THE_WEEK:
        return None
    return calendar.add_working_days(slot_week, INTO_THE_WEEK[point]) - timedelta(days=1)


def passed_words(point: str) -> str:
    """“The build week is frozen”, for a sentence about what has happened."""
    said = PASSED.get(point, UNTIL.get(point, "it has left the plant"))
    return said[:1].upper() + said[1:]


PASSED = {
    "ORD-ACK": "the factory has confirmed the order",
    "SCH-WK": "the build week is confirmed",
    "SCH-FRZ": "the build week is frozen",
    "BIW-IN": "the body is begun",
    "BIW-OUT": "the body is finished",
    "PNT-IN": "it is in paint",
    "PNT-OUT": "it is painted",
    "TRM-IN": "assembly has begun",
    "FIN-OUT": "it has left the line",
    "QA-OK": "it has passed its quality check",
    "UPF-IN": "the upfitter has begun",
    "UPF-OUT": "the upfitter is done",
    "REL": "it has left the plant",
    "SHP-DEP": "it is on its way",
}
