"""The states of an order, and the questions that are asked of many orders at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from customers.models import Customer, Scope
from customers.models.customers import digits_of
from customers.models.scope import need_scope
from orders import lifecycle

if TYPE_CHECKING:
    from orders.models.orders import Order  # noqa: F401 - names the model in the hints only


class State(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    QUOTED = "QUOTED", "Quoted"
    ACCEPTED = "ACCEPTED", "Accepted"
    VALIDATED = "VALIDATED", "Validated"
    APPROVED = "APPROVED", "Approved"
    SUBMITTED = "SUBMITTED", "Submitted"
    BANKED = "BANKED", "In the order bank"
    SCHEDULED = "SCHEDULED", "Scheduled"
    IN_PRODUCTION = "IN_PRODUCTION", "In production"
    BUILT = "BUILT", "Built"
    IN_TRANSIT = "IN_TRANSIT", "In transit"
    AT_DEALER = "AT_DEALER", "At the dealership"
    READY = "READY", "Ready for handover"
    DELIVERED = "DELIVERED", "Delivered"
    CLOSED = "CLOSED", "Closed"
    REJECTED = "REJECTED", "Rejected by the factory"
    CANCELLED = "CANCELLED", "Cancelled"
    EXPIRED = "EXPIRED", "Expired"


CALLERS = 200  # customers a part of a phone number may stand for


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, scope: Scope) -> Self:
        """The orders a person may reach. :raises ScopeMissing: when called without a scope."""
        return self.filter(need_scope(scope).rows("dealership", "sales_rep"))

    def for_customer_user(self, user: object) -> Self:
        """The orders of one portal account, at whichever dealership; drafts are nobody's business yet."""
        return self.filter(customer__user=user).exclude(state=State.DRAFT)

    def open(self) -> Self:
        return self.exclude(state__in=lifecycle.END_STATES)

    def in_states(self, *states: str) -> Self:
        return self.filter(state__in=states)

    def with_build(self) -> Self:
        """Sent to the factory and not ended."""
        return self.filter(state__in=lifecycle.BUILD_STATES)

    def quotes_over(self, *, today: date) -> Self:
        """Quotes whose last day has passed."""
        return self.filter(state=State.QUOTED, quote_valid_until__lt=today)

    def overdue(self, *, today: date) -> Self:
        """Promised for a day that has passed, and not handed over."""
        waiting = set(lifecycle.BUILD_STATES) - {State.DELIVERED}
        return self.filter(state__in=waiting, promised_on__lt=today)

    def search(self, text: str) -> Self:
        """Every word occurs in number, customer, model, VIN or factory reference; or it is a phone number."""
        if digits := digits_of(text):
            callers = Customer.objects.filter(phone_digits__contains=digits).values_list("pk")
            known = [pk for (pk,) in callers[:CALLERS]]
            if known:
                return self.filter(Q(customer__in=known) | Q(search_text__contains=text.strip()))
        found = self
        for word in text.lower().split()[:6]:
            found = found.filter(search_text__contains=word)
        return found
