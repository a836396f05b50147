"""What coordinators and technicians submit. Shape only; commands decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from configurator.feeds import Problem
from configurator.feeds.columns import Sheet
from configurator.feeds.supply import LONGEST_REASON, SHORT, STOPS
from configurator.feeds.tables import LARGEST_WORKBOOK
from configurator.models import Manufacturer
from customers.models import User
from production.commands import CHECKLIST, Check
from production.selectors.board import Target
from production.selectors.builds import VIEWS

DATE = forms.DateInput(attrs={"type": "date"})


class NeededBy(forms.Form):
    """The day a car that is being configured is needed by."""

    by = forms.DateField(required=False)


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


class _AboutAMaker(forms.Form):
    """Chooses among the makers given; the only one is chosen already."""

    manufacturer = forms.TypedChoiceField(label="Manufacturer")

    def __init__(self, *args: Any, makers: Sequence[Manufacturer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(maker.pk): maker for maker in makers}
        field = self.fields["manufacturer"]
        assert isinstance(field, forms.TypedChoiceField)
        blank = [] if len(known) == 1 else [("", "—")]
        field.choices = [*blank, *((key, maker.name) for key, maker in known.items())]
        field.coerce = known.__getitem__


class ReadSupply(_AboutAMaker):
    """A file of stop-sales and constraints."""

    upload = forms.FileField(label="File", help_text="The filled-in template: .xlsx, .csv or .zip.")

    def clean_upload(self) -> Any:
        found = self.cleaned_data["upload"]
        if (found.size or 0) > LARGEST_WORKBOOK:
            raise forms.ValidationError(f"At most {LARGEST_WORKBOOK // 1_000_000} MB.")
        return found


class _Entry(_AboutAMaker):
    sheet: Sheet

    def row(self) -> dict[str, Any]:
        """As the row of a sheet."""
        data = self.cleaned_data
        return {
            column.field: str(data[column.field]) if data[column.field] not in (None, "") else None
            for column in self.sheet.columns
        }

    def blame(self, problems: Iterable[Problem]) -> None:
        """Put the faults beside their fields."""
        fields = {column.heading: column.field for column in self.sheet.columns}
        for problem in problems:
            what = problem.what[:1].upper() + problem.what[1:]
            self.add_error(fields.get(problem.where), f"{what}.")


class StopSaleEntry(_Entry):
    """An option that may not be ordered for a while."""

    sheet = STOPS
    option = forms.CharField(label="Option code", max_length=60)
    lines = forms.CharField(
        label="Model lines",
        max_length=300,
        required=False,
        help_text="Codes with commas; empty for all.",
    )
    from_on = forms.DateField(label="From", widget=DATE)
    until_on = forms.DateField(label="Until", required=False, widget=DATE)
    reason = forms.CharField(
        max_length=LONGEST_REASON, help_text="A sentence the customer may read."
    )


class ConstraintEntry(_Entry):
    """An option that is short for a while."""

    sheet = SHORT
    option = forms.CharField(label="Option code", max_length=60)
    plant = forms.CharField(
        label="Plant code", max_length=20, required=False, help_text="Empty for all plants."
    )
    from_on = forms.DateField(label="From the week of", widget=DATE)
    until_on = forms.DateField(label="Until the week of", required=False, widget=DATE)
    per_week = forms.IntegerField(label="Cars a week", min_value=0, required=False)
    share = forms.DecimalField(
        label="or share of the places, %", min_value=0, max_value=100, max_digits=5,
        decimal_places=2, required=False,
    )  # fmt: skip
    reason = forms.CharField(
        max_length=LONGEST_REASON, help_text="A sentence the customer may read."
    )


class End(forms.Form):
    because = forms.CharField(label="Why it ends", max_length=LONGEST_REASON)
