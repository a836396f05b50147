"""Bringing catalogues in, and publishing them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from configurator import models
from configurator.catalogue import Catalogue, Rule
from configurator.examination import LONGEST, examine_lines
from configurator.feeds import LineDraft, ReleaseDraft, UnreadableFeed, read_release
from configurator.models import CatalogueRelease, Manufacturer, ModelLine
from configurator.reports import LineReport, with_changes
from configurator.selectors import catalogue
from kernel.refusals import Refusal


class CannotImport(Refusal):
    """Nothing was imported; ``problems`` lists every fault with its row and field."""

    def __init__(self, sentence: str, problems: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came in, for the person who is going to publish it."""

    release_id: int
    release: str
    is_unchanged: bool
    lines: tuple[LineReport, ...]
    missing_prices: tuple[str, ...]
    notes: tuple[str, ...]
    against: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the release."""
        return {
            "lines": [asdict(line) for line in self.lines],
            "missing_prices": list(self.missing_prices),
            "notes": list(self.notes),
            "against": self.against,
        }


@transaction.atomic
def import_release(
    manufacturer_code: str | None,
    payload: Mapping[str, Any],
    source: str,
    now: datetime,
    notes: Sequence[str] = (),
    *,
    examined_apart: Sequence[LineReport] | None = None,
) -> ImportReport:
    """Write the whole release, unpublished, or nothing.

    :param examined_apart: what was found about the lines of this payload, without a comparison.

    A release of the same code that is not yet published is replaced; an unchanged one is left
    alone, so importing twice does no harm.

    :raises CannotImport: unreadable, unbuildable, another maker's, or published with other content.
    """
    draft = _read(payload)
    if manufacturer_code is not None and draft.manufacturer_code != manufacturer_code:
        raise CannotImport(
            f"The feed of {manufacturer_code} sent a catalogue of {draft.manufacturer_code}."
        )
    fingerprint = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    maker, _ = Manufacturer.objects.get_or_create(
        code=draft.manufacturer_code,
        defaults={"name": draft.manufacturer_name, "country": draft.country[:2]},
    )
    # One import of a maker at a time: the second then finds what the first has written.
    Manufacturer.objects.select_for_update(no_key=True).get(pk=maker.pk)
    known = maker.releases.select_for_update(no_key=True).filter(code=draft.code).first()
    if known is not None and known.fingerprint == fingerprint:
        return kept_report(known, is_unchanged=True)
    if known is not None and known.published_at is not None:
        raise CannotImport(
            f"Release {draft.code} is published and final; "
            "a changed catalogue needs a new release code."
        )
    if known is not None and known.edited_at is not None:
        raise CannotImport(
            f"The draft {draft.code} was edited here. Discard it before its file comes in again."
        )
    against = last_published(maker, draft.series)
    lines = [line.catalogue for line in draft.lines]
    if examined_apart is None:
        reports = examine(lines, against)
    else:
        reports = _compared(examined_apart, lines, against)
    if known is not None:
        known.delete()
    release = _write(maker, draft, source, fingerprint, now)
    report = ImportReport(
        release.pk,
        release.code,
        is_unchanged=False,
        lines=tuple(reports),
        missing_prices=draft.missing_prices,
        notes=tuple(notes),
        against=against.code if against else "",
    )
    release.report = report.as_json()
    release.save(update_fields=["report"])
    return report


@transaction.atomic
def record_option_effects(*, model_line_id: int, days: Mapping[str, int]) -> None:
    """How many days later a car with an option arrives, as production found out."""
    options = models.Option.objects.select_for_update(no_key=True).filter(model_line=model_line_id)
    changed = []
    for option in options:
        if option.effect_days != days.get(option.code, 0):
            option.effect_days = days.get(option.code, 0)
            changed.append(option)
    models.Option.objects.bulk_update(changed, ["effect_days"])


def _read(payload: Mapping[str, Any]) -> ReleaseDraft:
    try:
        return read_release(payload)
    except UnreadableFeed as fault:
        raise CannotImport(
            f"The catalogue cannot be read: {fault}", [str(p) for p in fault.problems]
        ) from fault


def last_published(maker: Manufacturer, series: str) -> CatalogueRelease | None:
    """The release that the next one of the series is compared with."""
    return (
        maker.releases.published()
        .filter(series=series, withdrawn_at=None)
        .order_by("-valid_from", "-published_at")
        .first()
    )


def examine(
    lines: Iterable[Catalogue], against: CatalogueRelease | None, *, seconds: float = LONGEST
) -> list[LineReport]:
    """What a solver says about each line; what it did not answer in time, the report says.

    :raises CannotImport: a line nobody could build.
    """
    reports, problems = examine_lines(lines, _before(against), seconds=seconds)
    if problems:
        raise CannotImport(f"The catalogue cannot be built: {problems[0]}", problems)
    return reports


def _compared(
    reports: Iterable[LineReport], lines: Iterable[Catalogue], against: CatalogueRelease | None
) -> list[LineReport]:
    """The reports with what changed since the last release."""
    before, found = _before(against), {line.code: line for line in lines}
    return [with_changes(report, before.get(report.line), found[report.line]) for report in reports]


def _before(against: CatalogueRelease | None) -> dict[str, Catalogue]:
    if against is None:
        return {}
    return {line.code: catalogue(line.pk) for line in against.model_lines.all()}


def _write(
    maker: Manufacturer, draft: ReleaseDraft, source: str, fingerprint: str, now: datetime
) -> CatalogueRelease:
    release = CatalogueRelease.objects.create(
        manufacturer=maker,
        code=draft.code,
        series=draft.series,
        title=draft.title,
        currency=draft.currency,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        source=source,
        fingerprint=fingerprint,
        imported_at=now,
    )
    for position, line in enumerate(draft.lines):
        _write_line(release, line, position)
    return release


def _write_line(release: CatalogueRelease, draft: LineDraft, position: int) -> None:
    lines = draft.catalogue
    row = ModelLine.objects.create(
        release=release,
        code=lines.code,
        name=lines.name,
        body_style=draft.body_style,
        model_year=draft.model_year,
        destination_amount=lines.destination,
        currency=lines.currency,
        position=position,
        freezes=[dict(freeze) for freeze in draft.freezes],
    )
    models.Market.objects.bulk_create(
        models.Market(
            model_line=row,
            code=market.code,
            name=market.name,
            documents=list(market.documents),
            position=number,
        )
        for number, market in enumerate(lines.markets)
    )
    groups = models.OptionGroup.objects.bulk_create(
        models.OptionGroup(
            model_line=row,
            code=group.code,
            name=group.name,
            area=group.area.value,
            position=group.position,
            min_picks=group.min_picks,
            max_picks=group.max_picks,
        )
        for group in lines.groups
    )
    group_ids = {group.code: group.pk for group in groups}
    models.Option.objects.bulk_create(
        models.Option(
            model_line=row,
            group_id=group_ids[option.group],
            code=option.code,
            name=option.name,
            description=option.description,
            retail_amount=option.retail,
            invoice_amount=option.invoice,
            currency=lines.currency,
            rgb=option.rgb,
            rgb2=option.rgb2,
            available_from=option.available_from,
            available_to=option.available_to,
            is_fleet_only=option.is_fleet_only,
            freeze_class=option.freeze_class,
            is_default=option.is_default,
            position=option.position,
            meets=dict(option.meets),
            markets=list(option.markets),
        )
        for option in lines.options
    )
    models.Rule.objects.bulk_create(
        rule_row(row, rule, draft.source_texts[rule.code], number)
        for number, rule in enumerate(lines.rules)
    )


def rule_row(line: ModelLine, rule: Rule, source_text: str, position: int) -> models.Rule:
    """The rule as a row, not saved yet."""
    price = None
    if rule.price is not None:
        price = {
            "option": rule.price.option,
            "retail": str(rule.price.retail),
            "invoice": str(rule.price.invoice),
        }
    return models.Rule(
        model_line=line,
        code=rule.code,
        kind=rule.kind.value,
        sentence=rule.sentence,
        source_text=source_text,
        when=rule.when.as_json(),
        then=rule.then.as_json(),
        price=price,
        position=position,
        market=rule.market,
    )


def kept_report(release: CatalogueRelease, *, is_unchanged: bool) -> ImportReport:
    """The report as it was kept with the release."""
    kept = release.report
    return ImportReport(
        release.pk,
        release.code,
        is_unchanged=is_unchanged,
        lines=tuple(LineReport(**line) for line in kept.get("lines", ())),
        missing_prices=tuple(kept.get("missing_prices", ())),
        notes=tuple(kept.get("notes", ())),
        against=kept.get("against", ""),
    )
