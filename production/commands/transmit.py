"""Telling the factory: each request once, however often it has to be said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from customers.models import User
from kernel.work import WorkState
from production.commands.builds import free_place, withdrawn
from production.commands.exceptions import raise_exception, settle
from production.commands.feeds import answered, failed
from production.commands.requests import change_refused
from production.commands.writing import commit, locked, note
from production.gateways.base import (
    DeliveryRequest,
    FactoryGateway,
    FactoryRefused,
    FactoryUnavailable,
    OrderReply,
    OrderRequest,
    SlotRequest,
    SpecialEquipment,
)
from production.gateways.choice import open_gateway
from production.models import (
    Build,
    BuildState,
    ExceptionKind,
    FactoryFeed,
    FactoryRequest,
    Kind,
    RequestKind,
)

BATCH = 3  # three answers that time out fit into the lease
LEASE = timedelta(seconds=30)
UNLIMITED = 30_000  # an outage parks nothing; the coordinator sees what was not sent
log = structlog.get_logger(__name__)


def transmit(*, now: datetime) -> int:
    """Send a few of what is due: claim, send, record. Returns how many were settled.

    A worker that dies in between leaves its lease; the next one says the same again with the same
    key, and the factory answers the same. One manufacturer's outage delays no other's requests.
    """
    settled = 0
    rows = FactoryRequest.objects.claim(now=now, limit=BATCH, lease=LEASE)
    by_maker: dict[int, list[FactoryRequest]] = {}
    for row in rows:
        by_maker.setdefault(row.build.manufacturer_id, []).append(row)
    for maker, requests in by_maker.items():
        settled += _send_all(FactoryFeed.objects.get(manufacturer=maker), requests, now)
    return settled


def _send_all(feed: FactoryFeed, requests: list[FactoryRequest], now: datetime) -> int:
    settled = 0
    with open_gateway(feed.gateway, feed.base_url) as gateway:
        for place, request in enumerate(requests):
            try:
                reply = send(gateway, request)
            except FactoryRefused as refusal:
                record_refusal(request.pk, refusal, now=now)
                settled += 1
            except FactoryUnavailable as trouble:
                failed(feed, trouble, now=now)
                for waiting in requests[place:]:
                    waiting.retry(now, str(trouble), max_attempts=UNLIMITED)
                return settled
            else:
                record_reply(request.pk, reply, now=now)
                settled += 1
    if requests:
        answered(feed, now=now)
    return settled


def send(gateway: FactoryGateway, request: FactoryRequest) -> OrderReply:
    """Say it. Touches no row, so that saying it twice is all that can go wrong."""
    key, body = request.idempotency_key, request.body
    if request.kind == RequestKind.SUBMIT:
        return gateway.place(_order(body), key=key)
    ref = Build.objects.values_list("factory_ref", flat=True).get(pk=request.build_id)
    if not ref:
        raise FactoryRefused("The factory does not know this order.")
    if request.kind == RequestKind.CANCEL:
        return gateway.cancel(ref, reason=str(body.get("reason", "")), key=key)
    return gateway.change(ref, _change(body.get("change", {})), key=key)


@transaction.atomic
def record_reply(
    request_id: int, reply: OrderReply, *, now: datetime, by: User | None = None
) -> None:
    """The factory took it; ``by`` is the person who heard so."""
    request = _unsettled(request_id)
    if request is None:
        return
    build = locked(request.build_id)
    request.succeed(now, answer={"ref": reply.ref, "status": reply.status})
    build.last_heard_at = now
    if request.kind != RequestKind.SUBMIT:
        build.save(update_fields=["last_heard_at"])
        return
    if build.state == BuildState.OPENED:
        build.transmit(factory_ref=reply.ref, at=now)
        commit(build, Kind.TRANSMITTED, by=by, at=now, ref=reply.ref)
    else:  # its acknowledgement was quicker than the answer to our call
        build.factory_ref = build.factory_ref or reply.ref
        build.save(update_fields=["factory_ref", "last_heard_at"])
    settle(build, ExceptionKind.NOT_SENT, resolution="Sent to the factory", now=now)


@transaction.atomic
def record_refusal(
    request_id: int, refusal: FactoryRefused, *, now: datetime, by: User | None = None
) -> None:
    """The factory said no: the order is rejected, the change undone, the cancellation noted."""
    request = _unsettled(request_id)
    if request is None:
        return
    build = locked(request.build_id)
    reasons = list(refusal.reasons) or [str(refusal)]
    request.succeed(now, answer={"refused": reasons, "status": refusal.status})
    build.last_heard_at = now
    if request.kind == RequestKind.SUBMIT:
        reject(build, reasons, at=now, now=now, by=by)
    elif request.kind == RequestKind.CHANGE:
        change_refused(build, request, reasons, now=now)
    elif build.factory_ref:
        note(build, Kind.CHANGE_ANSWERED, by=None, at=now, accepted=False, reasons=reasons)
    else:
        withdrawn(build, reason="The factory never had it.", by=None, now=now)


def reject(
    build: Build, reasons: list[str], *, at: datetime, now: datetime, by: User | None = None
) -> bool:
    """A locked build the factory will not build gives its place back. False if it ended already."""
    if build.state in {BuildState.REJECTED, BuildState.WITHDRAWN}:
        return False
    build.reject()
    commit(build, Kind.REJECTED, by=by, at=at, reasons=reasons)
    free_place(build, now=now)
    raise_exception(
        build,
        ExceptionKind.REJECTED,
        cause="; ".join(reasons) or "No reason was given.",
        proposed_fix="Correct the order and send it again",
        now=now,
    )
    return True


def _unsettled(request_id: int) -> FactoryRequest | None:
    row: FactoryRequest | None = (
        FactoryRequest.objects.select_for_update(of=("self",))
        .filter(pk=request_id, state=WorkState.QUEUED)
        .first()
    )
    return row


def _order(body: dict[str, Any]) -> OrderRequest:
    requested = body.get("requested_on")
    return OrderRequest(
        order_number=body["order_number"],
        dealer_code=body["dealer_code"],
        release=body["release"],
        model_line=body["model_line"],
        codes=tuple(body["codes"]),
        slot=_slot(body.get("slot")),
        priority=body["priority"],
        requested_on=date.fromisoformat(requested) if requested else None,
        is_fleet=body.get("is_fleet", False),
        market=body.get("market", ""),
        specials=tuple(SpecialEquipment(**each) for each in body.get("specials", [])),
        delivery=_delivery(body.get("delivery")),
    )


def _delivery(body: dict[str, Any] | None) -> DeliveryRequest | None:
    return DeliveryRequest(**{**body, "services": tuple(body["services"])}) if body else None


def _change(body: dict[str, Any]) -> dict[str, Any]:
    slot = _slot(body.get("slot"))
    return {**body, "slot": slot} if slot else dict(body)


def _slot(body: dict[str, str] | None) -> SlotRequest | None:
    if not body:
        return None
    return SlotRequest(body["plant"], body["line"], date.fromisoformat(body["week"]))
