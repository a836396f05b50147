"""An order as a few plain values and rules, written from the paper and knowing nothing of the product."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

DAY = timedelta(days=1)
DEPOSIT, FEE, FORFEIT = Decimal(1000), Decimal(250), Decimal(1500)
QUOTE_DAYS = 14
SIGNED = ("ACCEPTED", "VALIDATED", "APPROVED", "SUBMITTED", "REJECTED")
FACTORY = ("BANKED", "SCHEDULED", "IN_PRODUCTION", "BUILT", "IN_TRANSIT", "AT_DEALER", "READY")
CHANGES = ("ACCEPTED", "VALIDATED", "APPROVED", "BANKED", "REJECTED")
OFFER_DAYS = 7
OVER = ("CLOSED", "CANCELLED", "EXPIRED")
# What the factory reports next, and what the order is then.
NEWS = {
    "SUBMITTED": ("ORD-ACK", "BANKED"),
    "BANKED": ("SCH-WK", "SCHEDULED"),
    "SCHEDULED": ("BIW-IN", "IN_PRODUCTION"),
    "IN_PRODUCTION": ("REL", "BUILT"),
    "BUILT": ("SHP-DEP", "IN_TRANSIT"),
    "IN_TRANSIT": ("DLR-RCV", "AT_DEALER"),
}
BLOCKED = {
    "parts": {"submit"},
    "finance": {"approve", "submit", "deliver", "book"},
    "damage": {"make_ready", "deliver", "book"},
    "customer": {"approve", "submit", "make_ready", "deliver", "book"},
    "paperwork": {"submit", "deliver", "book"},
}


@dataclass
class PlainOrder:
    """What anybody could keep on a sheet of paper."""

    today: date
    state: str = "QUOTED"
    quote_ends: date = field(init=False)
    paid: Decimal = Decimal(0)
    credit_ends: date | None = None
    holds: set[str] = field(default_factory=set)
    is_inspected: bool = False
    is_booked: bool = False
    change: str = ""  # "", OFFERED or SENT
    offered_in: str = ""
    offer_ends: date = date.max
    has_rails: bool = False

    def __post_init__(self) -> None:
        self.quote_ends = self.today + QUOTE_DAYS * DAY

    def may(self, step: str) -> bool:
        """Whether the step is allowed now, by the edges of DOMAIN 3 and the rules around them."""
        if any(step in BLOCKED[reason] for reason in self.holds):
            return False
        return bool(getattr(self, f"_may_{step}")())

    def _may_revise(self) -> bool:
        return self.state == "QUOTED"

    def _may_quote(self) -> bool:
        return self.state == "DRAFT"

    def _may_expire(self) -> bool:
        return self.state == "QUOTED" and self.today > self.quote_ends

    def _may_accept(self) -> bool:
        return self.state == "QUOTED" and self.today <= self.quote_ends

    def _may_validate(self) -> bool:
        return self.state == "ACCEPTED"

    def _may_pay(self) -> bool:
        return self.state in (*SIGNED, *FACTORY)

    def _may_credit(self) -> bool:
        return self.state in (*SIGNED, *FACTORY) and self.state != "REJECTED"

    def _credit_holds(self) -> bool:
        return self.credit_ends is not None and self.credit_ends >= self.today

    def _may_approve(self) -> bool:
        return self.state == "VALIDATED" and self._credit_holds() and self.paid >= DEPOSIT

    def _may_submit(self) -> bool:
        return self.state == "APPROVED" and self._credit_holds()

    def _may_lapse(self) -> bool:
        lapsed = self.credit_ends is not None and self.credit_ends < self.today
        return self.state in ("APPROVED", "SUBMITTED", *FACTORY) and lapsed

    def _may_news(self) -> bool:
        return self.state in NEWS

    def _may_refuse(self) -> bool:
        return self.state == "SUBMITTED"

    def _may_resubmit(self) -> bool:
        return self.state == "REJECTED"

    def _may_inspect(self) -> bool:
        return self.state == "AT_DEALER" and not self.is_inspected

    def _may_book(self) -> bool:
        return self.state in {"BUILT", "IN_TRANSIT", "AT_DEALER", "READY"}

    def _may_make_ready(self) -> bool:
        return self.state == "AT_DEALER" and self.is_inspected and self.is_booked

    def _may_deliver(self) -> bool:
        return self.state == "READY"

    def _may_close(self) -> bool:
        return self.state == "DELIVERED"

    def _may_cancel(self) -> bool:
        return self.state in (*SIGNED, *FACTORY)

    def _may_offer(self) -> bool:
        """Another part for the car: once it is signed, one change at a time (DOMAIN 7)."""
        return self.state in CHANGES and not self.change and not self.has_rails

    def _may_sign(self) -> bool:
        return self.change == "OFFERED" and self.today <= self.offer_ends

    def _may_withdraw(self) -> bool:
        return self.change == "OFFERED"

    def _may_answer(self) -> bool:
        return self.change == "SENT"

    def _may_hold(self) -> bool:
        return self.state not in OVER

    def settlement(self, *, is_customers_cause: bool) -> tuple[Decimal, Decimal]:
        """What is kept of the deposit and what is given back (DOMAIN 8)."""
        if not is_customers_cause or self.state in SIGNED:
            kept = Decimal(0)
        elif self.state in {"BANKED", "SCHEDULED"}:
            kept = min(self.paid, FEE)
        else:
            kept = min(self.paid, FORFEIT)
        return kept, self.paid - kept
