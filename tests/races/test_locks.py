"""Who waited for a lock sees everything that was decided meanwhile, foreign keys included."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from customers.models import Customer, Dealership, User
from orders import commands
from orders.models import Order, State
from production.models import Build
from tests.factories_orders import NOW, Desk, again, at
from tests.factories_orders import desk as make_desk

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20.0


@pytest.fixture
def desk(
    harbor: Dealership, ada: User, mona: User, finn: User, cora: User, dana_record: Customer
) -> Desk:
    return make_desk(harbor, ada, mona, finn, cora, dana_record)


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return bool(cursor.fetchone()[0])


def test_a_cancellation_that_waited_for_the_submission_stops_the_build(desk: Desk) -> None:
    order = at(desk, State.APPROVED)

    def cancel() -> Order:
        try:
            return commands.cancel(
                order_id=order.pk, reason="x", is_customers_cause=True, by=desk.rep, now=NOW
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            commands.submit(order_id=order.pk, by=desk.rep, now=NOW)
            waiting = pool.submit(cancel)
            until = time.monotonic() + PATIENCE
            while not somebody_waits_for_a_lock():
                assert time.monotonic() < until, "the cancellation does not wait"
        waiting.result(PATIENCE)
    assert again(order).state == State.CANCELLED
    assert not Build.objects.live().filter(is_stock=False).exists()
