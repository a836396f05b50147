"""What coordinators and technicians submit. Shape only; commands decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from customers.models import User
from production.commands import CHECKLIST, Check
from production.selectors.board import Target
from production.selectors.builds import VIEWS

DATE = forms.DateInput(attrs={"type": "date"})


class MoveBuild(forms.Form):
    """Another week for a build; `version` is what the person looked at."""

    bucket = forms.IntegerField(label="Move to")
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Reason", max_length=200, required=False)

    def __init__(self, *args: Any, targets: Sequence[Target] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if targets:
            choices = [(target.bucket_id, target.label) for target in targets]
            self.fields["bucket"].widget = forms.Select(choices=choices)


class Snooze(forms.Form):
    until = forms.DateField(label="Until", widget=DATE)


class Resolve(forms.Form):
    resolution = forms.CharField(label="How it was resolved", max_length=300)


class Assign(forms.Form):
    to = forms.ModelChoiceField(queryset=User.objects.none(), label="Give to")

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people])


class Discard(forms.Form):
    note = forms.CharField(label="Why it is not needed", max_length=300)


class AnswerRequest(forms.Form):
    """What a manufacturer without a feed said to something a person passed on."""

    answer = forms.ChoiceField(
        label="The manufacturer",
        choices=[("yes", "took it"), ("no", "refused it")],
        widget=forms.RadioSelect,
    )
    ref = forms.CharField(label="Manufacturer's reference", max_length=60, required=False)
    reason = forms.CharField(label="Reason, if refused", max_length=300, required=False)


class RecordMilestone(forms.Form):
    """A milestone somebody heard of; `choices` are those that can still come."""

    code = forms.ChoiceField(label="Milestone")
    occurred_at = forms.DateTimeField(
        label="When it happened",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    week = forms.DateField(
        label="A day of the production week",
        help_text="When the build slot is confirmed.",
        required=False,
        widget=DATE,
    )
    vin = forms.CharField(label="VIN, once known", max_length=17, min_length=17, required=False)
    mode = forms.ChoiceField(
        label="Carried by",
        choices=[("", "–"), ("rail", "Rail"), ("truck", "Truck"), ("vessel", "Vessel")],
        required=False,
    )
    reason = forms.CharField(label="Remark", max_length=200, required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean_vin(self) -> str:
        """As it is stamped."""
        return str(self.cleaned_data["vin"]).upper()


class FindBuilds(forms.Form):
    q = forms.CharField(
        label="Search",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Order, VIN, model"}),
    )
    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)


class Inspection(forms.Form):
    """The checklist: every line is in order, or not in order with a note."""

    note = forms.CharField(
        label="Remarks", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in CHECKLIST:
            self.fields[f"is_ok_{code}"] = forms.ChoiceField(
                label=label,
                choices=[("yes", "In order"), ("no", "Not in order")],
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{code}"] = forms.CharField(
                label=f"Note on “{label}”", required=False, max_length=300
            )

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Answer and note of each line."""
        return [(self[f"is_ok_{code}"], self[f"note_{code}"]) for code, _ in CHECKLIST]

    def checks(self) -> list[Check]:
        """What the command wants."""
        data = self.cleaned_data
        return [
            Check(code, data[f"is_ok_{code}"] == "yes", data.get(f"note_{code}", "").strip())
            for code, _ in CHECKLIST
        ]
