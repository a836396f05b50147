"""Forms of a quote: for whom, what comes off, and what the dealership adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from customers.models import Customer, Dealership
from kernel.money import Money
from orders.commands import Extra
from orders.forms import AMOUNT
from orders.models import Accessory, DeliveryService
from orders.selectors.deliveries import Offered
from orders.selectors.incentives import Claim


class GiveQuote(forms.Form):
    """A quote: for a customer of the dealership, a new one, or for stock; with what comes off."""

    FOR_KNOWN, FOR_NEW, FOR_STOCK = "known", "new", "stock"
    buyer = forms.ChoiceField(
        label="For",
        choices=[
            (FOR_KNOWN, "A customer we know"),
            (FOR_NEW, "A new customer"),
            (FOR_STOCK, "Stock"),
        ],
        widget=forms.RadioSelect,
        initial=FOR_KNOWN,
    )
    customer = forms.ModelChoiceField(
        Customer.objects.none(), label="Customer", required=False, empty_label="Choose"
    )
    name = forms.CharField(label="Name", required=False, max_length=120)
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(
        label="Phone",
        required=False,
        max_length=40,
        validators=[RegexValidator(r"^[0-9+() .\-/]*\Z", "Digits, spaces and + ( ) . - / only.")],
    )
    discount = forms.DecimalField(label="Discount", required=False, **AMOUNT)
    trade_in = forms.DecimalField(label="Trade-in", required=False, **AMOUNT)
    payoff = forms.DecimalField(label="Still owed on the trade-in", required=False, **AMOUNT)
    accessories = forms.ModelMultipleChoiceField(
        Accessory.objects.none(),
        label="Accessories",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Fitted by the dealership; the price is with fitting.",
    )
    deliveries = forms.MultipleChoiceField(
        label="Premium delivery",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Beside the ordinary way, which is in the price of the car.",
    )

    def __init__(
        self,
        *args: Any,
        dealership: Dealership,
        customers: Any,
        currency: str,
        claims: Sequence[Claim] = (),
        deliveries: Sequence[Offered] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for claim in claims:
            self.fields[f"claim_{claim.eligibility}"] = forms.CharField(
                label=f"{claim.label}: the proof you saw",
                required=False,
                max_length=80,
                help_text=f"{claim.brings}. Leave it empty where it does not apply.",
            )
        self.dealership, self.currency = dealership, currency
        self.fields["customer"].queryset = customers  # type: ignore[attr-defined]
        self._offer_accessories()
        self.offered = {str(each.service.pk): each.service for each in deliveries}
        if "deliveries" in self.fields:
            choices = [(str(each.service.pk), each.words) for each in deliveries]
            self.fields["deliveries"].choices = choices  # type: ignore[attr-defined]
        for name in {"discount", "trade_in", "payoff"} & self.fields.keys():
            self.fields[name].help_text = f"In {currency}."

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        buyer = data.get("buyer")
        if buyer == self.FOR_KNOWN and not data.get("customer") and "customer" not in self.errors:
            self.add_error("customer", "Choose the customer.")
        if data.get("payoff") and not data.get("trade_in") and "trade_in" not in self.errors:
            self.add_error("trade_in", "Name what the car is taken in for.")
        if buyer == self.FOR_NEW:
            for name in ("name", "email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "A new customer needs this.")
        return data

    def clean_deliveries(self) -> list[DeliveryService]:
        chosen = [self.offered[pk] for pk in self.cleaned_data["deliveries"]]
        if sum(service.is_place for service in chosen) > 1:
            raise forms.ValidationError("A car is handed over in one place: choose one.")
        return chosen

    def _offer_accessories(self) -> None:
        """A dealership without a catalogue of its own is not asked."""
        if "accessories" not in self.fields:
            return
        offered = Accessory.objects.offered_by(self.dealership, self.currency)
        self.fields["accessories"].queryset = offered  # type: ignore[attr-defined]

    @property
    def extras(self) -> list[Extra]:
        """The accessories that were chosen, as lines of the price."""
        return [Extra(one.code, one.text, one.retail) for one in self.cleaned_data["accessories"]]

    @property
    def claim_fields(self) -> list[forms.BoundField]:
        """What the customer may be entitled to."""
        return [self[name] for name in self.fields if name.startswith("claim_")]

    @property
    def claims(self) -> dict[str, str]:
        """The evidence that was seen, by eligibility."""
        given = self.cleaned_data.items()
        return {
            name.removeprefix("claim_"): value
            for name, value in given
            if name.startswith("claim_") and value
        }

    def money(self, name: str) -> Money | None:
        """An amount of the form, or None when it was left empty."""
        amount = self.cleaned_data.get(name)
        return Money(amount, self.currency) if amount else None


class QuoteFleet(GiveQuote):
    """A quote for every unit of a fleet; the discount is for each."""

    discount = forms.DecimalField(label="Discount per unit", required=False, **AMOUNT)
    trade_in = payoff = accessories = deliveries = None  # type: ignore[assignment]


class QuoteUnit(GiveQuote):
    """A quote for a stock unit, which is always for somebody."""

    buyer = forms.ChoiceField(
        label="For",
        choices=[
            (GiveQuote.FOR_KNOWN, "A customer we know"),
            (GiveQuote.FOR_NEW, "A new customer"),
        ],
        widget=forms.RadioSelect,
        initial=GiveQuote.FOR_KNOWN,
    )
