"""What a dealership needs before it can sell: its terms, fees, limits and the taxes of its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from customers.models import Dealership, Role
from orders.clauses import CLAUSES, SOURCE
from orders.models import Clause, DealerFee, DiscountLimit, OrderTerms, TaxRule

CONSENT = (
    "I order this vehicle at the price and on the terms shown. I have read the terms on deposits, "
    "changes and cancellation."
)
TERMS = (
    "Until the factory has accepted the order the deposit is refunded in full. After that and before "
    "the build is frozen it is refunded less the handling fee. From then on it is kept up to the stated "
    "maximum, unless the cause is the manufacturer's or the dealership's. More than 45 days beyond the "
    "promised window the order can be cancelled for a full refund, whatever the cause. The price is protected "
    "against later price changes of the manufacturer."
)
# Rates for the demonstration: a real dealership's administrator keeps its own.
RATES: dict[tuple[str, str], tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    ("US", "ME"): (
        ("ST", "Maine sales tax", "5.5", ("vehicle", "rebate", "destination", "accessory",
                                          "service", "trade_in")),
    ),
    ("US", "IL"): (
        ("ST", "Illinois sales tax", "6.25", ("vehicle", "destination", "accessory", "service",
                                              "trade_in")),
        ("LT", "Local sales tax", "1.25", ("vehicle", "destination", "accessory", "trade_in")),
    ),
    ("US", "NY"): (
        ("ST", "New York sales tax", "4", ("vehicle", "destination", "accessory", "service",
                                           "trade_in")),
        ("LT", "Local sales tax", "4.875", ("vehicle", "destination", "accessory", "service",
                                            "trade_in")),
    ),
}  # fmt: skip
OTHER_PLACES = (
    ("ST", "Sales tax", "6", ("vehicle", "destination", "accessory", "service", "trade_in")),
)
LIMITS = {Role.SALES_REP: "2", Role.SALES_MANAGER: "8"}
SINCE = date(2020, 1, 1)


@transaction.atomic
def set_up_dealership(*, dealership: Dealership, prefix: str = "") -> OrderTerms:
    """Give a dealership what it needs to sell; what it already has stays as it is."""
    terms, _ = OrderTerms.objects.get_or_create(
        dealership=dealership,
        defaults={
            "number_prefix": prefix or _free_prefix(dealership),
            "handling_fee_amount": Decimal(250),
            "change_fee_amount": Decimal(150),
            "rush_fee_amount": Decimal(950),
            "forfeit_limit_amount": Decimal(1500),
            "registration_amount": Decimal(165),
            "delay_free_days": 45,
            "hourly_rate_amount": Decimal(48),
            "currency": dealership.currency,
            "consent_text": CONSENT,
            "terms_text": TERMS,
        },
    )
    for code, text, amount in (
        ("DOC", "Documentation fee", "199"),
        ("PREP", "Delivery preparation", "245"),
    ):
        DealerFee.objects.get_or_create(
            dealership=dealership,
            code=code,
            defaults={"text": text, "amount": Decimal(amount), "currency": dealership.currency},
        )
    for role, percent in LIMITS.items():
        DiscountLimit.objects.get_or_create(
            dealership=dealership, role=role, defaults={"percent": Decimal(percent)}
        )
    place = (dealership.country, dealership.subdivision)
    for position, (code, text, rate, classes) in enumerate(RATES.get(place, OTHER_PLACES), start=1):
        TaxRule.objects.get_or_create(
            country=place[0],
            subdivision=place[1],
            code=code,
            valid_from=SINCE,
            defaults={
                "text": text,
                "rate": Decimal(rate),
                "classes": list(classes),
                "position": position,
            },
        )
    _add_clauses(place)
    return terms


def _add_clauses(place: tuple[str, str]) -> None:
    """What the law of the place wants on papers, as far as the demonstration knows it."""
    for position, clause in enumerate(CLAUSES.get(place, ()), start=1):
        for language, text in clause.words.items():
            Clause.objects.get_or_create(
                country=place[0],
                subdivision=place[1],
                paper=clause.paper,
                code=clause.code,
                language=language,
                valid_from=SINCE,
                defaults={
                    "text": text,
                    "source": SOURCE.format(section=clause.section),
                    "position": position,
                },
            )


def _free_prefix(dealership: Dealership) -> str:
    initials = "".join(word[0] for word in dealership.name.split() if word[0].isalnum())[:4].upper()
    base = initials or dealership.code[:4].upper()
    taken = set(
        OrderTerms.objects.filter(number_prefix__startswith=base).values_list(
            "number_prefix", flat=True
        )
    )
    return next(
        name for name in (base, *(f"{base}{n}" for n in range(2, 1000))) if name not in taken
    )
