"""Stop-sales and constraints that people enter: read, looked at, applied, ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from configurator.commands import StopOrder, stop_sales
from configurator.feeds import UnreadableFeed
from configurator.feeds.supply import Short, Stopped, Supply, read_supply
from configurator.models import Manufacturer, StopSource
from customers.models import User
from kernel.events import nudge_after_commit
from kernel.locks import locked
from kernel.refusals import Refusal
from production.commands.shortages import cut_limits
from production.models import OptionConstraint, Plant, SupplySheet
from production.selectors.supply import known_to, supply_of

WATCH = "production.watch"


class CannotReadSupply(Refusal):
    """Nothing was kept; ``problems`` lists every fault with its row and column."""

    def __init__(self, sentence: str, problems: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.problems = tuple(problems)


class CannotApplySupply(Refusal):
    """Nothing was changed; the text says why."""


class CannotEndConstraint(Refusal):
    """The constraint stands; the text says why."""


def read_supply_files(
    *, manufacturer: Manufacturer, files: Mapping[str, bytes], by: User, now: datetime
) -> SupplySheet:
    """Keep what the files say, to be looked at; nothing is in force yet.

    :raises CannotReadSupply: with every fault by sheet, row and column.
    """
    try:
        found = read_supply(files, known_to(manufacturer, on=now.date()))
    except UnreadableFeed as wrong:
        problems = [str(problem) for problem in wrong.problems]
        count = f"{len(problems)} fault{'' if len(problems) == 1 else 's'}"
        raise CannotReadSupply(f"The file cannot be taken over: {count}.", problems) from wrong
    return keep_supply(
        manufacturer=manufacturer, supply=found, file_name=", ".join(files)[:200], by=by, now=now
    )


def keep_supply(
    *, manufacturer: Manufacturer, supply: Supply, file_name: str = "", by: User, now: datetime
) -> SupplySheet:
    """Keep entries to be looked at; nothing is in force yet."""
    return SupplySheet.objects.create(
        manufacturer=manufacturer,
        file_name=file_name,
        rows={
            "stops": [_as_json(stop) for stop in supply.stops],
            "short": [_as_json(short) for short in supply.short],
        },
        made_at=now,
        made_by=by,
    )


@transaction.atomic
def apply_supply(*, sheet_id: int, by: User, now: datetime) -> SupplySheet:
    """Put the entries in force; what stands already is left alone.

    :raises CannotApplySupply: it was applied before, or an option went off sale meanwhile.
    """
    sheet = locked(SupplySheet.objects.select_related("manufacturer"), pk=sheet_id)
    if sheet.applied_at is not None:
        raise CannotApplySupply("These entries were applied already.")
    supply = supply_of(sheet)
    try:
        stopped = stop_sales(
            manufacturer=sheet.manufacturer,
            stops=stop_orders(supply),
            source=StopSource.FILE if sheet.file_name else StopSource.HAND,
            by=by,
            now=now,
        )
    except Refusal as refusal:
        raise CannotApplySupply(str(refusal)) from refusal
    short = _constrain(sheet, supply.short, by, now)
    sheet.applied_at, sheet.applied_by, sheet.new_rows = now, by, len(stopped) + short
    sheet.save(update_fields=["applied_at", "applied_by", "new_rows"])
    cut_limits(sheet.manufacturer, now=now)
    nudge_after_commit(WATCH)
    return sheet


@transaction.atomic
def discard_supply(*, sheet_id: int) -> None:
    """Throw entries away. :raises CannotApplySupply: they are in force."""
    sheet = locked(SupplySheet.objects.all(), pk=sheet_id)
    if sheet.applied_at is not None:
        raise CannotApplySupply("These entries were applied; end them one by one.")
    sheet.delete()


@transaction.atomic
def end_constraint(
    *, constraint_id: int, because: str, by: User, now: datetime
) -> OptionConstraint:
    """The option is short no more. :raises CannotEndConstraint: it was ended already."""
    constraint = locked(OptionConstraint.objects.select_related("manufacturer"), pk=constraint_id)
    if constraint.ended_at is not None:
        raise CannotEndConstraint(f"The constraint of {constraint.option_code} was ended already.")
    constraint.ended_at, constraint.ended_by = now, by
    constraint.ended_because = because
    constraint.save(update_fields=["ended_at", "ended_by", "ended_because"])
    cut_limits(constraint.manufacturer, now=now)
    nudge_after_commit(WATCH)
    return constraint


def stop_orders(supply: Supply) -> Iterator[StopOrder]:
    """One for each line named."""
    for stop in supply.stops:
        for line in stop.lines or ("",):
            yield StopOrder(stop.option, line, stop.from_on, stop.until_on, stop.reason)


def _constrain(sheet: SupplySheet, wanted: Iterable[Short], by: User, now: datetime) -> int:
    plants = {plant.code: plant for plant in Plant.objects.filter(manufacturer=sheet.manufacturer)}
    standing = {
        (row.option_code, row.plant_id, row.from_week)
        for row in OptionConstraint.objects.standing().filter(manufacturer=sheet.manufacturer)
    }
    new = 0
    for short in wanted:
        plant = plants[short.plant] if short.plant else None
        if (short.option, plant.pk if plant else None, short.from_on) in standing:
            continue
        OptionConstraint.objects.create(
            manufacturer=sheet.manufacturer,
            plant=plant,
            option_code=short.option,
            from_week=short.from_on,
            until_week=short.until_on,
            per_week=short.per_week,
            share=short.share,
            reason=short.reason,
            sheet=sheet,
            entered_at=now,
            entered_by=by,
        )
        new += 1
    return new


def _as_json(entry: Stopped | Short) -> dict[str, Any]:
    return {name: _plain(getattr(entry, name)) for name in entry.__slots__}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Decimal) else value
