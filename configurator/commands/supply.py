"""Stopping the sale of options, and ending the stop."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from configurator.models import Manufacturer, StopSale, StopSource
from configurator.selectors import known_options
from customers.models import User
from kernel.locks import locked
from kernel.refusals import Refusal

REPORTED = (StopSource.FACTORY, StopSource.PLANTS)


class CannotStopSale(Refusal):
    """Nothing was stopped; the text says why."""


class CannotEndStop(Refusal):
    """The stop stands; the text says why."""


@dataclass(frozen=True, slots=True)
class StopOrder:
    """What is to be stopped: an option in one line, or in every line where ``line`` is empty."""

    option: str
    line: str
    from_on: date
    until_on: date | None
    reason: str


@transaction.atomic
def stop_sales(
    *,
    manufacturer: Manufacturer,
    stops: Iterable[StopOrder],
    source: StopSource,
    by: User | None,
    now: datetime,
) -> list[StopSale]:
    """Stop the sale of options; what stands already is left alone, so a repeat does no harm.

    :returns: the stops that are new.
    :raises CannotStopSale: an option that no current release of the maker has, in that line.
    """
    # One entry of a maker at a time: the second then finds what the first has written.
    Manufacturer.objects.select_for_update(no_key=True).get(pk=manufacturer.pk)
    wanted = list(stops)
    known = known_options(manufacturer, on=now.date())
    if unknown := [s for s in wanted if s.option not in known.get(s.line, ())]:
        where = f" of {unknown[0].line}" if unknown[0].line else ""
        raise CannotStopSale(f"No option{where} on sale has the code {unknown[0].option}.")
    standing = {
        _key(row.option_code, row.model_line_code, row.from_on)
        for row in manufacturer.stop_sales.standing()
    }
    fresh = {_key(s.option, s.line, s.from_on): s for s in wanted}
    return [
        StopSale.objects.create(
            manufacturer=manufacturer,
            option_code=stop.option,
            model_line_code=stop.line,
            from_on=stop.from_on,
            until_on=stop.until_on,
            reason=stop.reason,
            source=source,
            entered_at=now,
            entered_by=by,
        )
        for key, stop in fresh.items()
        if key not in standing
    ]


@transaction.atomic
def end_stop_sale(*, stop_id: int, because: str, by: User, now: datetime) -> StopSale:
    """Sell the option again.

    :raises CannotEndStop: it is ended already, or whoever reports it would only report it again.
    """
    stop = locked(StopSale.objects.all(), pk=stop_id)
    if stop.ended_at is not None:
        raise CannotEndStop(f"The stop of {stop.option_code} was ended already.")
    if stop.source in REPORTED:
        raise CannotEndStop(
            f"{stop.get_source_display()}: it ends by itself once that is no longer so."
        )
    _end(stop, because, by, now)
    return stop


@transaction.atomic
def report_stops(
    *, manufacturer: Manufacturer, stops: Collection[StopOrder], source: StopSource, now: datetime
) -> None:
    """The whole truth of a source that reports by itself: new ones begin, missing ones end.

    What the source says of options that are not on sale is passed over.
    """
    Manufacturer.objects.select_for_update(no_key=True).get(pk=manufacturer.pk)
    known = known_options(manufacturer, on=now.date())
    said = {
        (_key(s.option, s.line, s.from_on), s.until_on, s.reason): s
        for s in stops
        if s.option in known.get(s.line, ())
    }
    standing = list(manufacturer.stop_sales.standing())
    kept = set()
    for row in standing:
        key = _key(row.option_code, row.model_line_code, row.from_on)
        if row.source == source and (key, row.until_on, row.reason) not in said:
            _end(row, "It is no longer reported.", None, now)
        else:
            kept.add(key)
    new = [stop for (key, _, _), stop in said.items() if key not in kept]
    if new:
        stop_sales(manufacturer=manufacturer, stops=new, source=source, by=None, now=now)


def _end(stop: StopSale, because: str, by: User | None, now: datetime) -> None:
    stop.ended_at, stop.ended_by, stop.ended_because = now, by, because
    stop.save(update_fields=["ended_at", "ended_by", "ended_because"])


def _key(option: str, line: str, from_on: date) -> tuple[str, str, date]:
    return option, line, from_on
