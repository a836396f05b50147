"""What is said to a customer about a delay."""

from __future__ import annotations

from django import forms

from orders.delays import Reason
from orders.forms import OrderForm


class TellDelay(OrderForm):
    """What is said to a customer about a delay; ``expected`` is the window it was written for."""

    reason = forms.ChoiceField(label="Reason", choices=Reason.choices)
    sentence = forms.CharField(
        label="What happened",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Drafted from what is known today. The customer reads it word for word.",
    )
    what_we_do = forms.CharField(
        label="What we do about it",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expected = forms.CharField(required=False, widget=forms.HiddenInput)
