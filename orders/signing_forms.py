"""What is submitted where a customer signs by himself, on his own phone."""

from __future__ import annotations

from django import forms

from orders.change_forms import SignChange
from orders.signing import ELECTRONIC_CONSENT, MAX_DRAWING


class OwnHand(forms.Form):
    """A name typed, perhaps a signature drawn, and the consent to do so electronically."""

    signed_name = forms.CharField(
        label="Your full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Typed, it is your signature; drawn below, it says whose.",
    )
    drawing = forms.CharField(required=False, max_length=MAX_DRAWING, widget=forms.HiddenInput)
    is_electronic = forms.BooleanField(label=ELECTRONIC_CONSENT)


class SignQuote(OwnHand):
    consent = forms.BooleanField(label="I have read the quote and its terms and agree to them")

    field_order = ("signed_name", "drawing", "consent", "is_electronic")


class SignChangeMyself(OwnHand, SignChange):
    """The change of an order, signed as a quote is."""

    field_order = ("signed_name", "drawing", "consent", "is_electronic")
