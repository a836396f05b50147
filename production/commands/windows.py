"""Keeping a build's window true, and telling of it only when it matters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from customers.models import User
from production import promise
from production.commands.writing import iso, note
from production.estimates import Estimate, estimate_build
from production.models import Build, Kind
from production.promise import Window

COLUMNS = (
    "estimate_p10", "estimate_p50", "estimate_p90", "estimate_basis", "estimate_size",
    "estimate_risk", "estimated_at",
)  # fmt: skip


def refresh_window(
    build: Build,
    *,
    cause: str,
    by: User | None,
    now: datetime,
    code: str = "",
    is_told: bool = True,
) -> Estimate:
    """Re-estimate a locked build. A change that matters is published with its cause; jitter is not.

    ``code`` is the milestone behind it, if one is. The published window stays on the row until a new one is published, so many small steps add up.
    """
    estimate = estimate_build(build, now)
    old, new = published(build), estimate.window
    risk = estimate.risk(build.promised_on)
    was_at_risk = build.estimate_risk > promise.AT_RISK
    why = promise.reason_to_publish(old, new, was_at_risk=was_at_risk, risk=risk)
    build.estimate_risk, build.estimated_at = risk, now
    build.estimate_basis, build.estimate_size = new.basis[:300], new.sample_size
    if why:
        build.estimate_p10, build.estimate_p50, build.estimate_p90 = new.p10, new.p50, new.p90
    build.save(update_fields=COLUMNS)
    if why and old is not None and is_told:
        note(
            build,
            Kind.WINDOW_CHANGED,
            by=by,
            at=now,
            old=window_json(old),
            new=window_json(new),
            cause=cause,
            code=code,
            why=why,
            risk=round(risk, 3),
            is_on_hold=build.is_on_hold,
        )
    return estimate


def published(build: Build) -> Window | None:
    """The window last told."""
    if build.estimate_p10 is None or build.estimate_p50 is None or build.estimate_p90 is None:
        return None
    return Window(
        build.estimate_p10,
        build.estimate_p50,
        build.estimate_p90,
        build.estimate_basis,
        build.estimate_size,
        build.estimate_p90,
    )


def window_json(window: Window) -> dict[str, Any]:
    return {"p10": iso(window.p10), "p50": iso(window.p50), "p90": iso(window.p90)}
