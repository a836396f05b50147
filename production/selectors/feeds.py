"""How the lines to the factories are, and what lies parked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from configurator.models import Intake
from kernel.work import WorkState
from production import words
from production.models import CataloguePull, FactoryFeed, FactoryRequest, InboxMessage, InboxState

SHOWN = 50


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One line, worded."""

    feed: FactoryFeed
    tone: str
    state: str
    heard: str
    polled: str
    synced: str
    waiting: int
    unsent: int
    parked: int


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Everything the page shows."""

    feeds: Sequence[FeedRow]
    parked: Sequence[InboxMessage]
    is_cut: bool
    oldest_parked: str


def feed_health(*, now: datetime) -> FeedPage:
    """Every feed with its backlog, and the newest parked messages. Four queries."""
    waiting = _counts(InboxState.NEW)
    parked = _counts(InboxState.PARKED)
    unsent = dict(
        FactoryRequest.objects.filter(state__in=[WorkState.QUEUED, WorkState.PARKED])
        .order_by()
        .values_list("build__manufacturer")
        .annotate(n=Count("pk"))
    )
    feeds = FactoryFeed.objects.select_related("manufacturer").order_by("manufacturer__name")
    rows = list(
        InboxMessage.objects.parked().select_related("manufacturer").order_by("-pk")[: SHOWN + 1]
    )
    oldest = InboxMessage.objects.parked().aggregate(at=Min("received_at"))["at"]
    return FeedPage(
        feeds=[
            _row(
                feed,
                now,
                waiting=waiting.get(feed.manufacturer_id, 0),
                parked=parked.get(feed.manufacturer_id, 0),
                unsent=unsent.get(feed.manufacturer_id, 0),
            )
            for feed in feeds
        ],
        parked=rows[:SHOWN],
        is_cut=len(rows) > SHOWN,
        oldest_parked=words.age(oldest, now) if oldest else "",
    )


@dataclass(frozen=True, slots=True)
class PullRow:
    """When a manufacturer was asked for its catalogue, and what came of it."""

    pull: CataloguePull
    state: str
    tone: str
    intakes: Sequence[Intake]


def catalogue_pulls() -> list[PullRow]:
    """Every manufacturer that is asked. Two queries."""
    pulls = list(
        CataloguePull.objects.select_related("feed__manufacturer").order_by(
            "feed__manufacturer__name"
        )
    )
    keys = [key for pull in pulls for key in pull.intakes]
    intakes = {row.pk: row for row in Intake.objects.filter(pk__in=keys)}
    return [
        PullRow(pull, *_pulled(pull), [intakes[key] for key in pull.intakes if key in intakes])
        for pull in pulls
    ]


def _pulled(pull: CataloguePull) -> tuple[str, str]:
    if pull.state == WorkState.PARKED:
        return "Not asked any more", "bad"
    if pull.error:
        return f"Failed {pull.attempts} times, tried again soon", "warn"
    return (pull.result, "ok") if pull.asked_at else ("Not asked yet", "info")


def _counts(state: InboxState) -> dict[int, int]:
    rows = InboxMessage.objects.filter(state=state).order_by().values_list("manufacturer")
    return dict(rows.annotate(n=Count("pk")))


def _row(feed: FactoryFeed, now: datetime, *, waiting: int, parked: int, unsent: int) -> FeedRow:
    tone, state = _state(feed, now)
    return FeedRow(
        feed=feed,
        tone=tone,
        state=state,
        heard=words.age(feed.last_heard_at, now),
        polled=words.age(feed.last_polled_at, now),
        synced=words.age(feed.synced_at, now),
        waiting=waiting,
        unsent=unsent,
        parked=parked,
    )


def _state(feed: FactoryFeed, now: datetime) -> tuple[str, str]:
    if not feed.is_active:
        return "", "Switched off"
    if feed.open_until is not None and feed.open_until > now:
        return "bad", "Not reachable, trying again soon"
    if feed.consecutive_failures:
        return "warn", f"{feed.consecutive_failures} failed calls in a row"
    if feed.last_heard_at is None:
        return "warn", "Never heard"
    return "ok", "Working"
