"""A person of the dealership takes the money and gives it back: its reference is his word for it."""

from __future__ import annotations

from orders.payments.base import (
    Asked,
    AskedBack,
    PaymentFact,
    ProviderRefused,
    Started,
    Unreadable,
)


class ManualProvider:
    """Cash, cheques, transfers and the card terminal on the desk."""

    def start(self, asked: Asked) -> Started:
        """The money is here already. :raises ProviderRefused: without its reference."""
        return Started(_named(asked.reference))

    def refund(self, asked: AskedBack) -> str:
        """It was paid back already. :raises ProviderRefused: without its reference."""
        return _named(asked.reference)

    def read(self, body: str) -> PaymentFact:
        """:raises Unreadable: always; nobody pushes messages about cash."""
        raise Unreadable(f"A desk sends no messages ({len(body)} characters).")


def _named(reference: str) -> str:
    name = reference.strip()
    if not name:
        raise ProviderRefused("A payment needs its reference.")
    return name
