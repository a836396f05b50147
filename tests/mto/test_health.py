"""/livez, /readyz, /statusz: who is answered, and that a silent worker is degraded, not unready."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from customers.models import User
from kernel.models import Document, Heartbeat
from mto import health

TOKEN = {"Authorization": f"Bearer {settings.STATUS_TOKEN}"}


def status(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/statusz", headers=TOKEN).json()
    return answer


def seen(ago: timedelta = timedelta(0)) -> None:
    Heartbeat.objects.update_or_create(name="worker", defaults={"seen_at": timezone.now() - ago})


def test_livez_asks_nobody(client: Client) -> None:
    assert client.get("/livez").content == b"ok\n"  # the database is locked for this test


@pytest.mark.django_db
def test_readyz_says_that_pages_can_be_served(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_503_while_migrations_are_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_at_head", lambda: False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, True)


@pytest.mark.django_db
def test_readyz_is_503_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> bool:
        raise DatabaseError("the connection is closed")

    monkeypatch.setattr(health, "_at_head", refuse)
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"}]
)
def test_statusz_is_not_there_for_strangers(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/statusz", headers=headers).status_code == 404


@pytest.mark.django_db
def test_statusz_is_there_for_administrators_only(client: Client, amy: User, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/statusz").status_code == 404
    client.force_login(amy)
    assert client.get("/statusz").status_code == 200


@pytest.mark.django_db
def test_without_a_token_in_the_settings_no_token_opens_it(client: Client, settings: Any) -> None:
    settings.STATUS_TOKEN = ""
    assert client.get("/statusz", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
def test_all_is_well(client: Client) -> None:
    seen()
    answer = status(client)
    assert (answer["status"], answer["reasons"]) == ("ok", [])
    assert {"orders.orderevent", "production.buildevent", "kernel.document"} <= set(
        answer["queues"]
    )


@pytest.mark.django_db
def test_a_silent_worker_degrades_and_pages_stay(client: Client) -> None:
    seen(timedelta(minutes=2))
    answer = status(client)
    assert answer["status"] == "degraded"
    assert "worker is silent" in answer["reasons"]
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_old_and_parked_work_is_named(client: Client) -> None:
    seen()
    now = timezone.now()
    for number, fields in enumerate(
        (
            {"state": "PARKED", "error": "no such template"},
            {"state": "QUEUED", "due_at": now - timedelta(minutes=5)},
            {"state": "QUEUED", "due_at": now + timedelta(minutes=5)},
        )
    ):
        Document.objects.create(
            kind="quote",
            subject_kind="order",
            subject_key=f"HM-{number}",
            dealership_key="HARBOR",
            version=1,
            template="pdf/quote.html",
            snapshot={},
            **fields,
        )
    answer = status(client)
    queue = answer["queues"]["kernel.document"]
    assert (queue["waiting"], queue["parked"]) == (1, 1)
    assert queue["oldest_seconds"] >= 300
    assert len(answer["reasons"]) == 2


@pytest.mark.django_db
def test_a_broker_that_does_not_answer_is_named(client: Client, settings: Any) -> None:
    seen()
    settings.REDIS_URL = "unix:///nowhere/at-all.sock?db=0"
    assert "broker does not answer" in status(client)["reasons"]
