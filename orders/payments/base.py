"""What every payment provider can do for us, in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kernel.money import Money


class ProviderRefused(Exception):
    """The provider will not do it; asking again does not help. The text says why."""


class ProviderUnavailable(Exception):
    """The provider did not answer; asking again with the same key is harmless."""


class Unreadable(Exception):
    """A message of the provider that cannot be understood. The text says why."""


class Said(StrEnum):
    """What a provider can tell about a payment."""

    CAPTURED = "captured"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """Money a customer is to pay. ``key`` makes a repeated question harmless."""

    key: str
    amount: Money
    title: str
    notify_url: str = ""
    return_url: str = ""
    reference: str = ""  # known already where a person took the money


@dataclass(frozen=True, slots=True)
class Started:
    """The provider's own name for the payment, and where the customer pays; nowhere if he has."""

    ref: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class AskedBack:
    """Money that goes back. ``ref`` names the payment it comes from, ``key`` the refund."""

    key: str
    amount: Money
    ref: str = ""
    reference: str = ""  # how a person paid it back


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """One message of a provider, understood. ``key`` is the one we gave with the question."""

    said: Said
    key: str
    ref: str
    amount: Money
    reason: str = ""


class PaymentProvider(Protocol):
    """A way money comes and goes."""

    def start(self, asked: Asked) -> Started:
        """Ask for money; the same key again gives the same payment.

        :raises ProviderRefused: when it takes no such payment.
        :raises ProviderUnavailable: when it does not answer.
        """
        ...

    def refund(self, asked: AskedBack) -> str:
        """Give money back and name it; the same key again gives the same name.

        :raises ProviderRefused: when there is no such money.
        :raises ProviderUnavailable: when it does not answer.
        """
        ...

    def read(self, body: str) -> PaymentFact:
        """Understand one pushed message. :raises Unreadable: when it says nothing we know."""
        ...
