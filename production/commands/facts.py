"""What each kind of factory message changes on its build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customers.models import User
from kernel.calendar import iso_week
from kernel.work import WorkState
from production.commands.builds import withdrawn
from production.commands.exceptions import raise_exception, settle
from production.commands.judging import judge
from production.commands.projection import project
from production.commands.requests import change_accepted, change_refused, follow_slot
from production.commands.transmit import reject
from production.commands.windows import refresh_window
from production.commands.writing import commit, iso, note
from production.gateways.base import Fact
from production.milestones import CAR_GONE, DEALER_CODES, MEANINGS, meaning_of
from production.models import (
    Build,
    BuildState,
    ExceptionKind,
    FactoryRequest,
    InboxMessage,
    Kind,
    Milestone,
    QualityFinding,
    RequestKind,
    SlotBucket,
    TransportLeg,
)


@dataclass
class Applied:
    """A locked build while a batch of its messages is applied."""

    build: Build
    causes: list[str] = field(default_factory=list)
    code: str = ""
    """The milestone that came last."""
    passed: set[tuple[str, int]] | None = None
    """Code and occurrence of every milestone it has, once they were read."""
    by: User | None = None
    """The person who recorded them, where no factory speaks for itself."""


def apply_fact(applied: Applied, fact: Fact, message: InboxMessage, *, now: datetime) -> bool:
    """Change the build by one fact. False when it said nothing new.

    :raises UnknownMilestone: for a milestone code this system does not know.
    """
    build = applied.build
    if fact.code:
        meaning_of(fact.code)
    before = _columns(build)
    build.last_heard_at = now
    if fact.vin and fact.vin != build.vin:
        build.vin = fact.vin[:17]
    if fact.ref and not build.factory_ref:
        build.factory_ref = fact.ref
    is_news = HANDLERS[fact.kind](applied, fact, now)
    if fact.code:
        is_news = _milestone(applied, fact, message) or is_news
    if _columns(build) != before:
        build.save()
    return is_news


def _columns(build: Build) -> list[Any]:
    """What a message may change before the milestones are folded; that it was heard is saved at the end."""
    return [
        build.__dict__.get(column.attname) for column in Build._meta.concrete_fields
        if column.attname != "last_heard_at"
    ]  # fmt: skip


def finish(applied: Applied, *, now: datetime) -> None:
    """Fold the milestones once for the whole batch, and publish one new window if it matters."""
    build = applied.build
    if not applied.causes:
        build.save(update_fields=["last_heard_at"])
        return
    was_on_hold = build.is_on_hold
    project(build)
    build.save()
    if build.is_on_hold and not was_on_hold:
        _hold_began(build, now)
    elif was_on_hold and not build.is_on_hold:
        settle(build, ExceptionKind.QUALITY_HOLD, resolution="Quality released", now=now)
    settle(
        build,
        ExceptionKind.NO_STATUS,
        ExceptionKind.ACK_OVERDUE,
        resolution="The factory was heard again",
        now=now,
    )
    if build.is_live:
        cause, code = applied.causes[-1], applied.code
        judge(build, refresh_window(build, cause=cause, code=code, by=None, now=now), now=now)


def _milestone(applied: Applied, fact: Fact, message: InboxMessage) -> bool:
    if fact.code in DEALER_CODES:
        return False  # the dealership's own word counts, not an echo of it
    build, meaning = applied.build, MEANINGS[fact.code]
    if applied.passed is None:
        applied.passed = set(build.milestones.values_list("code", "occurrence"))
    if (fact.code, fact.occurrence) in applied.passed:
        return False
    Milestone.objects.create(
        build=build,
        code=fact.code,
        occurrence=fact.occurrence,
        occurred_at=fact.occurred_at,
        received_at=message.received_at,
        sequence=fact.sequence,
        detail=_detail(fact),
    )
    applied.passed.add((fact.code, fact.occurrence))
    if fact.code == "ORD-ACK":
        _acknowledge(applied, fact)
    if fact.code == "SCH-WK":
        _scheduled(applied, fact)
    if fact.code in CAR_GONE:
        build.vin = ""
        build.transport_legs.all().delete()
    note(
        build,
        Kind.MILESTONE,
        by=applied.by,
        at=fact.occurred_at,
        code=fact.code,
        occurrence=fact.occurrence,
        words=meaning.words,
        customer_milestone=meaning.customer_milestone,
        customer_words=meaning.customer_words,
        occurred_at=fact.occurred_at.isoformat(),
        **_detail(fact),
    )
    applied.causes.append(_cause(fact))
    applied.code = fact.code
    return True


def _detail(fact: Fact) -> dict[str, Any]:
    known = {
        "plant": fact.plant,
        "line": fact.line,
        "week": iso_week(fact.week) if fact.week else "",
        "leg": fact.leg,
        "mode": fact.mode,
        "reason": "; ".join(fact.reasons),
    }
    return {name: value for name, value in known.items() if value}


def _cause(fact: Fact) -> str:
    words = MEANINGS[fact.code].words
    return f"{words}: {'; '.join(fact.reasons)}" if fact.reasons else words


def _acknowledge(applied: Applied, fact: Fact) -> None:
    build = applied.build
    if build.state not in {BuildState.OPENED, BuildState.TRANSMITTED}:
        return
    build.acknowledge(factory_ref=fact.ref, at=fact.occurred_at)
    commit(build, Kind.ACKNOWLEDGED, by=applied.by, at=fact.occurred_at, ref=build.factory_ref)


def _scheduled(applied: Applied, fact: Fact) -> None:
    """The factory's week is the week, also where it is not the one we asked for."""
    build = applied.build
    if fact.week is None:
        return
    bucket = (
        SlotBucket.objects.select_related("line__plant")
        .filter(
            line__plant__manufacturer=build.manufacturer_id,
            line__plant__code=fact.plant,
            line__code=fact.line,
            week_start=fact.week,
        )
        .first()
    )
    old = build.slot_week
    if bucket is not None:
        follow_slot(build, bucket)
    else:
        build.slot_week = fact.week
    if old and fact.week != old:
        reason = "; ".join(fact.reasons) or "The factory scheduled another week"
        commit(
            build,
            Kind.SLOT_MOVED,
            by=applied.by,
            at=fact.occurred_at,
            old={"week": iso_week(old)},
            new={"week": iso_week(fact.week), "line": fact.line},
            reason=reason,
        )
        applied.causes.append(reason)


def _hold_began(build: Build, now: datetime) -> None:
    found = ", ".join(build.findings.order_by("-pk").values_list("text", flat=True)[:2])
    note(build, Kind.QUALITY_HOLD, by=None, at=now, findings=found)
    raise_exception(
        build,
        ExceptionKind.QUALITY_HOLD,
        cause=f"Held by quality{': ' + found if found else ''}",
        proposed_fix="Wait for rework; the window is widened",
        fix={"action": "confirm"},
        now=now,
    )


def _only_milestone(applied: Applied, fact: Fact, now: datetime) -> bool:
    del applied, fact, now
    return False


def _rejected(applied: Applied, fact: Fact, now: datetime) -> bool:
    return reject(applied.build, list(fact.reasons), at=fact.occurred_at, now=now)


def _quality(applied: Applied, fact: Fact, now: datetime) -> bool:
    del now
    build, is_news = applied.build, False
    for number, finding in enumerate(fact.findings):
        _, is_new = QualityFinding.objects.get_or_create(
            build=build,
            key=f"{fact.sequence}:{number}",
            defaults={
                "code": finding.code[:40],
                "text": finding.text,
                "is_defect": finding.is_defect,
                "found_at": fact.occurred_at,
            },
        )
        is_news = is_news or is_new
    if is_news:
        found = [{"code": each.code, "text": each.text} for each in fact.findings]
        note(build, Kind.QUALITY, by=None, at=fact.occurred_at, findings=found)
    return is_news


def _transport(applied: Applied, fact: Fact, now: datetime) -> bool:
    del now
    build = applied.build
    leg, is_new = TransportLeg.objects.get_or_create(
        build=build,
        leg=fact.leg or fact.occurrence,
        defaults={
            "mode": fact.mode[:20],
            "origin": fact.origin[:80],
            "destination": fact.destination[:80],
        },
    )
    before = (leg.departed_at, leg.arrived_at, leg.expected_on)
    if fact.code == "SHP-DEP":
        leg.departed_at = leg.departed_at or fact.occurred_at
    elif fact.code == "SHP-ARR":
        leg.arrived_at = leg.arrived_at or fact.occurred_at
    leg.expected_on = fact.expected_on or leg.expected_on
    is_changed = before != (leg.departed_at, leg.arrived_at, leg.expected_on)
    if is_changed:
        leg.save()
    if is_new or is_changed:
        note(
            build,
            Kind.TRANSPORT,
            by=None,
            at=fact.occurred_at,
            leg=leg.leg,
            mode=leg.mode,
            code=fact.code,
            origin=leg.origin,
            destination=leg.destination,
            expected_on=iso(leg.expected_on),
        )
    return is_new or is_changed


def _as_built(applied: Applied, fact: Fact, now: datetime) -> bool:
    """Compare what was built with what was ordered."""
    build = applied.build
    if build.events.filter(kind=Kind.AS_BUILT).exists():
        return False
    missing = sorted(set(build.codes) - set(fact.codes))
    extra = sorted(set(fact.codes) - set(build.codes))
    note(build, Kind.AS_BUILT, by=None, at=fact.occurred_at, missing=missing, extra=extra)
    if missing or extra:
        parts = [f"without {', '.join(missing)}"] if missing else []
        parts += [f"with {', '.join(extra)} nobody ordered"] if extra else []
        raise_exception(
            build,
            ExceptionKind.MISMATCH,
            cause=f"Built {' and '.join(parts)}",
            proposed_fix="Open a quality case with the plant and call the customer",
            fix={"action": "confirm"},
            now=now,
        )
    return True


def _change_answered(applied: Applied, fact: Fact, now: datetime) -> bool:
    build = applied.build
    request = _request(build, fact, RequestKind.CHANGE)
    if request is None or "accepted" in request.answer:
        return False
    answer = {**request.answer, "accepted": bool(fact.is_accepted), "reasons": list(fact.reasons)}
    FactoryRequest.objects.filter(pk=request.pk).update(answer=answer)
    if not fact.is_accepted:
        change_refused(build, request, fact.reasons, now=now)
    else:
        change_accepted(build, request, by=None, at=fact.occurred_at, now=now)
    return True


def _cancel_answered(applied: Applied, fact: Fact, now: datetime) -> bool:
    build = applied.build
    request = _request(build, fact, RequestKind.CANCEL)
    if request is None or "accepted" in request.answer:
        return False
    answer = {**request.answer, "accepted": bool(fact.is_accepted), "reasons": list(fact.reasons)}
    FactoryRequest.objects.filter(pk=request.pk).update(answer=answer)
    if fact.is_accepted and build.is_live:
        withdrawn(build, reason="Cancelled at the factory", by=None, now=now)
    elif not fact.is_accepted:
        note(
            build,
            Kind.CHANGE_ANSWERED,
            by=None,
            at=fact.occurred_at,
            accepted=False,
            reasons=list(fact.reasons),
        )
    return True


def _request(build: Build, fact: Fact, kind: RequestKind) -> FactoryRequest | None:
    """The request that is answered: by its key, else the latest of that kind that was sent."""
    rows = FactoryRequest.objects.filter(build=build, kind=kind).order_by("-pk")
    named: FactoryRequest | None = rows.filter(idempotency_key=fact.request).first()
    sent: FactoryRequest | None = rows.filter(state=WorkState.DONE).first()
    return named or sent


HANDLERS: dict[str, Callable[[Applied, Fact, datetime], bool]] = {
    "build.milestone": _only_milestone,
    "order.acknowledged": _only_milestone,
    "order.rejected": _rejected,
    "quality.result": _quality,
    "transport.leg": _transport,
    "build.as_built": _as_built,
    "change.answered": _change_answered,
    "cancel.answered": _cancel_answered,
}
