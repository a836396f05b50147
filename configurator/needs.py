"""What a customer told us at the beginning, and what of it a car can be held against. Pure.

An answer becomes a `Want`: a **must** (seats, child seats, towing, garage, accessibility, and whatever
was said as a must), a **nice** to have (dog, use, climate, distance, and what was said so) or a
**never**. Words count only for the meanings a person has confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from configurator.catalogue.facts import FACTS, TRAITS
from kernel.loans import LoanTerms, loan
from kernel.money import Money

US, METRIC = "us", "metric"
KG_PER_POUND, CM_PER_INCH = Decimal("0.45359237"), Decimal("2.54")
LONG_DAILY = {US: 60, METRIC: 100}
"""Miles or kilometres a day from which the running cost is worth a wish of its own."""
USES = ("city", "motorway", "offroad", "commercial")
CLIMATES = ("snow", "heat")
AIDS = tuple(list(TRAITS)[list(TRAITS).index("hand_controls") :])
"""Traits that tell about a person's health: kept sealed, shown to nobody but the staff."""


class Weight(StrEnum):
    """How much a wish counts."""

    MUST = "must"
    NICE = "nice"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Want:
    """One wish that a car can be held against: a fact of a size, or words with their meanings.

    ``fact`` and ``amount`` are in the units of the catalogue; ``meanings`` name facts, options or
    areas (`configurator.selectors.needs_words`).
    """

    key: str
    text: str
    weight: Weight
    fact: str = ""
    amount: int = 1
    meanings: tuple[str, ...] = ()
    is_private: bool = False

    @property
    def label(self) -> str:
        """The wish as it is shown; the customer's own words stand in quotation marks."""
        return self.text if self.fact else f"“{self.text}”"


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent; with ``terms``, ``amount`` and ``over`` are a month's payment."""

    amount: Money
    over: Money
    terms: LoanTerms | None = None

    def as_told(self, price: Money) -> Money:
        """The price in the way the budget is told: as it is, or as a month's payment."""
        return price if self.terms is None else loan(price, self.terms).monthly

    def allows(self, price: Money) -> bool:
        """Whether a car of that price is within the budget and what it may be over."""
        return not self.amount + self.over < self.as_told(price)


@dataclass(frozen=True, slots=True)
class Answers:
    """A needs sheet. Weights, lengths and distances are in its ``units``, money in the dealership's.

    ``budget`` is for the whole car before tax, or a month's payment; ``budget_over`` is how much
    more it may be, nothing if it is firm.
    """

    units: str = METRIC
    people: int | None = None
    child_seats: int | None = None
    has_dog: bool = False
    daily_distance: int | None = None
    uses: tuple[str, ...] = ()
    tow_weight: int | None = None
    is_braked: bool = True
    climates: tuple[str, ...] = ()
    garage_height: int | None = None
    garage_length: int | None = None
    budget: Decimal | None = None
    is_monthly: bool = False
    budget_over: Decimal = Decimal(0)
    needed_by: date | None = None
    must: tuple[str, ...] = ()
    nice: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accessibility: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """To be kept; the accessibility needs are not in it."""
        kept = {each.name: getattr(self, each.name) for each in fields(self)}
        del kept["accessibility"]
        return {name: _plain(value) for name, value in kept.items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], accessibility: Iterable[str] = ()) -> Answers:
        """The sheet as it was kept; answers it did not have yet are open."""
        known = {each.name for each in fields(cls)} - {"accessibility"}
        told = {name: _read(name, value) for name, value in kept.items() if name in known}
        return cls(**told, accessibility=tuple(accessibility))

    @property
    def said(self) -> tuple[str, ...]:
        """Every wish in words."""
        return tuple(dict.fromkeys((*self.must, *self.nice, *self.never)))

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The wishes whose meaning nobody has confirmed."""
        return tuple(text for text in self.said if not self.meanings.get(text))

    def budget_in(self, currency: str, terms: LoanTerms | None) -> Budget | None:
        """The budget, if there is one; a month's payment needs the terms it is reckoned by."""
        if self.budget is None or (self.is_monthly and terms is None):
            return None
        amount, over = Money(self.budget, currency), Money(self.budget_over, currency)
        return Budget(amount, over, terms if self.is_monthly else None)

    def shown(self, fact: str, amount: int) -> str:
        """A measure as the customer counts: kilograms and centimetres, or pounds and inches."""
        is_weight, is_length = fact.endswith("_kg"), fact.endswith("_cm")
        if self.units == METRIC:
            unit = " kg" if is_weight else " cm" if is_length else ""
            return f"{amount:,}{unit}"
        if is_weight:
            return f"{_whole(amount / KG_PER_POUND):,} lb"
        return f"{_whole(amount / CM_PER_INCH):,} in" if is_length else f"{amount:,}"


def wants(answers: Answers) -> tuple[Want, ...]:
    """Everything a car can be held against, musts first."""
    found = [*_measured(answers), *_wished(answers), *_said(answers)]
    order = list(Weight)
    return tuple(sorted(found, key=lambda want: order.index(want.weight)))


def _measured(answers: Answers) -> Iterable[Want]:
    """The musts with a number in them, and the accessibility needs."""
    if answers.people:
        yield Want("people", f"Seats for {answers.people}", Weight.MUST, "seats", answers.people)
    if answers.child_seats:
        text = f"Room for {answers.child_seats} child seat{'s' * (answers.child_seats > 1)}"
        yield Want("child_seats", text, Weight.MUST, "child_seats", answers.child_seats)
    if answers.tow_weight:
        fact = "tow_kg" if answers.is_braked else "tow_unbraked_kg"
        amount = _kept(answers, answers.tow_weight, KG_PER_POUND)
        brakes = "with" if answers.is_braked else "without"
        text = f"Tows {answers.tow_weight:,} {_unit(answers, 'lb', 'kg')}, trailer {brakes} brakes"
        yield Want("towing", text, Weight.MUST, fact, amount)
    for name, fact, word in (
        ("garage_height", "height_cm", "high"),
        ("garage_length", "length_cm", "long"),
    ):
        limit = getattr(answers, name)
        if limit:
            text = f"Fits a place {limit:,} {_unit(answers, 'in', 'cm')} {word}"
            yield Want(name, text, Weight.MUST, fact, _kept(answers, limit, CM_PER_INCH))
    for aid in answers.accessibility:
        if aid in AIDS:
            yield Want(f"aid-{aid}", FACTS[aid], Weight.MUST, aid, is_private=True)


def _wished(answers: Answers) -> Iterable[Want]:
    """What household, use and climate make nice to have."""
    traits = [*answers.uses, *answers.climates, *(["dog"] if answers.has_dog else [])]
    for trait in traits:
        if trait in TRAITS:
            yield Want(trait, TRAITS[trait], Weight.NICE, trait)
    if answers.daily_distance and answers.daily_distance >= LONG_DAILY[answers.units]:
        unit = _unit(answers, "miles", "km")
        text = f"{TRAITS['frugal']}: {answers.daily_distance:,} {unit} a day"
        yield Want("frugal", text, Weight.NICE, "frugal")


def _said(answers: Answers) -> Iterable[Want]:
    for weight in Weight:
        for text in getattr(answers, weight.value):
            meanings = answers.meanings.get(text, ())
            yield Want(f"{weight.value}-{text}", text, weight, meanings=tuple(meanings))


def _unit(answers: Answers, us: str, metric: str) -> str:
    return us if answers.units == US else metric


def _kept(answers: Answers, amount: int, factor: Decimal) -> int:
    """In kilograms or centimetres, the fraction cut off as the catalogue's feeds do."""
    return int(amount * factor) if answers.units == US else amount


def _whole(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _plain(value: object) -> object:
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, Mapping):
        return {key: list(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


_AMOUNTS = {"budget", "budget_over"}


def _read(name: str, value: Any) -> Any:
    if name == "meanings":
        return {text: tuple(found) for text, found in value.items()}
    if isinstance(value, list):
        return tuple(value)
    if value is not None and name in _AMOUNTS:
        return Decimal(value)
    return date.fromisoformat(value) if value and name == "needed_by" else value


def listed(words: Sequence[str], *, most: int = 3) -> str:
    """The first of them as a person says them, and how many more there are."""
    shown = list(words[:most])
    if len(words) > most:
        return f"{', '.join(shown)} and {len(words) - most} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)
