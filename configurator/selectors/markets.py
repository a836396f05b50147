"""What a market asks for, as pages and papers say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from configurator.models import Configuration
from configurator.selectors.catalogues import catalogue


@dataclass(frozen=True, slots=True)
class Homologation:
    """The market by name, its rules as sentences, and the documents a car needs there."""

    code: str
    name: str
    rules: tuple[str, ...]
    documents: tuple[str, ...]


def homologation(configuration: Configuration) -> Homologation | None:
    """What holds for the build's market today; None for the home market."""
    lines = catalogue(configuration.model_line_id)
    market = lines.market_by_code.get(configuration.market)
    if market is None:
        return None
    rules = tuple(lines.sentence_of(rule) for rule in lines.homologation(market.code))
    return Homologation(market.code, market.name, rules, market.documents)


def frozen_homologation(kept: Mapping[str, Any]) -> Homologation | None:
    """As it was frozen with a specification; None for the home market."""
    if not kept:
        return None
    rules = tuple(str(rule["sentence"]) for rule in kept["rules"])
    return Homologation(kept["market"], kept["name"], rules, tuple(kept["documents"]))
