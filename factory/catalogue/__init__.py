"""The fictional MERIDIAN catalogue, and the JSON of ``GET /catalogues/{release}``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from factory.catalogue.astra import ASTRA
from factory.catalogue.language import Group, ModelLine, Option, Rule
from factory.catalogue.meets import OF_LINE
from factory.catalogue.terra import TERRA
from factory.catalogue.vela import VELA

RELEASE = "MY2027-1"
TITLE = "Meridian model year 2027, first release"
CURRENCY = "USD"
MANUFACTURER = {"code": "MERIDIAN", "name": "Meridian Motors", "country": "AT"}
MODEL_LINES: tuple[ModelLine, ...] = (ASTRA, VELA, TERRA)
VALID_SINCE_DAYS = 420


def release(today: date | None = None) -> dict[str, Any]:
    """The release as the feed sends it, its dates counted from ``today``.

    A store keeps the day it was made on and passes it ever after, so the release stays the same.
    """
    day = today or date.today()  # noqa: DTZ011 - only a convenience for trying it out
    return {
        **head(day),
        "manufacturer": MANUFACTURER,
        "model_lines": [_line(line, day) for line in MODEL_LINES],
    }


def head(today: date) -> dict[str, str]:
    """The release as the list of releases shows it."""
    valid_from = today - timedelta(days=VALID_SINCE_DAYS)
    return {
        "release": RELEASE,
        "title": TITLE,
        "valid_from": valid_from.isoformat(),
        "currency": CURRENCY,
    }


def later_release(first: Mapping[str, Any], offer: Mapping[str, Any]) -> dict[str, Any]:
    """A release that follows: everything as in the first one, dearer by so many per cent."""
    factor = 1 + Decimal(str(offer["percent"])) / 100
    lines = [
        {**line, "groups": [_dearer(group, factor) for group in line["groups"]]}
        for line in first["model_lines"]
    ]
    return {**first, **later_head(first, offer), "model_lines": lines}


def later_head(first: Mapping[str, Any], offer: Mapping[str, Any]) -> dict[str, str]:
    """The later release as the list of releases shows it."""
    return {
        "release": offer["release"],
        "title": f"{TITLE.partition(',')[0]}, {offer['release']}",
        "valid_from": offer["valid_from"],
        "currency": first["currency"],
    }


def _dearer(group: Mapping[str, Any], factor: Decimal) -> dict[str, Any]:
    options = [
        {
            **option,
            **{side: f"{Decimal(option[side]) * factor:.2f}" for side in ("retail", "invoice")},
        }
        for option in group["options"]
    ]
    return {**group, "options": options}


def _line(line: ModelLine, today: date) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "body_style": line.body_style,
        "model_year": line.model_year,
        "destination_amount": f"{line.destination:.2f}",
        "groups": [_group(group, line.code, today) for group in line.groups],
        "markets": [
            {"code": market.code, "name": market.name, "documents": list(market.documents)}
            for market in line.markets
        ],
        "rules": [_rule(rule) for rule in line.rules],
        "freezes": [
            {"freeze_class": name, "milestone": milestone, "answer_after": answer}
            for name, milestone, answer in line.freezes
        ],
    }


def _group(group: Group, line: str, today: date) -> dict[str, Any]:
    return {
        "code": group.code,
        "name": group.name,
        "area": group.area,
        "min_picks": group.least,
        "max_picks": group.most,
        "options": [_option(option, line, today) for option in group.options],
    }


def _option(option: Option, line: str, today: date) -> dict[str, Any]:
    return {
        "code": option.code,
        "name": option.name,
        "description": option.description,
        "retail": f"{option.retail:.2f}",
        "invoice": f"{option.invoice:.2f}",
        "rgb": option.rgb,
        "rgb2": option.rgb2,
        "available_from": _day(option.opens_in, today),
        "available_to": _day(option.closes_in, today),
        "is_fleet_only": option.is_fleet_only,
        "freeze_class": option.freeze_class,
        "is_default": option.is_default,
        "meets": dict(OF_LINE[line].get(option.code, {})),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "kind": rule.kind,
        "sentence": rule.sentence,
        "source_text": rule.source_text,
        "when": rule.when,
        "then": rule.then,
        "price": rule.price,
        "market": rule.market,
    }


def _day(offset: int | None, today: date) -> str | None:
    return None if offset is None else (today + timedelta(days=offset)).isoformat()
