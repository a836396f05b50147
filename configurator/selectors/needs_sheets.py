"""Needs sheets as pages read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from configurator.models import Configuration, NeedsRevision, NeedsSheet, NeedsSheetQuerySet
from configurator.needs import Answers, wants
from configurator.selectors.catalogues import catalogue, current_model_lines
from configurator.selectors.needs import BudgetFit, budget_fit
from configurator.selectors.needs_fit import Fit, State
from configurator.selectors.needs_ways import against
from configurator.selectors.needs_words import Proposal, name_of, proposals
from customers.models import Customer
from kernel.money import Money
from kernel.sealing import Unreadable, unseal

AIDS_PURPOSE = "accessibility needs"
LISTED = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish in words, what it was confirmed to mean, and what else it may mean."""

    number: int
    text: str
    chosen: tuple[str, ...]
    proposals: tuple[Proposal, ...]

    @property
    def meaning(self) -> str:
        """What was confirmed, in words."""
        return ", ".join(name_of(meaning) for meaning in self.chosen)


def answers_of(revision: NeedsRevision) -> Answers:
    """What was said; accessibility needs that cannot be opened any more are left out."""
    return Answers.from_json(revision.answers, _aids(revision.sealed_aids))


def _aids(sealed: str) -> Iterable[str]:
    if not sealed:
        return ()
    try:
        return tuple(json.loads(unseal(sealed, purpose=AIDS_PURPOSE)))
    except Unreadable:
        return ()


def newest(sheet: NeedsSheet) -> NeedsRevision:
    """The revision that counts, with who wrote it; one query."""
    return sheet.revisions.select_related("by").order_by("-number")[0]


def wishes(answers: Answers, now: datetime) -> tuple[Wish, ...]:
    """Every wish in words with what it may mean on the lines on sale; one query once warm."""
    if not answers.said:
        return ()
    lines = [catalogue(line.pk) for line in current_model_lines(now)]
    found = []
    for number, text in enumerate(answers.said):
        chosen = answers.meanings.get(text, ())
        likely = proposals(text, lines)
        known = {proposal.value for proposal in likely}
        kept = tuple(Proposal(m, name_of(m), "confirmed") for m in chosen if m not in known)
        found.append(Wish(number, text, chosen, (*kept, *likely)))
    return tuple(found)


def sheets_of(customer: Customer, rows: NeedsSheetQuerySet) -> list[NeedsSheet]:
    """The customer's sheets, the newest first, of those a person may see."""
    return list(rows.filter(customer=customer).for_page().order_by("-updated_at")[:LISTED])


@dataclass(frozen=True)
class Comparison:
    """A build against its needs sheet."""

    sheet: NeedsSheet
    revision: NeedsRevision
    answers: Answers
    fits: tuple[Fit, ...]
    budget: BudgetFit | None
    is_buildable: bool

    @cached_property
    def met(self) -> int:
        """How many wishes are fulfilled."""
        return sum(fit.state is State.MET for fit in self.fits)


def comparison(configuration: Configuration, sheet: NeedsSheet, now: datetime) -> Comparison:
    """Each wish fulfilled, partly or not, with what would fulfil it; three queries once warm."""
    revision = newest(sheet)
    answers = answers_of(revision)
    found = against(configuration, wants(answers), answers, now)
    if found is None:
        return Comparison(sheet, revision, answers, (), None, is_buildable=False)
    car, fits = found
    dealership = configuration.dealership
    budget = answers.budget_in(dealership.currency, dealership.loan_terms)
    currency = configuration.model_line.currency
    fit = None
    if budget is not None and currency == dealership.currency:
        fit = budget_fit(budget, Money(car.sheet.total_retail, currency))
    return Comparison(sheet, revision, answers, fits, fit, is_buildable=True)
