"""What is stopped and what is short, and what entries would do before they are applied."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from configurator.feeds.supply import Known, Short, Stopped, Supply
from configurator.models import Manufacturer, Option, StopSale
from configurator.selectors import known_options
from kernel.calendar import monday_of
from production.models import OptionConstraint, OptionLimit, Plant, SlotBucket, SupplySheet

MOST_SHOWN = 200
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A stop-sale or a constraint in words."""

    pk: int
    code: str
    name: str
    where: str
    first: date
    last: date | None
    amount: str
    reason: str
    source: str
    entered: datetime | None
    by: str
    may_end: bool
    ended: datetime | None = None
    ended_by: str = ""
    ended_because: str = ""


@dataclass(frozen=True, slots=True)
class SupplyPage:
    """Everything that is stopped or short."""

    stops: Sequence[Entry]
    short: Sequence[Entry]
    waiting: Sequence[SupplySheet]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a sheet in words, before it is applied."""

    code: str
    name: str
    where: str
    first: date
    last: date | None
    amount: str
    reason: str
    stands: bool
    over: int = 0


@dataclass(frozen=True, slots=True)
class SheetPage:
    """What a sheet would do."""

    sheet: SupplySheet
    stops: Sequence[Row]
    short: Sequence[Row]
    new: int


def makers() -> list[Manufacturer]:
    """Those with something on sale or in a draft."""
    return list(Manufacturer.objects.filter(releases__isnull=False).distinct().order_by("name"))


def supply_page(*, with_ended: bool) -> SupplyPage:
    """What is in force, or with everything that was. Four queries."""
    stops: QuerySet[StopSale] = StopSale.objects.select_related("entered_by", "ended_by")
    short: QuerySet[OptionConstraint] = OptionConstraint.objects.select_related(
        "entered_by", "ended_by", "plant"
    )
    if not with_ended:
        stops, short = stops.filter(ended_at=None), short.filter(ended_at=None)
    stop_rows = list(stops.order_by("-pk")[: MOST_SHOWN + 1])
    short_rows = list(short.order_by("-pk")[: MOST_SHOWN + 1])
    stopped = {row.option_code for row in stop_rows}
    names = _names(stopped | {row.option_code for row in short_rows})
    waiting = SupplySheet.objects.filter(applied_at=None).select_related("made_by", "manufacturer")
    return SupplyPage(
        [_stop(row, names) for row in stop_rows[:MOST_SHOWN]],
        [_short(row, names) for row in short_rows[:MOST_SHOWN]],
        list(waiting.order_by("-pk")[:20]),
        max(len(stop_rows), len(short_rows)) > MOST_SHOWN,
    )


def sheet_page(sheet: SupplySheet, *, now: datetime) -> SheetPage:
    """The entries, which of them stand already, and where more is taken than would be left."""
    supply = supply_of(sheet)
    names = _names(supply.options)
    standing = {
        (row.option_code, row.model_line_code, row.from_on)
        for row in StopSale.objects.standing().filter(manufacturer=sheet.manufacturer_id)
    }
    constrained = {
        (row.option_code, row.plant.code if row.plant else "", row.from_week)
        for row in OptionConstraint.objects.standing()
        .filter(manufacturer=sheet.manufacturer_id)
        .select_related("plant")
    }
    taken = _Taken(sheet.manufacturer_id, [short.option for short in supply.short], now)
    is_new = sheet.applied_at is None
    stops = [
        Row(
            stop.option, names.get(stop.option, ""), ", ".join(stop.lines) or "All model lines",
            stop.from_on, stop.until_on, "", stop.reason,
            is_new and all((stop.option, x, stop.from_on) in standing for x in stop.lines or ("",)),
        )
        for stop in supply.stops
    ]  # fmt: skip
    short = [
        Row(
            each.option, names.get(each.option, ""), each.plant or "All plants",
            each.from_on, each.until_on, _amount(each.per_week, each.share), each.reason,
            is_new and (each.option, each.plant, each.from_on) in constrained,
            taken.beyond(each),
        )
        for each in supply.short
    ]  # fmt: skip
    return SheetPage(sheet, stops, short, sum(not row.stands for row in (*stops, *short)))


def known_to(manufacturer: Manufacturer, *, on: date) -> Known:
    """What an entry for this maker may name."""
    plants = Plant.objects.filter(manufacturer=manufacturer).values_list("code", flat=True)
    return Known(known_options(manufacturer, on=on), frozenset(plants))


def supply_of(sheet: SupplySheet) -> Supply:
    """The entries as values."""
    return Supply(
        tuple(
            Stopped(**_read({**row, "lines": tuple(row["lines"])})) for row in sheet.rows["stops"]
        ),
        tuple(Short(**_read(row)) for row in sheet.rows["short"]),
    )


def stopped_of(stop: StopSale) -> Stopped:
    """A stop-sale as an entry."""
    lines = (stop.model_line_code,) if stop.model_line_code else ()
    return Stopped(stop.option_code, lines, stop.from_on, stop.until_on, stop.reason)


def short_of(row: OptionConstraint) -> Short:
    """A constraint as an entry."""
    plant = row.plant.code if row.plant else ""
    return Short(
        row.option_code, plant, row.from_week, row.until_week, row.per_week, row.share, row.reason
    )


class _Taken:
    """Places with an option that are taken, by plant and week."""

    def __init__(self, manufacturer_id: int, options: list[str], now: datetime) -> None:
        first = monday_of(now.date())
        limits = OptionLimit.objects.filter(
            plant__manufacturer=manufacturer_id, option_code__in=options, week_start__gte=first
        )
        self._taken = list(limits.values_list("plant__code", "week_start", "option_code", "taken"))
        places = SlotBucket.objects.filter(
            line__plant__manufacturer=manufacturer_id, week_start__gte=first
        )
        rows = places.order_by().values_list("line__plant__code", "week_start")
        self._places = {
            (plant, week): total for plant, week, total in rows.annotate(n=Sum("capacity"))
        }

    def beyond(self, short: Short) -> int:
        """How many more are taken than the entry leaves; they keep their places."""
        return sum(
            max(0, taken - self._left(short, plant, week))
            for plant, week, option, taken in self._taken
            if option == short.option and _covers(short, plant, week)
        )

    def _left(self, short: Short, plant: str, week: date) -> int:
        if short.per_week is not None:
            return short.per_week
        return int(self._places.get((plant, week), 0) * (short.share or 0) / 100)


def _covers(short: Short, plant: str, week: date) -> bool:
    here = short.plant in ("", plant)
    return here and short.from_on <= week and (short.until_on is None or week <= short.until_on)


def _names(codes: Collection[str]) -> dict[str, str]:
    rows = Option.objects.filter(code__in=codes).order_by("pk")
    return dict(rows.values_list("code", "name"))


def _stop(row: StopSale, names: dict[str, str]) -> Entry:
    return Entry(
        pk=row.pk,
        code=row.option_code,
        name=names.get(row.option_code, ""),
        where=row.model_line_code or "All model lines",
        first=row.from_on,
        last=row.until_on,
        amount="",
        reason=row.reason,
        source=row.get_source_display(),
        entered=row.entered_at,
        by=str(row.entered_by or ""),
        may_end=row.ended_at is None and row.entered_by_id is not None,
        ended=row.ended_at,
        ended_by=str(row.ended_by or ""),
        ended_because=row.ended_because,
    )


def _short(row: OptionConstraint, names: dict[str, str]) -> Entry:
    return Entry(
        pk=row.pk,
        code=row.option_code,
        name=names.get(row.option_code, ""),
        where=str(row.plant or "All plants"),
        first=row.from_week,
        last=None if row.until_week is None else row.until_week + 6 * DAY,
        amount=_amount(row.per_week, row.share),
        reason=row.reason,
        source="",
        entered=row.entered_at,
        by=str(row.entered_by),
        may_end=row.ended_at is None,
        ended=row.ended_at,
        ended_by=str(row.ended_by or ""),
        ended_because=row.ended_because,
    )


def _amount(per_week: int | None, share: object) -> str:
    if per_week is not None:
        return "none" if per_week == 0 else f"{per_week} a week"
    return f"{share} % of the places"


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(row)
    for name in ("from_on", "until_on"):
        found[name] = date.fromisoformat(row[name]) if row[name] else None
    if found.get("share") is not None:
        found["share"] = Decimal(found["share"])
    return found
