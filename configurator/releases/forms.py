"""What the pages of the catalogues submit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator

from configurator.catalogue.language import LONGEST
from configurator.feeds.uploads import LARGEST_FILE
from configurator.models import BodyStyle, ModelLine

MOST_FILES = 10


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; the cleaned value is the list of them."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Every file for itself, and not too many."""
        given = list(data) if isinstance(data, list | tuple) else [data]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Bring at most {MOST_FILES} files at a time.")
        files: list[UploadedFile[Any]] = [
            super(FilesField, self).clean(each, initial) for each in given or [None]
        ]
        if any((file.size or 0) > LARGEST_FILE for file in files if file):
            raise forms.ValidationError(f"A file is at most {LARGEST_FILE // 1_000_000} MB large.")
        return files


class BringFiles(forms.Form):
    """The files, and for a feature model what it does not say itself."""

    upload = FilesField(
        label="File",
        help_text="Our JSON, a filled-in template (.xlsx, or CSV files loose or in a .zip), style "
        "records (.json) or a feature model (.uvl).",
    )
    maker_code = forms.CharField(label="Manufacturer’s code", required=False, max_length=30)
    maker_name = forms.CharField(label="Manufacturer", required=False, max_length=120)
    release = forms.CharField(label="Release", required=False, max_length=80)
    title = forms.CharField(label="Title", required=False, max_length=200)
    currency = forms.CharField(
        required=False, max_length=3, validators=[RegexValidator(r"^[A-Z]{3}\Z", "e.g. USD")]
    )
    valid_from = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}), label="Valid from"
    )
    model_year = forms.IntegerField(required=False, min_value=1900, max_value=2100)
    body_style = forms.ChoiceField(required=False, choices=[("", "—"), *BodyStyle.choices])

    def about(self) -> dict[str, Any]:
        """What a feature model does not say, in the words of our JSON."""
        data = self.cleaned_data
        return {
            "manufacturer": {"code": data["maker_code"], "name": data["maker_name"]},
            "release": data["release"],
            "title": data["title"],
            "currency": data["currency"],
            "valid_from": data["valid_from"].isoformat() if data["valid_from"] else None,
            "model_year": data["model_year"],
            "body_style": data["body_style"],
        }


class Publish(forms.Form):
    """From which day, and which report the person has seen."""

    valid_from = forms.DateField(
        label="Offered from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class Discard(forms.Form):
    """Which draft the person has seen."""

    seen = forms.CharField(widget=forms.HiddenInput)


class Withdraw(forms.Form):
    """Why it is offered no more."""

    because = forms.CharField(label="Why", max_length=300)


class WriteRule(forms.Form):
    """A rule of a draft."""

    code = forms.CharField(
        max_length=60, validators=[RegexValidator(r"^\S+\Z", "A code has no blanks.")]
    )
    text = forms.CharField(
        label="Rule",
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "mono"}),
        help_text="e.g. RAILS requires SPORT or LUX · at most 1 of (A, B) · "
        "price of HEAT is 250.00 invoice 200.00 when SPORT",
    )
    sentence = forms.CharField(
        label="As the customer reads it", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    market = forms.ChoiceField(
        label="Holds in cars for",
        required=False,
        help_text="A rule of one market asks for or forbids; it changes no price.",
    )

    def __init__(self, *args: Any, line: ModelLine, **options: Any) -> None:
        super().__init__(*args, **options)
        markets = list(line.markets.order_by("position", "pk").values_list("code", "name"))
        if not markets:
            del self.fields["market"]
            return
        field = self.fields["market"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "every market, also at home"), *markets]
