"""When will the car be there? The distribution of the time that remains. Pure; numpy only.

Each remaining leg has a distribution of working days, kept as *hazards*: the chance that the leg
ends on its k-th day if it has lasted that long. Hazards take censored history (cars still in the
leg) as it is, they shrink towards a coarser group day by day where data is thin, and "it has
already taken nine days" is simply leaving out the first nine. Beyond everything ever seen the
hazard falls like one over the days waited, so silence widens a window instead of freezing it.
Legs follow each other by convolution on the working calendar of the place where they happen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kernel.calendar import WorkingCalendar, iso_week

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

LONGEST = 260  # working days one leg may take; what would take longer is put there
HORIZON = 1100  # calendar days looked ahead
PRIOR_STRENGTH = 8.0  # cars a coarser group counts for
THIN = 12  # fewer cars than this and the basis says so
AT_RISK, LATE = 0.35, 0.80
MIN_SHIFT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Sample:
    """Working days a leg took: of cars that finished it, and of cars still in it (censored)."""

    done: tuple[int, ...] = ()
    still_open: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One remaining leg: its calendar, the usual range of the trade, and history coarse to fine.

    ``extra_days`` come on top for this car; below 0 it is as far as others are after so many days.
    """

    name: str
    calendar: WorkingCalendar
    typical: tuple[int, int]
    levels: tuple[Sample, ...] = ()
    extra_days: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """What is said: eight of ten cars are ready within [p10, p90]; `promise_on` is what is promised."""

    p10: date
    p50: date
    p90: date
    basis: str
    sample_size: int
    promise_on: date
    is_widened: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """The chance of each day, from `origin` on."""

    origin: date
    chance: Floats

    def quantile(self, share: float) -> date:
        """The first day by which the car is there with this probability."""
        place = int(np.searchsorted(np.cumsum(self.chance), share - 1e-12))
        return self.origin + timedelta(days=min(place, self.chance.size - 1))

    def chance_after(self, day: date) -> float:
        """How likely it is that the car comes after `day`."""
        place = (day - self.origin).days
        if place < 0:
            return 1.0
        return float(max(0.0, 1.0 - self.chance[: place + 1].sum()))


def usual_hazards(typical: tuple[int, int]) -> Floats:
    """Hazards of a leg nobody has data on: even over the usual range, with a heavy tail."""
    low, high = typical
    days = np.arange(LONGEST + 1, dtype=np.float64)
    inside = 1.0 / (np.maximum(high - days, 0.0) + 1.5)
    beyond = 2.0 / (np.maximum(days - high, 0.0) + (high - low) + 3.0)
    hazards = np.where(days < low, 0.02, np.where(days <= high, inside, beyond))
    return np.clip(hazards, 0.005, 0.7)


def shrunk_hazards(parent: Floats, sample: Sample) -> Floats:
    """The hazards of a finer group: its own where it has cars, its parent's where it has few."""
    done = _counts(sample.done)
    at_risk = (done + _counts(sample.still_open))[::-1].cumsum()[::-1]
    mixed: Floats = (done + PRIOR_STRENGTH * parent) / (at_risk + PRIOR_STRENGTH)
    return mixed


def hazards(step: Step) -> Floats:
    """The hazards of a leg after all its levels of history, coarse to fine."""
    result = usual_hazards(step.typical)
    for sample in step.levels:
        if sample.done or sample.still_open:
            result = shrunk_hazards(result, sample)
    return result


def remaining_days(step: Step, spent: int = 0) -> Floats:
    """Chance of each number of further working days, given that `spent` have passed already."""
    spent += max(0, -step.extra_days)
    rates = hazards(step)[min(spent, LONGEST - 1) :].copy()
    rates[-1] = 1.0
    survived = np.concatenate(([1.0], np.cumprod(1.0 - rates[:-1])))
    chance: Floats = survived * rates
    if step.extra_days > 0 and not spent:
        chance = np.concatenate((np.zeros(step.extra_days), chance))
    return chance


def patience(step: Step, share: float = 0.9) -> int:
    """The working days after which a car is overdue in this leg."""
    return int(np.searchsorted(np.cumsum(remaining_days(step)), share))


def forecast(*, today: date, begins: date, steps: Sequence[Step]) -> Forecast:
    """The day the last step ends.

    :param begins: when the first step began; or, if that is still ahead, when it will.
    """
    chance = np.zeros(HORIZON, dtype=np.float64)
    chance[min(max((begins - today).days, 0), HORIZON - 1)] = 1.0
    for number, step in enumerate(steps):
        spent = 0
        if number == 0 and begins < today:
            spent = step.calendar.working_days_between(begins, today)
        chance = _convolve(chance, remaining_days(step, spent), _days(step.calendar, today))
    return Forecast(today, chance)


def window(result: Forecast, *, basis: str, sample_size: int, is_widened: bool = False) -> Window:
    """The forecast in three dates; promised is P80, rounded up to the end of its week."""
    p80 = result.quantile(0.8)
    return Window(
        p10=result.quantile(0.1),
        p50=result.quantile(0.5),
        p90=result.quantile(0.9),
        basis=basis,
        sample_size=sample_size,
        promise_on=p80 + timedelta(days=6 - p80.weekday()),
        is_widened=is_widened,
    )


def basis(*, sample_size: int, where: str, week: date | None, overdue: str = "") -> str:
    """One sentence that says what a window rests on, and how thin that is."""
    cars = "1 car" if sample_size == 1 else f"{sample_size} cars"
    if sample_size == 0:
        text = f"No history yet for {where}: the trade's usual times"
    elif sample_size < THIN:
        text = f"Only {cars} of {where} so far, so the window is wide"
    else:
        text = f"Based on {cars} of {where} over the last year"
    if week is not None:
        text += f"; build slot in week {iso_week(week)[-2:]} ({week:%b} {week.day})"
    if overdue:
        text += f"; {overdue} takes longer than 9 of 10 cars, so the window was widened"
    return f"{text}."


def reason_to_publish(
    old: Window | None, new: Window, *, was_at_risk: bool = False, risk: float = 0.0
) -> str:
    """Why a new window is worth telling, or "" for jitter: the old one stays published."""
    if old is None:
        return "first estimate"
    if risk > AT_RISK and not was_at_risk:
        return "the promise is now at risk"
    if abs(new.p50 - old.p50) >= MIN_SHIFT:
        return "the expected day moved"
    if iso_week(new.p90) != iso_week(old.p90):
        return "the last week of the window changed"
    return ""


def pool(counts: Mapping[tuple[str, int, bool], int], name: str) -> Sample:
    """A sample out of counted rows (leg, working days, still open) → number of cars."""
    rows = [(days, is_open, n) for (leg, days, is_open), n in counts.items() if leg == name]
    return Sample(
        done=tuple(days for days, is_open, n in sorted(rows) for _ in range(n) if not is_open),
        still_open=tuple(days for days, is_open, n in sorted(rows) for _ in range(n) if is_open),
    )


def _counts(days: Iterable[int]) -> Floats:
    clipped = np.clip(np.fromiter(days, dtype=np.int64), 0, LONGEST)
    return np.bincount(clipped, minlength=LONGEST + 1).astype(np.float64)


@lru_cache(maxsize=256)
def _days(calendar: WorkingCalendar, origin: date) -> Ints:
    """Offsets from `origin` of the working days of the horizon."""
    return np.array(
        [n for n in range(HORIZON) if calendar.is_working_day(origin + timedelta(days=n))],
        dtype=np.int64,
    )


def _convolve(chance: Floats, more: Floats, days: Ints) -> Floats:
    """Spread each day's chance over the working days that follow it.

    From a working day, zero further days is that day; from a free day the first working day
    after it is both "zero" and "one" day later, as `WorkingCalendar.add_working_days` counts.
    """
    size = days.size
    is_working = np.zeros(chance.size, dtype=bool)
    is_working[days] = True
    before = np.cumsum(is_working) - 1  # index of the last working day at or before
    on_work = chance[days]
    on_free = np.bincount(before[~is_working] + 1, weights=chance[~is_working], minlength=size + 1)
    first, later = more[:1], more[1:]
    merged = np.concatenate((first + later[:1], later[1:])) if later.size else first
    spread = np.zeros(size + 1 + more.size)
    direct, rolled = np.convolve(on_work, more), np.convolve(on_free, merged)
    spread[: direct.size] += direct
    spread[: rolled.size] += rolled
    result = np.zeros_like(chance)
    result[days] = spread[:size]
    result[days[-1]] += spread[size:].sum()
    return result
