"""The histories of the demonstration world: every state, legal order, nothing in the future."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from kernel.calendar import WorkingCalendar
from mto.demo.histories import LEGS, History, full_history
from mto.demo.people import HARBOR, people
from mto.demo.placing import QUOTA, at_step, in_state

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
INSTANTS = (  # the year's end, both days on which clocks change, a weekend's night, a leap day
    datetime(2026, 12, 31, 23, 50, tzinfo=UTC),
    datetime(2027, 1, 2, 6, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 59, tzinfo=UTC),
    datetime(2027, 6, 13, 3, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
)
OFFICE, PLANT = WorkingCalendar("US", "ME"), WorkingCalendar("AT")
SHUT = frozenset(
    day
    for n in range(1100)
    if (day := date(2025, 6, 1) + timedelta(days=n)).isocalendar().week in {1, 31, 32, 33, 52, 53}
)


def life(rng: random.Random, start: datetime) -> History:
    return full_history(rng, start=start, office=OFFICE, plant=PLANT, legs=LEGS["GRZ"])


def slow_life(rng: random.Random, start: datetime, *, has_upfit: bool) -> History:
    """The longest waits, from a plant that shuts for weeks."""
    plant = WorkingCalendar("AT", None, SHUT)
    return full_history(
        rng, start=start, office=OFFICE, plant=plant, legs=LEGS["GRZ"], slow=2.4, upfit=has_upfit
    )


@pytest.mark.parametrize("state", QUOTA)
def test_every_state_is_reached_today_and_nothing_lies_in_the_future(
    state: str,
) -> None:
    rng = random.Random(state)
    for _ in range(5):
        history = in_state(rng, state, NOW, life)
        assert history.state == state
        assert history.steps[-1].at <= NOW
        assert history.steps[0].at > NOW - timedelta(days=500)
        instants = [step.at for step in history.steps]
        assert instants == sorted(instants)


@pytest.mark.parametrize("now", INSTANTS, ids=str)
@pytest.mark.parametrize("state", QUOTA)
def test_it_does_not_matter_when_the_world_is_made(state: str, now: datetime) -> None:
    """Lives jump over holidays: around them few starts lead to a given state today."""
    rng = random.Random(f"{state} {now}")
    for number in range(40):
        history = in_state(rng, state, now, partial(slow_life, has_upfit=number % 2 == 0))
        assert history.state == state
        assert history.steps[-1].at <= now


@pytest.mark.parametrize("now", INSTANTS, ids=str)
@pytest.mark.parametrize("code", ["PNT-OUT", "FIN-OUT"])
def test_a_story_is_staged_even_while_the_plant_is_shut(code: str, now: datetime) -> None:
    rng = random.Random(f"{code} {now}")
    for _ in range(5):
        history = at_step(rng, code, now, partial(slow_life, has_upfit=False))
        assert history.steps[-1].code == code
        assert history.steps[-1].at <= now


def test_the_same_seed_gives_the_same_history() -> None:
    once, twice = (in_state(random.Random(7), "IN_TRANSIT", NOW, life) for _ in range(2))
    assert once == twice


def test_factory_steps_happen_on_the_plants_working_days() -> None:
    history = life(random.Random(3), NOW)
    production = [s for s in history.steps if s.code in {"BIW-IN", "PNT-OUT", "FIN-OUT", "REL"}]
    assert len(production) == 4
    assert all(PLANT.is_working_day(step.at.date()) for step in production)


def test_people_are_never_invented_twice() -> None:
    taken: set[str] = set()
    invented = people(random.Random(1), HARBOR, 60, taken)
    assert len({person.email for person in invented}) == 60 == len(taken)
