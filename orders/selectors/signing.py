"""What a customer reads before he signs his quote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from customers.models import User
from kernel.money import Money
from orders import words
from orders.models import Order, OrderTerms, State
from orders.papers import SECTION_NAMES, said_amount
from orders.price_sheet import PriceSheet, Section
from orders.signing import offer_print


@dataclass(frozen=True, slots=True)
class QuoteToSign:
    """A quote with its sheet and the terms of today; ``why_not`` says why it cannot be signed now.

    ``seen`` is the fingerprint of all that: who signs sends it back, so that nothing else is signed.
    """

    order: Order
    why_not: str
    sections: list[dict[str, Any]] = field(default_factory=list)
    included: list[str] = field(default_factory=list)
    total: Money | None = None
    due: Money | None = None
    terms: OrderTerms | None = None
    seen: str = ""

    @property
    def handling_fee(self) -> Money | None:
        return Money(self.terms.handling_fee_amount, self.terms.currency) if self.terms else None

    @property
    def forfeit_limit(self) -> Money | None:
        return Money(self.terms.forfeit_limit_amount, self.terms.currency) if self.terms else None


def quote_to_sign(user: User, number: str, now: datetime) -> QuoteToSign:
    """A customer's own quote, by three queries. :raises Order.DoesNotExist: for anybody else's order."""
    order: Order = (
        Order.objects.for_customer_user(user).select_related("dealership").get(number=number)
    )
    version = order.quotes.filter(number=order.quote_number).first()
    terms = OrderTerms.objects.filter(dealership=order.dealership).first()
    if version is None or terms is None:
        return QuoteToSign(order, why_not="There is no quote to sign yet.")
    sheet = version.recomputed()
    return QuoteToSign(
        order,
        why_not=_why_not(order, order.dealership.today(now)),
        sections=_sections(sheet),
        included=_included(sheet),
        total=version.total,
        due=sheet.money("due"),
        terms=terms,
        seen=offer_print(version.sha256, terms.consent_text, terms.agreed),
    )


def _why_not(order: Order, today: date) -> str:
    if order.accepted_at is not None:
        return "You have signed this order. Its papers are with your order."
    if order.state != State.QUOTED:
        return "There is no quote to sign. Your dealership is glad to give you a new one."
    if order.quote_valid_until is not None and today > order.quote_valid_until:
        last = words.day(order.quote_valid_until)
        return f"This quote was valid until {last}. Your dealership is glad to give you a new one."
    if order.discount_asked_by_id is not None and order.discount_approved_by_id is None:
        return "Your dealership is looking at the price once more. You can sign as soon as it is settled."
    return ""


def _sections(sheet: PriceSheet) -> list[dict[str, Any]]:
    """The lines that cost or save something, by their sections."""
    return [
        {
            "name": SECTION_NAMES[section],
            "lines": [
                {"text": line.text, "amount": said_amount(line, sheet.currency)} for line in lines
            ],
        }
        for section in Section
        if (lines := [line for line in sheet.section(section) if not line.is_included])
    ]


def _included(sheet: PriceSheet) -> list[str]:
    return [line.text.removesuffix(" (included)") for line in sheet.lines if line.is_included]
