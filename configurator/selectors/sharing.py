"""Shared links by what stands in their address, and the car that was shown."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from configurator.models import Configuration, SharedLink
from configurator.pricing import PriceLine, PriceSheet
from configurator.selectors.pages import configurator_page
from configurator.selectors.shown import ConfiguratorPage
from configurator.sharing import key_of
from kernel.money import Money


@dataclass(frozen=True, slots=True)
class SharedCar:
    """What a link shows; ``has_changed`` since it was made: the wishes, or what they cost."""

    page: ConfiguratorPage
    has_changed: bool


def shared_link(token: str) -> SharedLink | None:
    """The link with its build, also one that has ended; None where the token was not made here."""
    key = key_of(token)
    if key is None:
        return None
    rows = SharedLink.objects.select_related(
        "model_line__release__manufacturer",
        "configuration__dealership",
        "configuration__created_by",
        "configuration__model_line__release__manufacturer",
    )
    return rows.filter(pk=key).first()


def shared_configuration(token: str, now: datetime) -> Configuration | None:
    """The build that a link opens, with the wishes it had then; None once the link has ended."""
    link = shared_link(token)
    if link is None or link.revoked_at is not None or link.expires_at <= now:
        return None
    return as_shared(link)


def as_shared(link: SharedLink) -> Configuration:
    """The build with the wishes, market and catalogue it had when the link was made; not to be saved."""
    if link.model_line is None:
        return link.configuration
    found = copy(link.configuration)
    found.model_line, found.market, found.picks = link.model_line, link.market, link.picks
    return found


def shared_car(link: SharedLink, now: datetime) -> SharedCar:
    """The car and its price as they were when the link was made.

    Whether it can still be ordered is today's answer. No cost is kept: the invoice side is nought.
    """
    then = as_shared(link)
    page = configurator_page(then, now)
    if not link.codes:
        return SharedCar(page, has_changed=False)
    sheet = _sheet(link.lines, page.sheet.currency)
    shown = replace(
        page,
        sheet=sheet,
        total=Money(sheet.total_retail, sheet.currency),
        invoice_total=Money(Decimal(0), sheet.currency),
        in_car=frozenset(link.codes),
    )
    changed = not _is_same(then, link.configuration) or kept_lines(page.sheet) != link.lines
    return SharedCar(shown, has_changed=changed)


def kept_lines(sheet: PriceSheet) -> list[dict[str, Any]]:
    """The retail side of a price sheet, to be kept with a link."""
    return [
        {
            "code": line.code,
            "text": line.text,
            "retail": str(line.retail),
            "note": line.note,
            "is_special": line.is_special,
        }
        for line in sheet.lines
    ]


def _sheet(kept: list[dict[str, Any]], currency: str) -> PriceSheet:
    lines = tuple(
        PriceLine(**{**line, "retail": Decimal(line["retail"]), "invoice": Decimal(0)})
        for line in kept
    )
    total = sum((line.retail for line in lines), Decimal("0.00"))
    return PriceSheet(lines, total, Decimal(0), currency)


def _is_same(then: Configuration, now: Configuration) -> bool:
    return (then.model_line_id, then.market, set(then.picks)) == (
        now.model_line_id,
        now.market,
        set(now.picks),
    )
