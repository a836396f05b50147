"""What prices and promises are made of, for administrators."""

from __future__ import annotations

from django.contrib import admin

from customers.admin import Reference
from orders.models import (
    Accessory,
    DealerFee,
    DiscountLimit,
    FreezeRule,
    Incentive,
    OrderTerms,
    TaxRule,
)


@admin.register(OrderTerms)
class OrderTermsAdmin(Reference):
    dealership_path = "dealership"
    list_display = ["dealership", "quote_valid_days", "credit_valid_days", "handling_fee_amount"]
    list_select_related = ["dealership"]


@admin.register(DealerFee)
class DealerFeeAdmin(Reference):
    dealership_path = "dealership"
    may_be_added = True
    list_display = ["text", "code", "dealership", "amount", "currency", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["dealership"]


@admin.register(DiscountLimit)
class DiscountLimitAdmin(Reference):
    dealership_path = "dealership"
    may_be_added = True
    list_display = ["dealership", "role", "percent"]
    list_select_related = ["dealership"]


@admin.register(FreezeRule)
class FreezeRuleAdmin(Reference):
    dealership_path = "dealership"
    may_be_added = True
    list_display = ["freeze_class", "milestone", "answer_after", "dealership"]
    list_select_related = ["dealership"]


@admin.register(TaxRule)
class TaxRuleAdmin(Reference):
    """Shared by every dealer group: looked at here, changed by whoever runs the installation."""

    list_display = ["text", "rate", "country", "subdivision", "valid_from", "valid_to"]
    list_filter = ["country", "subdivision"]


@admin.register(Incentive)
class IncentiveAdmin(Reference):
    """The manufacturer's own: looked at here, changed by whoever runs the installation."""

    list_display = ["text", "code", "amount", "currency", "model_line_code", "eligibility",
                    "subdivision", "stacks_with_others", "is_set_at_delivery", "valid_from",
                    "valid_to"]  # fmt: skip
    list_filter = ["manufacturer_code", "eligibility", "is_set_at_delivery"]
    search_fields = ["text", "code"]


@admin.register(Accessory)
class AccessoryAdmin(Reference):
    dealership_path = "dealership"
    may_be_added = True
    list_display = [
        "text",
        "code",
        "dealership",
        "retail_amount",
        "currency",
        "minutes",
        "is_active",
    ]
    list_filter = ["is_active"]
    list_select_related = ["dealership"]
