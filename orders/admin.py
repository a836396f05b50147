"""What prices and promises are made of, for administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from configurator.attachments import BadFile
from customers.admin import Reference
from orders.logos import logo
from orders.models import (
    Accessory,
    Clause,
    DealerFee,
    DeliveryService,
    DiscountLimit,
    FreezeRule,
    Incentive,
    Letterhead,
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


@admin.register(DeliveryService)
class DeliveryServiceAdmin(Reference):
    dealership_path = "dealership"
    may_be_added = True
    list_display = ["text", "code", "kind", "dealership", "retail_amount", "currency", "days",
                    "is_active"]  # fmt: skip
    list_filter = ["kind", "is_active"]
    list_select_related = ["dealership"]


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


class LetterheadForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Takes a picture file where the row keeps bytes of our own writing."""

    picture = forms.FileField(
        label="Logo", help_text="PNG or JPEG, up to 2 MB; printed at most 50 mm wide."
    )

    class Meta:
        model = Letterhead
        fields = ["dealership"]

    def clean_picture(self) -> bytes:
        brought: UploadedFile[bytes] = self.cleaned_data["picture"]
        try:
            return logo(brought.name or "The file", brought.read())
        except BadFile as reason:
            raise ValidationError(str(reason)) from reason

    def clean(self) -> dict[str, Any]:
        self.instance.logo = self.cleaned_data.get("picture", b"")
        return self.cleaned_data


@admin.register(Letterhead)
class LetterheadAdmin(Reference):
    dealership_path = "dealership"
    may_be_added = True
    form = LetterheadForm
    list_display = ["dealership"]
    list_select_related = ["dealership"]


@admin.register(Clause)
class ClauseAdmin(Reference):
    """The law of a place, shared by all: looked at here, changed by whoever runs the installation."""

    list_display = ["code", "paper", "country", "subdivision", "language", "valid_from", "valid_to"]
    list_filter = ["country", "subdivision", "paper", "language"]
    search_fields = ["code", "text"]
