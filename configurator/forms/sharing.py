"""What is submitted about links and notes."""

from __future__ import annotations

from django import forms

DAYS = ((1, "1 day"), (7, "7 days"), (14, "14 days"), (30, "30 days"))


class Share(forms.Form):
    """For how long a link is to open the build."""

    days = forms.TypedChoiceField(
        label="The link opens the build for", choices=DAYS, coerce=int, initial=14
    )


class MailTo(forms.Form):
    """An address that is not the customer's."""

    address = forms.EmailField(
        label="Or to another address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "name@example.com"}),
        error_messages={"required": "Type an address first."},
    )


class WriteNote(forms.Form):
    """A remark for colleagues."""

    text = forms.CharField(
        label="A note for colleagues",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write something first."},
    )
