"""What is submitted on the pages of orders. A form checks shape; the command decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from configurator.attachments import LARGEST
from configurator.forms.specials import TAKEN
from customers.models import Customer, Dealership, User
from customers.selectors import sellers
from kernel.money import Money
from orders.commands import Extra
from orders.models import Accessory, Deposit, Order, State
from orders.selectors.incentives import Claim
from orders.signing import MAX_DRAWING
from production.models import HandoverBay

AMOUNT: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "min_value": Decimal(0)}


class DateInput(forms.DateInput):
    input_type = "date"


class TimeInput(forms.TimeInput):
    input_type = "time"


class OrderFilters(forms.Form):
    """The filters of the list; they live in the address."""

    q = forms.CharField(
        label="Search", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any state"), *State.choices]
    )
    view = forms.CharField(required=False, widget=forms.HiddenInput())
    mine = forms.CharField(required=False, widget=forms.HiddenInput())

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that say something; one that cannot be read is none."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class OrderForm(forms.Form):
    """Base of the forms on an order; each gets the order it is about.

    ``seen`` is what the person saw of it: who decides on an older page is told what happened since.
    """

    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        self.order = order
        super().__init__(*args, **kwargs)

    def keywords(self) -> dict[str, Any]:
        """The keywords of the command."""
        asides = {"is_sure", "seen"}
        return {name: value for name, value in self.cleaned_data.items() if name not in asides}


class Confirmation(OrderForm):
    """For what cannot be undone."""

    is_sure = forms.BooleanField(label="I know that this cannot be undone")


class Nothing(OrderForm):
    """A command that needs nothing but the order."""


class AcceptQuote(OrderForm):
    signed_name = forms.CharField(
        label="Full name of who signs",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    drawing = forms.CharField(required=False, max_length=MAX_DRAWING, widget=forms.HiddenInput)
    consent = forms.BooleanField(label="The customer read the terms and agrees")


class ValidateOrder(OrderForm):
    note = forms.CharField(
        label="Note", required=False, max_length=300, help_text="Who looked at the build sheet too."
    )


class RecordDeposit(OrderForm):
    amount = forms.DecimalField(label="Amount", **AMOUNT)
    method = forms.ChoiceField(label="Paid by", choices=Deposit.Method.choices)
    reference = forms.CharField(
        label="Reference of the payment",
        max_length=60,
        help_text="The same reference is booked only once.",
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        missing = order.deposit - order.deposit_held
        if missing.amount > 0:
            self.fields["amount"].initial = missing.amount

    def keywords(self) -> dict[str, Any]:
        data = super().keywords()
        return {**data, "amount": Money(data["amount"], self.order.currency)}


class ApproveOrder(OrderForm):
    not_before = forms.DateField(
        label="Not before",
        required=False,
        widget=DateInput,
        help_text="Leave it empty for the earliest free slot.",
    )


class Resubmit(OrderForm):
    reason = forms.CharField(label="What was corrected", max_length=300)


class BookHandover(OrderForm):
    bay_id = forms.ModelChoiceField(HandoverBay.objects.none(), label="Bay", empty_label=None)
    day = forms.DateField(label="Day", widget=DateInput)
    time = forms.TimeField(label="Time", widget=TimeInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        bays = HandoverBay.objects.filter(dealership=order.dealership, is_active=True)
        self.fields["bay_id"].queryset = bays.order_by("name")  # type: ignore[attr-defined]
        self.fields["time"].help_text = f"Local time, {order.dealership.timezone}."

    def keywords(self) -> dict[str, Any]:
        data = self.cleaned_data
        zone = self.order.dealership.zone
        return {
            "bay_id": data["bay_id"].pk,
            "starts_at": datetime.combine(data["day"], data["time"], zone),
        }


class DeliverOrder(OrderForm):
    signed_name = forms.CharField(
        label="Full name of who takes the car",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    odometer = forms.IntegerField(label="Odometer", min_value=0, max_value=999_999)
    keys = forms.IntegerField(label="Keys handed over", min_value=1, max_value=9, initial=2)
    note_text = forms.CharField(label="Note", required=False, max_length=300)
    is_sure = forms.BooleanField(label="The car was handed over; this cannot be undone")


class CancelOrder(OrderForm):
    reason = forms.CharField(label="Why", max_length=300)
    is_customers_cause = forms.TypedChoiceField(
        label="Whose cause is it?",
        choices=[("yes", "The customer's"), ("no", "Ours or the manufacturer's")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    is_sure = forms.BooleanField(label="I know that this cannot be undone")


class LostCar(OrderForm):
    """What the customer wants instead is asked first, and answered by him."""

    REPLACE, CANCEL = "replace", "cancel"
    choice = forms.ChoiceField(
        label="What does the customer want?",
        choices=[
            (REPLACE, "Another car like it; the factory is asked to build it"),
            (CANCEL, "None; the order is cancelled and the whole deposit returned"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="What happened", max_length=300, help_text="As the carrier told it."
    )
    is_sure = forms.BooleanField(label="I know that this cannot be undone")


class Reassign(OrderForm):
    rep_id = forms.ModelChoiceField(User.objects.none(), label="To", empty_label="Choose")
    reason = forms.CharField(label="Why", max_length=300)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        others = sellers(order.dealership).exclude(pk=order.sales_rep_id)
        self.fields["rep_id"].queryset = others  # type: ignore[attr-defined]

    def keywords(self) -> dict[str, Any]:
        return {"rep_id": self.cleaned_data["rep_id"].pk, "reason": self.cleaned_data["reason"]}


class SetPriority(OrderForm):
    priority = forms.IntegerField(
        label="Priority", min_value=0, max_value=9, help_text="1 is rush, 9 is stock, 0 waits."
    )
    reason = forms.CharField(label="Why", max_length=300)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.fields["priority"].initial = order.priority


class WriteNote(OrderForm):
    is_call = forms.TypedChoiceField(
        label="What is it?",
        choices=[("no", "A note"), ("yes", "A call with the customer")],
        coerce=lambda value: value == "yes",
        initial="no",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label="Note", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    is_for_customer = forms.BooleanField(
        label="The customer may read this", required=False, initial=False
    )


class AddFile(OrderForm):
    file = forms.FileField(
        label="Photo or PDF",
        widget=forms.FileInput(attrs={"accept": TAKEN}),
        help_text=f"JPEG, PNG, WebP or PDF, up to {LARGEST // 1_000_000} MB. Place and time are taken "
        "out of photos.",
    )
    text = forms.CharField(label="What it shows", required=False, max_length=200)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(f"A file is at most {LARGEST // 1_000_000} MB large.")
        return file

    def keywords(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {
            "name": file.name or "file",
            "content": file.read(),
            "text": self.cleaned_data["text"],
        }


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

    def __init__(
        self,
        *args: Any,
        dealership: Dealership,
        customers: Any,
        currency: str,
        claims: Sequence[Claim] = (),
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
    trade_in = payoff = accessories = None  # type: ignore[assignment]


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
