"""The sweep that notices what nobody reports: time passing, silence, promises slipping."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from kernel.calendar import iso_week
from kernel.work import WorkState
from production.commands.exceptions import raise_exception, settle
from production.commands.judging import judge, propose_sooner
from production.commands.slots import expire_holds
from production.commands.windows import refresh_window
from production.models import (
    Build,
    BuildException,
    BuildState,
    ExceptionKind,
    FactoryFeed,
    FactoryRequest,
    RequestKind,
    SlotBucket,
)

REFRESH = timedelta(hours=6)
OF_TIME = (ExceptionKind.LATE, ExceptionKind.AT_RISK, ExceptionKind.NO_STATUS)
TIME_PASSED = "Nothing was reported for a while, and time passed"
BATCH = 150
SEND_WITHIN = timedelta(minutes=30)
log = structlog.get_logger(__name__)


def watch(*, now: datetime) -> int:
    """Look at everything whose time has come; returns how many builds were looked at."""
    expire_holds(now=now)
    stale = (
        Build.objects.underway()
        .filter(Q(estimated_at=None) | Q(estimated_at__lte=now - REFRESH))
        .order_by(F("estimated_at").asc(nulls_first=True), "pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    looked_at = sum(_look(key, now) for key in list(stale))
    _unacknowledged(now)
    _unsent(now)
    _over_capacity(now)
    _over(now)
    return looked_at


def _look(build_id: int, now: datetime) -> bool:
    """Re-estimate and judge one build; one that fails is logged and delays no other."""
    try:
        with transaction.atomic():
            build = _free(build_id)
            if build is None:
                return False
            judge(build, refresh_window(build, cause=TIME_PASSED, by=None, now=now), now=now)
    except Exception:
        log.exception("watch_failed", build=build_id)
        return False
    return True


def _free(build_id: int) -> Build | None:
    """The build, locked, unless somebody is at work on it."""
    found: Build | None = (
        Build.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        .select_related("dealership", "manufacturer", "plant")
        .filter(pk=build_id)
        .first()
    )
    return found


def _unacknowledged(now: datetime) -> None:
    """An acknowledgement is due within one working day of the plant."""
    waiting = Build.objects.filter(
        state=BuildState.TRANSMITTED, transmitted_at__lt=now - timedelta(days=1), is_stock=False
    ).exclude(exceptions__kind=ExceptionKind.ACK_OVERDUE, exceptions__resolved_at=None)
    for key in list(waiting.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            build = _free(key)
            if build is None or build.transmitted_at is None:
                continue
            place = build.plant.calendar() if build.plant else build.dealership.calendar()
            if now.date() <= place.add_working_days(build.transmitted_at.date(), 1):
                continue
            raise_exception(
                build,
                ExceptionKind.ACK_OVERDUE,
                cause="Sent, but not acknowledged within a working day",
                measure=(now - build.transmitted_at).days,
                proposed_fix="Ask the factory's order desk",
                fix={"action": "confirm"},
                now=now,
            )


def _unsent(now: datetime) -> None:
    """Orders that wait for a person or, for too long, for the line."""
    has_feed = Exists(FactoryFeed.objects.filter(manufacturer=OuterRef("build__manufacturer")))
    late = Q(state=WorkState.QUEUED, build__opened_at__lt=now - SEND_WITHIN) | Q(
        state=WorkState.PARKED
    )
    by_hand = Q(state=WorkState.QUEUED, has_feed=False)
    rows = FactoryRequest.objects.annotate(has_feed=has_feed).filter(
        late | by_hand, kind=RequestKind.SUBMIT
    )
    for request in rows.order_by("pk")[:BATCH]:
        with transaction.atomic():
            build = _free(request.build_id)
            if build is None or build.state != BuildState.OPENED:
                continue
            cause, proposed, fix = _what_to_do(request, build, has_feed=request.has_feed)
            raise_exception(
                build, ExceptionKind.NOT_SENT, cause=cause, proposed_fix=proposed, fix=fix, now=now
            )


def _what_to_do(
    request: FactoryRequest, build: Build, *, has_feed: bool
) -> tuple[str, str, dict[str, str]]:
    """Why an order is not at the factory, what is proposed, and the fix that does it."""
    if not has_feed:
        cause = f"To be placed with {build.manufacturer} by hand"
        return cause, "Place it, then record the reference on the build's page", {}
    cause = f"Not sent yet: {request.error or 'the factory is not reachable'}"
    is_parked = request.state == WorkState.PARKED
    return cause, "Send it again" if is_parked else "Wait for the line", {"action": "resend"}


def _over_capacity(now: datetime) -> None:
    """Weeks the factory cut below what is taken: the least pressing builds in them have to move."""
    offered = Coalesce("factory_capacity", "capacity")
    over = list(
        SlotBucket.objects.filter(taken__gt=offered, week_start__gt=now.date())
        .select_related("line")
        .order_by("week_start")[:BATCH]
    )
    for bucket in over:
        _ask_to_move(bucket, now)
    solved = (
        BuildException.objects.open()
        .filter(kind=ExceptionKind.OVER_CAPACITY)
        .exclude(build__reservation__bucket__in=[bucket.pk for bucket in over])
    )
    for key in list(solved.values_list("build", flat=True)):
        with transaction.atomic():
            build = _free(key)
            if build is not None:
                settle(
                    build,
                    ExceptionKind.OVER_CAPACITY,
                    resolution="The week has room again",
                    now=now,
                )


def _over(now: datetime) -> None:
    """A car that is ready, handed over or withdrawn is late no more; nobody has to act."""
    rows = BuildException.objects.open().filter(kind__in=OF_TIME)
    ended = rows.exclude(build__in=Build.objects.underway()).values_list("build", flat=True)
    for key in list(ended[:BATCH]):
        with transaction.atomic():
            build = _free(key)
            if build is not None:
                settle(
                    build, *OF_TIME, resolution="The car is there, or no longer on order", now=now
                )


def _ask_to_move(bucket: SlotBucket, now: datetime) -> None:
    builds = (
        Build.objects.live()
        .filter(reservation__bucket=bucket)
        .order_by("-priority", F("promised_on").desc(nulls_first=True), "-pk")
    )
    for key in list(builds.values_list("pk", flat=True)[: bucket.excess]):
        with transaction.atomic():
            build = _free(key)
            if build is None:
                continue
            words, fix = propose_sooner(build, now)
            raise_exception(
                build,
                ExceptionKind.OVER_CAPACITY,
                cause=f"{bucket.taken} of {bucket.factory_capacity} places on "
                f"{bucket.line} in {iso_week(bucket.week_start)[5:]}",
                proposed_fix=words if fix["action"] == "move" else "Choose a later week",
                fix=fix if fix["action"] == "move" else {},
                measure=bucket.excess,
                now=now,
            )
