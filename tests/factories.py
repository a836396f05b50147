"""One factory per model of the people; the other apps' stand in ``factories_<app>.py``.

Write ``UserFactory.create()``. Traits are stages of a life, so that tests start in the middle of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from customers.models import (
    Channel,
    Consent,
    Customer,
    DealerGroup,
    Dealership,
    Membership,
    Message,
    Role,
    User,
)

PASSWORD = "a-long-test-password"  # noqa: S105 - of accounts that live for one test


class DealerGroupFactory(DjangoModelFactory[DealerGroup]):
    class Meta:
        model = DealerGroup

    code = factory.Sequence(lambda n: f"group-{n}")
    name = factory.Sequence(lambda n: f"Dealer group {n}")


class DealershipFactory(DjangoModelFactory[Dealership]):
    class Meta:
        model = Dealership

    group = factory.SubFactory(DealerGroupFactory)
    code = factory.Sequence(lambda n: f"DLR{n}")
    name = factory.Sequence(lambda n: f"Dealership {n}")
    timezone = "America/New_York"
    phone = "+1 555 0100"
    email = "hello@dealership.example"
    deposit_amount = Decimal(1000)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        disabled = factory.Trait(is_active=False)
        customer = factory.Trait(is_customer=True, password="!")

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    dealership = factory.SubFactory(DealershipFactory)
    role = Role.SALES_REP


class CustomerFactory(DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    class Params:
        with_portal = factory.Trait(
            user=factory.SubFactory(
                UserFactory,
                customer=True,
                email=factory.SelfAttribute("..email"),
                name=factory.SelfAttribute("..name"),
            )
        )

    dealership = factory.SubFactory(DealershipFactory)
    name = factory.Sequence(lambda n: f"Customer {n}")
    email = factory.Sequence(lambda n: f"customer{n}@example.com")


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    customer = factory.SubFactory(CustomerFactory)
    channel = Channel.SMS
    is_granted = True
    source = "asked at the desk"
    given_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class MessageFactory(DjangoModelFactory[Message]):
    class Meta:
        model = Message

    recipient = factory.SubFactory(CustomerFactory)
    channel = Channel.EMAIL
    kind = "order_confirmed"
    event_key = factory.Sequence(lambda n: f"event-{n}")
    subject_kind = "order"
    subject_key = "HARBOR-1001"
    subject = "Your order is confirmed"
    text = "Good news."
    html = "<p>Good news.</p>"


def staff(role: Role, dealership: Dealership, **fields: object) -> User:
    """A person with one role at one dealership."""
    user = UserFactory.create(**fields)
    MembershipFactory.create(user=user, dealership=dealership, role=role)
    return user
