"""Hearing from the factory: polling by cursor, receiving pushes, keeping every message as it came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from kernel.events import nudge_after_commit
from kernel.refusals import Refusal
from kernel.signatures import BadSignature, verify
from production.gateways.base import FactoryUnavailable, RawEvent
from production.gateways.choice import open_gateway
from production.models import FactoryFeed, InboxMessage

PAGE = 500
PAGES_A_SWEEP = 20
APPLY_TASK = "production.apply_inbox"
FAILURES_ALLOWED = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
log = structlog.get_logger(__name__)


class CannotReceive(Refusal):
    """The pushed message is not the manufacturer's."""


def poll_factories(*, now: datetime) -> int:
    """Ask every manufacturer whose breaker is closed for what is new; returns the messages kept."""
    return sum(_poll(feed, now) for feed in FactoryFeed.objects.callable(now=now))


def receive_push(
    *, manufacturer_code: str, body: bytes, headers: dict[str, str], secrets: str, now: datetime
) -> int:
    """Keep one pushed message; it is understood later. Returns 1 if it was new.

    :raises CannotReceive: for a signature that is wrong or older than five minutes.
    """
    feed = FactoryFeed.objects.get(manufacturer__code=manufacturer_code)
    try:
        kept = verify(body, headers, secrets=secrets)
    except BadSignature as bad:
        log.warning("webhook_refused", manufacturer=manufacturer_code)
        raise CannotReceive(str(bad)) from bad
    with open_gateway(feed.gateway, feed.base_url) as gateway:
        raw = gateway.file(body)
    return ingest(feed, [raw], source="webhook", headers=kept, now=now)


@transaction.atomic
def ingest(
    feed: FactoryFeed,
    events: Sequence[RawEvent],
    *,
    source: str,
    headers: dict[str, str],
    now: datetime,
    cursor: int | None = None,
) -> int:
    """Keep messages and move the cursor in one transaction; returns how many were new.

    A message that is here already is only counted: the unique key absorbs it.
    """
    rows = {event.event_id: event for event in events}
    known = InboxMessage.objects.filter(manufacturer=feed.manufacturer_id, event_id__in=rows)
    seen = set(known.values_list("event_id", flat=True))
    known.update(copies=F("copies") + 1)
    InboxMessage.objects.bulk_create(
        [
            InboxMessage(
                manufacturer_id=feed.manufacturer_id,
                event_id=event.event_id,
                source=source,
                subject=event.subject,
                kind=event.kind,
                sequence=event.sequence,
                body=event.body,
                headers=headers,
                received_at=now,
                copies=sum(1 for other in events if other.event_id == event.event_id) - 1,
            )
            for event in rows.values()
            if event.event_id not in seen
        ],
        ignore_conflicts=True,
    )
    line = FactoryFeed.objects.filter(pk=feed.pk)
    if cursor is not None:
        line.filter(cursor__lt=cursor).update(cursor=cursor)
    if events:
        line.update(last_heard_at=now)
        nudge_after_commit(APPLY_TASK)
    return len(rows.keys() - seen)


def answered(feed: FactoryFeed, *, now: datetime) -> None:
    """The line works: close the breaker."""
    FactoryFeed.objects.filter(pk=feed.pk).update(
        consecutive_failures=0, open_until=None, last_error="", last_heard_at=now
    )


def try_again() -> None:
    """Close every breaker: a person says that the line works again."""
    FactoryFeed.objects.filter(is_active=True).update(open_until=None)


def failed(feed: FactoryFeed, trouble: FactoryUnavailable, *, now: datetime) -> None:
    """Count a failure; from the third on the breaker opens for a doubled pause."""
    with transaction.atomic():
        row = FactoryFeed.objects.select_for_update().get(pk=feed.pk)
        row.consecutive_failures += 1
        row.last_error, row.last_error_at = str(trouble)[:500], now
        row.open_until = None
        if row.consecutive_failures >= FAILURES_ALLOWED:
            power = min(row.consecutive_failures - FAILURES_ALLOWED, 10)
            row.open_until = now + min(FIRST_PAUSE * 2**power, LONGEST_PAUSE)
        if trouble.retry_after:
            asked = now + timedelta(seconds=trouble.retry_after)
            row.open_until = max(asked, row.open_until or asked)
        row.save(
            update_fields=["consecutive_failures", "last_error", "last_error_at", "open_until"]
        )
    log.warning("factory_unavailable", feed=feed.pk, error=str(trouble))


def _poll(feed: FactoryFeed, now: datetime) -> int:
    kept = 0
    FactoryFeed.objects.filter(pk=feed.pk).update(last_polled_at=now)
    try:
        with open_gateway(feed.gateway, feed.base_url) as gateway:
            for _ in range(PAGES_A_SWEEP):
                page = gateway.events_after(feed.cursor, limit=PAGE)
                kept += ingest(
                    feed,
                    page.events,
                    source="poll",
                    headers={},
                    now=now,
                    cursor=page.next_cursor,
                )
                feed.cursor = page.next_cursor
                if len(page.events) < PAGE:
                    break
    except FactoryUnavailable as trouble:
        failed(feed, trouble, now=now)
    else:
        answered(feed, now=now)
    return kept
