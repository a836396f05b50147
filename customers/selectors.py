"""What the pages about customers show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from customers.models import (
    Consent,
    Customer,
    CustomerQuerySet,
    Dealership,
    Message,
    Role,
    Scope,
    User,
)


@dataclass(frozen=True)
class CustomerPage:
    customer: Customer
    consents: list[Consent]
    messages: list[Message]


def customer_list(scope: Scope, search: str = "") -> CustomerQuerySet:
    """The customers in reach, to be paged by the view."""
    found = Customer.objects.visible_to(scope).select_related("dealership")
    return found.search(search) if search else found


def customer_choice(scope: Scope) -> CustomerQuerySet:
    """For the customer field of a form of another app: whom may this person sell to?"""
    return Customer.objects.visible_to(scope).select_related("dealership").order_by("name", "id")


def customer_page(customer: Customer) -> CustomerPage:
    """One customer with the newest word on each channel and the last messages."""
    newest = (
        Consent.objects.filter(customer=customer)
        .select_related("by")
        .order_by("channel", "-given_at", "-id")
        .distinct("channel")
    )
    log = Message.objects.filter(recipient=customer).defer("html").order_by("-id")[:50]
    return CustomerPage(customer, list(newest), list(log))


def dealerships(scope: Scope) -> QuerySet[Dealership]:
    """For the dealership field of a form."""
    return Dealership.objects.filter(pk__in=scope.dealership_ids).order_by("name")


def staff_of(dealership: Dealership) -> QuerySet[User]:
    """Everybody who works at this dealership, by name."""
    here = dealership.memberships.values("user")
    return User.objects.filter(pk__in=here, is_active=True).order_by("name")


def sellers(dealership: Dealership) -> QuerySet[User]:
    """Who may be responsible for an order of this dealership."""
    roles = (Role.SALES_REP, Role.SALES_MANAGER)
    here = dealership.memberships.filter(role__in=roles).values("user")
    return User.objects.filter(pk__in=here, is_active=True).order_by("name")
