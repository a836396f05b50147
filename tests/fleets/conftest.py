"""The desk at which the tests of orders stand."""

import pytest

from customers.models import Customer, Dealership, User
from tests.factories_orders import Desk
from tests.factories_orders import desk as make_desk


@pytest.fixture
def desk(
    harbor: Dealership, ada: User, mona: User, finn: User, cora: User, dana_record: Customer
) -> Desk:
    return make_desk(harbor, ada, mona, finn, cora, dana_record)
