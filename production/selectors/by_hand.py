"""What a coordinator can record of a car whose maker has no feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.work import WorkState
from production.milestones import DEALER_CODES, EXPECTED, MEANINGS
from production.models import Build, BuildState, FactoryFeed, FactoryRequest

AGAIN = {"SHP-DEP", "SHP-ARR", "QA-HOLD", "RWK-IN", "RWK-OUT", "QA-OK"}
RECORDED_IN = {BuildState.TRANSMITTED, BuildState.ACKNOWLEDGED}


@dataclass(frozen=True, slots=True)
class HandWork:
    """What waits for the maker's answer, and the milestones that can still come, the next first."""

    waiting: Sequence[FactoryRequest]
    milestones: Sequence[tuple[str, str]]


def hand_work(build: Build) -> HandWork | None:
    """None for a maker that speaks for itself. Three queries."""
    if FactoryFeed.objects.filter(manufacturer=build.manufacturer_id).exists():
        return None
    waiting = build.requests.filter(state=WorkState.QUEUED).order_by("pk")
    return HandWork(list(waiting), _open_milestones(build))


def _open_milestones(build: Build) -> Sequence[tuple[str, str]]:
    if build.state not in RECORDED_IN or not build.is_live:
        return ()
    reached = set(build.milestones.values_list("code", flat=True))
    open_codes = [
        code
        for code in MEANINGS
        if code not in DEALER_CODES and (code not in reached or code in AGAIN)
    ]
    following = next((code for code in EXPECTED if code in open_codes and code not in reached), "")
    open_codes.sort(key=lambda code: code != following)
    return [(code, f"{MEANINGS[code].words} ({code})") for code in open_codes]
