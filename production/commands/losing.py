"""A car is lost on its way to the dealership."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from customers.models import User
from kernel.refusals import refusing
from kernel.work import WorkState
from production.commands.refusals import CannotReplace, CannotWithdraw
from production.commands.writing import ask_factory, commit, locked
from production.milestones import Stage
from production.models import Build, Kind, RequestKind


@transaction.atomic
def ask_replacement(*, build_id: int, reason: str, by: User | None, now: datetime) -> Build:
    """Ask the factory to build a lost car again; its answer is the milestone SHP-LOST.

    :raises CannotReplace: unless it is on its way, or when that was asked already.
    """
    build = locked(build_id)
    if not build.is_live or build.stage != Stage.IN_TRANSIT:
        raise CannotReplace(f"{build} is not on its way.")
    prefix = f"{build.order_number}:{build.pk}:replace:"
    asked = build.requests.filter(idempotency_key__startswith=prefix)
    if asked.exclude(state=WorkState.PARKED).exclude(answer__has_key="accepted").exists():
        raise CannotReplace("The factory was asked for a replacement already.")
    key = f"{prefix}{asked.count() + 1}"
    ask_factory(build, RequestKind.CHANGE, key, {"change": {"replace": reason}}, now)
    commit(build, Kind.LOST, by=by, at=now, reason=reason)
    return build


@transaction.atomic
def write_off(*, build_id: int, reason: str, by: User | None, now: datetime) -> Build:
    """End the build of a lost car nobody wants replaced. Its place was used and is not given back.

    :raises CannotWithdraw: when it has ended already.
    """
    build = locked(build_id)
    with refusing(CannotWithdraw):
        build.withdraw()
    commit(build, Kind.WITHDRAWN, by=by, at=now, reason=f"Lost in transit: {reason}")
    return build
