"""Which incentives a customer gets on a car: by place, day and person, and the better of what excludes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from configurator.models import Specification
from customers.models import Dealership
from orders.models import Incentive
from orders.price_sheet import Line, Section, TaxClass
from orders.selectors.incentives import incentives_for

type Claims = Mapping[str, str]
"""What a customer claims, by eligibility, with the evidence that was seen."""


def incentive_lines(
    specification: Specification, dealership: Dealership, *, today: date, claims: Claims
) -> list[Line]:
    """The lines of the price sheet. What is set at delivery stands there with nothing in the total."""
    found = [
        one
        for one in incentives_for(specification.model_line, dealership, today=today)
        if _is_meant_for(one, is_fleet=specification.is_fleet, claims=claims)
    ]
    later = [one for one in found if one.is_set_at_delivery]
    now = _best_of([one for one in found if not one.is_set_at_delivery])
    chosen = {one.pk for one in [*now, *later]}
    return [_line(one, claims) for one in found if one.pk in chosen]


def _is_meant_for(incentive: Incentive, *, is_fleet: bool, claims: Claims) -> bool:
    match incentive.eligibility:
        case Incentive.Eligibility.EVERYBODY:
            return True
        case Incentive.Eligibility.FLEET:
            return is_fleet
        case Incentive.Eligibility.RETAIL:
            return not is_fleet
        case claimed:
            return bool(claims.get(claimed, "").strip())


def _best_of(found: Sequence[Incentive]) -> list[Incentive]:
    """All that go together, or the one that goes with none, whichever is more for the customer."""
    together = [one for one in found if one.stacks_with_others]
    alone = max(
        (one for one in found if not one.stacks_with_others),
        key=lambda one: one.amount,
        default=None,
    )
    if alone is not None and alone.amount > sum((one.amount for one in together), Decimal(0)):
        return [alone]
    return together


def _line(incentive: Incentive, claims: Claims) -> Line:
    is_later = incentive.is_set_at_delivery
    source = f"valid to {incentive.valid_to:%Y-%m-%d}"
    if incentive.eligibility in Incentive.CLAIMED:
        said = incentive.get_eligibility_display()
        source += f"; eligible by {said}: {claims[incentive.eligibility].strip()}"
    if is_later:
        source += f"; {incentive.money} today, set at delivery"
    return Line(
        Section.INCENTIVE,
        incentive.code,
        incentive.text,
        Decimal(0) if is_later else -incentive.amount,
        TaxClass.REBATE,
        source,
    )
