"""Money: a Decimal amount with its currency. Pure; no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, total_ordering

from babel.numbers import format_currency, get_currency_precision

ZERO = Decimal("0.00")


def round_half_up(amount: Decimal, currency: str = "USD") -> Decimal:
    """Round to the currency's smallest unit, halves away from zero (the commercial rule, DOMAIN 8)."""
    exponent = Decimal(1).scaleb(-get_currency_precision(currency))
    return amount.quantize(exponent, rounding=ROUND_HALF_UP)


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one calculation."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency (ISO 4217). Floats are refused, mixed currencies raise."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"Money takes a Decimal, not {type(self.amount).__name__}")
        if len(self.currency) != 3:
            raise ValueError(f"{self.currency!r} is no ISO 4217 currency code")

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} met {other.currency}")
        return other

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other).amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * Decimal(factor), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other).amount

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return format_money(self)

    def rounded(self) -> Money:
        """The amount in whole smallest units, rounded half up."""
        return Money(round_half_up(self.amount, self.currency), self.currency)


def zero(currency: str) -> Money:
    return Money(ZERO, currency)


def sum_money(values: Iterable[Money], currency: str) -> Money:
    """The sum; ``currency`` is that of an empty sum. :raises CurrencyMismatch: on a stranger."""
    total = zero(currency)
    for value in values:
        total += value
    return total


@lru_cache(maxsize=8_192)
def format_money(value: Money, locale: str = "en_US") -> str:
    """As a person writes it in ``locale``: ``$1,290.00``, ``1.290,00 €``."""
    return format_currency(value.amount, value.currency, locale=locale)
