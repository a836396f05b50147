"""Starting configurations for a needs sheet, ranked, each point with its sentence.

**How a car is put together.** For every trim on sale: what was never wished and what would not fit
the garage is barred from the engine like a stop-sale; each must that the cheapest whole car does not
fulfil takes the option that fulfils it for the lowest price of the whole car; then each nice wish in
the order of that price, as long as the budget (with what it may be over) allows it. Everything else
is the cheapest completion. What a must would take away from another stands as the engine's reason.

**How it is ranked.** A car that fails fewer musts, nevers and a firm budget comes first, then one
with fewer musts the catalogue does not know about, then more points, then the lower price. Points
only add up:

==========================  =====================================================
a must                      +30 fulfilled, -15 partly, -30 not
a nice wish                 +10 fulfilled, +5 partly
a never                     -30 where it is in the car all the same
the budget                  +20 within; over, but allowed: -1 for each started 1 %;
                            over what is allowed: -30
the day it is needed by     -1 for each started week its options add
==========================  =====================================================

What the catalogue does not say, and words nobody has matched, count nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from configurator.catalogue import Area, Assumption
from configurator.engine import Status
from configurator.models import ModelLine, Option
from configurator.needs import Answers, Budget, Want, Weight, listed, wants
from configurator.selectors.catalogues import (
    assumptions_on,
    catalogue,
    current_model_lines,
    engine,
)
from configurator.selectors.compare import picture_of
from configurator.selectors.decisions import delay_of, names, told
from configurator.selectors.needs_fit import (
    OPEN,
    WISH,
    Fit,
    Ground,
    State,
    fits,
    stated_by_release,
)
from configurator.selectors.needs_ways import Car
from customers.models import Dealership
from kernel.loans import LoanTerms
from kernel.money import Money
from kernel.pictures import Look

MOST_SHOWN, MOST_OF_ONE_LINE = 6, 2
ROUNDS = 2  # over the musts: the second mends what a later one took from an earlier
MUST, MUST_PARTLY, NICE, NICE_PARTLY, IN_BUDGET = 30, -15, 10, 5, 20
ONE_PERCENT, WEEK = Decimal("0.01"), 7


@dataclass(frozen=True, slots=True)
class BudgetFit:
    """The price against the budget; ``is_failed`` beyond what it may be over."""

    told: Money
    difference: Money
    is_monthly: bool
    is_over: bool
    is_failed: bool
    points: int


@dataclass(frozen=True, slots=True)
class Start:
    """One car to start with. ``clashes`` say which musts it cannot have together, and why."""

    line: ModelLine
    trim: str
    trim_code: str
    picks: tuple[str, ...]
    total: Money
    budget: BudgetFit | None
    days: int
    days_points: int
    fits: tuple[Fit, ...]
    clashes: tuple[str, ...]
    picture: Look

    @property
    def failed(self) -> tuple[Fit, ...]:
        """Musts and nevers it is known not to keep."""
        return tuple(f for f in self.fits if f.is_failed and f.want.weight is not Weight.NICE)

    @property
    def unknown(self) -> tuple[Fit, ...]:
        """Musts of which nobody knows."""
        return tuple(f for f in self.fits if f.state in OPEN and f.want.weight is Weight.MUST)

    @property
    def is_fitting(self) -> bool:
        """Nothing it is known to fail."""
        return not self.failed and not (self.budget and self.budget.is_failed)

    @property
    def points(self) -> int:
        """The sum of every sentence's points."""
        own = self.days_points + (self.budget.points if self.budget else 0)
        return own + sum(fit.points for fit in self.fits)

    @property
    def rank(self) -> tuple[int, int, int, Decimal]:
        """Smaller is better."""
        over = bool(self.budget and self.budget.is_failed)
        return len(self.failed) + over, len(self.unknown), -self.points, self.total.amount


@dataclass(frozen=True, slots=True)
class Ranking:
    """Cars that fit, the best first; and of the lines that have none the nearest, with its reasons."""

    fitting: tuple[Start, ...]
    others: tuple[Start, ...]
    looked_at: int


def ranking(
    answers: Answers, dealership: Dealership, terms: LoanTerms | None, now: datetime
) -> Ranking:
    """Starting configurations from every line on sale that day; queries do not grow with the wishes."""
    lines = list(current_model_lines(now))
    days, starts = _effect_days(lines), list[Start]()
    for bench in _benches(lines, answers, dealership, terms, now):
        starts += bench.starts(days.get(bench.line.pk, {}))
    starts.sort(key=lambda start: start.rank)
    fitting = _few_of_each([start for start in starts if start.is_fitting])
    shown = {start.line.pk for start in fitting}
    others = _few_of_each([start for start in starts if start.line.pk not in shown], most=1)
    return Ranking(fitting[:MOST_SHOWN], others[:MOST_SHOWN], len(lines))


def start_of(
    *,
    model_line_id: int,
    trim: str,
    answers: Answers,
    dealership: Dealership,
    terms: LoanTerms | None,
    now: datetime,
) -> Start | None:
    """The same car again, for who takes it; None when it is not on sale any more."""
    lines = list(current_model_lines(now).filter(pk=model_line_id))
    days = _effect_days(lines)
    for bench in _benches(lines, answers, dealership, terms, now):
        for start in bench.starts(days.get(bench.line.pk, {}), only=trim):
            return start
    return None


def _benches(
    lines: Sequence[ModelLine],
    answers: Answers,
    dealership: Dealership,
    terms: LoanTerms | None,
    now: datetime,
) -> Iterable[_Bench]:
    """A car in another currency than the dealership's is not held against the budget."""
    stated = stated_by_release({line.release_id for line in lines})
    budget = answers.budget_in(dealership.currency, terms)
    for line in lines:
        yield _Bench(
            line=line,
            ground=Ground(catalogue(line.pk), stated[line.release_id]),
            wants=wants(answers),
            answers=answers,
            budget=budget if line.currency == dealership.currency else None,
            limits=assumptions_on(line.pk, on=dealership.today(now)),
        )


def _effect_days(lines: Sequence[ModelLine]) -> Mapping[int, Mapping[str, int]]:
    rows = Option.objects.filter(model_line__in=lines).exclude(effect_days=0)
    found: dict[int, dict[str, int]] = {}
    for line_id, code, days in rows.values_list("model_line_id", "code", "effect_days"):
        found.setdefault(line_id, {})[code] = days
    return found


def _few_of_each(starts: Iterable[Start], most: int = MOST_OF_ONE_LINE) -> tuple[Start, ...]:
    counts: dict[int, int] = {}
    kept = []
    for start in starts:
        counts[start.line.pk] = counts.get(start.line.pk, 0) + 1
        if counts[start.line.pk] <= most:
            kept.append(start)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where the cars of one line are put together."""

    line: ModelLine
    ground: Ground
    wants: Sequence[Want]
    answers: Answers
    budget: Budget | None
    limits: tuple[Assumption, ...]

    def starts(self, days: Mapping[str, int], only: str = "") -> Iterable[Start]:
        """One for each trim that can be ordered, wishes or not; or ``only`` for one of them."""
        lines, solver = self.ground.lines, engine(self.line.pk)
        barred = self.ground.assumptions(self.wants)
        status = solver.status((), self.limits).status
        for option in lines.options:
            is_trim = lines.group_of(option.code).area is Area.TRIM
            if is_trim and status[option.code] is not Status.BLOCKED and only in {"", option.code}:
                yield self._start(option.code, barred, days)

    def _start(self, trim: str, barred: tuple[Assumption, ...], days: Mapping[str, int]) -> Start:
        solver, clashes = engine(self.line.pk), list[str]()
        car = Car.of(solver, (trim,), (*self.limits, *barred))
        if car is None:  # what the wishes bar, every car of this trim has
            clashes.append(self._why(solver.explain((), trim, (*self.limits, *barred))))
            car = Car.of(solver, (trim,), self.limits)
        assert car is not None  # the trim is not blocked
        for _ in range(ROUNDS):
            car = self._with_musts(car, clashes)
        car = self._with_nice(car)
        return self._told(trim, car, tuple(dict.fromkeys(filter(None, clashes))), days)

    def _with_musts(self, car: Car, clashes: list[str]) -> Car:
        for want in self.wants:
            able = self._missing(want, car, Weight.MUST)
            if not able:
                continue
            way = car.free_way(able)
            if way is None:
                clashes.append(self._clash(want, able, car))
            else:
                car = self._taken(car, way.code)
        return car

    def _with_nice(self, car: Car) -> Car:
        """The nice wishes, cheapest first, each only if the budget bears it."""
        waiting = [want for want in self.wants if want.weight is Weight.NICE]
        while waiting:
            ways = [(want, car.free_way(self._missing(want, car, Weight.NICE))) for want in waiting]
            found = [(way.difference, want.key, way.code) for want, way in ways if way is not None]
            if not found:
                return car
            difference, key, code = min(found)
            waiting = [want for want in waiting if want.key != key]
            if self._bears(car.sheet.total_retail + difference):
                car = self._taken(car, code)
        return car

    def _missing(self, want: Want, car: Car, weight: Weight) -> tuple[str, ...]:
        """The options that would fulfil a wish of that weight; none where it is fulfilled."""
        if want.weight is not weight or self.ground.is_forbidding(want):
            return ()
        able = self.ground.codes(want) if self.ground.knows(want) else ()
        return () if set(able) & set(car.codes) else able

    def _taken(self, car: Car, code: str) -> Car:
        return Car.of(car.solver, car.picks | {code}, car.limits) or car

    def _bears(self, total: Decimal) -> bool:
        return self.budget is None or self.budget.allows(Money(total, self.line.currency))

    def _clash(self, want: Want, able: Sequence[str], car: Car) -> str:
        """Why the must does not go with the others, and what would have to give."""
        way = car.any_way(able)
        code = way.code if way else able[0]
        reason = car.solver.explain(car.picks - {code}, code, car.limits)
        lost = listed(names(self.ground.lines, way.dropped)) if way else ""
        gives = f" It would have to give up {lost}." if lost else ""
        return f"{want.label}: {self._why(reason)}{gives}" if reason or gives else ""

    def _why(self, reason: object) -> str:
        rules: Collection[str] = getattr(reason, "rules", ())
        return told(self.ground.lines, sorted(rules, key=lambda rule: not rule.startswith(WISH)))

    def _told(
        self, trim: str, car: Car, clashes: tuple[str, ...], days: Mapping[str, int]
    ) -> Start:
        lines = self.ground.lines
        total = Money(car.sheet.total_retail, self.line.currency)
        late = delay_of(car.codes, days)
        found = fits(self.ground, self.wants, self.answers, car.codes, car.sheet)
        return Start(
            line=self.line,
            trim=lines.by_code[trim].name,
            trim_code=trim,
            picks=tuple(option.code for option in lines.options if option.code in car.picks),
            total=total,
            budget=budget_fit(self.budget, total) if self.budget else None,
            days=late,
            days_points=-((late + WEEK - 1) // WEEK) if self.answers.needed_by else 0,
            fits=tuple(replace(fit, points=_points(fit)) for fit in found),
            clashes=clashes,
            picture=picture_of(self.line, car.codes),
        )


def _points(fit: Fit) -> int:
    weight, state = fit.want.weight, fit.state
    if state in OPEN:
        return 0
    if weight is Weight.NEVER:
        return 0 if state is State.MET else -MUST
    if state is State.MET:
        return MUST if weight is Weight.MUST else NICE
    if state is State.PARTLY:
        return MUST_PARTLY if weight is Weight.MUST else NICE_PARTLY
    return -MUST if weight is Weight.MUST else 0


def budget_fit(budget: Budget, total: Money) -> BudgetFit:
    """A price, in the currency of the budget, against it."""
    told_as = budget.as_told(total)
    over = told_as - budget.amount
    is_over, is_failed = over.amount > 0, not budget.allows(total)
    percents = over.amount / budget.amount.amount / ONE_PERCENT
    allowed = -int(percents.to_integral_value(ROUND_CEILING)) if is_over else IN_BUDGET
    return BudgetFit(
        told=told_as,
        difference=over if is_over else -over,
        is_monthly=budget.terms is not None,
        is_over=is_over,
        is_failed=is_failed,
        points=-MUST if is_failed else allowed,
    )
