"""Makers without an electronic feed: a person places the order and records what is heard of it.

What is recorded becomes a message like any other and goes the way of a factory's message, so that
orders, windows and customers follow alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from customers.models import User
from kernel.calendar import iso_week
from kernel.vin import is_vin
from kernel.work import WorkState
from production.commands.builds import withdrawn
from production.commands.exceptions import settle
from production.commands.facts import Applied, apply_fact, finish
from production.commands.refusals import CannotRecord
from production.commands.requests import change_accepted, change_refused
from production.commands.transmit import record_refusal, record_reply
from production.commands.writing import is_by_hand, locked, note
from production.gateways.base import FactoryRefused, OrderReply
from production.gateways.messages import understand
from production.milestones import DEALER_CODES, MEANINGS
from production.models import (
    Build,
    BuildState,
    ExceptionKind,
    FactoryRequest,
    InboxMessage,
    InboxState,
    Kind,
    RequestKind,
)

LEG_CODES = {"SHP-DEP", "SHP-ARR"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody heard of a car: which milestone, when, and what came with it."""

    code: str
    occurred_at: datetime
    week: date | None = None
    vin: str = ""
    mode: str = ""
    reason: str = ""


@transaction.atomic
def record_milestone(*, build_id: int, heard: Heard, by: User, now: datetime) -> bool:
    """Add what was heard to the build. False when it was recorded before.

    :raises CannotRecord: a maker that reports by itself, a build that has ended or was not placed,
        a moment that lies ahead, a VIN that is none, a code only the dealership itself gives.
    """
    build = locked(build_id)
    _check(build, heard, now)
    if build.milestones.filter(code=heard.code, occurred_at=heard.occurred_at).exists():
        return False
    occurrence = build.milestones.filter(code=heard.code).count() + 1
    body = json.dumps(_event(build, heard, occurrence))
    message = InboxMessage.objects.create(
        manufacturer=build.manufacturer,
        event_id=f"hand:{build.pk}:{heard.code}:{occurrence}",
        source="hand",
        subject=build.order_number,
        kind=_kind(heard.code),
        sequence=int(heard.occurred_at.timestamp()),
        body=body,
        received_at=now,
        state=InboxState.APPLIED,
        settled_at=now,
        settled_by=by,
        build=build,
    )
    applied = Applied(build, by=by)
    apply_fact(applied, understand(body), message, now=now)
    finish(applied, now=now)
    return True


@transaction.atomic
def answer_request(
    *,
    request_id: int,
    is_accepted: bool,
    ref: str = "",
    reason: str = "",
    by: User,
    now: datetime,
) -> Build:
    """Record what the maker said to an order, a change or a cancellation that a person passed on.

    :param ref: the maker's reference; needed when an order was placed.
    :param reason: needed when the maker refused.
    :raises CannotRecord: when it was answered already, or one of the two is missing.
    """
    request = FactoryRequest.objects.select_related("build").get(pk=request_id)
    build = locked(request.build_id)
    request.refresh_from_db()
    if not is_by_hand(build.manufacturer_id):
        raise CannotRecord(f"{build.manufacturer} answers by itself.")
    if request.state != WorkState.QUEUED:
        raise CannotRecord("This was answered already.")
    if not is_accepted and not reason.strip():
        raise CannotRecord("Say what the manufacturer gave as the reason.")
    if request.kind == RequestKind.SUBMIT:
        return _placed(
            request, ref.strip(), reason.strip(), is_accepted=is_accepted, by=by, now=now
        )
    reasons = [reason.strip()] if reason.strip() else []
    answer = {"accepted": is_accepted, "reasons": reasons}
    request.succeed(now, answer=answer)
    if request.kind == RequestKind.CHANGE and not is_accepted:
        change_refused(build, request, reasons, now=now)
    elif request.kind == RequestKind.CHANGE:
        change_accepted(build, request, by=by, at=now, now=now)
    elif request.kind == RequestKind.CANCEL and is_accepted:
        withdrawn(build, reason="Cancelled at the manufacturer", by=by, now=now)
    else:
        note(build, Kind.CHANGE_ANSWERED, by=by, at=now, **answer)
    return build


def _placed(
    request: FactoryRequest,
    ref: str,
    reason: str,
    *,
    is_accepted: bool,
    by: User,
    now: datetime,
) -> Build:
    if not is_accepted:
        record_refusal(request.pk, FactoryRefused(reason, reasons=(reason,)), by=by, now=now)
    elif not ref:
        raise CannotRecord("Enter the reference under which the manufacturer took the order.")
    elif Build.objects.current().filter(
        manufacturer=request.build.manufacturer_id, factory_ref=ref
    ):
        raise CannotRecord(f"The reference {ref} belongs to another order.")
    else:
        record_reply(request.pk, OrderReply(ref, "placed by hand"), by=by, now=now)
    build = locked(request.build_id)
    settle(build, ExceptionKind.NOT_SENT, resolution="Answered by the manufacturer", now=now)
    return build


def _check(build: Build, heard: Heard, now: datetime) -> None:
    if not is_by_hand(build.manufacturer_id):
        raise CannotRecord(f"{build.manufacturer} reports its milestones by itself.")
    if build.state not in {BuildState.TRANSMITTED, BuildState.ACKNOWLEDGED}:
        raise CannotRecord("First record that the manufacturer took the order.")
    if heard.code not in MEANINGS or heard.code in DEALER_CODES:
        raise CannotRecord("This milestone is not the manufacturer's to report.")
    if heard.occurred_at > now:
        raise CannotRecord("This moment lies in the future.")
    day_of, placed_at = build.dealership.today, build.transmitted_at
    if placed_at is not None and day_of(heard.occurred_at) < day_of(placed_at):
        raise CannotRecord("This was before the order was placed.")
    if heard.vin and not is_vin(heard.vin, country=build.dealership.country):
        raise CannotRecord(f"{heard.vin} is not a VIN: 17 characters with a check digit.")
    if heard.code == "SCH-WK" and heard.week is None:
        raise CannotRecord("Enter the production week.")


def _kind(code: str) -> str:
    if code == "ORD-ACK":
        return "order.acknowledged"
    return "transport.leg" if code in LEG_CODES else "build.milestone"


def _event(build: Build, heard: Heard, occurrence: int) -> dict[str, Any]:
    """The message a factory would have sent."""
    known = {
        "week": iso_week(heard.week) if heard.week else "",
        "vin": heard.vin,
        "mode": heard.mode,
        "reason": heard.reason,
    }
    data = {"ref": build.factory_ref, "code": heard.code, "occurrence": occurrence}
    if heard.code in LEG_CODES:
        data["leg"] = occurrence
    return {
        "type": _kind(heard.code),
        "subject": build.order_number,
        "time": heard.occurred_at.isoformat(),
        "sequence": int(heard.occurred_at.timestamp()),
        "data": data | {name: value for name, value in known.items() if value},
    }
