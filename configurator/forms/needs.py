"""What the pages of a needs sheet submit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django import forms

from configurator.catalogue.facts import TRAITS
from configurator.models import NeedsSheet
from configurator.needs import AIDS, CLIMATES, METRIC, US, USES, Answers
from configurator.selectors.needs_sheets import Wish
from configurator.selectors.needs_words import is_meaning
from customers.models import Customer, Dealership

MOST_WISHES, LONGEST_WISH = 12, 80
TOTAL, MONTHLY = "total", "monthly"


def _count(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, required=False, help_text=help_text
    )


def _several(label: str, traits: Sequence[str], help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(trait, TRAITS[trait]) for trait in traits],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=help_text,
    )


def _amount(label: str, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=help_text,
    )


class WishList(forms.CharField):
    """One wish a line."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=MOST_WISHES * (LONGEST_WISH + 2),
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=help_text,
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        found = tuple(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_WISHES:
            raise forms.ValidationError(f"At most {MOST_WISHES} wishes, one a line.")
        if any(len(wish) > LONGEST_WISH for wish in found):
            raise forms.ValidationError(f"At most {LONGEST_WISH} characters a wish.")
        return found


class NeedsForm(forms.Form):
    """The sheet. `answers` are its answers once it is valid."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), label="For", required=False, empty_label="Nobody yet"
    )
    units = forms.ChoiceField(
        label="Counted in",
        choices=[(US, "Pounds, inches, miles"), (METRIC, "Kilograms, centimeters, kilometers")],
        widget=forms.RadioSelect,
    )
    people = _count("People who ride along", 20, "All of them, children too.")
    child_seats = _count("Child seats", 6)
    has_dog = forms.BooleanField(label="A dog rides along", required=False)
    daily_distance = _count("Distance on a usual day", 2_000)
    uses = _several("Where and what for", USES)
    climates = _several("Climate", CLIMATES)
    tow_weight = _count("Trailer weight, loaded", 20_000)
    is_braked = forms.BooleanField(label="The trailer has brakes", required=False)
    garage_height = _count("Lowest door or roof to pass", 400)
    garage_length = _count("Longest car that fits", 1_000)
    budget_kind = forms.ChoiceField(
        label="Budget",
        choices=[(TOTAL, "For the whole car, before tax"), (MONTHLY, "A month")],
        widget=forms.RadioSelect,
    )
    budget = _amount("Amount")
    budget_over = _amount("May be over by", "Leave it empty if the budget is firm.")
    needed_by = forms.DateField(
        label="Needed by", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    must = WishList("Must have", "One a line, in the customer's words.")
    nice = WishList("Nice to have", "One a line.")
    never = WishList("Never", "One a line: what must not be in the car.")
    accessibility = _several(
        "Driving and riding with a disability",
        AIDS,
        "Only what the car must do. Kept sealed, seen by sales staff of the dealership alone, "
        "never on shared pages.",
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, dealership: Dealership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dealership = dealership
        customer = self.fields["customer"]
        assert isinstance(customer, forms.ModelChoiceField)
        customer.queryset = Customer.objects.for_dealerships([dealership.pk]).order_by("name")
        self.fields["budget"].help_text = f"In {dealership.currency}."

    @staticmethod
    def told(answers: Answers) -> dict[str, Any]:
        """The answers as initial values."""
        known = {each.name: getattr(answers, each.name) for each in fields(answers)}
        return {
            **known,
            "budget_kind": MONTHLY if answers.is_monthly else TOTAL,
            "budget_over": answers.budget_over or None,
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_monthly = data.get("budget_kind") == MONTHLY and data.get("budget")
        if is_monthly and self.dealership.loan_terms is None:
            self.add_error(
                "budget_kind",
                "The dealership names no example loan to reckon by. Ask for the whole price.",
            )
        if data.get("budget_over") and not data.get("budget") and "budget" not in self.errors:
            self.add_error("budget", "Say the budget that may be exceeded.")
        twice = set(data.get("never", ())) & {*data.get("must", ()), *data.get("nice", ())}
        if twice:
            self.add_error("never", f"Wished for above: {', '.join(sorted(twice))}.")
        return data

    @property
    def answers(self) -> Answers:
        """What was said."""
        data = self.cleaned_data
        names = {each.name for each in fields(Answers)} & data.keys()
        told = {name: data[name] for name in names}
        told["budget_over"] = data["budget_over"] or Decimal(0)
        for name in ("uses", "climates", "accessibility"):
            told[name] = tuple(data[name])
        return Answers(**told, is_monthly=data["budget_kind"] == MONTHLY)


class Meanings(forms.Form):
    """Which meanings of each wish are right: the boxes of wish ``n`` are named ``wish-n``."""

    version = forms.IntegerField(min_value=1)

    def __init__(self, *args: Any, wishes: Sequence[Wish], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = wishes

    @property
    def meanings(self) -> dict[str, tuple[str, ...]]:
        """By the text of the wish; only what was proposed counts."""
        found = {}
        for wish in self.wishes:
            offered = {proposal.value for proposal in wish.proposals}
            ticked = self.data.getlist(f"wish-{wish.number}")  # type: ignore[attr-defined]
            found[wish.text] = tuple(m for m in ticked if m in offered and is_meaning(m))
        return found


class StartFrom(forms.Form):
    """The car of a proposal, as it was shown."""

    model_line = forms.IntegerField(min_value=1)
    trim = forms.CharField(max_length=60)


class CompareWith(forms.Form):
    """The sheet a build is held against; none ends it."""

    sheet = forms.ModelChoiceField(NeedsSheet.objects.none(), required=False, to_field_name="code")

    def __init__(self, *args: Any, dealership: Dealership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sheet"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = NeedsSheet.objects.filter(dealership=dealership)
