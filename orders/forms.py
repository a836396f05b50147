"""What is submitted on the pages of orders. A form checks shape; the command decides."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from configurator.attachments import LARGEST
from configurator.forms.specials import TAKEN
from customers.models import User
from customers.selectors import sellers
from kernel.money import Money
from orders.models import DeliveryPlan, Deposit, Order, State
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
        plan = DeliveryPlan.objects.filter(order=order).first()
        is_home = plan is not None and plan.handover == DeliveryPlan.Handover.HOME
        where = plan.at_id if plan is not None and plan.at_id else order.dealership_id
        bays = HandoverBay.objects.filter(dealership=where, is_active=True, is_mobile=is_home)
        self.fields["bay_id"].queryset = bays.order_by("name")  # type: ignore[attr-defined]
        if plan is not None and plan.handover != DeliveryPlan.Handover.HERE:
            self.fields["bay_id"].help_text = f"The car is handed over here: {plan.place}."
        if is_home:
            self.fields["bay_id"].label = "Driver"
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
