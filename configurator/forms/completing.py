"""What the completion of a build submits."""

from __future__ import annotations

from django import forms

from configurator.selectors.completing import Way

WAYS = [(way.value, way.value) for way in Way]


class Asked(forms.Form):
    """Which completion is looked at; ``like`` is the code of a saved build."""

    way = forms.ChoiceField(choices=WAYS, required=False)
    like = forms.CharField(
        label="Code of the saved build",
        required=False,
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "K7Q4MD"}
        ),
    )

    def clean_like(self) -> str:
        return str(self.cleaned_data["like"]).upper().replace("-", "").strip()


class Accept(Asked):
    """The completion as it was shown, on one version of the build."""

    way = forms.ChoiceField(choices=WAYS)
    version = forms.IntegerField(min_value=1)

    @property
    def picks(self) -> list[str]:
        """All the picks afterwards, as the page showed them."""
        values = self.data.getlist("pick") if hasattr(self.data, "getlist") else []
        return [str(value) for value in values]
