"""Work rows, shown on the document table."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.models import Document
from kernel.work import LEASE, WorkState

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def make_document(**fields: Any) -> Document:
    values: dict[str, Any] = {
        "kind": "quote",
        "subject_kind": "order",
        "subject_key": "HM-1",
        "dealership_key": "HARBOR",
        "version": 1,
        "template": "pdf/quote.html",
        "snapshot": {},
        "due_at": NOW,
    }
    document: Document = Document.objects.create(**values | fields)
    return document


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends() -> None:
    make_document()
    assert len(Document.objects.claim(now=NOW)) == 1
    assert Document.objects.claim(now=NOW) == []
    assert len(Document.objects.claim(now=NOW + LEASE)) == 1


def test_a_worker_that_died_costs_one_attempt() -> None:
    document = make_document()
    Document.objects.claim(now=NOW)
    Document.objects.claim(now=NOW + LEASE)
    document.refresh_from_db()
    assert document.attempts == 2


def test_a_failed_row_waits_longer_each_time_and_is_parked_in_the_end() -> None:
    make_document()
    now, pauses = NOW, []
    for _ in range(3):
        [row] = Document.objects.claim(now=now)
        row.retry(now, "no answer", max_attempts=4)
        pauses.append(row.due_at - now)
        now = row.due_at
    assert pauses == sorted(pauses)
    [row] = Document.objects.claim(now=now)
    row.retry(now, "no answer", max_attempts=4)
    assert row.state == WorkState.PARKED
    assert Document.objects.claim(now=now + timedelta(days=1)) == []


def test_a_parked_row_runs_again_when_a_person_says_so() -> None:
    document = make_document()
    document.park(NOW, "bad data")
    document.requeue(NOW)
    assert [row.pk for row in Document.objects.claim(now=NOW)] == [document.pk]


def test_rows_that_are_not_due_are_left_alone() -> None:
    make_document(due_at=NOW + timedelta(seconds=1))
    assert Document.objects.claim(now=NOW) == []


def test_a_document_without_bytes_cannot_be_done() -> None:
    document = make_document()
    with pytest.raises(IntegrityError), transaction.atomic():
        document.succeed(NOW)
