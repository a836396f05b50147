"""What the configurator's pages submit."""

from __future__ import annotations

from typing import Any

from django import forms

from configurator.models import ModelLine
from configurator.selectors.completing import Way
from configurator.steps import SLUGS
from customers.models import Customer, Dealership, Scope


class StartBuild(forms.Form):
    """Which car, for whom, and whether its open choices are completed at once."""

    OPEN = ""
    begin = forms.ChoiceField(
        label="Start with",
        required=False,
        choices=[
            (OPEN, "Every choice open"),
            (Way.POPULAR, "What is most popular"),
            (Way.LIKE, "A saved build as the pattern"),
        ],
    )
    model_line = forms.ModelChoiceField(ModelLine.objects.none())
    dealership = forms.ModelChoiceField(Dealership.objects.none(), empty_label=None)
    customer = forms.ModelChoiceField(
        Customer.objects.none(), required=False, empty_label="Nobody yet (stock)"
    )

    def __init__(self, *args: Any, scope: Scope, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._field("model_line").queryset = lines
        self._field("dealership").queryset = Dealership.objects.filter(
            pk__in=scope.dealership_ids
        ).order_by("name")
        self._field("customer").queryset = Customer.objects.for_dealerships(
            scope.dealership_ids
        ).order_by("name")

    def _field(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field


class AssignCustomer(forms.Form):
    """Whose car it is."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), required=False, empty_label="Nobody yet (stock)"
    )

    def __init__(self, *args: Any, dealership: Dealership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["customer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Customer.objects.for_dealerships([dealership.pk]).order_by("name")


class Click(forms.Form):
    """A click (``take``) or a whole submitted step (``chosen``), on one version of the build.

    ``accept`` carries the codes of the accepted way out; it is empty when only what the click
    itself replaces has to go, so ``is_accepted`` says that a way out was accepted at all.
    """

    version = forms.IntegerField(min_value=1)
    step = forms.ChoiceField(choices=[(slug, slug) for slug in SLUGS])
    take = forms.CharField(required=False, max_length=60)
    is_accepted = forms.BooleanField(required=False)

    def _codes(self, name: str) -> list[str]:
        values = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return [str(value) for value in values if value]

    @property
    def accepted(self) -> list[str]:
        return self._codes("accept")

    @property
    def shown(self) -> list[str]:
        """The groups whose options were on the page; a group of radios names itself by its field."""
        radios = [name.removeprefix("one-") for name in self.data if name.startswith("one-")]
        return [*self._codes("shown"), *radios]

    @property
    def chosen(self) -> set[str]:
        """Every option that is ticked; radio groups are named one by one, so they are gathered."""
        names = [name for name in self.data if name == "many" or name.startswith("one-")]
        return {code for name in names for code in self._codes(name)}


class Turn(forms.Form):
    """Undo or redo, on one version of the build."""

    version = forms.IntegerField(min_value=1)
    step = forms.ChoiceField(choices=[(slug, slug) for slug in SLUGS])
