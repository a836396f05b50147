"""Every sweep there is: run twice it does nothing twice; and every work table survives a killed worker."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kernel.events import Event
from kernel.models import Document
from kernel.work import WorkRow
from mto.celery import app
from orders.models import State
from production.models import Build, InboxMessage
from tests.factories_orders import NOW, at, quoted, whole_desk
from tests.lasting import never_committed, unmade
from tests.production import fake_factory

ROOT = Path(__file__).resolve().parents[2]
OURS = ("kernel", "customers", "configurator", "production", "orders", "mto")
app.autodiscover_tasks(force=True)
# Every task, and the tables in which a second run has something to do.
CHANGES: dict[str, set[str]] = {
    "mto.heartbeat": {"kernel_heartbeat"},  # its whole purpose is to be seen
    "mto.dispatch_events": set(),
    "kernel.render_documents": set(),
    "customers.send_messages": set(),
    "configurator.compile_lines": set(),
    "configurator.take_in": set(),
    "production.poll_factories": set(),
    "production.transmit": set(),
    "production.pull_catalogues": set(),
    "production.apply_inbox": set(),
    "production.watch": set(),
    "orders.nightly": set(),
    "orders.draw_up_offers": set(),
    "orders.take_payments": set(),
    "orders.send_refunds": set(),
    "orders.ask_lenders": set(),
    "orders.expire_changes": set(),
    "orders.expire_quotes": set(),
    "orders.lapse_credits": set(),
    "orders.recheck_validated": set(),
    "orders.check_cars": set(),
    "orders.close_delivered": set(),
    "orders.say_nothing_new": set(),
    "orders.remind_of_handovers": set(),
    "orders.ask_how_it_was": set(),
}
# Every work table, and the test that kills its worker between the act and the record of it.
KILLED = {
    "orders.campaignoffer": "tests/orders/test_campaigns.py::test_a_worker_killed_before_the_commit_leaves_the_offer_to_another",
    "orders.providerevent": "tests/orders/test_payments.py::test_a_worker_killed_after_posting_but_before_the_commit_leaves_it_to_another",
    "orders.creditapplication": "tests/orders/test_credit.py::test_a_worker_killed_after_the_answer_asks_again_and_it_counts_once",
    "orders.refund": "tests/orders/test_refunds.py::test_a_worker_killed_after_the_provider_paid_asks_again_with_the_same_key",
    "orders.orderevent": "tests/mto/test_dispatch.py::test_a_worker_killed_before_the_commit_leaves_the_event_and_nothing_else",
    "configurator.specialevent": "tests/specials/test_requests.py::test_a_worker_killed_before_the_commit_leaves_the_event_to_be_handed_on_again",
    "production.buildevent": "tests/orders/test_follow_build.py::test_a_crash_before_the_commit_leaves_the_event_to_be_handed_on_again",
    "kernel.document": "tests/kernel/test_documents.py::test_killed_between_rendering_and_keeping_it_leaves_one_document",
    "customers.message": "tests/customers/test_messages.py::test_killed_between_sending_and_marking_it_leaves_one_letter",
    "configurator.compiledline": "tests/configurator/test_compiling.py::test_a_worker_that_died_between_claim_and_record_is_followed_by_another",
    "configurator.intake": "tests/catalogues/test_intake.py::test_killed_between_examining_and_keeping_it_leaves_one_draft",
    "production.cataloguepull": "tests/supply/test_pulling.py::test_killed_between_asking_and_keeping_it_is_asked_again",
    "production.factoryrequest": "tests/production/test_builds.py::test_a_worker_killed_between_sending_and_recording_repeats_with_the_same_key",
    "production.inboxmessage": "tests/production/test_inbox.py::test_a_worker_killed_while_applying_leaves_the_message_and_the_build",
}


def our_tasks() -> set[str]:
    return {name for name in app.tasks if name.partition(".")[0] in OURS}


def test_every_sweep_has_its_line() -> None:
    assert our_tasks() == set(CHANGES)


def test_every_work_table_has_its_killed_worker() -> None:
    tables = {
        model._meta.label_lower
        for model in apps.get_models()
        if issubclass(model, (Event, WorkRow, InboxMessage))
    }
    assert tables == set(KILLED)


@pytest.mark.parametrize("where", KILLED.values(), ids=KILLED)
def test_the_test_of_the_killed_worker_is_there(where: str) -> None:
    file, name = where.split("::")
    functions = {
        node.name
        for node in ast.walk(ast.parse((ROOT / file).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert name in functions


@pytest.fixture(scope="module")
def lasting(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Something to do for every sweep, made once; what the manufacturer knows by then."""
    with pytest.MonkeyPatch.context() as patch, never_committed(django_db_blocker):
        patch.setattr(timezone, "now", lambda: NOW)
        patch.setattr(settings, "FACTORY_GATEWAYS", {"rest": fake_factory.MODULE})
        make_work()
        begin()
        yield deepcopy(vars(fake_factory.STATE))


@pytest.fixture
def work(lasting: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The work as it was made; what a test does to it is undone."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(settings, "FACTORY_GATEWAYS", {"rest": fake_factory.MODULE})
    vars(fake_factory.STATE).update(deepcopy(lasting))
    with unmade():
        yield


def make_work() -> None:
    """Orders in many states, events, papers, letters, news, requests."""
    said = fake_factory.fresh()
    desk = whole_desk()
    harbor = desk.dealership
    quoted(desk, now=NOW - timedelta(days=60))
    for state in (State.VALIDATED, State.APPROVED, State.SUBMITTED, State.IN_TRANSIT):
        at(desk, state)
    at(desk, State.DELIVERED)
    sent = Build.objects.filter(state="OPENED").order_by("pk")[0]
    said.say("build.milestone", sent.order_number, 1, NOW, code="ORD-ACK")
    said.say("build.milestone", sent.order_number, 2, NOW, code="NO-SUCH-CODE")
    Document.objects.create(
        kind="quote", subject_kind="order", subject_key="BROKEN", dealership_key=harbor.code,
        version=1, template="no/such/template.html", snapshot={}, due_at=NOW,
    )  # fmt: skip


def begin() -> None:
    """The facts are handed on and the news fetched; of the papers asked for two are left, they are slow."""
    app.tasks["mto.dispatch_events"]()
    app.tasks["production.poll_factories"]()
    queued = Document.objects.filter(state="QUEUED").exclude(subject_key="BROKEN")
    kept = queued.order_by("pk").values_list("pk", flat=True)[:2]
    queued.exclude(pk__in=list(kept)).update(state="SUPPRESSED")


def contents() -> dict[str, str]:
    """A fingerprint of every table of ours."""
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS and model._meta.managed
    ]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t")
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize("name", CHANGES)
def test_run_twice_it_does_nothing_twice(name: str) -> None:
    app.tasks[name]()
    before = contents()
    app.tasks[name]()
    assert changed_since(before) <= CHANGES[name]


def changed_since(before: dict[str, str]) -> set[str]:
    after = contents()
    return {table for table in after if after[table] != before[table]}


@pytest.mark.usefixtures("work")
def test_all_of_them_together_come_to_rest() -> None:
    for _ in range(3):
        for name in CHANGES:
            app.tasks[name]()
    before = contents()
    for name in CHANGES:
        app.tasks[name]()
    assert not changed_since(before)
