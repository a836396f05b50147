"""From a specification and a dealership's tables to the terms of a price sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from configurator.models import Specification
from configurator.pricing import DESTINATION
from customers.models import Customer, Dealership, User
from kernel.money import Money
from kernel.refusals import Refusal
from orders.commands.incentives import Claims, incentive_lines
from orders.models import DealerFee, DiscountLimit, Order, OrderTerms, TaxRule
from orders.price_sheet import Line, Section, TaxClass, Terms
from orders.price_sheet import TaxRule as Tax
from orders.signing import AgreedTerms


class CannotPriceOrder(Refusal):
    """The dealership's tables do not allow a price yet."""


@dataclass(frozen=True, slots=True)
class Extra:
    """Something the dealership adds: an accessory it fits, a premium delivery, a special request already priced."""

    code: str
    text: str
    amount: Money
    section: Section = Section.ACCESSORY


def terms_of(dealership: Dealership) -> OrderTerms:
    """:raises CannotPriceOrder: when the dealership is not set up to sell."""
    terms = OrderTerms.objects.filter(dealership=dealership).first()
    if terms is None:
        raise CannotPriceOrder(
            f"{dealership.name} has no sales terms yet. An administrator can set them up."
        )
    return terms


def terms_at(order: Order) -> AgreedTerms:
    """The terms an order was signed on; today's while nothing, or nothing with terms, is signed.

    :raises CannotPriceOrder: when there are none of today either.
    """
    for signature in order.signatures.order_by("-signed_at", "-pk"):
        if signature.terms is not None:
            return signature.terms
    return terms_of(order.dealership).agreed


def build_terms(
    *,
    specification: Specification,
    order_terms: OrderTerms,
    today: date,
    discount: Money,
    trade_in: Money,
    extras: Sequence[Extra],
    claims: Claims | None = None,
    payoff: Money | None = None,
) -> Terms:
    """Everything the price depends on, collected once. :raises CannotPriceOrder: no tax rule in force."""
    dealership = order_terms.dealership
    lines = car_lines(specification)
    lines += incentive_lines(specification, dealership, today=today, claims=claims or {})
    lines += _dealer_lines(order_terms, discount=discount, trade_in=trade_in, extras=extras)
    if payoff:
        owed = "Payoff of the loan on the trade-in, paid by us to the lender"
        lines.append(
            Line(
                Section.PAYOFF, "PAYOFF", owed, payoff.amount, TaxClass.EXEMPT, "customer's lender"
            )
        )
    return Terms(
        currency=specification.currency,
        lines=tuple(lines),
        tax_rules=_taxes(dealership, today),
        deposit=dealership.deposit_amount,
    )


def car_lines(specification: Specification) -> list[Line]:
    """The lines of the car itself, as it was frozen."""
    source = f"release {specification.release.code}"
    return [_car_line(row, source, is_first=n == 0) for n, row in enumerate(specification.lines)]


def _dealer_lines(
    terms: OrderTerms, *, discount: Money, trade_in: Money, extras: Sequence[Extra]
) -> list[Line]:
    """What the dealership adds to and takes off the car."""
    lines = [
        Line(
            extra.section,
            extra.code,
            extra.text,
            extra.amount.amount,
            TaxClass.SERVICE if extra.section is Section.DELIVERY else TaxClass.ACCESSORY,
            "dealer",
        )
        for extra in extras
    ]
    fees = DealerFee.objects.filter(dealership=terms.dealership, is_active=True).order_by("code")
    lines += [
        Line(Section.FEE, fee.code, fee.text, fee.amount, TaxClass(fee.tax_class), "dealer")
        for fee in fees
    ]
    single = (
        (Section.DISCOUNT, "DISCOUNT", "Dealer discount", -discount.amount, TaxClass.VEHICLE),
        (
            Section.REGISTRATION,
            "REG",
            "Title and registration",
            terms.registration_amount,
            TaxClass.EXEMPT,
        ),
        (Section.TRADE_IN, "TRADE", "Trade-in", -trade_in.amount, TaxClass.TRADE_IN),
    )
    lines += [Line(*parts, "dealer") for parts in single if parts[3]]
    return lines


def discount_needs_approval(
    *, discount: Money, vehicle: Decimal, dealership: Dealership, by: User
) -> bool:
    """Is ``discount`` more than the best of this person's roles may give alone?"""
    if not discount:
        return False
    return discount.amount > vehicle * discount_limit(dealership, by) / 100


def discount_limit(dealership: Dealership, by: User) -> Decimal:
    """The percentage this person may go below the price of the car."""
    roles = by.memberships.filter(dealership=dealership).values("role")
    limits = DiscountLimit.objects.filter(dealership=dealership, role__in=roles)
    return max(limits.values_list("percent", flat=True), default=Decimal(0))


def check_customer(customer: Customer | None, dealership: Dealership) -> None:
    """:raises CannotPriceOrder: for another dealership's customer."""
    if customer is not None and customer.dealership_id != dealership.pk:
        raise CannotPriceOrder("This customer belongs to another dealership.")


def _car_line(row: dict[str, Any], source: str, *, is_first: bool) -> Line:
    text = f"{row['text']} ({row['note']})" if row.get("note") else row["text"]
    if row["code"] == DESTINATION:
        section, tax_class = Section.DESTINATION, TaxClass.DESTINATION
    elif row.get("is_special"):
        section, tax_class, source = Section.SPECIAL, TaxClass.ACCESSORY, f"answer {row['code']}"
    else:
        section, tax_class = Section.BASE if is_first else Section.OPTION, TaxClass.VEHICLE
    return Line(section, row["code"], text, Decimal(row["retail"]), tax_class, source)


def _taxes(dealership: Dealership, today: date) -> tuple[Tax, ...]:
    rules = TaxRule.objects.in_force(
        country=dealership.country, subdivision=dealership.subdivision, today=today
    )
    taxes = tuple(
        Tax(rule.code, rule.text, rule.rate, tuple(TaxClass(name) for name in rule.classes))
        for rule in rules
    )
    if not taxes:
        place = "-".join(filter(None, (dealership.country, dealership.subdivision)))
        raise CannotPriceOrder(f"No tax rule is in force for {place} on {today}.")
    return taxes
