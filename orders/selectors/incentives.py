"""The incentives that run for a car in a dealership's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from configurator.models import ModelLine
from customers.models import Dealership
from orders.models import Incentive


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a customer may be, and what it would bring him."""

    eligibility: str
    label: str
    brings: str


def incentives_for(line: ModelLine, dealership: Dealership, *, today: date) -> list[Incentive]:
    """Everything in force for the car on that day, whoever it is meant for; one query."""
    return list(
        Incentive.objects.in_force(
            country=dealership.country, subdivision=dealership.subdivision, today=today
        ).filter(
            manufacturer_code=line.release.manufacturer.code,
            model_line_code__in=["", line.code],
            currency=line.currency,
        )
    )


def claims_for(line: ModelLine, dealership: Dealership, *, today: date) -> Sequence[Claim]:
    """What is worth asking the customer about; each with the incentives behind it."""
    found = incentives_for(line, dealership, today=today)
    return [
        Claim(eligibility.value, str(eligibility.label), ", ".join(map(_said, behind)))
        for eligibility in Incentive.CLAIMED
        if (behind := [one for one in found if one.eligibility == eligibility])
    ]


def _said(incentive: Incentive) -> str:
    later = " set at delivery" if incentive.is_set_at_delivery else ""
    return f"{incentive.text} ({incentive.money}{later})"
