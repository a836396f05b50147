"""What the page of a fleet submits."""

from __future__ import annotations

from typing import Any

from django import forms

from configurator.catalogue import Catalogue
from configurator.feeds.units import LARGEST
from configurator.fleets import UnreadableUnits, codes_named, read_units
from configurator.models.fleets import MOST_UNITS


class PlanFleet(forms.Form):
    """How many."""

    units = forms.IntegerField(label="How many?", min_value=2, max_value=MOST_UNITS, initial=5)


class FleetForm(forms.Form):
    """A change on one version of the fleet; several stand on one page, each with ids of its own."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}-%s", **kwargs})


class AddUnits(FleetForm):
    """More of the build."""

    number = forms.IntegerField(
        label="How many more?", min_value=1, max_value=MOST_UNITS, initial=1
    )


class SomeUnits(FleetForm):
    """Units by their numbers; ``last`` is the last there is."""

    units = forms.CharField(
        label="Units", max_length=400, help_text="For example 3-5, 7.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )  # fmt: skip

    def __init__(self, *args: Any, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last

    def clean_units(self) -> list[int]:
        """Their numbers."""
        try:
            return read_units(self.cleaned_data["units"], self.last)
        except UnreadableUnits as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class ExceptUnits(SomeUnits):
    """An option for some units, by name or code; ``accept`` is what the buyer gives up for it."""

    option = forms.CharField(
        label="Option",
        max_length=200,
        help_text="Its name or code.",
        widget=forms.TextInput(attrs={"list": "fleet-options", "autocomplete": "off"}),
    )
    how = forms.ChoiceField(
        label="Have it or not",
        choices=[("take", "With it"), ("drop", "Without it")],
        widget=forms.RadioSelect,
        initial="take",
    )
    is_accepted = forms.BooleanField(required=False, widget=forms.HiddenInput)
    rest = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines

    def clean_option(self) -> str:
        """Its code."""
        found, unknown = codes_named(self.lines, self.cleaned_data["option"])
        if unknown or len(found) != 1:
            raise forms.ValidationError(
                f"{self.lines.name} has no such option. Choose one from the list."
            )
        return found[0]

    def clean_rest(self) -> list[int]:
        """Units still to be asked about."""
        text = self.cleaned_data["rest"]
        return read_units(text, self.last) if text else []

    @property
    def accepted(self) -> list[str] | None:
        """What the buyer agreed to give up; None before he was asked."""
        if not self.cleaned_data.get("is_accepted"):
            return None
        values = self.data.getlist("accept") if hasattr(self.data, "getlist") else []
        return [str(value) for value in values if value]


class SendUnits(SomeUnits):
    """Where units go and what for."""

    ship_to = forms.CharField(
        label="Ship to", max_length=120, required=False, help_text="A dealership or an upfitter."
    )
    use = forms.CharField(label="Use", max_length=80, required=False)
    label = forms.CharField(
        label="Label",
        max_length=40,
        required=False,
        help_text="The buyer’s own number, for one unit.",
    )


class BringUnits(FleetForm):
    """A unit list as a file."""

    upload = forms.FileField(label="Unit list (CSV)")

    def clean_upload(self) -> Any:
        """Not larger than any list."""
        upload = self.cleaned_data["upload"]
        if upload.size > LARGEST:
            raise forms.ValidationError("A unit list is at most 1 MB large.")
        return upload
