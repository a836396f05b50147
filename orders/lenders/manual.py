"""A person of finance asks the lender by his own ways, and writes the answer down."""

from __future__ import annotations

from orders.lenders.base import CreditAsked


class ManualLender:
    def ask(self, asked: CreditAsked) -> None:
        """Nobody is asked by the machine."""
