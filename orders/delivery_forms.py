"""The form of a delivery plan."""

from __future__ import annotations

from typing import Any

from django import forms

from orders.forms import OrderForm
from orders.models import DeliveryPlan, Order


class ChangeDelivery(OrderForm):
    """Another mode or carrier for the way of a car."""

    mode = forms.CharField(
        label="Mode", max_length=60, required=False, help_text="For example: rail and truck."
    )
    carrier = forms.CharField(label="Carrier", max_length=120, required=False)
    reason = forms.CharField(label="Why", max_length=300)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        plan = DeliveryPlan.objects.filter(order=order).first()
        if plan is not None:
            self.initial = {"mode": plan.mode, "carrier": plan.carrier, **self.initial}
