"""What the product promises holds in the database itself: every attempt here goes past all our code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, connection, models, transaction

from configurator.commands.needs import write_needs
from configurator.needs import Answers
from customers.models import Customer, Dealership, Message
from kernel.money import Money
from orders.commands import add_file, comment, export_journal, note_cost, record_invoice
from orders.invoice_lines import Charged
from orders.models import Order, State
from production.models import Build, BuildException, ExceptionKind, InboxMessage
from tests.factories import DealershipFactory
from tests.factories_configurator import configuration, specification
from tests.factories_orders import NOW, Desk, at, whole_desk
from tests.factories_specials import answered as answered_special
from tests.lasting import never_committed, unmade


@dataclass
class Stand:
    """One order that was handed over, one on its way, and a dealership that has nothing to do with them."""

    desk: Desk
    delivered: Order
    driving: Order
    elsewhere: Dealership

    def keys(self) -> dict[str, Any]:
        """What the attempts may name."""
        other = Customer.objects.create(dealership=self.elsewhere, name="Olga", email="o@x.example")
        line, rep = self.desk.line, self.desk.rep
        return {
            "order": self.driving.pk,
            "build": self.driving.build_id,
            "closed_build": self.delivered.build_id,
            "delivered": self.delivered.pk,
            "release": line.release_id,
            "line": line.pk,
            "stranger": other.pk,
            "foreign_configuration": configuration(self.elsewhere, rep, line).pk,
            "other_specification": specification(self.desk.dealership, rep, line, "HEAT").pk,
            "foreign_needs": write_needs(
                dealership=self.elsewhere, customer=None, answers=Answers(), by=rep, now=NOW
            ).pk,
            "own_customer": self.driving.customer_id,
            "elsewhere": self.elsewhere.pk,
            "rep": rep.pk,
        }


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stand]:
    """Made once: every attempt on it is refused."""
    with never_committed(django_db_blocker):
        yield made()


@pytest.fixture
def stand(lasting: Stand) -> Iterator[Stand]:
    with unmade():
        yield lasting


def made() -> Stand:
    desk = whole_desk()
    harbor, ada, cora, dana_record = desk.dealership, desk.rep, desk.coordinator, desk.customer
    delivered, driving = at(desk, State.DELIVERED), at(desk, State.IN_TRANSIT)
    comment(order_id=driving.pk, text="x", is_for_customer=False, by=ada, now=NOW)
    note_cost(
        order_id=driving.pk,
        kind="transport",
        text="x",
        amount=Money(Decimal(1), "USD"),
        by=cora,
        now=NOW,
    )
    record_invoice(
        order_id=driving.pk, number="I", dated_on=NOW.date(), lines=[Charged("A", "", Decimal(1))],
        by=cora, now=NOW,
    )  # fmt: skip
    export_journal(dealership_id=harbor.pk, by=desk.manager, now=NOW)
    add_file(order_id=driving.pk, name="a.pdf", content=b"%PDF-1.7 %%EOF", text="", by=ada, now=NOW)
    build = Build.objects.get(pk=driving.build_id)
    Build.objects.filter(pk=build.pk).update(state="ACKNOWLEDGED")
    BuildException.objects.create(
        build=build, dealership=harbor, kind=ExceptionKind.LATE, cause="x", opened_at=NOW
    )
    answered_special(configuration(harbor, ada, desk.line), ada, cora)
    InboxMessage.objects.create(
        manufacturer=build.manufacturer, event_id="E1", source="poll", body="{}", received_at=NOW
    )
    Message.objects.create(
        recipient=dana_record, channel="email", kind="quote_sent", event_key="E1",
        subject_kind="order", subject_key=driving.number, subject="x", text="x",
    )  # fmt: skip
    return Stand(desk, delivered, driving, DealershipFactory.create())


# What must not be possible -> the constraint or trigger that says no.
ATTEMPTS = [
    # 1 one live build
    ("UPDATE orders_order SET build_id = NULL WHERE id = {order}", "order_build_from_submitted"),
    ("UPDATE orders_order SET build_id = {closed_build} WHERE id = {order}", "build_id"),
    (
        (
            "UPDATE production_build SET order_number = (SELECT order_number FROM production_build "
            "WHERE id = {closed_build}) WHERE id = {build}"
        ),
        "build_one_live_per_order",
    ),
    # 2 nothing is oversold
    ("UPDATE production_slotbucket SET taken = capacity + 1", "bucket_not_oversold"),
    ("UPDATE production_allocation SET taken = capacity + 1", "allocation_not_oversold"),
    (
        (
            "INSERT INTO production_optionlimit (plant_id, week_start, option_code, capacity, taken) "
            "SELECT id, '2027-01-04', 'X', 1, 2 FROM production_plant LIMIT 1"
        ),
        "option_limit_not_oversold",
    ),
    # 3 a factory message is applied once or parked with a reason
    (
        (
            "INSERT INTO production_inboxmessage (manufacturer_id, event_id, source, subject, kind, "
            "sequence, body, headers, received_at, copies, state, reason) SELECT manufacturer_id, "
            "event_id, source, subject, kind, sequence, body, headers, received_at, copies, state, "
            "reason FROM production_inboxmessage"
        ),
        "inbox_event_once",
    ),
    ("UPDATE production_inboxmessage SET state = 'PARKED'", "inbox_parked_with_reason"),
    (
        (
            "INSERT INTO production_milestone (build_id, code, occurrence, occurred_at, received_at, "
            "sequence, detail) SELECT build_id, code, occurrence, occurred_at, received_at, sequence, "
            "detail FROM production_milestone LIMIT 1"
        ),
        "milestone_once_per_occurrence",
    ),
    # 4 states move along the edges only
    ("UPDATE orders_order SET state = 'CLOSED' WHERE id = {order}", "Invalid transition"),
    ("UPDATE production_build SET state = 'OPENED' WHERE id = {build}", "Invalid transition"),
    ("UPDATE production_reservation SET state = 'HELD' WHERE state = 'CONFIRMED'", "Invalid trans"),
    ("UPDATE orders_order SET state = 'BOGUS' WHERE id = {order}", "Invalid trans|order_state"),
    ("UPDATE orders_order SET promised_on = promised_on + 1 WHERE id = {order}", "Cannot update"),
    # 5 the journal balances, a price stays as it was given
    (
        (
            "INSERT INTO orders_journalline (entry_id, account, amount, currency) "
            "SELECT entry_id, account, 5, currency FROM orders_journalline LIMIT 1"
        ),
        "balance",
    ),
    (
        (
            "INSERT INTO orders_deposit (order_id, dealership_id, entry_id, amount, currency, method, "
            "reference, received_at, by_id) SELECT order_id, dealership_id, entry_id, amount, currency,"
            " method, reference, received_at, by_id FROM orders_deposit LIMIT 1"
        ),
        "entry_id|deposit_reference_once",
    ),
    ("UPDATE orders_order SET total_amount = -1 WHERE id = {order}", "order_amounts_not_negative"),
    # 6 a notification goes out once
    (
        (
            "INSERT INTO customers_message (id, recipient_id, channel, kind, event_key, subject_kind, "
            "subject_key, subject, text, html, sent_to) SELECT gen_random_uuid(), recipient_id, "
            "channel, kind, event_key, subject_kind, subject_key, subject, text, html, sent_to "
            "FROM customers_message LIMIT 1"
        ),
        "message_once_per_event",
    ),
    ("UPDATE customers_message SET state = 'DONE', sent_to = ''", "message_sent_to_somebody"),
    # 7 a dealership's rows stay together
    (
        "UPDATE orders_order SET customer_id = {stranger} WHERE id = {order}",
        "order_customer_of_dealership",
    ),
    (
        "UPDATE orders_order SET configuration_id = {foreign_configuration} WHERE id = {order}",
        "order_configuration_of_dealership|order_specification_of_configuration",
    ),
    (
        "UPDATE orders_order SET specification_id = {other_specification} WHERE id = {order}",
        "order_specification_of_configuration",
    ),
    (
        (
            "UPDATE orders_order SET dealership_id = {elsewhere}, customer_id = NULL, "
            "configuration_id = NULL WHERE id = {order}"
        ),
        "order_build_of_dealership|deposit_of_dealership",
    ),
    ("UPDATE orders_deposit SET dealership_id = {elsewhere}", "Cannot update"),
    (
        "UPDATE production_build SET dealership_id = {elsewhere} WHERE id = {build}",
        "of_dealership",
    ),
    ("UPDATE production_reservation SET dealership_id = {elsewhere}", "of_dealership"),
    ("UPDATE production_buildexception SET dealership_id = {elsewhere}", "exception_of_dealership"),
    ("UPDATE production_stagesample SET dealership_id = {elsewhere}", "sample_of_dealership"),
    (
        "UPDATE configurator_configuration SET customer_id = {stranger} WHERE customer_id IS NULL",
        "configuration_customer_of_dealership",
    ),
    (
        "UPDATE configurator_configuration SET needs_id = {foreign_needs}",
        "configuration_needs_of_dealership",
    ),
    (
        "UPDATE configurator_needssheet SET customer_id = {own_customer} WHERE customer_id IS NULL",
        "needs_customer_of_dealership",
    ),
    # 8 a published release never changes
    ("UPDATE configurator_option SET retail_amount = 1 WHERE model_line_id = {line}", "published"),
    ("DELETE FROM configurator_rule WHERE model_line_id = {line}", "published"),
    ("UPDATE configurator_modelline SET name = 'x' WHERE id = {line}", "published"),
    ("UPDATE configurator_cataloguerelease SET title = 'x' WHERE id = {release}", "published"),
    (
        "UPDATE configurator_cataloguerelease SET withdrawn_at = now() WHERE id = {release}",
        "release_withdrawn_after_publishing_for_a_reason",
    ),
    ("UPDATE orders_order SET specification_id = NULL WHERE id = {order}", "order_specified_once"),
    # people
    ("UPDATE customers_user SET is_customer = true, is_staff = true", "user_customer_is_not_staff"),
    (
        (
            "UPDATE orders_order SET discount_asked_by_id = {rep}, discount_approved_by_id = {rep} "
            "WHERE id = {order}"
        ),
        "order_discount_by_two",
    ),
]


@pytest.mark.parametrize(
    ("sql", "refusal"), ATTEMPTS, ids=[f"{n} {refusal}" for n, (_, refusal) in enumerate(ATTEMPTS)]
)
def test_the_database_refuses(stand: Stand, sql: str, refusal: str) -> None:
    attempt = sql.format(**stand.keys())
    with pytest.raises(DatabaseError, match=refusal):
        try_to(attempt)


def try_to(attempt: str) -> None:
    """Run it past all our code, and look at once at what would be looked at in the end.

    An attempt that meets no row would prove nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(attempt)
        assert cursor.rowcount, f"Nothing was attempted: {attempt}"


# ---- what is append-only


def append_only_tables() -> list[tuple[type[models.Model], tuple[str, ...]]]:
    """Every table of ours that says so of itself, with the columns that may change."""
    found = []
    for model in _concrete():
        names = {trigger.name for trigger in getattr(model._meta, "triggers", [])}
        if "append_only" in names:
            is_event = hasattr(model, "dispatched_at")
            free = ("dispatched_at", "attempts", "parked_at", "error") if is_event else ()
            found.append((model, free))
    return found


def _concrete() -> list[type[models.Model]]:
    return [model for model, _ in pgtrigger.registered() if not model._meta.abstract]


APPEND_ONLY = sorted(dict(append_only_tables()).items(), key=lambda p: p[0]._meta.db_table)
CHANGED = {
    models.CharField: "'~'",
    models.TextField: "'~'",
    models.UUIDField: "gen_random_uuid()",
    models.JSONField: """'{{"x": 1}}'""",
    models.DateTimeField: "'2001-01-01'",
    models.DateField: "'2001-01-01'",
    models.DecimalField: "777",
    models.FloatField: "12345",
    models.IntegerField: "12345",
    models.BooleanField: "NOT coalesce({0}, false)",
}


def changes(model: type[models.Model], free: tuple[str, ...]) -> Iterator[str]:
    """One UPDATE for every column that is not free to change."""
    for field in model._meta.concrete_fields:
        new = next((sql for kind, sql in CHANGED.items() if isinstance(field, kind)), None)
        if new and field.column not in free and not field.primary_key:
            yield f"UPDATE {model._meta.db_table} SET {field.column} = {new.format(field.column)}"


def test_the_tables_that_only_grow_are_those_we_know() -> None:
    assert {model._meta.db_table for model, _ in APPEND_ONLY} >= {
        "orders_orderevent", "production_buildevent", "production_milestone", "orders_promiseentry",
        "orders_journalentry", "orders_journalline", "orders_quoteversion", "orders_signature",
        "orders_creditdecision", "configurator_specification",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("model", "free"), APPEND_ONLY, ids=[m._meta.db_table for m, _ in APPEND_ONLY]
)
def test_what_happened_is_neither_changed_nor_removed(
    stand: Stand, model: type[models.Model], free: tuple[str, ...]
) -> None:
    table = model._meta.db_table
    assert model._default_manager.exists(), f"the stand makes no row of {table}"
    attempts = [*changes(model, free), f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="Cannot"):
            try_to(attempt)
