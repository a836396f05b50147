"""Asking manufacturers for their current catalogues; what is new becomes a draft, never an offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from configurator.commands import queue_intake
from kernel.events import nudge_after_commit
from kernel.work import WorkState
from production.gateways.base import FactoryGateway, FactoryRefused, FactoryUnavailable
from production.gateways.choice import open_gateway
from production.models import CataloguePull, FactoryFeed

TASK = "production.pull_catalogues"
EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 8
MOST_RELEASES = 20
log = structlog.get_logger(__name__)

type Tags = dict[str, str]


def pull_catalogues(*, now: datetime) -> int:
    """Ask every manufacturer whose hour has come; returns how many were asked."""
    _begin(now)
    asked = 0
    while rows := CataloguePull.objects.claim(now=now, limit=1, lease=LEASE):
        for work in rows:
            pull_one(work, now=now)
            asked += 1
    return asked


def pull_one(work: CataloguePull, *, now: datetime) -> None:
    """Ask one manufacturer. What it does not answer is asked again, later each time."""
    feed = work.feed
    try:
        with open_gateway(feed.gateway, feed.base_url) as gateway:
            came, tags = _ask(gateway, work.tags)
    except FactoryUnavailable as trouble:
        log.warning("catalogue_not_pulled", feed=feed.pk, error=str(trouble))
        work.retry(
            now, str(trouble)[:500], max_attempts=MOST_ATTEMPTS, asked_at=now, is_unreachable=True
        )
    except FactoryRefused as refusal:
        work.park(now, str(refusal)[:500], asked_at=now, is_unreachable=False)
    else:
        _keep(work, came, tags, now)


@transaction.atomic
def pull_now(*, now: datetime) -> int:
    """Let every manufacturer be asked at once, also those given up; returns how many."""
    rows = CataloguePull.objects.select_for_update().filter(feed__is_active=True)
    for work in rows:
        if work.leased_until is None or work.leased_until <= now:
            work.requeue(now)
    nudge_after_commit(TASK)
    return len(rows)


def _ask(gateway: FactoryGateway, known: Mapping[str, str]) -> tuple[dict[str, bytes], Tags]:
    """What is new, and the tags of all that is on offer."""
    codes, tag = gateway.release_codes(known.get("", ""))
    if codes is None:
        codes = [code for code in known if code]
    came: dict[str, bytes] = {}
    tags: Tags = {"": tag}
    for code in codes[:MOST_RELEASES]:
        found = gateway.catalogue_text(code, known.get(code, ""))
        tags[code] = found.tag
        if found.content is not None:
            came[code] = found.content
    return came, tags


@transaction.atomic
def _keep(work: CataloguePull, came: Mapping[str, bytes], tags: Tags, now: datetime) -> None:
    """Hand what is new to the examination; nothing here is published."""
    intakes = [
        queue_intake(
            files={f"{code}.json": content},
            about={},
            by=None,
            now=now,
            manufacturer=work.feed.manufacturer,
        ).pk
        for code, content in came.items()
    ]
    work.tags, work.asked_at = tags, now
    work.result = _said(came)
    work.is_unreachable = False
    if intakes:
        work.intakes, work.changed_at = intakes, now
    work.requeue(now + EVERY)
    work.error = ""
    work.save()


def _said(came: Mapping[str, bytes]) -> str:
    if not came:
        return "Nothing new."
    return f"Brought {', '.join(came)}"[:290] + "."


def _begin(now: datetime) -> None:
    """A row for every new line; and who answers again is asked again."""
    new = FactoryFeed.objects.filter(is_active=True, pull=None)
    CataloguePull.objects.bulk_create(
        (CataloguePull(feed=feed, due_at=now) for feed in new), ignore_conflicts=True
    )
    back = CataloguePull.objects.filter(
        state=WorkState.PARKED, is_unreachable=True, feed__last_heard_at__gt=F("finished_at")
    )
    for work in back:
        work.requeue(now)
