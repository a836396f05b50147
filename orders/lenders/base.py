"""The port of a lender: what it is asked, and what it answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, Self

from kernel.money import Money


class LenderUnavailable(Exception):
    """It does not answer now; the same question is asked again later, under the same key."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whose credit it is. Amounts are in the currency of the order, yearly before taxes, monthly as paid.

    Nothing of it stands anywhere but sealed.
    """

    legal_name: str
    born_on: date
    tax_number: str
    address: str
    housing: str
    housing_cost: Decimal
    employer: str
    years_employed: Decimal
    yearly_income: Decimal
    consent_text: str

    def to_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: dict[str, str]) -> Self:
        made: dict[str, Any] = dict(kept)
        made["born_on"] = date.fromisoformat(kept["born_on"])
        for name in ("housing_cost", "years_employed", "yearly_income"):
            made[name] = Decimal(kept[name])
        return cls(**{field.name: made[field.name] for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class CreditAsked:
    """One question; the same ``key`` again is the same question."""

    key: str
    applicant: Applicant
    amount: Money
    months: int
    today: date


@dataclass(frozen=True, slots=True)
class LenderAnswer:
    """What the lender says; ``expires_on`` is the last day it holds, ``apr`` in percent a year."""

    decision: str
    expires_on: date | None = None
    apr: Decimal | None = None
    conditions: tuple[str, ...] = ()
    reason: str = ""


class Lender(Protocol):
    """Somebody who lends money for cars."""

    def ask(self, asked: CreditAsked) -> LenderAnswer | None:
        """The answer; None where a person gets it and writes it down.

        :raises LenderUnavailable: when it does not answer now.
        """
        ...
