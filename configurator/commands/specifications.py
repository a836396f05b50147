"""Freezing a car for an order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from configurator.catalogue import Assumption
from configurator.engine import Unbuildable
from configurator.models import Configuration, Specification
from configurator.pricing import PriceSheet, price, with_specials
from configurator.selectors import catalogue, engine, limits_of
from configurator.selectors.decisions import names
from configurator.selectors.specials import Special, not_settled, specials_of
from customers.models import User
from kernel.locks import locked
from kernel.refusals import Refusal


class CannotFreeze(Refusal):
    """The picks cannot be built as of today; the text says why."""


@transaction.atomic
def freeze(
    *,
    configuration_id: int,
    ordered: Collection[str] = (),
    picks: Sequence[str] | None = None,
    by: User,
    now: datetime,
) -> Specification:
    """The complete car of these picks with its price lines, for good.

    Freezing the same car at the same prices again gives the same specification.

    :param ordered: what an order of this car has already; as in :func:`sketch`.
    :param picks: instead of those of the build, which stays as it is.
    :raises CannotFreeze: no car has these picks today, the catalogue was withdrawn, or a special
        request is not settled.
    """
    configuration = locked(Configuration.objects.for_page(), pk=configuration_id)
    if picks is not None:
        configuration.picks = list(picks)  # the row is not saved
    drawn = sketch(configuration, ordered=ordered, by=by, now=now)
    found = Specification.objects.filter(configuration=configuration, sha256=drawn.sha256).first()
    if found is None:
        drawn.save()
    return found or drawn


def sketch(
    configuration: Configuration, *, ordered: Collection[str] = (), by: User, now: datetime
) -> Specification:
    """What freezing the build would give, not saved; the build was read by ``for_page()``.

    :param ordered: what an order of this car has already: a stop-sale or a shortage does not take
        that away, and asks only about what is new.
    :raises CannotFreeze: as :func:`freeze` does.
    """
    release = configuration.model_line.release
    if release.withdrawn_at is not None:
        raise CannotFreeze(
            f"{release.title} was withdrawn: {release.withdrawn_because} "
            "Configure the car anew from the current catalogue."
        )
    codes = _complete(configuration, frozenset(ordered), now)
    specials = specials_of(configuration)
    if open_ones := not_settled(specials, configuration.dealership.today(now)):
        raise CannotFreeze(" ".join(open_ones))
    sheet = with_specials(
        price(catalogue(configuration.model_line_id), codes), (each.line for each in specials)
    )
    return drawn_up(configuration, codes, sheet, specials=specials, by=by, now=now)


def drawn_up(
    configuration: Configuration,
    codes: Sequence[str],
    sheet: PriceSheet,
    *,
    specials: Sequence[Special] = (),
    by: User,
    now: datetime,
) -> Specification:
    """The specification of a complete, priced car, not saved yet."""
    lines, kept = _lines(sheet), [each.to_json() for each in specials]
    return Specification(
        configuration=configuration,
        model_line_id=configuration.model_line_id,
        release_id=configuration.model_line.release_id,
        codes=list(codes),
        picks=configuration.picks,
        lines=lines,
        total_amount=sheet.total_retail,
        invoice_total_amount=sheet.total_invoice,
        currency=sheet.currency,
        is_fleet=configuration.is_fleet,
        market=configuration.market,
        homologation=_homologation(configuration),
        specials=kept,
        sha256=_sha256(configuration, codes, lines, kept),
        frozen_by=by,
        frozen_at=now,
    )


def _complete(
    configuration: Configuration, ordered: frozenset[str], now: datetime
) -> tuple[str, ...]:
    line_id = configuration.model_line_id
    limits = [each for each in limits_of(configuration, now) if _binds(each, ordered)]
    solver = engine(line_id)
    try:
        return solver.complete(configuration.picks, limits)
    except Unbuildable as cause:
        clash = solver.explain(configuration.picks, None, limits)
        picks = names(catalogue(line_id), clash.picks) if clash else ()
        reasons = " ".join(clash.rules) if clash else ""
        raise CannotFreeze(
            f"This car cannot be built today: {', '.join(picks)}. {reasons}"
        ) from cause


def _binds(limit: Assumption, ordered: frozenset[str]) -> bool:
    return limit.is_market or limit.allowed or limit.code not in ordered


def _homologation(configuration: Configuration) -> dict[str, Any]:
    """The market, its rules as they stand now, and the documents a car needs there."""
    lines = catalogue(configuration.model_line_id)
    market = lines.market_by_code.get(configuration.market)
    if market is None:
        return {}
    return {
        "market": market.code,
        "name": market.name,
        "rules": [
            {"code": rule.code, "sentence": lines.sentence_of(rule)}
            for rule in lines.homologation(market.code)
        ],
        "documents": list(market.documents),
    }


def _lines(sheet: PriceSheet) -> list[dict[str, Any]]:
    return [
        {
            "code": line.code,
            "text": line.text,
            "retail": str(line.retail),
            "invoice": str(line.invoice),
            "note": line.note,
            **({"is_special": True} if line.is_special else {}),
        }
        for line in sheet.lines
    ]


def _sha256(
    configuration: Configuration,
    codes: Sequence[str],
    lines: list[dict[str, Any]],
    specials: list[dict[str, Any]],
) -> str:
    content: dict[str, Any] = {
        "model_line": configuration.model_line.code,
        "release": configuration.model_line.release.code,
        "codes": list(codes),
        "lines": lines,
        "is_fleet": configuration.is_fleet,
    }
    if configuration.market:
        content["homologation"] = _homologation(configuration)
    if specials:
        content["specials"] = specials
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
