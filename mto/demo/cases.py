"""One order of the demonstration world while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from configurator.models import Configuration, ModelLine, Specification
from configurator.pricing import PriceSheet
from customers.models import Customer, User
from kernel.calendar import monday_of
from mto.demo.histories import History
from mto.demo.reference import Staffed
from orders.models import Order
from production.models import Build, Line, Reservation

PROMISE_SLACK = (-14, 26, 8)  # days of the promise after the day the car really is ready
PROMISE_WIDTH = (16, 27)


@dataclass
class Car:
    """A buildable car and the line that builds it."""

    model_line: ModelLine
    picks: tuple[str, ...]
    codes: tuple[str, ...]
    line: Line
    sheet: PriceSheet
    has_upfit: bool

    @property
    def plant_code(self) -> str:
        return str(self.line.plant.code)


@dataclass
class Case:
    """Who bought what, and what happened since; rows are added as they are written."""

    staffed: Staffed
    rep: User
    customer: Customer | None
    car: Car
    history: History
    number: str = ""
    lateness: timedelta = timedelta()
    configuration: Configuration | None = None
    promised_from: date | None = None
    promised_on: date | None = None
    specification: Specification | None = None
    reservation: Reservation | None = None
    build: Build | None = None
    order: Order | None = None
    vin: str = ""
    factory_ref: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        return self.history.state

    @property
    def created_at(self) -> datetime:
        return self.history.steps[0].at

    @property
    def is_ended_early(self) -> bool:
        """Cancelled or refused: its place at the factory is given back."""
        return self.state in {"CANCELLED", "REJECTED"}

    @property
    def is_at_factory(self) -> bool:
        """The manufacturer still has something to do for it."""
        return self.state in {"BANKED", "SCHEDULED", "IN_PRODUCTION", "BUILT", "IN_TRANSIT"}

    @property
    def is_underway(self) -> bool:
        """Sent and not yet handed over: its window still moves."""
        return self.is_at_factory or self.state in {"SUBMITTED", "AT_DEALER", "READY"}

    @property
    def slot_week(self) -> date | None:
        """The Monday of the week its build starts, or is planned to."""
        if self.reservation is not None:
            return self.reservation.bucket.week_start
        starts = self.history.planned("BIW-IN")
        return None if starts is None else monday_of(starts.date())

    def at(self, code: str) -> datetime | None:
        return self.history.at(code)

    def sure(self, code: str) -> datetime:
        """When a step happened that must have happened. :raises LookupError: it did not."""
        moment = self.history.at(code)
        if moment is None:
            raise LookupError(f"{self.number} has not been through {code}.")
        return moment

    def promise(self, rng: Random) -> None:
        """Fix the window that was promised: mostly a little after the day the car comes."""
        ready = self.history.planned("ready")
        if ready is None or not self.history.has("approved"):
            return
        low, high, likely = PROMISE_SLACK
        day = (ready + timedelta(days=rng.triangular(low, high, likely)) - self.lateness).date()
        self.promised_on = day + timedelta(days=6 - day.weekday())
        self.promised_from = self.promised_on - timedelta(days=rng.randint(*PROMISE_WIDTH))


def start_of(day: date) -> datetime:
    """Midnight UTC of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
