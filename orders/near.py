"""How near a finished or coming car is to the one a customer is putting together. Pure.

The distance counts 10 for each of the customer's own picks the car lacks, and 1 for each percent of
the build's price in options that differ without having been picked. A car is near up to `NEAR`, and
only if it has two thirds of the picks.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

PICK, NEAR = Decimal(10), Decimal(30)
LACKING = 3  # at most every third pick
PERCENT = Decimal(100)


def distance(
    picks: Collection[str], other: Collection[str], *, differing: Decimal, price: Decimal
) -> Decimal:
    """From a build with these picks to a car with the options ``other``.

    :param differing: what the options differ by that nobody picked, in the currency of ``price``.
    :param price: of the build.
    """
    lacking = sum(code not in other for code in picks)
    return PICK * lacking + (PERCENT * differing / price if price else Decimal(0))


def is_near(picks: Collection[str], other: Collection[str], far: Decimal) -> bool:
    """Whether a car at that distance is worth showing."""
    lacking = sum(code not in other for code in picks)
    return far <= NEAR and lacking * LACKING <= len(picks)
