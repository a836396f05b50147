"""What is submitted about a change of an ordered car, at the desk and in the portal."""

from __future__ import annotations

from django import forms

from orders.models import ChangeRequest

NAME = forms.TextInput(attrs={"autocomplete": "off"})


class AskChange(forms.Form):
    wish = forms.CharField(
        label="What should be different",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OfferChange(forms.Form):
    cause = forms.ChoiceField(
        label="Whose cause is it?",
        choices=ChangeRequest.Cause.choices,
        initial=ChangeRequest.Cause.CUSTOMER,
    )
    without_fee = forms.BooleanField(
        label="Without the fee", required=False, help_text="A manager looks at it first."
    )


class WithdrawChange(forms.Form):
    reason = forms.CharField(label="Why", max_length=300)


class SignChange(forms.Form):
    signed_name = forms.CharField(label="Full name of who signs", max_length=120, widget=NAME)
    consent = forms.BooleanField(
        label="I agree to the change, its price and its effect on the date"
    )


class DeclineChange(forms.Form):
    """The customer keeps the car as it is; nothing else to say."""
