"""Rules of a draft, written by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from configurator.catalogue import Rule
from configurator.commands.catalogues import (
    CannotImport,
    examine,
    kept_report,
    last_published,
    rule_row,
)
from configurator.feeds.reading import Reading
from configurator.feeds.rules import RuleReader
from configurator.models import CatalogueRelease, ModelLine
from configurator.selectors import read_catalogue
from kernel.locks import locked
from kernel.refusals import Refusal


class CannotChangeRule(Refusal):
    """The rules stay as they are; the text says why."""


@transaction.atomic
def save_rule(
    *,
    release_id: int,
    model_line_id: int,
    code: str,
    text: str,
    sentence: str,
    now: datetime,
    replaces: str = "",
    market: str = "",
) -> None:
    """Add a rule to a draft, or write the rule ``replaces`` anew, and examine the line again.

    With the code of a ``market`` it holds in cars for that market only.

    :raises CannotChangeRule: published, not in the rule language, the code is taken, the line has no
        such market, or no car would be left.
    """
    release, line = _draft(release_id, model_line_id)
    rows = line.rules.all()
    if code != replaces and rows.filter(code=code).exists():
        raise CannotChangeRule(f"There is a rule {code} already.")
    rule = read_rule(line, code, text, sentence, market)
    old = rows.filter(code=replaces).first() if replaces else None
    if replaces and old is None:
        raise CannotChangeRule(f"The rule {replaces} is gone.")
    last = rows.aggregate(last=Max("position"))["last"]
    position = old.position if old else (0 if last is None else last + 1)
    row = rule_row(line, rule, text, position)
    row.pk = old.pk if old else None
    row.save()
    _examined_again(release, line, now)


@transaction.atomic
def remove_rule(*, release_id: int, model_line_id: int, code: str, now: datetime) -> None:
    """Take a rule out of a draft. :raises CannotChangeRule: published, or there is no such rule."""
    release, line = _draft(release_id, model_line_id)
    deleted, _ = line.rules.filter(code=code).delete()
    if not deleted:
        raise CannotChangeRule(f"The rule {code} is gone.")
    _examined_again(release, line, now)


def read_rule(line: ModelLine, code: str, text: str, sentence: str, market: str = "") -> Rule:
    """The rule as the feed would read it. :raises CannotChangeRule: with every fault."""
    reading = Reading()
    known = set(line.options.values_list("code", flat=True))
    markets = set(line.markets.values_list("code", flat=True))
    row: dict[str, Any] = {"code": code, "text": text, "sentence": sentence}
    if market:
        row["market"] = market
    rules, _ = RuleReader(reading).rules({"rules": [row]}, known, "rule", markets=markets)
    if reading.problems or not rules:
        raise CannotChangeRule(" ".join(f"{problem.what}." for problem in reading.problems))
    return rules[0]


def _draft(release_id: int, model_line_id: int) -> tuple[CatalogueRelease, ModelLine]:
    release = locked(CatalogueRelease.objects.all(), pk=release_id)
    if not release.is_draft:
        raise CannotChangeRule(f"{release.title} is published and final.")
    return release, release.model_lines.get(pk=model_line_id)


def _examined_again(release: CatalogueRelease, line: ModelLine, now: datetime) -> None:
    against = last_published(release.manufacturer, release.series)
    try:
        (report,) = examine([read_catalogue(line)], against)
    except CannotImport as none_left:
        raise CannotChangeRule(str(none_left)) from none_left
    kept = kept_report(release, is_unchanged=False)
    lines = tuple(report if other.line == line.code else other for other in kept.lines)
    release.report = replace(kept, lines=lines).as_json()
    release.edited_at = now
    release.save(update_fields=["report", "edited_at"])
