"""Forms of what keeps an order from going on."""

from __future__ import annotations

from typing import Any

from django import forms

from customers.models import User
from customers.selectors import staff_of
from orders.forms import OrderForm
from orders.models import Hold, Order


class Owned(OrderForm):
    """For what somebody has to see to."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who sees to it", required=False, empty_label="I do"
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.fields["owner"].queryset = staff_of(order.dealership)  # type: ignore[attr-defined]


class PlaceHold(Owned):
    reason = forms.ChoiceField(label="Reason", choices=Hold.Reason.choices)
    note = forms.CharField(label="Note", required=False, max_length=300)
    field_order = ("reason", "note", "owner")


class ReportDamage(Owned):
    text = forms.CharField(label="What is damaged", max_length=300)
    customer_text = forms.CharField(
        label="What the customer reads",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Word for word, on his page. Empty: he is told later.",
    )
    field_order = ("text", "customer_text", "owner")


class ReleaseHold(OrderForm):
    note = forms.CharField(label="What was done", required=False, max_length=300)
