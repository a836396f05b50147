"""Bringing an old build to the catalogue in force."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from configurator.commands.configurations import ChooseResult, at_version, keep
from configurator.selectors import catalogue
from configurator.selectors.reopening import newer_line, today
from customers.models import User
from kernel.refusals import Refusal


class CannotBring(Refusal):
    """There is no newer catalogue, another one than was looked at, or no car in it."""


@transaction.atomic
def bring_to_today(
    *, configuration_id: int, line_id: int, version: int, by: User, now: datetime
) -> ChooseResult:
    """Move the build to the line that was looked at, with the wishes that fit; undo brings it back.

    :raises Stale: the build was changed since. :raises CannotBring: the catalogue changed since, or
        no car of it can be ordered.
    """
    configuration = at_version(configuration_id, version)
    line = newer_line(configuration, now)
    if line is None or line.pk != line_id:
        raise CannotBring("Another catalogue is in force by now. Look at what changed again.")
    found = today(configuration, line, now)
    if found.total is None:
        raise CannotBring(f"No car of {line.release.title} can be ordered today.")
    market = (
        configuration.market if configuration.market in catalogue(line.pk).market_by_code else ""
    )
    return keep(
        configuration,
        frozenset(configuration.picks),
        frozenset(found.picks),
        market=market,
        line=line,
        by=by,
        now=now,
    )
