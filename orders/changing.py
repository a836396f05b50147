"""The life of a change request as plain data, what is shown of it, and its price. Pure; no Django.

Asked → worked out and offered with a last day (a manager looks first where price or slot ask for it) →
signed by the customer → with the factory → confirmed or refused (DOMAIN 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from orders import lifecycle, words
from orders.price_sheet import Line, Section, TaxClass, Terms
from production.changing import ASK, FREE, LATER

ASKED, PROPOSED, OFFERED, SENT = "ASKED", "PROPOSED", "OFFERED", "SENT"
CONFIRMED, REFUSED, WITHDRAWN, EXPIRED = "CONFIRMED", "REFUSED", "WITHDRAWN", "EXPIRED"
OPEN = (ASKED, PROPOSED, OFFERED, SENT)
ENDED = (CONFIRMED, REFUSED, WITHDRAWN, EXPIRED)

# By name of the transition: where it may start, and where it leads.
TRANSITIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "propose": ((ASKED,), PROPOSED),
    "offer": ((ASKED, PROPOSED), OFFERED),
    "send": ((OFFERED,), SENT),
    "confirm": ((OFFERED, SENT), CONFIRMED),
    "refuse": ((SENT,), REFUSED),
    "withdraw": (OPEN, WITHDRAWN),
    "expire": ((PROPOSED, OFFERED), EXPIRED),
}
EDGES = tuple(
    sorted((source, target) for sources, target in TRANSITIONS.values() for source in sources)
)

CHANGEABLE = (
    *lifecycle.WAY[lifecycle.WAY.index(lifecycle.ACCEPTED) : lifecycle.WAY.index(lifecycle.READY)],
    lifecycle.REJECTED,
)
AT_THE_FACTORY = lifecycle.WAY[
    lifecycle.WAY.index(lifecycle.SUBMITTED) : lifecycle.WAY.index(lifecycle.READY)
]
TOLERANCE_DAYS = 3
"""So many days more than offered do not make an offer void."""

OF_THE_CAR = (Section.BASE, Section.OPTION, Section.DESTINATION)


@dataclass(frozen=True, slots=True)
class Row:
    """One difference: what it is about, what was ordered, what it becomes, and its price."""

    about: str
    ordered: str
    becomes: str
    price: str


@dataclass(frozen=True, slots=True)
class FreezeAnswer:
    """What may still be done about one option that changes, and until about when."""

    option: str
    answer: str
    since: str = ""
    """What has passed, as a sentence begins; empty while nothing has."""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class FreezeLine:
    """Several options of which the same is true, in a sentence."""

    answer: str
    sentence: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Card:
    """One change as it is shown, offered and signed. Texts and ISO dates only, so it is kept as JSON."""

    rows: tuple[Row, ...]
    old_total: str
    new_total: str
    difference: str
    fee: str
    protection: str
    freezes: tuple[FreezeAnswer, ...]
    asks_factory: bool
    slot: str
    slot_moves: bool
    old_window: str
    new_window: str
    shift_days: int
    credit: str
    codes: tuple[str, ...]
    """What the factory is asked to build; without what is fitted after the build."""
    bucket: int | None
    obstacles: tuple[str, ...]
    manager: tuple[str, ...]
    """Why a manager has to look before the customer does."""
    is_rush: bool = False
    """The same car, sooner."""

    @property
    def can_be_offered(self) -> bool:
        return not self.obstacles

    @property
    def shift(self) -> str:
        """“12 days later”; empty when the day stays."""
        if not self.shift_days:
            return ""
        return f"{words.days(abs(self.shift_days))} {'later' if self.shift_days > 0 else 'sooner'}"

    @property
    def freeze_lines(self) -> tuple[FreezeLine, ...]:
        """What may still be done, one line for all options of which it is true."""
        together: dict[tuple[str, str, str], list[str]] = {}
        for each in self.freezes:
            together.setdefault((each.answer, each.since, each.last_day), []).append(each.option)
        return tuple(
            FreezeLine(answer, freeze_sentence(names, answer, since), _day(last_day))
            for (answer, since, last_day), names in together.items()
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Card:
        """Read what was kept; what an older card said and this one does not, is left out."""
        lists = {
            "rows": tuple(Row(**_known(Row, row)) for row in kept["rows"]),
            "freezes": tuple(FreezeAnswer(**_known(FreezeAnswer, row)) for row in kept["freezes"]),
            **{name: tuple(kept[name]) for name in ("codes", "obstacles", "manager")},
        }
        return cls(**{**_known(cls, kept), **lists})

    def is_still(self, now: Card) -> bool:
        """Whether what the customer read still holds: the answers, the place and the days."""
        return (
            now.can_be_offered
            and self.slot_moves == now.slot_moves
            and (not now.slot_moves or self.slot == now.slot)
            and now.shift_days <= self.shift_days + TOLERANCE_DAYS
            and {(f.option, f.answer) for f in self.freezes}
            == {(f.option, f.answer) for f in now.freezes}
        )


def freeze_sentence(names: Sequence[str], answer: str, since: str) -> str:
    """What may be done about these options, and what has passed that says so."""
    options = words.sentence_list(list(names))
    if answer == FREE:
        return f"{options} can still change freely."
    if answer == ASK:
        return f"{since}: the plant has to agree to {options}, and may move the date."
    if answer == LATER:
        return f"{since}: {options} is done at the dealership, after the car is built."
    return f"{options} cannot change any more: {since[:1].lower()}{since[1:]}."


def _known(kind: Any, kept: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in kept.items() if name in names}


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def terms_after(old: Terms, car: Iterable[Line], fee: Line | None) -> Terms:
    """The terms of the changed car: its own lines anew, everything else as it was signed.

    Incentives, fees, taxes, discount and trade-in are those of the order, so that a change of the car
    re-prices nothing but the car (price protection, DOMAIN 8).
    """
    kept = [line for line in old.lines if not _is_of_the_car(line)]
    return replace(old, lines=(*car, *kept, *((fee,) if fee is not None else ())))


def fee_line(number: int, amount: Decimal) -> Line:
    """What a change costs to handle, as a line of its own."""
    return Line(
        Section.FEE, f"CHANGE-{number}", f"Fee for change {number}", amount,
        TaxClass.SERVICE, f"change {number}",
    )  # fmt: skip


def rush_line(number: int, amount: Decimal) -> Line:
    """What it costs to be built sooner, as a line of its own."""
    return Line(
        Section.FEE, f"RUSH-{number}", "Rush fee", amount, TaxClass.SERVICE, f"change {number}"
    )


def _is_of_the_car(line: Line) -> bool:
    is_special = line.section is Section.SPECIAL and line.source.startswith("answer ")
    return line.section in OF_THE_CAR or is_special
