"""Understanding what the factory said: each message applied once, in its build's order, or parked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Min

from customers.models import User
from production.commands.facts import Applied, apply_fact, finish
from production.commands.refusals import CannotSettle
from production.commands.writing import locked
from production.gateways.base import Fact, FactoryGateway, Unreadable
from production.gateways.choice import open_gateway
from production.milestones import UnknownMilestone
from production.models import Build, FactoryFeed, InboxMessage, InboxState

SUBJECTS = 200
log = structlog.get_logger(__name__)


class _NoBuild(Exception):
    """Nobody here ordered that."""


def apply_inbox(*, now: datetime) -> int:
    """Apply what waits, build by build; returns how many messages were settled.

    What cannot be understood is parked with its reason and holds up nothing else.
    """
    waiting = (
        InboxMessage.objects.waiting()
        .values_list("manufacturer", "subject")
        .annotate(first=Min("pk"))
        .order_by("first")[:SUBJECTS]
    )
    makers = {maker for maker, _, _ in waiting}
    feeds = FactoryFeed.objects.filter(manufacturer__in=makers)
    with ExitStack() as open_ones:
        gateways = {
            feed.manufacturer_id: open_ones.enter_context(open_gateway(feed.gateway, feed.base_url))
            for feed in feeds
        }
        return sum(
            _apply_subject(maker, subject, gateways[maker], now) for maker, subject, _ in waiting
        )


@transaction.atomic
def replay(*, message_id: int, by: User, now: datetime) -> InboxMessage:
    """Let a parked message be tried again, for instance after the order it names came in.

    Who asked and when stays on the row until it is settled anew.

    :raises CannotSettle: when it is not parked.
    """
    message = _parked(message_id)
    message.state, message.reason = InboxState.NEW, ""
    message.settled_at, message.settled_by = now, by
    message.save(update_fields=["state", "reason", "settled_at", "settled_by"])
    return message


@transaction.atomic
def discard(*, message_id: int, note: str, by: User, now: datetime) -> InboxMessage:
    """Put a parked message aside for good, with a note that says why.

    :raises CannotSettle: without a note or when it is not parked.
    """
    text = " ".join(note.split())
    if not text:
        raise CannotSettle("Say why the message is not needed.")
    message = _parked(message_id)
    message.state, message.reason = InboxState.DISCARDED, text[:300]
    message.settled_at, message.settled_by = now, by
    message.save(update_fields=["state", "reason", "settled_at", "settled_by"])
    return message


@transaction.atomic
def _apply_subject(
    manufacturer_id: int, subject: str, gateway: FactoryGateway, now: datetime
) -> int:
    """All waiting messages of one order, in the factory's order, under the lock of its build."""
    messages = list(
        InboxMessage.objects.waiting()
        .select_for_update(skip_locked=True, of=("self",))
        .filter(manufacturer=manufacturer_id, subject=subject)
        .order_by("sequence", "pk")
    )
    touched: dict[int, Applied] = {}
    known: dict[str, list[tuple[int, str]]] = {}
    for message in messages:
        try:
            fact = gateway.read(message.body)
            if fact.order_number not in known:
                known[fact.order_number] = _builds_numbered(fact.order_number, manufacturer_id)
            applied = _applied_for(fact, known[fact.order_number], touched)
        except Unreadable as strange:
            _park(message, str(strange), now)
        except _NoBuild:
            _park(message, f"No build has the order number “{subject}”.", now)
        else:
            _apply_one(applied, fact, message, now)
    for applied in touched.values():
        finish(applied, now=now)
    InboxMessage.objects.bulk_update(messages, ["state", "reason", "settled_at", "build"])
    return len(messages)


def _apply_one(applied: Applied, fact: Fact, message: InboxMessage, now: datetime) -> None:
    try:
        with transaction.atomic():
            is_news = apply_fact(applied, fact, message, now=now)
    except UnknownMilestone as strange:
        _park(message, str(strange), now)
    except Exception as error:
        log.exception(
            "inbox_failed", message_id=message.pk, order_number=applied.build.order_number
        )
        applied.build.refresh_from_db()  # forget what was half done
        applied.passed = None
        _park(message, f"Could not be applied: {type(error).__name__}: {error}", now)
    else:
        state = InboxState.APPLIED if is_news else InboxState.DUPLICATE
        _mark(message, state, "", now, applied.build)


def _builds_numbered(order_number: str, manufacturer_id: int) -> list[tuple[int, str]]:
    """Key and reference of every build of that number, the newest first."""
    rows = Build.objects.filter(manufacturer=manufacturer_id, order_number=order_number)
    return list(rows.order_by("-pk").values_list("pk", "factory_ref"))


def _applied_for(
    fact: Fact, found: Sequence[tuple[int, str]], touched: dict[int, Applied]
) -> Applied:
    """The build a fact is about: of those ``found`` the one with its reference, else the newest.

    :raises _NoBuild: when there is none.
    """
    if not found:
        raise _NoBuild
    key = next((pk for pk, ref in found if fact.ref and ref == fact.ref), found[0][0])
    if key not in touched:
        touched[key] = Applied(locked(key))
    return touched[key]


def _park(message: InboxMessage, reason: str, now: datetime) -> None:
    _mark(message, InboxState.PARKED, reason, now, None)


def _mark(
    message: InboxMessage, state: InboxState, reason: str, now: datetime, build: Build | None
) -> None:
    """What became of it; all messages of an order are saved at once."""
    message.state, message.reason = state, reason[:300]
    message.settled_at, message.build = now, build


def _parked(message_id: int) -> InboxMessage:
    message = InboxMessage.objects.select_for_update(of=("self",)).get(pk=message_id)
    if message.state != InboxState.PARKED:
        raise CannotSettle("This message is not parked any more.")
    return message
