"""Whether a build is for the country its export request names."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.models import SpecialKind, SpecialRequest, SpecialState
from configurator.selectors.catalogues import catalogue


@dataclass(frozen=True, slots=True)
class ExportMarket:
    """The destination beside the build's market; ``name`` is empty where the catalogue lacks it."""

    code: str
    name: str
    rules: tuple[str, ...]
    is_set: bool


def export_market(request: SpecialRequest) -> ExportMarket | None:
    """What the catalogue of the build knows about the destination; None for other requests."""
    if request.kind != SpecialKind.EXPORT or request.state == SpecialState.WITHDRAWN:
        return None
    build = request.configuration
    lines = catalogue(build.model_line_id)
    market = lines.market_by_code.get(request.destination)
    if market is None:
        return ExportMarket(request.destination, "", (), is_set=False)
    rules = tuple(lines.sentence_of(rule) for rule in lines.homologation(market.code))
    return ExportMarket(market.code, market.name, rules, is_set=build.market == market.code)
