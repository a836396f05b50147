"""Files are examined in the worker: followed, cancelled, tried again, survived."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from configurator.commands import cancel_intake, queue_intake
from configurator.commands.intake import LEASE, MOST_ATTEMPTS
from configurator.commands.intake import take_in as take_one
from configurator.engine import Limits
from configurator.models import CatalogueRelease, Intake, Manufacturer
from configurator.tasks import take_in
from customers.models import User
from kernel.work import WorkState
from tests.factories_configurator import published_line, release_payload

pytestmark = pytest.mark.django_db


def brought(payload: dict[str, Any] | None = None, **more: Any) -> Intake:
    content = json.dumps(payload or release_payload(release="2027-9")).encode()
    return queue_intake(files={"acme.json": content}, about={}, by=None, now=timezone.now(), **more)


@pytest.fixture
def office(client: Client, amy: User) -> Client:
    client.force_login(amy)
    return client


def test_the_page_follows_the_worker_and_ends_at_the_draft(office: Client) -> None:
    published_line()
    work = brought()
    url = f"/catalogues/intake/{work.pk}/"
    waiting = office.get(url).content.decode()
    assert "Waiting for the worker" in waiting
    assert f'hx-get="{url}"' in waiting
    assert "acme.json" in office.get("/catalogues/").content.decode()
    rows = Intake.objects.claim(now=timezone.now(), lease=LEASE)
    take_one(rows[0], now=timezone.now())
    work.refresh_from_db()
    assert (work.state, work.percent, work.files.count()) == (WorkState.DONE, 100, 0)
    draft = CatalogueRelease.objects.get(code="2027-9")
    assert draft.report["against"] == "2027-1"
    assert draft.report["lines"][0]["changes"] == []
    assert office.get(url).headers["Location"] == f"/catalogues/{draft.pk}/"
    polled = office.get(url, headers={"HX-Request": "true"})
    assert polled.headers["HX-Redirect"] == f"/catalogues/{draft.pk}/"


def test_killed_between_examining_and_keeping_it_leaves_one_draft() -> None:
    """A worker that died gives its file back when the lease ends; the next one finds it as it was."""
    work = brought()
    now = timezone.now()
    assert Intake.objects.claim(now=now, lease=LEASE)
    assert not Intake.objects.claim(now=now + timedelta(seconds=5), lease=LEASE)
    later = now + LEASE
    (again,) = Intake.objects.claim(now=later, lease=LEASE)
    take_one(again, now=later)
    take_in()
    work.refresh_from_db()
    assert work.state == WorkState.DONE
    assert CatalogueRelease.objects.count() == 1


def test_what_kills_every_worker_is_given_to_a_person() -> None:
    work = brought()
    Intake.objects.update(attempts=MOST_ATTEMPTS)
    take_in()
    work.refresh_from_db()
    assert work.is_refused
    assert "ended 3 times" in work.error


@pytest.mark.parametrize(
    ("limits", "said"),
    [(Limits(seconds=0), "longer than 0 seconds"), (Limits(megabytes=-560), "MB of memory")],
)
def test_beyond_its_limits_nothing_comes_in_and_it_can_be_tried_again(
    office: Client, limits: Limits, said: str
) -> None:
    work = brought()
    (row,) = Intake.objects.claim(now=timezone.now(), lease=LEASE)
    take_one(row, now=timezone.now(), limits=limits)
    work.refresh_from_db()
    assert work.is_refused
    assert said in work.error or "ended with an error" in work.error
    assert not CatalogueRelease.objects.exists()
    url = f"/catalogues/intake/{work.pk}/"
    assert "Try again" in office.get(url).content.decode()
    office.post(url + "again/")
    work.refresh_from_db()
    assert work.is_running


def test_cancelled_before_a_worker_came_it_is_over_at_once(office: Client) -> None:
    work = brought()
    office.post(f"/catalogues/intake/{work.pk}/cancel/")
    take_in()
    work.refresh_from_db()
    assert (work.state, work.files.count()) == (WorkState.SUPPRESSED, 0)
    assert "Cancelled" in office.get(f"/catalogues/intake/{work.pk}/").content.decode()


def test_cancelled_while_it_is_examined_the_examination_ends() -> None:
    work = brought()
    (row,) = Intake.objects.claim(now=timezone.now(), lease=LEASE)
    cancel_intake(intake_id=work.pk, now=timezone.now())
    work.refresh_from_db()
    assert work.is_running, "the worker has it"
    take_one(row, now=timezone.now())
    work.refresh_from_db()
    assert work.state == WorkState.SUPPRESSED
    assert not CatalogueRelease.objects.exists()


def test_what_contradicts_itself_is_refused_with_its_rules() -> None:
    payload = release_payload(release="2027-9")
    payload["model_lines"][0]["rules"].append(
        {"code": "NO", "text": "always requires never", "sentence": "Nothing at all."}
    )
    work = brought(payload)
    take_in()
    work.refresh_from_db()
    assert work.error.startswith("The catalogue cannot be built: ROAD")
    assert "Nothing at all." in work.problems[0]


def test_the_catalogue_of_another_maker_is_refused() -> None:
    other = Manufacturer.objects.create(code="OTHER", name="Other")
    work = brought(manufacturer=other)
    take_in()
    work.refresh_from_db()
    assert work.error == "The feed of OTHER sent a catalogue of ACME."
