"""What short options do: to the limits of the weeks, and to what the configurator shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, PositiveIntegerField, Sum, Value
from django.db.models.functions import Greatest

from configurator.commands import StopOrder, record_option_effects, report_stops
from configurator.models import Manufacturer, ModelLine, StopSource
from kernel.calendar import monday_of
from production.models import Line, OptionConstraint, OptionLimit, Plant, SlotBucket

WEEK = timedelta(days=7)

type Place = tuple[int, date]
"""A plant and a week."""


@transaction.atomic
def cut_limits(manufacturer: Manufacturer, *, now: datetime) -> int:
    """Bring the option limits in line with what the factory says and what people entered.

    Never below what is taken. Running it again changes nothing; returns how many limits moved.
    """
    first = monday_of(now.date())
    places = _places(manufacturer, first)
    wanted = _wanted(manufacturer, first, places)
    rows = {
        (row.plant_id, row.week_start, row.option_code): row
        for row in OptionLimit.objects.filter(
            plant__manufacturer=manufacturer, week_start__gte=first
        )
    }
    moved = 0
    for key in sorted(rows.keys() | wanted.keys()):
        plant, week, option = key
        row = rows.get(key)
        most = places.get((plant, week), 0)
        if row is not None and row.factory_capacity is not None:
            most = row.factory_capacity
        capacity = min(most, wanted.get(key, most))
        if row is None:
            OptionLimit.objects.create(
                plant_id=plant, week_start=week, option_code=option, capacity=capacity
            )
        elif row.capacity != max(capacity, row.taken):
            OptionLimit.objects.filter(pk=row.pk).update(capacity=at_least_taken(capacity))
        else:
            continue
        moved += 1
    return moved


def at_least_taken(capacity: int) -> Greatest:
    """The capacity, or what is taken already where that is more."""
    return Greatest(F("taken"), Value(capacity), output_field=PositiveIntegerField())


def tell_effects(*, now: datetime) -> None:
    """Tell the configurator how many weeks later cars with a short option are built.

    An option that fits into no open week at all is stopped there, until one has room again.
    """
    makers = Manufacturer.objects.filter(
        pk__in=Plant.objects.order_by().values("manufacturer").distinct()
    )
    for maker in makers.order_by("pk"):
        _tell(maker, now)


def _tell(maker: Manufacturer, now: datetime) -> None:
    first = monday_of(now.date()) + WEEK
    free, last = _free_weeks(maker, first)
    full: dict[Place, set[str]] = defaultdict(set)
    limits = OptionLimit.objects.filter(
        plant__manufacturer=maker, week_start__gte=first, taken__gte=F("capacity")
    )
    for plant, week, option in limits.values_list("plant", "week_start", "option_code"):
        full[plant, week].add(option)
    stops: list[StopOrder] = []
    reasons, since = _reasons(maker, first), _stopped_since(maker)
    for line in ModelLine.objects.current(on=now.date()).filter(release__manufacturer=maker):
        weeks = free.get(line.code, [])
        if not weeks:
            continue
        codes = {code for place in weeks for code in full[place]}
        days, closed = _effects(weeks, full, codes & _codes(line))
        record_option_effects(model_line_id=line.pk, days=days)
        for code in closed:
            sentence = reasons.get(code) or f"No plant has room for it before {_week(last)} ends."
            from_on = since.get((line.code, code), now.date())
            stops.append(StopOrder(code, line.code, from_on, None, sentence))
    report_stops(manufacturer=maker, stops=stops, source=StopSource.PLANTS, now=now)


def _effects(
    weeks: list[Place], full: Mapping[Place, Collection[str]], codes: Collection[str]
) -> tuple[dict[str, int], list[str]]:
    """Days until the first week with room beyond the first free one; and what fits nowhere."""
    days, closed = {}, []
    for code in sorted(codes):
        open_weeks = [week for plant, week in weeks if code not in full[plant, week]]
        if not open_weeks:
            closed.append(code)
        elif wait := (open_weeks[0] - weeks[0][1]).days:
            days[code] = wait
    return days, closed


def _free_weeks(maker: Manufacturer, first: date) -> tuple[dict[str, list[Place]], date]:
    """Plants and weeks with a free place by model line, the earliest first; and the last week."""
    lines = {line.pk: line for line in Line.objects.filter(plant__manufacturer=maker)}
    buckets = SlotBucket.objects.free().filter(line__in=lines, week_start__gte=first)
    found: dict[str, list[Place]] = defaultdict(list)
    last = first
    for line_id, week in buckets.order_by("week_start", "pk").values_list("line", "week_start"):
        for code in lines[line_id].model_line_codes:
            found[code].append((lines[line_id].plant_id, week))
        last = week
    return found, last


def _codes(line: ModelLine) -> set[str]:
    return set(line.options.values_list("code", flat=True))


def _reasons(maker: Manufacturer, first: date) -> dict[str, str]:
    rows = OptionConstraint.objects.open_from(week=first).filter(manufacturer=maker)
    return dict(rows.order_by("-pk").values_list("option_code", "reason"))


def _stopped_since(maker: Manufacturer) -> dict[tuple[str, str], date]:
    rows = maker.stop_sales.standing().filter(source=StopSource.PLANTS)
    return {
        (line, code): day
        for line, code, day in rows.values_list("model_line_code", "option_code", "from_on")
    }


def _places(manufacturer: Manufacturer, first: date) -> dict[Place, int]:
    rows = (
        SlotBucket.objects.filter(line__plant__manufacturer=manufacturer, week_start__gte=first)
        .order_by()
        .values_list("line__plant", "week_start")
        .annotate(places=Sum("capacity"))
    )
    return {(plant, week): places for plant, week, places in rows}


def _wanted(
    manufacturer: Manufacturer, first: date, places: Mapping[Place, int]
) -> dict[tuple[int, date, str], int]:
    """The least that any constraint leaves of an option in a week."""
    found: dict[tuple[int, date, str], int] = {}
    rows = OptionConstraint.objects.open_from(week=first).filter(manufacturer=manufacturer)
    for row in rows:
        for plant, week in _covered(row, places):
            number = row.per_week
            if number is None:
                number = int(places[plant, week] * (row.share or 0) / 100)
            key = (plant, week, row.option_code)
            found[key] = min(number, found.get(key, number))
    return found


def _covered(row: OptionConstraint, places: Mapping[Place, int]) -> Iterator[Place]:
    for plant, week in places:
        is_here = row.plant_id is None or row.plant_id == plant
        if is_here and row.from_week <= week and (row.until_week is None or week <= row.until_week):
            yield plant, week


def _week(week: date) -> str:
    return f"{week + timedelta(days=6):%B} {(week + timedelta(days=6)).day}"
