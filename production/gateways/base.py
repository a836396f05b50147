"""What every manufacturer's adapter gives us, whatever it speaks. Nothing else sees foreign JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol


class FactoryUnavailable(Exception):
    """No usable answer: not reachable, too slow, or broken. Asking again may help.

    :ivar retry_after: seconds the factory asked us to wait, if it did.
    """

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class FactoryRefused(Exception):
    """The factory understood and said no. Asking the same again does not help."""

    def __init__(self, sentence: str, reasons: Sequence[str] = (), status: int = 0) -> None:
        super().__init__(sentence)
        self.reasons, self.status = tuple(reasons), status


class Unreadable(ValueError):
    """A message that is not what the contract says; it is parked with this sentence."""


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """A place at the factory."""

    plant: str
    line: str
    week: date


@dataclass(frozen=True, slots=True)
class SpecialEquipment:
    """What is built or fitted beside the options."""

    number: str
    text: str
    at_upfitter: bool


@dataclass(frozen=True, slots=True)
class DeliveryRequest:
    """How the car is to travel, where that is not the ordinary way."""

    services: tuple[str, ...]
    mode: str
    carrier: str
    destination: str


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What the factory needs to build a car."""

    order_number: str
    dealer_code: str
    release: str
    model_line: str
    codes: tuple[str, ...]
    slot: SlotRequest | None
    priority: int
    requested_on: date | None
    is_fleet: bool = False
    market: str = ""
    specials: tuple[SpecialEquipment, ...] = ()
    delivery: DeliveryRequest | None = None


@dataclass(frozen=True, slots=True)
class OrderReply:
    """The factory's answer to an order, a change or a cancellation."""

    ref: str
    status: str


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as it came, with the few facts needed to file it. `body` is kept word for word."""

    event_id: str
    body: str
    subject: str = ""
    kind: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page of the event feed and where the next one begins."""

    events: tuple[RawEvent, ...]
    next_cursor: int


@dataclass(frozen=True, slots=True)
class Fact:
    """An event, understood. Fields the kind does not have stay empty."""

    kind: str
    order_number: str
    occurred_at: datetime
    sequence: int
    ref: str = ""
    code: str = ""
    occurrence: int = 1
    plant: str = ""
    line: str = ""
    week: date | None = None
    vin: str = ""
    leg: int | None = None
    mode: str = ""
    origin: str = ""
    destination: str = ""
    expected_on: date | None = None
    reasons: tuple[str, ...] = ()
    is_accepted: bool | None = None
    is_passed: bool | None = None
    text: str = ""
    codes: tuple[str, ...] = ()
    request: str = ""
    findings: tuple["Finding", ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of the factory's inspection."""

    code: str
    text: str
    is_defect: bool = True


@dataclass(frozen=True, slots=True)
class LineOffer:
    """A line and what it builds."""

    code: str
    name: str
    model_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlantOffer:
    """A plant as its maker describes it."""

    code: str
    name: str
    country: str
    subdivision: str
    timezone: str
    lines: tuple[LineOffer, ...]
    closed_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotOffer:
    """The places of a line in a week; of those taken, `yours` are of the dealerships of this feed."""

    plant: str
    line: str
    week: date
    capacity: int
    taken: int
    yours: int
    is_frozen: bool
    is_shutdown: bool


@dataclass(frozen=True, slots=True)
class LimitOffer:
    """How many cars with an option a plant can build in a week."""

    option: str
    plant: str
    week: date
    capacity: int


@dataclass(frozen=True, slots=True)
class StopOffer:
    """An option the maker does not sell from a day on."""

    option: str
    from_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class CatalogueOffer:
    """A catalogue release the maker offers."""

    release: str
    title: str
    valid_from: str
    currency: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CatalogueText:
    """A catalogue as it came, to be read within the bounds of an upload. None: nothing new."""

    content: bytes | None
    tag: str


class FactoryGateway(Protocol):
    """One manufacturer's adapter. Every call may raise FactoryUnavailable or FactoryRefused."""

    def place(self, order: OrderRequest, *, key: str) -> OrderReply:
        """Place an order; the same key and order give the same answer."""
        ...

    def change(self, ref: str, change: Mapping[str, Any], *, key: str) -> OrderReply:
        """Ask for another `slot` (a SlotRequest), `priority` or `codes`."""
        ...

    def cancel(self, ref: str, *, reason: str, key: str) -> OrderReply:
        """Ask to build it no more."""
        ...

    def events_after(self, cursor: int, *, limit: int) -> EventPage:
        """What happened after `cursor`, oldest first."""
        ...

    def read(self, body: str) -> Fact:
        """Understand a kept message. :raises Unreadable:"""
        ...

    def file(self, body: bytes) -> RawEvent:
        """The few facts needed to keep a message, however broken it is."""
        ...

    def catalogues(self) -> Sequence[CatalogueOffer]:
        """The releases on offer, without their contents."""
        ...

    def catalogue(self, release: str) -> CatalogueOffer:
        """One release with its contents."""
        ...

    def release_codes(self, tag: str) -> tuple[Sequence[str] | None, str]:
        """The codes of the releases on offer and the list's tag; None: as when it had that tag."""
        ...

    def catalogue_text(self, release: str, tag: str) -> CatalogueText:
        """One release word for word, unless it still has that tag."""
        ...

    def plants(self) -> Sequence[PlantOffer]: ...

    def slots(self, *, plant: str, start: date, end: date) -> Sequence[SlotOffer]: ...

    def limits(self) -> Sequence[LimitOffer]: ...

    def stop_sales(self) -> Sequence[StopOffer]: ...
