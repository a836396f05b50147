"""What is submitted on the pages of the people app."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm, RequestLoginCodeForm
from django import forms

from customers.models import Channel, Dealership, Scope, User
from customers.selectors import dealerships

LANGUAGES = [("en", "English"), ("de", "German"), ("es", "Spanish")]
USUAL_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Europe/Berlin",
)


class SignIn(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Staff: address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class AskForCode(RequestLoginCodeForm):  # type: ignore[misc]  # allauth is untyped
    """Customers: an address to send a code to. An unknown address gets the same answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"
        self.fields["email"].widget.attrs.pop("placeholder", None)

    @property
    def person(self) -> User | None:
        """Whose address it is; only once the form is clean."""
        return self._found

    def clean_email(self) -> str:
        email: str = super().clean_email()
        found: User | None = getattr(self, "_user", None)
        if found is not None and not found.is_customer:
            found = None  # staff sign in by password and second factor
        self._found = self._user = found
        return email


class CustomerFacts(forms.Form):
    """The record of a customer."""

    dealership = forms.ModelChoiceField(Dealership.objects.none(), empty_label=None)
    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(max_length=40, required=False)
    address = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    language = forms.ChoiceField(choices=LANGUAGES, initial="en")
    timezone = forms.ChoiceField(
        label="Time zone",
        choices=[(zone, zone.replace("_", " ")) for zone in USUAL_ZONES],
        initial=USUAL_ZONES[0],
    )

    def __init__(self, *args: Any, scope: Scope, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            choice = self.fields["dealership"]
            assert isinstance(choice, forms.ModelChoiceField)
            choice.queryset = dealerships(scope)
            if len(scope.dealership_ids) == 1:
                choice.widget = choice.hidden_widget()
                choice.initial = next(iter(scope.dealership_ids))
        else:
            del self.fields["dealership"]
        zone = self.initial.get("timezone")
        zones = self.fields["timezone"]
        if zone in available_timezones() and isinstance(zones, forms.ChoiceField):
            names = dict.fromkeys([*USUAL_ZONES, zone])
            zones.choices = [(name, name.replace("_", " ")) for name in names]


class ConsentGiven(forms.Form):
    """What a customer said about being reached on a channel."""

    channel = forms.ChoiceField(choices=Channel.choices)
    is_granted = forms.TypedChoiceField(
        label="The customer",
        choices=[("yes", "agrees"), ("no", "declines")],
        coerce=lambda word: word == "yes",
    )
    source = forms.CharField(label="Said how", max_length=80, initial="asked at the desk")
