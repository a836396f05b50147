"""Special requests for tests: asked, answered, accepted the way people do it."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PIL import Image

from configurator import commands
from configurator.commands import Finding, Given, Wish
from configurator.models import Configuration, SpecialKind, SpecialRequest, SpecialState
from customers.models import User
from tests.factories_configurator import NOW

UNTIL = date(2026, 12, 23)


def photo(kind: str = "JPEG", size: tuple[int, int] = (8, 6), **more: Any) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, format=kind, **more)
    return out.getvalue()


def wish(**changes: Any) -> Wish:
    """Two hand controls."""
    given: dict[str, Any] = {
        "kind": SpecialKind.ACCESSIBILITY,
        "title": "Hand controls",
        "description": "Push and pull, left of the steering wheel.",
        "quantity": 2,
        "unit": "sets",
    }
    return Wish(**{**given, **changes})


def finding(**changes: Any) -> Finding:
    """It can be done, for 450.55 a set and four days at the plant."""
    given: dict[str, Any] = {
        "verdict": SpecialState.FEASIBLE,
        "evidence": "Drawing HC-12.",
        "retail": Decimal("450.55"),
        "invoice": Decimal("380.05"),
        "added_days": 4,
        "valid_until": UNTIL,
    }
    return Finding(**{**given, **changes})


def drafted(
    configuration: Configuration, by: User, now: datetime = NOW, **changes: Any
) -> SpecialRequest:
    """Written down, with a photo."""
    return commands.draft_special(
        configuration_id=configuration.pk,
        wish=wish(**changes),
        files=[Given("seat.jpg", photo())],
        by=by,
        now=now,
    )


def asked(
    configuration: Configuration, by: User, now: datetime = NOW, **changes: Any
) -> SpecialRequest:
    """Given to engineering."""
    made = drafted(configuration, by, now, **changes)
    return commands.ask_special(request_id=made.pk, by=by, now=now)


def answered(
    configuration: Configuration,
    by: User,
    reviewer: User,
    now: datetime = NOW,
    found: Finding | None = None,
    **changes: Any,
) -> SpecialRequest:
    """Answered by a colleague."""
    made = asked(configuration, by, now, **changes)
    return commands.answer_special(
        request_id=made.pk, finding=found or finding(), by=reviewer, now=now
    )


def accepted(
    configuration: Configuration,
    by: User,
    reviewer: User,
    now: datetime = NOW,
    found: Finding | None = None,
    **changes: Any,
) -> SpecialRequest:
    """Part of the car."""
    made = answered(configuration, by, reviewer, now, found, **changes)
    return commands.accept_answer(
        request_id=made.pk, answer=1, customer_name="Dana Dale", by=by, now=now
    )
