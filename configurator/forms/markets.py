"""For which market a build is."""

from __future__ import annotations

from typing import Any

from django import forms

from configurator.catalogue import Catalogue
from configurator.commands.markets import HOME


class ChooseMarket(forms.Form):
    """The market, on one version of the build; ``accept`` are the picks given up for it."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    market = forms.ChoiceField(required=False, label="The car is for", widget=forms.RadioSelect)
    is_accepted = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["market"]
        assert isinstance(field, forms.ChoiceField)
        home = HOME.name[0].upper() + HOME.name[1:]
        field.choices = [("", home), *((each.code, each.name) for each in lines.markets)]

    @property
    def accepted(self) -> list[str] | None:
        """What the customer agreed to give up; None before he was asked."""
        if not self.cleaned_data["is_accepted"]:
            return None
        values = self.data.getlist("accept") if hasattr(self.data, "getlist") else []
        return [str(value) for value in values if value]
