"""What the pages of special requests submit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from configurator.attachments import LARGEST
from configurator.commands import Finding, Given, Wish
from configurator.commands.specials import MOST_FILES
from configurator.models import SpecialKind, SpecialRequest, SpecialState, Upfitter
from configurator.models.specials import LAST_CHANGE, SPECIALS, VERDICTS
from configurator.selectors.specials import approvers
from customers.models import Dealership, User

TAKEN = "image/jpeg,image/png,image/webp,application/pdf"


class SeveralFiles(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class Attachments(forms.FileField):
    """No, one or several files; the cleaned value is the list of them. Their content is looked at later."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", SeveralFiles(attrs={"accept": TAKEN}))
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text",
            f"Photos (JPEG, PNG, WebP) or PDF, up to {LARGEST // 1_000_000} MB each. "
            "Place and time are taken out of photos.",
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        del initial
        given = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"Bring at most {MOST_FILES} files.")
        files: list[UploadedFile[Any]] = [super(Attachments, self).clean(each) for each in given]
        if any((file.size or 0) > LARGEST for file in files):
            raise forms.ValidationError(f"A file is at most {LARGEST // 1_000_000} MB large.")
        return [Given(file.name or "file", file.read()) for file in files]


class AskSpecial(forms.Form):
    """The wish, and whether it is asked at once."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="What kind of wish", choices=SpecialKind.choices)
    title = forms.CharField(max_length=120, help_text="As the quote shall call it.")
    description = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="What is wanted",
        help_text="For whom, where in the car, which product if one is known.",
    )
    quantity = forms.IntegerField(label="How many", min_value=1, max_value=999, initial=1)
    unit = forms.CharField(
        label="Of what", max_length=30, initial="piece", help_text="e.g. piece, seats, sets"
    )
    needed_by = forms.DateField(
        label="Needed by", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    destination = forms.ChoiceField(
        label="Country the car goes to", required=False, help_text="For an export market only."
    )
    approver = forms.ModelChoiceField(
        label="Approver", queryset=User.objects.none(), required=False,
        help_text="For a prototype only: who has to sign before it counts.",
    )  # fmt: skip
    papers = Attachments(label="Photos, drawings, papers")

    def __init__(self, *args: Any, dealership: Dealership, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country, approver = self.fields["destination"], self.fields["approver"]
        assert isinstance(country, forms.ChoiceField)
        assert isinstance(approver, forms.ModelChoiceField)
        country.choices = [("", "—"), *_countries()]
        approver.queryset = approvers(dealership, other_than={asker.pk})

    def clean(self) -> dict[str, Any] | None:
        """An export needs its country, a prototype its approver."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == SpecialKind.EXPORT and not data.get("destination"):
            self.add_error("destination", "Say which country the car goes to.")
        has_approver = data.get("approver") is not None or "approver" in self.errors
        if kind == SpecialKind.PROTOTYPE and not has_approver:
            self.add_error("approver", "A prototype needs somebody who approves it.")
        return data

    def wish(self) -> Wish:
        """What is asked for."""
        taken = ("kind", "title", "description", "quantity", "unit", "needed_by", "destination")
        return Wish(**{name: self.cleaned_data[name] for name in taken}, approver=self._approver())

    def _approver(self) -> User | None:
        found: User | None = self.cleaned_data["approver"]
        return found


@lru_cache(maxsize=1)
def _countries() -> tuple[tuple[str, str], ...]:
    names = Locale("en").territories
    known = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    others = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}  # no countries
    return tuple(sorted((row for row in known if row[0] not in others), key=lambda row: row[1]))


class AnswerSpecial(forms.Form):
    """What engineering found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label="Can it be done?", choices=VERDICTS, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="What the answer rests on",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Drawing, test, approval; for a no the reason. The rep reads it.",
    )
    conditions = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The customer agrees to them, and they are printed.",
    )  # fmt: skip
    retail = forms.DecimalField(
        label="Price of one", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    invoice = forms.DecimalField(
        label="Dealer invoice for one",
        required=False, min_value=0, max_digits=12, decimal_places=2,
    )  # fmt: skip
    added_days = forms.IntegerField(
        label="Working days it adds", required=False, min_value=0, max_value=400
    )
    upfitter = forms.ModelChoiceField(
        queryset=Upfitter.objects.none(), required=False, empty_label="None: the plant fits it"
    )
    freezes = forms.ChoiceField(label="May change until", required=False)
    valid_until = forms.DateField(
        label="Holds until", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    is_for_any_car = forms.BooleanField(
        label="Holds whatever other options the car has", required=False
    )
    papers = Attachments(label="Evidence")

    def __init__(self, *args: Any, request: SpecialRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = request.configuration.model_line
        fitter, freezes = self.fields["upfitter"], self.fields["freezes"]
        assert isinstance(fitter, forms.ModelChoiceField)
        assert isinstance(freezes, forms.ChoiceField)
        maker = Q(manufacturer=None) | Q(manufacturer=line.release.manufacturer_id)
        fitter.queryset = Upfitter.objects.filter(
            maker, dealership=request.dealership_id, is_active=True
        ).order_by("name")
        freezes.choices = freeze_points(line.freezes)
        self.fields["retail"].label = f"Price of one, in {line.currency}"

    def clean(self) -> dict[str, Any] | None:
        """An offer needs its price, days and last day."""
        data = super().clean() or self.cleaned_data
        verdict = data.get("verdict")
        if verdict and verdict != SpecialState.REFUSED:
            needed = {
                "retail": "Say what one costs; 0 for nothing.",
                "invoice": "Say what the dealership pays for one.",
                "valid_until": "Say until when the answer holds.",
            }
            for name, sentence in needed.items():
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, sentence)
        if verdict == SpecialState.WITH_CONDITIONS and not data.get("conditions"):
            self.add_error("conditions", "Say what the conditions are.")
        return data

    def finding(self) -> Finding:
        """What is said."""
        data = self.cleaned_data
        freeze_class, _, milestone = (data["freezes"] or f"{SPECIALS}:{LAST_CHANGE}").partition(":")
        return Finding(
            verdict=data["verdict"],
            evidence=data["evidence"],
            retail=data["retail"] or Decimal(0),
            invoice=data["invoice"] or Decimal(0),
            added_days=data["added_days"] or 0,
            freeze_class=freeze_class,
            milestone=milestone,
            upfitter=data["upfitter"],
            conditions=data["conditions"],
            valid_until=data["valid_until"],
            is_for_any_car=data["is_for_any_car"],
        )


def freeze_points(freezes: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """The classes of the car with the milestone after which each is fixed; specials first."""
    own = [(f"{SPECIALS}:{LAST_CHANGE}", f"Special equipment ({LAST_CHANGE})")]
    return own + [
        (
            f"{each['freeze_class']}:{each['milestone']}",
            f"{str(each['freeze_class']).replace('_', ' ').capitalize()} ({each['milestone']})",
        )
        for each in freezes
        if each["freeze_class"] != SPECIALS
    ]


class AcceptAnswer(forms.Form):
    """Who agreed to which answer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.IntegerField(widget=forms.HiddenInput)
    customer_name = forms.CharField(
        label="Agreed by", max_length=120, help_text="The customer’s name, as he gave it."
    )


class Version(forms.Form):
    """The state of the request the person looked at."""

    version = forms.IntegerField()
