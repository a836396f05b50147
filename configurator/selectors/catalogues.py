"""Catalogues as values, and their engines: read once per process, for a published one for good."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from threading import Lock
from time import monotonic

import structlog

from configurator import models
from configurator.catalogue import (
    Area,
    Assumption,
    Catalogue,
    Expression,
    Group,
    Market,
    Option,
    PriceChange,
    Rule,
    RuleKind,
    Stop,
    availability,
)
from configurator.engine import Circuit, CompiledEngine, Engine, SatEngine
from configurator.feeds.reading import as_amount

CATALOGUES_KEPT = 64
LOOK_AGAIN_SECONDS = 20
log = structlog.get_logger(__name__)


class _Shelf:
    """The catalogues in use, the longest unused first to go.

    A published line whose compiled form is still to come is asked for it now and then.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._engines: OrderedDict[int, _Kept] = OrderedDict()

    def kept(self, model_line_id: int) -> _Kept:
        with self._lock:
            kept = self._engines.get(model_line_id)
            if kept is not None:
                self._engines.move_to_end(model_line_id)
        if kept is not None and monotonic() < kept.look_again_at:
            return kept
        if kept is None:
            line = models.ModelLine.objects.select_related("release").get(pk=model_line_id)
            lines = read_catalogue(line)
            maker_id = line.release.manufacturer_id
            if line.release.published_at is None:
                return _Kept(SatEngine(lines), maker_id, inf)  # may still change
        else:
            lines, maker_id = kept.engine.catalogue, kept.maker_id
        compiled = _compiled(model_line_id, lines)
        if compiled is not None:
            made = _Kept(compiled, maker_id, inf)
        else:
            solver = SatEngine(lines) if kept is None else kept.engine
            made = _Kept(solver, maker_id, monotonic() + LOOK_AGAIN_SECONDS)
        return self._keep(model_line_id, made)

    def _keep(self, model_line_id: int, made: _Kept) -> _Kept:
        with self._lock:
            self._engines[model_line_id] = made
            while len(self._engines) > CATALOGUES_KEPT:
                self._engines.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class _Kept:
    engine: Engine
    maker_id: int
    look_again_at: float


def _compiled(model_line_id: int, lines: Catalogue) -> CompiledEngine | None:
    stored = (
        models.CompiledLine.objects.done()
        .filter(pk=model_line_id)
        .values_list("circuit", flat=True)
        .first()
    )
    if stored is None:
        return None
    try:
        return CompiledEngine(lines, Circuit.from_bytes(bytes(stored)))
    except ValueError as reason:
        log.warning("compiled_line_unusable", model_line=model_line_id, reason=str(reason))
        return None


_shelf = _Shelf()


def catalogue(model_line_id: int) -> Catalogue:
    """The model line as a value. No query once a published one has been read."""
    return _shelf.kept(model_line_id).engine.catalogue


def engine(model_line_id: int) -> Engine:
    """The one engine of this model line in this process."""
    return _shelf.kept(model_line_id).engine


def current_model_lines(now: datetime) -> models.ModelLineQuerySet:
    """What can be configured now, with the release and its maker, by maker and position."""
    return (
        models.ModelLine.objects.current(on=now.date())
        .select_related("release__manufacturer")
        .order_by("release__manufacturer__name", "position", "name")
    )


def current_model_line(model_line: models.ModelLine, *, on: date) -> models.ModelLine | None:
    """The same car in the release that is valid on that day."""
    release = model_line.release
    return (
        models.ModelLine.objects.current(on=on)
        .filter(
            code=model_line.code,
            release__manufacturer_id=release.manufacturer_id,
            release__series=release.series,
        )
        .first()
    )


def assumptions_on(
    model_line_id: int,
    *,
    on: date,
    is_fleet: bool = False,
    market: str = "",
    has_place: bool = False,
) -> tuple[Assumption, ...]:
    """What may not be ordered that day, with reasons; for a market, that its rules hold.

    One query, so that a stop-sale acts at once.

    :param has_place: for a car that is ordered: that the plants have no place left is not about it.
    :raises UnknownMarket: the model line is not sold there.
    """
    stops = stops_of(model_line_id, on=on, has_place=has_place)
    return availability(
        catalogue(model_line_id), on=on, is_fleet=is_fleet, market=market, stops=stops
    )


def stops_of(model_line_id: int, *, on: date, has_place: bool = False) -> tuple[Stop, ...]:
    """The stop-sales in force on that day; of two about an option the one that came first speaks."""
    kept = _shelf.kept(model_line_id)
    rows = models.StopSale.objects.in_force(on=on).order_by("pk")
    rows = rows.for_line(kept.maker_id, kept.engine.catalogue.code)
    if has_place:
        rows = rows.exclude(source=models.StopSource.PLANTS)
    return tuple(
        Stop(*row) for row in rows.values_list("option_code", "from_on", "until_on", "reason")
    )


def limits_of(
    configuration: models.Configuration, now: datetime, *, market: str | None = None
) -> tuple[Assumption, ...]:
    """What holds for this build beside the rules: the day, whether it is for a fleet, its market.

    :param market: as if it were for this one.
    """
    return assumptions_on(
        configuration.model_line_id,
        on=configuration.dealership.today(now),
        is_fleet=configuration.is_fleet,
        market=configuration.market if market is None else market,
    )


def read_catalogue(line: models.ModelLine) -> Catalogue:
    """The model line as a value, read anew; five queries."""
    groups = tuple(_group(row) for row in line.groups.order_by("position", "pk"))
    options = tuple(
        _option(row)
        for row in line.options.select_related("group").order_by(
            "group__position", "position", "pk"
        )
    )
    rules = tuple(_rule(row) for row in line.rules.order_by("position", "pk"))
    markets = tuple(_market(row) for row in line.markets.order_by("position", "pk"))
    return Catalogue(
        line.code,
        line.name,
        line.currency,
        groups,
        options,
        rules,
        line.destination_amount,
        markets,
    )


def _market(row: models.Market) -> Market:
    return Market(row.code, row.name, tuple(row.documents))


def _group(row: models.OptionGroup) -> Group:
    return Group(row.code, row.name, Area(row.area), row.position, row.min_picks, row.max_picks)


def _option(row: models.Option) -> Option:
    return Option(
        code=row.code,
        name=row.name,
        group=row.group.code,
        retail=row.retail_amount,
        invoice=row.invoice_amount,
        description=row.description,
        rgb=row.rgb,
        rgb2=row.rgb2,
        available_from=row.available_from,
        available_to=row.available_to,
        is_fleet_only=row.is_fleet_only,
        is_default=row.is_default,
        freeze_class=row.freeze_class,
        position=row.position,
        meets=tuple(sorted(row.meets.items())),
        markets=tuple(row.markets),
    )


def _rule(row: models.Rule) -> Rule:
    price = None
    if row.price is not None:
        retail, invoice = as_amount(row.price["retail"]), as_amount(row.price["invoice"])
        if retail is None or invoice is None:
            raise ValueError(f"Rule {row.code} has an unreadable price.")
        price = PriceChange(row.price["option"], retail, invoice)
    return Rule(
        row.code,
        RuleKind(row.kind),
        row.sentence,
        Expression.from_json(row.when),
        Expression.from_json(row.then),
        price,
        row.market,
    )
