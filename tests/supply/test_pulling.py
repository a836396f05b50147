"""The manufacturer's catalogue by itself: asked every hour, a draft where it is new, nothing where not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from configurator.models import CatalogueRelease, Intake
from configurator.tasks import take_in
from customers.models import User
from kernel.work import WorkState
from production.commands.pulling import EVERY, LEASE, MOST_ATTEMPTS, pull_catalogues
from production.gateways.base import FactoryUnavailable
from production.gateways.rest import RestGateway
from production.models import CataloguePull, FactoryFeed
from tests.factories_configurator import published_line, release_payload
from tests.factory.conftest import Factory
from tests.production import fake_factory


@pytest.fixture
def said(settings: Settings) -> fake_factory.State:
    settings.FACTORY_GATEWAYS = {"rest": fake_factory.MODULE}
    return fake_factory.fresh()


@pytest.fixture
def feed() -> FactoryFeed:
    made: FactoryFeed = FactoryFeed.objects.create(
        manufacturer=published_line().release.manufacturer
    )
    return made


def offer(said: fake_factory.State, code: str) -> None:
    said.releases[code] = json.dumps(release_payload(release=code)).encode()


@pytest.mark.django_db
def test_what_is_new_becomes_a_draft_once_and_what_is_not_nothing(
    said: fake_factory.State, feed: FactoryFeed, client: Client, cora: User
) -> None:
    now = timezone.now()
    offer(said, "2027-1")
    offer(said, "2027-2")
    assert pull_catalogues(now=now) == 1
    assert pull_catalogues(now=now) == 0, "once an hour"
    assert Intake.objects.count() == 2
    take_in()
    drafts = CatalogueRelease.objects.filter(published_at=None)
    assert [(draft.code, draft.get_source_display()) for draft in drafts] == [
        ("2027-2", "Manufacturer's feed")
    ], "the one on sale is as it was, and nothing is published by itself"
    pull_catalogues(now=now + EVERY)
    assert Intake.objects.count() == 2
    pull = CataloguePull.objects.get(feed=feed)
    assert (pull.result, pull.attempts) == ("Nothing new.", 0)
    client.force_login(cora)
    assert client.post("/production/pulls/now/").headers["Location"] == "/production/pulls/"
    assert "Nothing new." in client.get("/production/pulls/").content.decode()
    pull.refresh_from_db()
    assert pull.due_at < now + EVERY


@pytest.mark.django_db
def test_a_faulty_catalogue_is_told_and_a_mended_one_comes_in(
    said: fake_factory.State, feed: FactoryFeed, client: Client, amy: User
) -> None:
    now = timezone.now() - 3 * EVERY
    said.releases["2027-2"] = b'{"release": '
    pull_catalogues(now=now)
    take_in()
    client.force_login(amy)
    shown = client.get("/production/pulls/").content.decode()
    assert "Refused" in shown
    assert "2027-2.json" in shown
    pull_catalogues(now=now + EVERY)
    assert Intake.objects.count() == 1, "the same fault is not brought twice"
    offer(said, "2027-2")
    pull_catalogues(now=now + 2 * EVERY)
    take_in()
    assert CatalogueRelease.objects.filter(code="2027-2").exists()


@pytest.mark.django_db
def test_who_cannot_be_reached_is_given_up_until_it_is_heard_again(
    said: fake_factory.State, feed: FactoryFeed
) -> None:
    now = timezone.now()
    said.is_down = True
    for _ in range(MOST_ATTEMPTS):
        now += timedelta(hours=1)
        pull_catalogues(now=now)
    pull = CataloguePull.objects.get()
    assert pull.state == WorkState.PARKED
    assert "cannot be reached" in pull.error
    said.is_down = False
    assert pull_catalogues(now=now + EVERY) == 0
    FactoryFeed.objects.update(last_heard_at=now + EVERY)
    assert pull_catalogues(now=now + EVERY) == 1


@pytest.mark.django_db
def test_killed_between_asking_and_keeping_it_is_asked_again(
    said: fake_factory.State, feed: FactoryFeed
) -> None:
    now = timezone.now()
    offer(said, "2027-2")
    CataloguePull.objects.create(feed=feed, due_at=now)
    assert CataloguePull.objects.claim(now=now, lease=LEASE)
    assert pull_catalogues(now=now + timedelta(seconds=1)) == 0
    assert pull_catalogues(now=now + LEASE) == 1
    assert Intake.objects.count() == 1


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    made = Factory(tmp_path_factory.mktemp("maker"), "--start", "2026-11-23T08:00:00+00:00")
    yield made
    made.end()


def test_the_manufacturer_offers_versions_and_says_when_nothing_is_new(maker: Factory) -> None:
    """Over real HTTP, against the factory's own process."""
    with RestGateway(base_url=f"http://127.0.0.1:{maker.port}", key="key-of-the-dealer") as gateway:
        codes, tag = gateway.release_codes("")
        assert list(codes or ()) == ["MY2027-1"]
        assert gateway.release_codes(tag) == (None, tag)
        maker.control("catalogue", release="MY2027-2", percent=2, valid_from="2027-01-04")
        codes, _ = gateway.release_codes(tag)
        assert list(codes or ()) == ["MY2027-1", "MY2027-2"]
        later = gateway.catalogue_text("MY2027-2", "")
        first = gateway.catalogue_text("MY2027-1", "")
        assert gateway.catalogue_text("MY2027-2", later.tag).content is None
        prices = [
            json.loads(text.content or b"")["model_lines"][0]["groups"][0]["options"][0]["retail"]
            for text in (first, later)
        ]
        assert float(prices[1]) == pytest.approx(float(prices[0]) * 1.02, abs=0.01)


@pytest.mark.parametrize(
    ("how", "said"), [("broken", "answered 500"), ("huge", "too large"), ("slow", "in time")]
)
def test_a_manufacturer_that_misbehaves_is_an_outage_and_not_a_worker_that_hangs(
    maker: Factory, how: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("production.gateways.rest.LONGEST_CATALOGUE", 0.5)
    maker.control("misbehave", catalogue=how)
    with (
        RestGateway(base_url=f"http://127.0.0.1:{maker.port}", key="key-of-the-dealer") as gateway,
        pytest.raises(FactoryUnavailable, match=said),
    ):
        gateway.catalogue_text("MY2027-1", "")
    maker.control("misbehave", reset=True)


def test_a_catalogue_cut_off_is_kept_word_for_word_for_the_examination(maker: Factory) -> None:
    maker.control("misbehave", catalogue="malformed")
    with RestGateway(base_url=f"http://127.0.0.1:{maker.port}", key="key-of-the-dealer") as gateway:
        found = gateway.catalogue_text("MY2027-1", "")
    assert found.content is not None
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(found.content)
    maker.control("misbehave", reset=True)
