"""Order numbers a person can read out: dealership, year, running number."""

from __future__ import annotations

from datetime import date

from customers.models import Dealership
from orders.models import NumberSequence, OrderTerms


def next_number(dealership: Dealership, terms: OrderTerms, *, today: date) -> str:
    """``HM-26-00042``, without gaps: an order that is rolled back gives its number back.

    Two orders of one dealership wait for each other here, so it is asked for late in a transaction.
    """
    NumberSequence.objects.bulk_create(
        [NumberSequence(dealership=dealership, year=today.year)], ignore_conflicts=True
    )
    sequence = NumberSequence.objects.select_for_update(no_key=True).get(
        dealership=dealership, year=today.year
    )
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return f"{terms.number_prefix}-{today:%y}-{sequence.last:05d}"
