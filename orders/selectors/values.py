"""What the customer's pages are made of: plain values, no queries behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel.pictures import Look


@dataclass(frozen=True, slots=True)
class Window:
    """When the car comes: always two days, the most likely one, and where that is from."""

    label: str
    words: str
    spoken: str
    basis: str
    from_on: date
    p50: date
    on: date
    promised_on: date | None


@dataclass(frozen=True, slots=True)
class SubStep:
    name: str
    is_done: bool
    on: date | None


@dataclass(frozen=True, slots=True)
class CustomerMilestone:
    """One of eight; ``state`` is done, now or next."""

    name: str
    state: str
    on: date | None
    about: str
    detail: str
    steps: tuple[SubStep, ...]


@dataclass(frozen=True, slots=True)
class Change:
    title: str
    at: datetime
    text: str
    old_words: str
    new_words: str


@dataclass(frozen=True, slots=True)
class Paper:
    id: UUID
    name: str
    is_ready: bool
    note: str


@dataclass(frozen=True, slots=True)
class ToDo:
    title: str
    reason: str
    due_on: date | None
    is_done: bool
    page: str = ""
    """The name of the portal's page on which it is done."""


@dataclass(frozen=True, slots=True)
class Notice:
    tone: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    initials: str
    dealership_name: str
    address: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class CustomerOrder:
    """One card of the customer's list."""

    number: str
    model_name: str
    look: Look
    status: str
    dealership_name: str
    window_words: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class CustomerOrderPage:
    """The whole page of one order. A value: equal pages mean nothing changed."""

    number: str
    model_name: str
    look: Look
    status: str
    next_words: str
    next_on: date | None
    window: Window | None
    heard_words: str
    notice: Notice | None
    to_dos: tuple[ToDo, ...]
    changes: tuple[Change, ...]
    documents: tuple[Paper, ...]
    milestones: tuple[CustomerMilestone, ...]
    step: int
    contact: Contact
    dealership_name: str
    is_over: bool
    can_change: bool

    @property
    def open_to_dos(self) -> int:
        return sum(1 for to_do in self.to_dos if not to_do.is_done)
