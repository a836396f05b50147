"""What is submitted about a change of an ordered car, at the desk and in the portal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from orders.commands.rushing import SoonerPlace
from orders.models import CampaignOffer, ChangeRequest

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


class OfferRush(forms.Form):
    """Which of the sooner places of a preview, and whether it costs the fee."""

    bucket_id = forms.TypedChoiceField(label="Build week", coerce=int, widget=forms.RadioSelect)
    without_fee = forms.BooleanField(
        label="Without the fee", required=False, help_text="A manager looks at it first."
    )

    def __init__(self, *args: Any, places: Sequence[SoonerPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week = self.fields["bucket_id"]
        week.choices = [(p.bucket.pk, f"{p.week}, {p.gain} sooner") for p in places]  # type: ignore[attr-defined]


class WithdrawChange(forms.Form):
    reason = forms.CharField(label="Why", max_length=300)


class SignChange(forms.Form):
    signed_name = forms.CharField(label="Full name of who signs", max_length=120, widget=NAME)
    consent = forms.BooleanField(
        label="I agree to the change, its price and its effect on the date"
    )


class StartCampaign(forms.Form):
    title = forms.CharField(label="What it is about", max_length=200)
    sentence = forms.CharField(
        label="What happened, as the customers read it",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    can_wait = forms.BooleanField(
        label="A customer may wait for it",
        required=False,
        help_text="Leave it empty where the option does not come again.",
    )


class AnswerMaker(forms.Form):
    """What a customer says to a change the manufacturer causes, beside signing the way out."""

    answer = forms.ChoiceField(choices=CampaignOffer.Answer.choices, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(label="I know that this cannot be undone", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("answer") == CampaignOffer.Answer.CANCEL and not data.get("is_sure"):
            self.add_error("is_sure", "Tick this to cancel your order.")
        return data


class DeclineChange(forms.Form):
    """The customer keeps the car as it is; nothing else to say."""
