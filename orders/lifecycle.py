"""The life of an order as plain data: its states, its edges, and what lies ahead. Pure; no Django."""

from __future__ import annotations

from collections import deque

DRAFT, QUOTED, ACCEPTED, VALIDATED, APPROVED = (
    "DRAFT",
    "QUOTED",
    "ACCEPTED",
    "VALIDATED",
    "APPROVED",
)
SUBMITTED, BANKED, SCHEDULED, IN_PRODUCTION = (
    "SUBMITTED",
    "BANKED",
    "SCHEDULED",
    "IN_PRODUCTION",
)
BUILT, IN_TRANSIT, AT_DEALER, READY = "BUILT", "IN_TRANSIT", "AT_DEALER", "READY"
DELIVERED, CLOSED = "DELIVERED", "CLOSED"
REJECTED, CANCELLED, EXPIRED = "REJECTED", "CANCELLED", "EXPIRED"

# The straight way, in order.
WAY = (
    DRAFT,
    QUOTED,
    ACCEPTED,
    VALIDATED,
    APPROVED,
    SUBMITTED,
    BANKED,
    SCHEDULED,
    IN_PRODUCTION,
    BUILT,
    IN_TRANSIT,
    AT_DEALER,
    READY,
    DELIVERED,
    CLOSED,
)
END_STATES = (CLOSED, CANCELLED, EXPIRED)
# With a build at the factory or on its way; a closed order keeps pointing at the car it delivered.
BUILD_STATES = (*WAY[WAY.index(SUBMITTED) : WAY.index(CLOSED)], REJECTED)
WITH_BUILD = (*BUILD_STATES, CLOSED)
PROMISED_STATES = (APPROVED, *WITH_BUILD)
CANCELLABLE = (*WAY[WAY.index(ACCEPTED) : WAY.index(DELIVERED)], REJECTED)

# With a delivery plan that can still change: the car has not left the plant.
PLANNED = WAY[WAY.index(APPROVED) : WAY.index(IN_TRANSIT)]

# By name of the transition: where it may start, and where it leads.
TRANSITIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "quote": ((DRAFT,), QUOTED),
    "revise": ((QUOTED,), DRAFT),
    "discard": ((DRAFT,), EXPIRED),  # one that left a trace; any other is deleted
    "expire": ((QUOTED,), EXPIRED),
    "accept": ((QUOTED,), ACCEPTED),
    "validate": ((ACCEPTED,), VALIDATED),
    "fail_validation": ((VALIDATED,), ACCEPTED),
    "approve": ((VALIDATED,), APPROVED),
    "lapse_credit": ((APPROVED,), VALIDATED),
    "submit": ((APPROVED,), SUBMITTED),
    "acknowledge": ((SUBMITTED,), BANKED),
    "reject": ((SUBMITTED,), REJECTED),
    "resubmit": ((REJECTED,), VALIDATED),
    "schedule": ((BANKED,), SCHEDULED),
    "fall_back": ((SCHEDULED,), BANKED),
    "start": ((SCHEDULED,), IN_PRODUCTION),
    "scrap": ((IN_PRODUCTION,), BANKED),
    "mark_built": ((IN_PRODUCTION,), BUILT),
    "depart": ((BUILT,), IN_TRANSIT),
    "replace_lost": ((IN_TRANSIT,), BANKED),
    "arrive": ((IN_TRANSIT,), AT_DEALER),
    "make_ready": ((AT_DEALER,), READY),
    "deliver": ((READY,), DELIVERED),
    "close": ((DELIVERED,), CLOSED),
    "cancel": (CANCELLABLE, CANCELLED),
}
EDGES = tuple(
    sorted((source, target) for sources, target in TRANSITIONS.values() for source in sources)
)
# What the factory's news may drive, forward only.
FOLLOWING = ("acknowledge", "schedule", "start", "mark_built", "depart", "arrive")


def has_passed(state: str, target: str) -> bool:
    """Is ``state`` at or beyond ``target`` on the straight way? Side states have passed nothing."""
    return state in WAY and WAY.index(state) >= WAY.index(target)


def steps(state: str, target: str, allowed: tuple[str, ...] = FOLLOWING) -> tuple[str, ...] | None:
    """The shortest run of ``allowed`` transitions from ``state`` to ``target``; None if there is none."""
    queue = deque([(state, ())])
    seen = {state}
    while queue:
        here, taken = queue.popleft()
        if here == target:
            return taken
        for name in allowed:
            sources, after = TRANSITIONS[name]
            if here in sources and after not in seen:
                seen.add(after)
                queue.append((after, (*taken, name)))  # type: ignore[arg-type]
    return None
