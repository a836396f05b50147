"""How long the stages of an order take, and histories drawn from that. Pure and seeded.

A history is a list of steps, each with its instant; the last step decides the state.
Office steps happen in office hours, factory steps on the plant's working days.
"""

import random
from collections.abc import Iterable
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
    "closed": (21, 22, 25),
}
FACTORY_DAYS = {
    "ORD-ACK": (0, 1, 2),
    "SCH-WK": (3, 5, 24),
    "SCH-FRZ": (4, 8, 16),
    "BIW-IN": (8, 10, 13),
    "BIW-OUT": (1, 1, 2),
    "PNT-IN": (0, 0, 1),
    "PNT-OUT": (1, 2, 4),
    "TRM-IN": (1, 1, 2),
    "FIN-OUT": (1, 2, 3),
    "QA-OK": (0, 1, 3),
    "QA-HOLD": (0, 1, 3),
    "RWK-IN": (0, 1, 3),
    "RWK-OUT": (1, 4, 12),
    "UPF-IN": (1, 2, 4),
    "UPF-OUT": (5, 10, 22),
    "REL": (1, 2, 4),
    "SHP-DEP": (1, 2, 4),
    "DLR-RCV": (0, 0, 1),
}
PAINT_LOSS = 0.05  # share of bodies painted twice: later, never lost
HOLD_SHARE = 0.07
HELD = ("QA-HOLD", "RWK-IN", "RWK-OUT")
OFFICE_OPENS, OFFICE_HOURS = 14, 8  # UTC, both dealerships are open
PLANT_HOURS = (5, 20)


@dataclass(frozen=True)
class Leg:
    """One leg of the way to the dealer: how, from where to where, in how many calendar days."""

    mode: str
    origin: str
    destination: str
    days: tuple[int, int, int]


LEGS = {
    "GRZ": (
        Leg("rail", "Graz", "Bremerhaven", (2, 3, 6)),
        Leg("vessel", "Bremerhaven", "Baltimore", (11, 14, 24)),
        Leg("truck", "Baltimore", "dealership", (1, 2, 6)),
    ),
    "LEO": (
        Leg("rail", "León", "Kansas City", (4, 6, 12)),
        Leg("truck", "Kansas City", "dealership", (1, 3, 7)),
    ),
}


@dataclass(frozen=True)
class Step:
    """Something that happened to one order; a step of the transport carries its leg."""

    code: str
    at: datetime
    occurrence: int = 1
    leg: Leg | None = None


@dataclass
class History:
    """The steps of one order up to an instant, oldest first, and what was still to come."""

    steps: list[Step] = field(default_factory=list)
    ahead: list[Step] = field(default_factory=list)

    @property
    def state(self) -> str:
        return STATES[self.steps[-1].code]

    def at(self, code: str) -> datetime | None:
        """When a step first happened."""
        return next((step.at for step in self.steps if step.code == code), None)

    def has(self, code: str) -> bool:
        return self.at(code) is not None

    def planned(self, code: str) -> datetime | None:
        """When a step happened or was going to."""
        every = [*self.steps, *self.ahead]
        return next((step.at for step in every if step.code == code), None)

    @property
    def milestones(self) -> list[Step]:
        return [step for step in self.steps if step.code in FACTORY_STATES]

    def until(self, now: datetime) -> "History":
        past = [step for step in self.steps if step.at <= now]
        return History(past, self.steps[len(past) :])

    def cut(self, count: int) -> "History":
        """The first ``count`` steps; the others are still to come."""
        return History(self.steps[:count], [*self.steps[count:], *self.ahead])


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
        day = self.office.add_working_days(self.now.date(), days) if days else self.now.date()
        return self._later(day, (OFFICE_OPENS, OFFICE_OPENS + OFFICE_HOURS))

    def office_act(self, code: str) -> Step:
        """The next step of the dealership, after the days it usually takes."""
        return Step(code, self.office_step(_draw(self.rng, OFFICE_DAYS[code])))

    def plant_step(self, days: int) -> datetime:
        day = self.plant.add_working_days(self.now.date(), days) if days else self.now.date()
        return self._later(day, PLANT_HOURS)

    def carrier_step(self, days: int) -> datetime:
        return self._later(self.now.date() + timedelta(days=days), PLANT_HOURS)


def full_history(
    rng: random.Random,
    *,
    start: datetime,
    office: WorkingCalendar,
    plant: WorkingCalendar,
    legs: Iterable[Leg],
    slow: float = 1.0,
    hold: bool | None = None,
    upfit: bool = False,
) -> History:
    """A whole life from draft to closed; ``slow`` stretches the wait for a slot."""
    clock = Clockwork(rng, start, office, plant)
    steps = [Step("created", clock.office_step(0))]
    steps += [clock.office_act(code) for code in list(OFFICE_DAYS)[:7]]
    held = rng.random() < HOLD_SHARE if hold is None else hold
    factory = [*list(FACTORY_DAYS)[:9], *(HELD if held else ()), "QA-OK"]
    factory += ["UPF-IN", "UPF-OUT"] if upfit else []
    for code in [*factory, "REL"]:
        days = _draw(rng, FACTORY_DAYS[code])
        if code == "SCH-WK":
            days = round(days * slow)
        if code == "PNT-OUT" and rng.random() < PAINT_LOSS:
            days += 4
        steps.append(Step(code, clock.plant_step(days)))
    for number, leg in enumerate(legs, start=1):
        wait = _draw(rng, FACTORY_DAYS["SHP-DEP"])
        # the plant loads the first; ports and yards work on while it is shut
        departs = clock.plant_step(wait) if number == 1 else clock.carrier_step(wait)
        steps.append(Step("SHP-DEP", departs, number, leg))
        steps.append(Step("SHP-ARR", clock.carrier_step(_draw(rng, leg.days)), number, leg))
    steps.append(Step("DLR-RCV", clock.office_step(_draw(rng, FACTORY_DAYS["DLR-RCV"]))))
    steps += [clock.office_act(code) for code in list(OFFICE_DAYS)[7:]]
    return History(steps)
