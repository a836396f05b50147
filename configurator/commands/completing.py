"""Completing the open choices of a build, as it was shown."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from configurator.commands.configurations import ChooseResult, at_version, keep
from configurator.models import Configuration
from configurator.selectors.completing import Way, proposal
from customers.models import User
from kernel.refusals import Refusal


class CannotComplete(Refusal):
    """There is no such completion; the text says why."""


class ProposalChanged(Refusal):
    """What would change is no longer what was shown; nothing has changed yet."""


@transaction.atomic
def complete(
    *,
    configuration_id: int,
    way: Way,
    picks: Collection[str],
    like: Configuration | None = None,
    version: int,
    by: User,
    now: datetime,
) -> ChooseResult:
    """Make a completion the customer's own choice, in one step that can be undone.

    :param picks: all the picks afterwards, as they were shown.
    :param like: the saved build that it shall be like, of one who may see it.
    :raises Stale: the page was outdated. :raises CannotComplete: there is no such completion.
    :raises ProposalChanged: other builds or the day have changed what would be chosen.
    """
    configuration = at_version(configuration_id, version)
    found = proposal(configuration, way, like, now)
    if found.problem:
        raise CannotComplete(found.problem)
    if set(found.picks) != set(picks):
        raise ProposalChanged("What would be chosen has changed meanwhile. Look at it again.")
    before = frozenset(configuration.picks)
    return keep(configuration, before, frozenset(found.picks), by=by, now=now)
