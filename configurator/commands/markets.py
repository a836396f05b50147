"""For which market a build is: a choice that can change the car, so it asks as a click does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from configurator.catalogue import Market
from configurator.commands.configurations import CannotChoose, ChooseResult, at_version, keep
from configurator.selectors import catalogue, engine, limits_of
from configurator.selectors.decisions import WayThere, ways_to_market
from customers.models import User
from kernel.refusals import Refusal

HOME = Market("", "the home market")


class MarketNeedsDecision(Refusal):
    """The car would be another one there: the customer decides, nothing has changed yet.

    ``ways`` are the ways to it, the gentlest first; pass one's ``dropped_codes`` as ``accept``.
    """

    def __init__(self, market: Market, because: Sequence[str], ways: Sequence[WayThere]) -> None:
        super().__init__(f"For {market.name} the car changes. {' '.join(because)}".strip())
        self.market, self.because, self.ways = market, tuple(because), tuple(ways)


@transaction.atomic
def set_market(
    *,
    configuration_id: int,
    market: str,
    accept: Sequence[str] | None = None,
    version: int,
    by: User,
    now: datetime,
) -> ChooseResult:
    """Build the car for a market, or (empty) for the home market; a step that can be undone.

    Where that would change the car, ``accept`` names the picks that the customer gives up for it.

    :raises Stale: the page was outdated.
    :raises MarketNeedsDecision: picks would have to go, or something else comes along.
    :raises CannotChoose: the model line is not sold there, or nothing can be built for it today.
    """
    configuration = at_version(configuration_id, version)
    lines = catalogue(configuration.model_line_id)
    wanted = lines.market_by_code.get(market) if market else HOME
    if wanted is None:
        raise CannotChoose(f"{lines.name} is not sold in the market {market}.")
    picks = frozenset(configuration.picks)
    if configuration.market == market:
        return ChooseResult(configuration)
    ways = ways_to_market(configuration, market, now)
    limits = limits_of(configuration, now, market=market)
    clash = engine(configuration.model_line_id).explain(picks, None, limits)
    reasons = clash.rules if clash else ()
    if not ways:
        raise CannotChoose(f"No car can be built for {wanted.name} today. {' '.join(reasons)}")
    if accept is not None:
        chosen = next((way for way in ways if set(way.dropped_codes) == set(accept)), None)
    else:
        chosen = ways[0] if not ways[0].changes_the_car else None
    if chosen is None:
        raise MarketNeedsDecision(wanted, reasons, ways)
    after = picks - set(chosen.dropped_codes)
    return keep(configuration, picks, after, market=market, by=by, now=now)
