"""What every command of this app does at its end: save, record, ask the factory."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from configurator.models import Manufacturer
from customers.models import User
from kernel.events import nudge_after_commit, record
from kernel.locks import locked as lock
from production.models import (
    Build,
    BuildEvent,
    FactoryFeed,
    FactoryRequest,
    Kind,
    Line,
    RequestKind,
)

TRANSMIT_TASK = "production.transmit"


def locked(build_id: int) -> Build:
    """The build, locked until the transaction ends. Inserts that point at it do not queue behind."""
    build: Build = lock(
        Build.objects.select_related("dealership", "manufacturer", "plant"), pk=build_id
    )
    return build


def note(build: Build, kind: Kind, /, *, by: User | None, at: datetime, **body: Any) -> BuildEvent:
    """Record what happened to a build."""
    return record(BuildEvent, kind=kind.value, by=by, at=at, body=body, build=build)


def commit(
    build: Build, kind: Kind, /, *, by: User | None, at: datetime, **body: Any
) -> BuildEvent:
    """Save the build as a new version and record why it changed."""
    build.version += 1
    build.save()
    return note(build, kind, by=by, at=at, **body)


def is_by_hand(manufacturer_id: int) -> bool:
    """Whether nothing speaks with this maker but people: it has no feed."""
    return not FactoryFeed.objects.filter(manufacturer=manufacturer_id).exists()


def offers_no_slots(manufacturer: Manufacturer, model_line_code: str) -> bool:
    """Whether the maker neither reports nor offers places for the model: nothing can be held."""
    lines = Line.objects.building(manufacturer=manufacturer, model_line_code=model_line_code)
    return is_by_hand(manufacturer.pk) and not lines.exists()


def ask_factory(
    build: Build, kind: RequestKind, key: str, body: dict[str, Any], now: datetime
) -> None:
    """Write down what is to be told to the factory; the worker tells it soon after the commit.

    :param key: absorbs repeats, here and at the factory.
    """
    FactoryRequest.objects.get_or_create(
        idempotency_key=key, defaults={"build": build, "kind": kind, "body": body, "due_at": now}
    )
    nudge_after_commit(TRANSMIT_TASK)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
