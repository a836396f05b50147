"""From rows to a promise window: history, calendars and slot weeks for the mathematics of `promise`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db.models import Count

from configurator.models import Manufacturer, Option
from configurator.selectors.specials import NO_FITTING, Fitting
from customers.models import Dealership
from kernel.calendar import WorkingCalendar, monday_of
from production import legs, promise
from production.carriage import ORDINARY, Carriage
from production.legs import Leg, Place
from production.milestones import fold
from production.models import Build, Plant, SlotBucket, StageSample
from production.promise import Forecast, Sample, Step, Window
from production.slotplan import WEEK, SlotWish, candidates

MEMORY = timedelta(days=400)
KEPT_SECONDS = 300
UPFIT_AREAS = ("accessibility", "commercial")
PLANT_LEGS = ("body", "paint", "assembly", "quality", "release", "transport")
FROM_THE_SLOT = (
    legs.START, legs.BODY, legs.PAINT, legs.ASSEMBLY, legs.QUALITY, legs.UPFIT, legs.RELEASE,
    legs.TRANSPORT, legs.PREPARE,
)  # fmt: skip
BEFORE_THE_LINE = (legs.ACK, legs.BANK, legs.WAIT)

type Row = tuple[str, int | None, str, int | None, int, int, bool, int]


@dataclass(frozen=True, slots=True)
class Car:
    """What an estimate needs to know of a car, ordered or not."""

    manufacturer: Manufacturer
    dealership: Dealership
    model_line_code: str
    model_name: str
    plant: Plant | None
    has_upfit: bool = False
    extra_days: int = 0
    upfit_days: int = 0
    """Working days engineering named for the upfitter; 0 leaves it to history."""
    way: Carriage = ORDINARY


@dataclass(frozen=True, slots=True)
class Estimate:
    """A window, the distribution behind it, and whether the current leg takes unusually long."""

    window: Window
    forecast: Forecast | None
    overdue_leg: Leg | None = None

    def risk(self, promised_on: date | None) -> float:
        """How likely the car comes after its promise."""
        if promised_on is None:
            return 0.0
        if self.forecast is None:
            return 1.0 if self.window.p50 > promised_on else 0.0
        return self.forecast.chance_after(promised_on)


def estimate_window(
    *,
    model_line_code: str,
    manufacturer: Manufacturer,
    dealership: Dealership,
    option_codes: Iterable[str],
    week_start: date | None,
    now: datetime,
    model_name: str = "",
    fitting: Fitting = NO_FITTING,
    way: Carriage = ORDINARY,
) -> Window:
    """When a car would be ready for handover if it were ordered now; as `estimate_car`."""
    return estimate_car(
        model_line_code=model_line_code,
        manufacturer=manufacturer,
        dealership=dealership,
        option_codes=option_codes,
        week_start=week_start,
        now=now,
        model_name=model_name,
        fitting=fitting,
        way=way,
    ).window


def estimate_car(
    *,
    model_line_code: str,
    manufacturer: Manufacturer,
    dealership: Dealership,
    option_codes: Iterable[str],
    week_start: date | None,
    now: datetime,
    model_name: str = "",
    fitting: Fitting = NO_FITTING,
    way: Carriage = ORDINARY,
) -> Estimate:
    """The window of a car if it were ordered now, with the distribution behind it.

    :param week_start: the Monday of its slot week; without one the first week with a free place.
    :param fitting: what its special requests add; their review comes before a place can be taken.
    :param way: what is agreed about its way to the customer.
    """
    return estimate_ways(
        [way],
        model_line_code=model_line_code,
        manufacturer=manufacturer,
        dealership=dealership,
        option_codes=option_codes,
        week_start=week_start,
        now=now,
        model_name=model_name,
        fitting=fitting,
    )[0]


def estimate_ways(
    ways: Sequence[Carriage],
    *,
    model_line_code: str,
    manufacturer: Manufacturer,
    dealership: Dealership,
    option_codes: Iterable[str],
    week_start: date | None,
    now: datetime,
    model_name: str = "",
    fitting: Fitting = NO_FITTING,
) -> list[Estimate]:
    """The same car with each of several ways to the customer, read from the database once."""
    codes = tuple(option_codes)
    begins = today = dealership.today(now)
    if fitting.review_days:
        begins = dealership.calendar().add_working_days(today, fitting.review_days)
    not_before = monday_of(begins) + WEEK if begins > today else None
    wish = SlotWish(dealership, manufacturer, model_line_code, codes, not_before)
    bucket = _bucket(wish, week_start, now)
    has_upfit = goes_to_upfitter(manufacturer, model_line_code, codes)
    car = Car(
        manufacturer=manufacturer,
        dealership=dealership,
        model_line_code=model_line_code,
        model_name=model_name or model_line_code,
        plant=bucket.line.plant if bucket else None,
        has_upfit=has_upfit or fitting.has_upfitter,
        extra_days=fitting.days,
        upfit_days=fitting.upfit_days,
    )
    if week_start is None and bucket is not None:
        week_start = bucket.week_start
    road, start = (legs.ROAD, begins) if week_start is None else (FROM_THE_SLOT, week_start)
    return [
        _estimate(replace(car, way=way), road, start, today, now, week=week_start) for way in ways
    ]


def window_for_build(build: Build, now: datetime) -> Window:
    """The live window of a build."""
    return estimate_build(build, now).window


def estimate_build(build: Build, now: datetime) -> Estimate:
    """What remains of a build's road, as a window with its distribution."""
    today = build.dealership.today(now)
    state = fold(build.marks())
    ahead = legs.ahead_of(state, has_upfit=build.has_upfit, opened_at=build.opened_at)
    since = _day(ahead.since, build.dealership) if ahead.since else today
    if not ahead.legs:
        ready = build.dealership.calendar().add_working_days(since, build.way.extra_days)
        return Estimate(_known(ready), None)
    car = Car(
        manufacturer=build.manufacturer,
        dealership=build.dealership,
        model_line_code=build.model_line_code,
        model_name=build.model_name or build.model_line_code,
        plant=build.plant,
        has_upfit=build.has_upfit,
        extra_days=build.extra_days,
        upfit_days=build.upfit_days,
        way=build.way,
    )
    if build.slot_week and ahead.legs[0] in BEFORE_THE_LINE:
        return _estimate(car, FROM_THE_SLOT, build.slot_week, today, now, week=build.slot_week)
    return _estimate(car, ahead.legs, since, today, now, week=None)


def goes_to_upfitter(
    manufacturer: Manufacturer, model_line_code: str, codes: Iterable[str]
) -> bool:
    """Whether the car has something that is fitted after the line.

    That an option is short shows in the week the car gets, and is not counted a second time.
    """
    newest = (
        Option.objects.filter(
            model_line__release__manufacturer=manufacturer,
            model_line__code=model_line_code,
            code__in=tuple(codes),
        )
        .order_by("code", "-model_line__release__valid_from")
        .distinct("code")
        .values_list("group__area", flat=True)
    )
    return any(area in UPFIT_AREAS for area in newest)


def _bucket(wish: SlotWish, week_start: date | None, now: datetime) -> SlotBucket | None:
    if week_start is not None:
        lines = SlotBucket.objects.filter(
            week_start=week_start,
            line__plant__manufacturer=wish.manufacturer,
            line__model_line_codes__contains=[wish.model_line_code],
        )
        return lines.select_related("line__plant").order_by("pk").first()
    found = candidates(wish, now=now).places
    return found[0].bucket if found else None


def _estimate(
    car: Car, road: Sequence[Leg], begins: date, today: date, now: datetime, *, week: date | None
) -> Estimate:
    history = History.of(car.manufacturer.pk, now)
    kept = [leg for leg in road if leg is not legs.UPFIT or car.has_upfit]
    steps = [_step(leg, car, history, today) for leg in kept]
    if elsewhere := car.way.extra_days:
        steps.append(Step("elsewhere", car.dealership.calendar(), (elsewhere, elsewhere)))
    result = promise.forecast(today=today, begins=begins, steps=steps)
    spent = steps[0].calendar.working_days_between(begins, today) if begins < today else 0
    overdue = kept[0] if spent > promise.patience(steps[0]) else None
    size = _size(kept, car, history)
    where = f"{car.model_name} at {car.plant.name}" if car.plant else car.model_name
    said = promise.window(
        result,
        basis=promise.basis(
            sample_size=size, where=where, week=week, overdue=overdue.words if overdue else ""
        ),
        sample_size=size,
        is_widened=overdue is not None,
    )
    return Estimate(said, result, overdue)


def _step(leg: Leg, car: Car, history: "History", today: date) -> Step:
    if leg is legs.UPFIT and car.upfit_days:
        return _named_step(leg, car)
    named = {legs.QUALITY: car.extra_days, legs.TRANSPORT: car.way.way_days}
    return Step(
        name=leg.name,
        calendar=_calendar(leg, car),
        typical=leg.typical,
        levels=history.levels(leg, car, StageSample.season_of(today)),
        extra_days=named.get(leg, 0),
    )


def _named_step(leg: Leg, car: Car) -> Step:
    """The upfitter's time as engineering named it for this car, half as long again at worst."""
    days = car.upfit_days
    return Step(
        name=leg.name, calendar=_calendar(leg, car), typical=(days, days + max(1, days // 2))
    )


def _calendar(leg: Leg, car: Car) -> WorkingCalendar:
    """Carriers drive on the working days of the country they deliver in."""
    if leg.place is Place.PLANT and car.plant is not None:
        return car.plant.calendar()
    if leg.place is Place.DEALER:
        return car.dealership.calendar()
    return WorkingCalendar(car.dealership.country)


def _size(kept: Sequence[Leg], car: Car, history: "History") -> int:
    """The history of the leg we know least about, of those every car runs."""
    counted = [leg for leg in kept if leg.name in PLANT_LEGS] or list(kept)
    return min(history.size(leg, car) for leg in counted)


def _known(day: date) -> Window:
    return Window(day, day, day, "The car is ready.", 1, day)


def _day(moment: datetime, dealership: Dealership) -> date:
    return moment.astimezone(dealership.zone).date()


class History:
    """A year of finished legs and the cars still in one, of one manufacturer."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_leg: dict[str, list[Row]] = {}
        for row in rows:
            self._by_leg.setdefault(row[0], []).append(row)

    @classmethod
    def of(cls, manufacturer_id: int, now: datetime) -> "History":
        """Kept for some minutes: one car more or less moves no window."""
        key = f"production.history.{manufacturer_id}"
        rows: list[Row] | None = cache.get(key)
        if rows is None:
            rows = [*_finished(manufacturer_id, now), *_unfinished(manufacturer_id, now)]
            cache.set(key, rows, KEPT_SECONDS)
        return cls(rows)

    def levels(self, leg: Leg, car: Car, season: int) -> tuple[Sample, ...]:
        """Coarse to fine."""
        rows = self._by_leg.get(leg.name, [])
        plant = car.plant.pk if car.plant else None
        here = [row for row in rows if row[1] == plant] if plant else []
        if leg.place is Place.DEALER:
            finer = [row for row in rows if row[3] == car.dealership.pk]
            return (_sample(rows), _sample(finer))
        if leg.place is Place.CARRIER:
            finer = [row for row in here if row[3] == car.dealership.pk]
        else:
            finer = [row for row in here if row[2] == car.model_line_code]
        now = [row for row in finer if row[4] == season]
        return (_sample(rows), _sample(here), _sample(finer), _sample(now))

    def size(self, leg: Leg, car: Car) -> int:
        """How many finished cars of the same kind stand behind a leg."""
        level = self.levels(leg, car, 1)
        return len(level[1].done if leg.place is not Place.PLANT else level[2].done)


def _sample(rows: Iterable[Row]) -> Sample:
    done: list[int] = []
    still_open: list[int] = []
    for row in rows:
        (still_open if row[6] else done).extend([row[5]] * row[7])
    return Sample(tuple(done), tuple(still_open))


def _finished(manufacturer_id: int, now: datetime) -> Iterable[Row]:
    counted = (
        StageSample.objects.filter(
            manufacturer=manufacturer_id, ended_on__gte=(now - MEMORY).date()
        )
        .values_list("leg", "plant", "model_line_code", "dealership", "season", "days")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return [(*row[:6], False, row[6]) for row in counted]


def _unfinished(manufacturer_id: int, now: datetime) -> Iterable[Row]:
    """Cars still in a leg, with about the working days they have spent there."""
    waiting = (
        Build.objects.underway()
        .filter(manufacturer=manufacturer_id, leg_since__lt=now)
        .exclude(current_leg="")
        .values_list("current_leg", "plant", "model_line_code", "dealership", "leg_since")
    )
    return [
        (leg, plant, model, dealer, StageSample.season_of(since.date()), _work(since, now), True, 1)
        for leg, plant, model, dealer, since in waiting
        if since is not None
    ]


def _work(since: datetime, now: datetime) -> int:
    return round((now - since).days * 5 / 7)
