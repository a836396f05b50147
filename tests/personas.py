"""The people of the tests. Each page gets: Ada sees, Cleo gets 404, Dana reaches only the portal."""

from __future__ import annotations

import pytest

from customers.models import Customer, DealerGroup, Dealership, Role, User
from tests.factories import (
    CustomerFactory,
    DealerGroupFactory,
    DealershipFactory,
    UserFactory,
    staff,
)


@pytest.fixture
def harbor(db: None) -> Dealership:
    """Dealership A."""
    return DealershipFactory.create(code="HARBOR", name="Harbor Meridian")


@pytest.fixture
def lakeside(harbor: Dealership) -> Dealership:
    """Dealership B, of the same group, in another time zone."""
    return DealershipFactory.create(
        code="LAKE", name="Lakeside Meridian", timezone="America/Chicago", group=harbor.group
    )


@pytest.fixture
def stranger_group(db: None) -> DealerGroup:
    return DealerGroupFactory.create(name="Some other group")


@pytest.fixture
def ada(harbor: Dealership) -> User:
    """Sales representative at A; owns the rows."""
    return staff(Role.SALES_REP, harbor, email="ada@example.com", name="Ada Amsel")


@pytest.fixture
def ben(harbor: Dealership) -> User:
    """Ada's colleague at A."""
    return staff(Role.SALES_REP, harbor, email="ben@example.com", name="Ben Brook")


@pytest.fixture
def mona(harbor: Dealership) -> User:
    """Sales manager at A."""
    return staff(Role.SALES_MANAGER, harbor, email="mona@example.com", name="Mona Marsh")


@pytest.fixture
def finn(harbor: Dealership) -> User:
    """Finance at A."""
    return staff(Role.FINANCE, harbor, email="finn@example.com", name="Finn Field")


@pytest.fixture
def cora(harbor: Dealership) -> User:
    """Production coordinator at A."""
    return staff(Role.COORDINATOR, harbor, email="cora@example.com", name="Cora Coast")


@pytest.fixture
def tim(harbor: Dealership) -> User:
    """Technician at A."""
    return staff(Role.TECHNICIAN, harbor, email="tim@example.com", name="Tim Teal")


@pytest.fixture
def amy(harbor: Dealership) -> User:
    """Administrator of the group, employed at A."""
    return staff(Role.ADMINISTRATOR, harbor, email="amy@example.com", name="Amy Ash", is_staff=True)


@pytest.fixture
def cleo(lakeside: Dealership) -> User:
    """Sales representative at B: sees nothing of A."""
    return staff(Role.SALES_REP, lakeside, email="cleo@example.com", name="Cleo Cedar")


@pytest.fixture
def dana_record(harbor: Dealership, ada: User) -> Customer:
    """Dana as A's customer."""
    return CustomerFactory.create(
        dealership=harbor,
        created_by=ada,
        name="Dana Dale",
        email="dana@example.com",
        has_portal=True,
    )


@pytest.fixture
def dana(dana_record: Customer) -> User:
    """A customer of A, with a portal account."""
    user = dana_record.user
    assert user is not None
    return user


@pytest.fixture
def erin(lakeside: Dealership) -> User:
    """A customer of B."""
    customer = CustomerFactory.create(
        dealership=lakeside, name="Erin Elm", email="erin@example.com", has_portal=True
    )
    assert customer.user is not None
    return customer.user


@pytest.fixture
def dora(harbor: Dealership) -> User:
    """Was a sales representative at A; her account is disabled."""
    return staff(
        Role.SALES_REP, harbor, email="dora@example.com", name="Dora Dune", is_active=False
    )


@pytest.fixture
def nobody(db: None) -> User:
    """Has an account and no role anywhere."""
    return UserFactory.create(email="nobody@example.com", name="Noel Nobody")
