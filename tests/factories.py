"""One factory per model of the people; the other apps' stand in ``factories_<app>.py``.

Write ``UserFactory.create()``. (Our own few lines: the usual package is called ``factory``, which is
the name of our simulated manufacturer.)
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db.models import Model

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

PASSWORD = "a-long-test-password"


hashed = cache(make_password)  # hashing is slow on purpose; once per run is enough


class Factory[M: Model]:
    """Makes rows of one model. A subclass names the ``model`` and its ``defaults``.

    ``defaults(n)`` gets a number that no other row of the factory has; a value that is a factory
    class is created, unless the caller gave his own.
    """

    model: type[M]
    _numbers = count(1)

    @classmethod
    def defaults(cls, n: int) -> dict[str, Any]:
        return {}

    @classmethod
    def build(cls, **given: Any) -> M:
        """An unsaved row (what it refers to is saved)."""
        values = {**cls.defaults(next(cls._numbers)), **given}
        made = {
            name: value.create()
            if isinstance(value, type) and issubclass(value, Factory)
            else value
            for name, value in values.items()
        }
        return cls.model(**made)

    @classmethod
    def create(cls, **given: Any) -> M:
        row = cls.build(**given)
        row.save(force_insert=True)
        return row

    @classmethod
    def create_batch(cls, size: int, **given: Any) -> list[M]:
        return [cls.create(**given) for _ in range(size)]


class DealerGroupFactory(Factory[DealerGroup]):
    model = DealerGroup

    @classmethod
    def defaults(cls, n: int) -> dict[str, Any]:
        return {"code": f"group-{n}", "name": f"Dealer group {n}"}


class DealershipFactory(Factory[Dealership]):
    model = Dealership

    @classmethod
    def defaults(cls, n: int) -> dict[str, Any]:
        return {
            "group": DealerGroupFactory,
            "code": f"DLR{n}",
            "name": f"Dealership {n}",
            "timezone": "America/New_York",
            "phone": "+1 555 0100",
            "email": "hello@dealership.example",
        }


class UserFactory(Factory[User]):
    """``password=None`` makes an account without one, as customers have it."""

    model = User

    @classmethod
    def defaults(cls, n: int) -> dict[str, Any]:
        return {"email": f"person{n}@example.com", "name": f"Person {n}", "password": PASSWORD}

    @classmethod
    def build(cls, **given: Any) -> User:
        user = super().build(**given)
        user.password = make_password(None) if user.is_customer else hashed(user.password)
        return user


class MembershipFactory(Factory[Membership]):
    model = Membership

    @classmethod
    def defaults(cls, n: int) -> dict[str, Any]:
        return {"user": UserFactory, "dealership": DealershipFactory, "role": Role.SALES_REP}


class CustomerFactory(Factory[Customer]):
    """``create(has_portal=True)`` makes the account to sign in with as well."""

    model = Customer

    @classmethod
    def defaults(cls, n: int) -> dict[str, Any]:
        return {
            "dealership": DealershipFactory,
            "name": f"Customer {n}",
            "email": f"customer{n}@example.com",
        }

    @classmethod
    def build(cls, *, has_portal: bool = False, **given: Any) -> Customer:
        customer = super().build(**given)
        if has_portal:
            customer.user = UserFactory.create(
                email=customer.email, name=customer.name, is_customer=True
            )
        return customer


class ConsentFactory(Factory[Consent]):
    model = Consent

    @classmethod
    def defaults(cls, n: int) -> dict[str, Any]:
        return {
            "customer": CustomerFactory,
            "channel": Channel.SMS,
            "is_granted": True,
            "source": "asked at the desk",
            "given_at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        }


class MessageFactory(Factory[Message]):
    model = Message

    @classmethod
    def defaults(cls, n: int) -> dict[str, Any]:
        return {
            "recipient": CustomerFactory,
            "channel": Channel.EMAIL,
            "kind": "order_confirmed",
            "event_key": f"event-of-factory-{n}",
            "subject_kind": "order",
            "subject_key": "HARBOR-1001",
            "subject": "Your order is confirmed",
            "text": "Good news.",
            "html": "<p>Good news.</p>",
        }


def staff(
    role: Role, dealership: Dealership, *, has_second_factor: bool = True, **fields: Any
) -> User:
    """A person with one role at one dealership, who may come in: with a second factor."""
    user = UserFactory.create(**fields)
    MembershipFactory.create(user=user, dealership=dealership, role=role)
    if has_second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user
