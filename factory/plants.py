"""Where the cars are built: plants, lines, calendars, capacities and short options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from factory.weeks import monday, shifted, week_of

ONE_DAY = timedelta(days=1)
FROZEN_WEEKS = 2
HORIZON_WEEKS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """An assembly line; ``builds`` maps a model line to the engines built here (empty: all)."""

    code: str
    name: str
    weekly_capacity: int
    builds: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of the way to a dealer, with its usual calendar days."""

    mode: str
    origin: str
    destination: str
    least: int
    usual: int
    most: int


@dataclass(frozen=True, slots=True)
class Plant:
    """A plant, its calendar and its way to the dealers."""

    code: str
    name: str
    country: str
    subdivision: str | None
    timezone: str
    letter: str
    wmi: str
    round_weekday: int
    round_hour: int
    shutdown_weeks: frozenset[int]
    vin_at: str
    lines: tuple[Line, ...]
    legs: tuple[Leg, ...]

    def is_working_day(self, day: date) -> bool:
        return (
            day.weekday() < 5
            and day not in _public_holidays(self.country, self.subdivision)
            and not self.is_shut(week_of(day))
        )

    def is_shut(self, week: str) -> bool:
        return int(week[-2:]) in self.shutdown_weeks

    def add_working_days(self, day: date, count: int) -> date:
        """``count`` working days on; 0 gives ``day`` or the next working day."""
        while not self.is_working_day(day):
            day += ONE_DAY
        for _ in range(count):
            day += ONE_DAY
            while not self.is_working_day(day):
                day += ONE_DAY
        return day

    def at(self, day: date, hour: float) -> datetime:
        """That local hour of that day, in UTC."""
        moment = datetime.combine(day, time(), ZoneInfo(self.timezone)) + timedelta(hours=hour)
        return moment.astimezone(UTC)

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.timezone)).date()

    def closed_days(self, first: date, last: date) -> list[date]:
        """Weekdays on which nobody works: public holidays and shutdowns."""
        days = (first + ONE_DAY * n for n in range((last - first).days + 1))
        return [day for day in days if day.weekday() < 5 and not self.is_working_day(day)]

    def earliest_week(self, now: datetime) -> str:
        """The first week that is not frozen."""
        return shifted(week_of(self.today(now)), FROZEN_WEEKS + 1)

    def frozen_at(self, week: str, now: datetime) -> datetime:
        """When the week enters the frozen zone, at the earliest in an hour."""
        first_week = shifted(week, -FROZEN_WEEKS)
        day = max(self.today(now), monday(first_week))
        return max(self.at(day, 6), now + timedelta(hours=1))

    def line_for(self, model_line: str, codes: frozenset[str]) -> Line | None:
        """The line that can build this car here."""
        for line in self.lines:
            engines = line.builds.get(model_line)
            if engines is not None and (not engines or engines & codes):
                return line
        return None


@lru_cache(maxsize=8)
def _public_holidays(country: str, subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision)


EVERY: frozenset[str] = frozenset()

GRAZ = Plant(
    code="GRZ",
    name="Graz",
    country="AT",
    subdivision="6",
    timezone="Europe/Vienna",
    letter="G",
    wmi="VAM",
    round_weekday=1,
    round_hour=10,
    shutdown_weeks=frozenset({1, 31, 32, 33, 52, 53}),
    vin_at="BIW-IN",
    lines=(
        Line("G1", "Line 1, sedans", 36, {"ASTRA": frozenset({"AM4", "AM5"})}),
        Line("G2", "Line 2, SUVs", 30, {"VELA": frozenset({"VM4", "VM5", "VM6"})}),
    ),
    legs=(
        Leg("rail", "Graz", "Bremerhaven", 2, 3, 6),
        Leg("vessel", "Bremerhaven", "Baltimore", 11, 14, 24),
        Leg("truck", "Baltimore", "dealership", 1, 2, 6),
    ),
)

LEON = Plant(
    code="LEO",
    name="León",
    country="MX",
    subdivision=None,
    timezone="America/Mexico_City",
    letter="L",
    wmi="3MM",
    round_weekday=3,
    round_hour=11,
    shutdown_weeks=frozenset({27, 52, 53}),
    vin_at="SCH-FRZ",
    lines=(
        Line("L1", "Line 1, pick-ups", 45, {"TERRA": EVERY}),
        Line(
            "L2",
            "Line 2, sedans and SUVs",
            48,
            {
                "ASTRA": frozenset({"AM1", "AM2", "AM3", "AM6"}),
                "VELA": frozenset({"VM1", "VM2", "VM3", "VM7"}),
            },
        ),
    ),
    legs=(
        Leg("rail", "León", "Kansas City", 4, 6, 12),
        Leg("truck", "Kansas City", "dealership", 1, 3, 7),
    ),
)

PLANTS: dict[str, Plant] = {plant.code: plant for plant in (GRAZ, LEON)}

SHORT_OPTIONS: tuple[tuple[str, str, int], ...] = (
    ("AR3", "LEO", 12),
    ("AR3", "GRZ", 8),
    ("VR3", "LEO", 10),
    ("VR3", "GRZ", 9),
    ("TR3", "LEO", 9),
    ("P19", "GRZ", 5),
    ("P19", "LEO", 6),
    ("T15", "GRZ", 12),
    ("T15", "LEO", 15),
    ("AU3", "LEO", 14),
    ("VX1", "LEO", 3),
    ("VX2", "LEO", 3),
    ("TX3", "LEO", 2),
    ("TM5", "LEO", 8),
    ("VM6", "GRZ", 6),
    ("TU5", "LEO", 2),
    ("VW6", "LEO", 5),
)


def limits_at(plant: str) -> dict[str, int]:
    """How many of each short option the plant can build in a week; 0 for engines built elsewhere."""
    limits = {option: number for option, place, number in SHORT_OPTIONS if place == plant}
    here = {
        code for line in PLANTS[plant].lines for codes in line.builds.values() for code in codes
    }
    return limits | dict.fromkeys(_engines_tied_to_a_plant() - here, 0)


def _engines_tied_to_a_plant() -> set[str]:
    lines = (line for plant in PLANTS.values() for line in plant.lines)
    return {code for line in lines for codes in line.builds.values() for code in codes}
