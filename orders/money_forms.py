"""Forms of money that comes, goes back, or was spent."""

from __future__ import annotations

from typing import Any

from django import forms

from kernel.money import Money
from orders.forms import AMOUNT, DateInput, OrderForm
from orders.invoice_lines import Charged, UnreadableInvoice, read_lines
from orders.models import CostLine, Deposit
from orders.selectors.money import receivable


class PayBalance(OrderForm):
    amount = forms.DecimalField(label="Amount", **AMOUNT)
    method = forms.ChoiceField(label="Paid by", choices=Deposit.Method.choices)
    reference = forms.CharField(
        label="Reference of the payment",
        max_length=60,
        help_text="The same reference is booked only once.",
    )

    def __init__(self, *args: Any, order: Any, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        due = order.due if order.state == "READY" else receivable(order)
        if due.amount > 0:
            self.fields["amount"].initial = due.amount

    def keywords(self) -> dict[str, Any]:
        data = super().keywords()
        return {**data, "amount": Money(data["amount"], self.order.currency)}


class AskCancellation(OrderForm):
    reason = forms.CharField(
        label="Why the cause is ours",
        max_length=300,
        help_text="The manager reads it, and the customer's statement rests on it.",
    )


class DecideCancellation(OrderForm):
    is_granted = forms.TypedChoiceField(
        label="Your answer",
        choices=[
            ("yes", "Agreed: cancel it, the whole deposit goes back"),
            ("no", "Not agreed: the order goes on"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label="Why not, or a note", required=False, max_length=300)
    is_sure = forms.BooleanField(label="I know that a cancellation cannot be undone")


class PayRefund(forms.Form):
    method = forms.ChoiceField(
        label="Paid by", choices=Deposit.Method.choices, initial=Deposit.Method.TRANSFER
    )
    reference = forms.CharField(label="Reference of the payment", max_length=60)


class RecordInvoice(OrderForm):
    number = forms.CharField(label="Number of the invoice", max_length=40)
    dated_on = forms.DateField(label="Dated", widget=DateInput)
    lines = forms.CharField(
        label="Lines",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8, "class": "mono", "spellcheck": "false"}),
        help_text="One a row: code, text, amount. Paste them from the invoice or a spreadsheet; "
        "a credit has a minus.",
    )

    def clean_lines(self) -> list[Charged]:
        try:
            return read_lines(self.cleaned_data["lines"])
        except UnreadableInvoice as wrong:
            raise forms.ValidationError(list(wrong.faults)) from wrong


class NoteCost(OrderForm):
    kind = forms.ChoiceField(
        label="What for", choices=CostLine.Kind.choices, initial=CostLine.Kind.TRANSPORT
    )
    text = forms.CharField(label="Text", max_length=200)
    amount = forms.DecimalField(
        label="Amount",
        max_digits=14,
        decimal_places=2,
        help_text="A line stays; a correction is a line with a minus.",
    )

    def keywords(self) -> dict[str, Any]:
        data = super().keywords()
        return {**data, "amount": Money(data["amount"], self.order.currency)}
