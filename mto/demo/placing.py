"""Histories laid so that today finds each order in a wanted state. Pure and seeded."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from mto.demo.histories import History, Step

QUOTA = {
    "DRAFT": 9,
    "QUOTED": 22,
    "EXPIRED": 14,
    "ACCEPTED": 8,
    "VALIDATED": 8,
    "APPROVED": 7,
    "SUBMITTED": 4,
    "REJECTED": 3,
    "BANKED": 14,
    "SCHEDULED": 28,
    "IN_PRODUCTION": 24,
    "BUILT": 10,
    "IN_TRANSIT": 22,
    "AT_DEALER": 9,
    "READY": 7,
    "DELIVERED": 21,
    "CLOSED": 84,
    "CANCELLED": 11,
}
QUOTE_DAYS = 14
YEAR = timedelta(days=365)
CANCELLED_IN = ("ACCEPTED", "VALIDATED", "APPROVED", "BANKED", "BANKED", "SCHEDULED")
MAX_TRIES = 60
SHIFTS = 6
PATIENCE = 12
WAITING_DAYS = {
    "DRAFT": 12.0,
    "QUOTED": 13.0,
    "ACCEPTED": 4.0,
    "VALIDATED": 4.0,
    "APPROVED": 2.0,
    "SUBMITTED": 0.8,
}
"""How long an order may already wait in a state that only the dealership can end."""

Maker = Callable[[random.Random, datetime], History]
"""Draws a whole life that starts at an instant."""


def _interval(history: History, state: str) -> tuple[timedelta, timedelta]:
    """When, from the start, a life enters a state and leaves it (a month on, if never)."""
    began = history.steps[0].at
    inside = [n for n in range(len(history.steps)) if _state(history, n) == state]
    entered = history.steps[inside[0]].at - began
    after = inside[-1] + 1
    if after == len(history.steps):
        return entered, entered + timedelta(days=30)
    return entered, history.steps[after].at - began


def _state(history: History, index: int) -> str:
    return History(history.steps[: index + 1]).state


def in_state(rng: random.Random, state: str, now: datetime, maker: Maker) -> History:
    """The history up to ``now`` of an order that stands in ``state`` now.

    :raises RuntimeError: no life was found that passes through that state (a fault of the maker).
    """
    special = {"EXPIRED": _expired, "REJECTED": _rejected, "CANCELLED": _cancelled}
    if state in special:
        return special[state](rng, now, maker)
    if state in WAITING_DAYS:
        return _waiting(rng, state, now, maker)
    for _ in range(MAX_TRIES):
        seed, share = rng.random(), rng.uniform(0.02, 0.98)
        life = maker(random.Random(seed), now - YEAR)
        for _ in range(SHIFTS):  # holidays stretch a life, so it is laid again where it missed
            entered, left = _interval(life, state)
            if state == "CLOSED":
                left = max(left, YEAR)
            life = maker(random.Random(seed), now - (entered + (left - entered) * share))
            past = life.until(now)
            if past.steps and past.state == state:
                return past
    raise RuntimeError(f"No life found that is {state} today.")


def at_step(rng: random.Random, code: str, now: datetime, maker: Maker) -> History:
    """The history of an order whose last step, some hours to two days ago, is ``code``.

    Where the plant has been shut since, it is as long ago as that.
    """
    for attempt in range(MAX_TRIES):
        seed, longer = rng.random(), 0.5 * max(0, attempt - PATIENCE)
        waited = timedelta(days=rng.uniform(0.2, 2.0) + longer)
        life = maker(random.Random(seed), now - YEAR)
        for _ in range(SHIFTS):
            reached = next(step.at for step in life.steps if step.code == code)
            life = maker(random.Random(seed), now - waited - (reached - life.steps[0].at))
            past = life.until(now)
            if past.steps and past.steps[-1].code == code:
                return past
    raise RuntimeError(f"No life found that has just passed {code}.")


def _waiting(rng: random.Random, state: str, now: datetime, maker: Maker) -> History:
    """Cut a life at a step of that state and lay the cut a little before now."""
    seed, waited = rng.random(), timedelta(days=rng.uniform(0.02, WAITING_DAYS[state]))
    for _ in range(MAX_TRIES):
        draft = maker(random.Random(seed), now - YEAR)
        inside = [n for n in range(len(draft.steps)) if _state(draft, n) == state]
        cut = rng.choice(inside)
        start = now - waited - (draft.steps[cut].at - draft.steps[0].at)
        life = maker(random.Random(seed), start).cut(cut + 1)
        if life.steps[-1].at <= now:
            return life
        waited += timedelta(hours=9)
    raise RuntimeError(f"No life found that waits in {state} today.")


def _expired(rng: random.Random, now: datetime, maker: Maker) -> History:
    start = now - timedelta(days=rng.uniform(QUOTE_DAYS + 4, 300))
    steps = maker(rng, start).steps[:2]
    ended = steps[1].at + timedelta(days=QUOTE_DAYS, hours=12)
    return History([*steps, Step("expired", min(ended, now))])


def _rejected(rng: random.Random, now: datetime, maker: Maker) -> History:
    life = in_state(rng, "SUBMITTED", now - timedelta(days=rng.uniform(0.5, 4)), maker)
    ended = life.steps[-1].at + timedelta(hours=rng.uniform(2, 11))
    return History([*life.steps, Step("rejected", min(ended, now))], life.ahead)


def _cancelled(rng: random.Random, now: datetime, maker: Maker) -> History:
    when = now - timedelta(days=rng.uniform(3, 250))
    life = in_state(rng, rng.choice(CANCELLED_IN), when, maker)
    return History([*life.steps, Step("cancelled", when)], life.ahead)
