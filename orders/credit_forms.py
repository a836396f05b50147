"""Forms of a customer's credit: the question to a lender, and what finance says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kernel.money import Money
from orders.forms import AMOUNT, DateInput, OrderForm
from orders.lenders.base import Applicant
from orders.lenders.choice import lenders
from orders.models import CreditDecision

CONSENT = "The customer agrees that we send these facts to the lender and that it asks for his credit report."
MONTHS = (24, 36, 48, 60, 72, 84)
LAPSES = (CreditDecision.Decision.APPROVED, CreditDecision.Decision.CONDITIONAL)


class ApplyForCredit(OrderForm):
    """What a lender asks of a private buyer in the United States; all of it is sealed."""

    lender = forms.ChoiceField(label="Lender")
    amount = forms.DecimalField(label="Amount to finance", **AMOUNT)
    months = forms.TypedChoiceField(
        label="Months", coerce=int, choices=[(n, str(n)) for n in MONTHS], initial=60
    )
    legal_name = forms.CharField(label="Full legal name", max_length=120)
    born_on = forms.DateField(label="Date of birth", widget=DateInput)
    tax_number = forms.CharField(
        label="Social security or tax number",
        max_length=20,
        validators=[RegexValidator(r"^[0-9A-Za-z -]{5,20}$", "Five to twenty letters and digits.")],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(label="Home address", max_length=300)
    housing = forms.ChoiceField(
        label="Housing", choices=[("own", "Owns"), ("rent", "Rents"), ("other", "Other")]
    )
    housing_cost = forms.DecimalField(label="Rent or mortgage a month", **AMOUNT)
    employer = forms.CharField(label="Employer", max_length=120)
    years_employed = forms.DecimalField(
        label="Years there", max_digits=4, decimal_places=1, min_value=Decimal(0)
    )
    yearly_income = forms.DecimalField(label="Income a year before taxes", **AMOUNT)
    consent = forms.BooleanField(label=CONSENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lender"].choices = lenders()  # type: ignore[attr-defined]
        self.fields["amount"].initial = self.order.due.amount
        if self.order.customer is not None:
            self.fields["legal_name"].initial = self.order.customer.name
        for name in ("amount", "housing_cost", "yearly_income"):
            self.fields[name].help_text = f"In {self.order.currency}."

    def keywords(self) -> dict[str, Any]:
        data = super().keywords()
        about = ("legal_name", "born_on", "tax_number", "address", "housing", "housing_cost",
                 "employer", "years_employed", "yearly_income")  # fmt: skip
        return {
            "lender": data["lender"],
            "months": data["months"],
            "amount": Money(data["amount"], self.order.currency),
            "applicant": Applicant(**{name: data[name] for name in about}, consent_text=CONSENT),
        }


class DecideCredit(OrderForm):
    decision = forms.ChoiceField(
        label="Decision", choices=CreditDecision.Decision.choices, widget=forms.RadioSelect
    )
    expires_on = forms.DateField(
        label="Approved until", required=False, widget=DateInput, help_text="Only for a credit."
    )
    conditions = forms.CharField(
        label="Conditions",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line; the approval counts when all are met.",
    )
    note = forms.CharField(label="Note", required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """What belongs together, said beside the field that lacks."""
        data = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision in LAPSES and "expires_on" not in self.errors and not data.get("expires_on"):
            self.add_error("expires_on", "A credit approval needs its last day.")
        is_conditional = decision == CreditDecision.Decision.CONDITIONAL
        if is_conditional and not data.get("conditions", "").strip():
            self.add_error("conditions", "Name what the lender still wants to see.")
        return data

    def keywords(self) -> dict[str, Any]:
        data = super().keywords()
        return {**data, "conditions": data["conditions"].splitlines()}
