"""How long the stages of an order take, and histories drawn from that. Pure and seeded.

A history is a list of steps, each with its instant; the last step decides the state.
Office steps happen in office hours, factory steps on the plant's working days.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from kernel.calendar import WorkingCalendar

OFFICE_STATES = {
    "created": "DRAFT",
    "quoted": "QUOTED",
    "accepted": "ACCEPTED",
    "deposit": "ACCEPTED",
    "validated": "VALIDATED",
    "credit": "VALIDATED",
    "approved": "APPROVED",
    "submitted": "SUBMITTED",
    "expired": "EXPIRED",
    "cancelled": "CANCELLED",
    "rejected": "REJECTED",
    "pdi": "AT_DEALER",
    "handover_booked": "AT_DEALER",
    "ready": "READY",
    "delivered": "DELIVERED",
    "closed": "CLOSED",
}
FACTORY_STATES = {
    "ORD-ACK": "BANKED",
    "SCH-WK": "SCHEDULED",
    "SCH-FRZ": "SCHEDULED",
    "BIW-IN": "IN_PRODUCTION",
    "BIW-OUT": "IN_PRODUCTION",
    "PNT-IN": "IN_PRODUCTION",
    "PNT-OUT": "IN_PRODUCTION",
    "TRM-IN": "IN_PRODUCTION",
    "FIN-OUT": "BUILT",
    "QA-HOLD": "BUILT",
    "RWK-IN": "BUILT",
    "RWK-OUT": "BUILT",
    "QA-OK": "BUILT",
    "UPF-IN": "BUILT",
    "UPF-OUT": "BUILT",
    "REL": "BUILT",
    "SHP-DEP": "IN_TRANSIT",
    "SHP-ARR": "IN_TRANSIT",
    "DLR-RCV": "AT_DEALER",
}
STATES = OFFICE_STATES | FACTORY_STATES

# working days since the step before: (least, most likely, most)
OFFICE_DAYS = {
    "quoted": (0, 0, 1),
    "accepted": (0, 2, 9),
    "deposit": (0, 0, 2),
    "validated": (0, 1, 2),
    "credit": (0, 1, 4),
    "approved": (0, 0, 1),
    "submitted": (0, 0, 1),
    "pdi": (1, 2, 4),
    "handover_booked": (0, 0, 1),
    "ready": (0, 1, 2),
    "delivered": (1, 3, 9),
    "closed": (8, 15, 21),
}
FACTORY_DAYS = {
    "ORD-ACK": (1, 1, 3),
    "SCH-WK": (4, 8, 26),
    "SCH-FRZ": (6, 9, 14),
    "BIW-IN": (3, 5, 8),
    "BIW-OUT": (1, 2, 3),
    "PNT-IN": (0, 0, 1),
    "PNT-OUT": (1, 2, 4),
    "TRM-IN": (1, 1, 2),
    "FIN-OUT": (1, 2, 3),
    "QA-OK": (0, 1, 3),
    "QA-HOLD": (0, 1, 3),
    "RWK-IN": (1, 2, 5),
    "RWK-OUT": (1, 4, 12),
    "UPF-IN": (2, 4, 8),
    "UPF-OUT": (5, 9, 22),
    "REL": (1, 2, 5),
    "SHP-DEP": (1, 2, 4),
    "DLR-RCV": (0, 1, 2),
}
LEG_DAYS = {"rail": (3, 6, 11), "truck": (2, 3, 6), "vessel": (12, 17, 27)}
PAINT_LOSS = 0.05  # share of bodies painted twice: later, never lost
HOLD_SHARE = 0.07
OFFICE_OPENS, OFFICE_HOURS = 14, 8  # UTC, both dealerships are open
PLANT_HOURS = (5, 20)


@dataclass(frozen=True)
class Step:
    """Something that happened to one order; a leg carries its number and its mode."""

    code: str
    at: datetime
    occurrence: int = 1
    mode: str = ""


@dataclass
class History:
    """The steps of one order up to an instant, oldest first."""

    steps: list[Step] = field(default_factory=list)

    @property
    def state(self) -> str:
        return STATES[self.steps[-1].code]

    def at(self, code: str) -> datetime | None:
        """When a step first happened."""
        return next((step.at for step in self.steps if step.code == code), None)

    def has(self, code: str) -> bool:
        return self.at(code) is not None

    @property
    def milestones(self) -> list[Step]:
        return [step for step in self.steps if step.code in FACTORY_STATES]

    def until(self, now: datetime) -> "History":
        return History([step for step in self.steps if step.at <= now])


def _draw(rng: random.Random, days: tuple[int, int, int]) -> int:
    low, likely, high = days
    return round(rng.triangular(low, high, likely))


class Clockwork:
    """Walks forward in time, from working day to working day."""

    def __init__(
        self,
        rng: random.Random,
        start: datetime,
        office: WorkingCalendar,
        plant: WorkingCalendar,
    ) -> None:
        self.rng, self.now, self.office, self.plant = rng, start, office, plant

    def _later(self, day: date, hours: tuple[int, int]) -> datetime:
        """An instant of that day inside the hours, or at least a few minutes after the last one."""
        first, last = hours
        minute = self.rng.randrange(first * 60, last * 60)
        at = datetime.combine(day, time(minute // 60, minute % 60), UTC)
        self.now = max(at, self.now + timedelta(minutes=self.rng.randrange(7, 55)))
        return self.now

    def office_step(self, days: int) -> datetime:
        day = (
            self.office.add_working_days(self.now.date(), days)
            if days
            else self.now.date()
        )
        return self._later(day, (OFFICE_OPENS, OFFICE_OPENS + OFFICE_HOURS))

    def plant_step(self, days: int) -> datetime:
        day = (
            self.plant.add_working_days(self.now.date(), days)
            if days
            else self.now.date()
        )
        return self._later(day, PLANT_HOURS)


def _quality(rng: random.Random, hold: bool) -> Iterator[str]:
    if hold:
        yield from ("QA-HOLD", "RWK-IN", "RWK-OUT")
    yield "QA-OK"


def full_history(
    rng: random.Random,
    *,
    start: datetime,
    office: WorkingCalendar,
    plant: WorkingCalendar,
    legs: Iterable[str],
    slow: float = 1.0,
    hold: bool | None = None,
    upfit: bool = False,
) -> History:
    """A whole life from draft to closed; ``slow`` stretches the wait for a slot."""
    clock = Clockwork(rng, start, office, plant)
    steps = [Step("created", clock.office_step(0))]
    for code in list(OFFICE_DAYS)[:7]:
        steps.append(Step(code, clock.office_step(_draw(rng, OFFICE_DAYS[code]))))
    held = rng.random() < HOLD_SHARE if hold is None else hold
    factory = [*list(FACTORY_DAYS)[:9], *_quality(rng, held)]
    factory += ["UPF-IN", "UPF-OUT"] if upfit else []
    for code in [*factory, "REL"]:
        days = _draw(rng, FACTORY_DAYS[code])
        if code == "SCH-WK":
            days = round(days * slow)
        if code == "PNT-OUT" and rng.random() < PAINT_LOSS:
            days += 4
        steps.append(Step(code, clock.plant_step(days)))
    for number, mode in enumerate(legs, start=1):
        steps.append(
            Step(
                "SHP-DEP",
                clock.plant_step(_draw(rng, FACTORY_DAYS["SHP-DEP"])),
                number,
                mode,
            )
        )
        steps.append(
            Step("SHP-ARR", clock.plant_step(_draw(rng, LEG_DAYS[mode])), number, mode)
        )
    steps.append(
        Step("DLR-RCV", clock.office_step(_draw(rng, FACTORY_DAYS["DLR-RCV"])))
    )
    for code in list(OFFICE_DAYS)[7:]:
        steps.append(Step(code, clock.office_step(_draw(rng, OFFICE_DAYS[code]))))
    return History(steps)
