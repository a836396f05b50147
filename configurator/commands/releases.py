"""What a person does with a release that came in: look again, publish, discard, withdraw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from configurator.commands.catalogues import examine, kept_report, last_published
from configurator.commands.compiling import queue_compiling
from configurator.models import CatalogueRelease
from configurator.selectors import read_catalogue
from customers.models import User
from kernel.locks import locked
from kernel.refusals import Refusal


class CannotPublish(Refusal):
    """The release stays as it is; the text says why."""


class CannotDiscard(Refusal):
    """The release stays as it is; the text says why."""


class CannotWithdraw(Refusal):
    """The release stays on sale; the text says why."""


@transaction.atomic
def publish_release(
    *, release_id: int, by: User | None, now: datetime, valid_from: date | None = None
) -> CatalogueRelease:
    """Make a release final and offer it from its first day on.

    :param valid_from: that day, if it is another than the feed said.
    :raises CannotPublish: it is published already, would end before it begins, or another release
        was published since its report was made.
    """
    release = locked(CatalogueRelease.objects.all(), pk=release_id)
    if release.published_at is not None:
        raise CannotPublish(f"{release.title} is published already.")
    first = valid_from or release.valid_from
    if release.valid_to is not None and first > release.valid_to:
        raise CannotPublish(f"{release.title} ends on {release.valid_to}, before it would begin.")
    if not is_report_fresh(release):
        raise CannotPublish(
            "Another release was published since this report was made. Look at a new report first."
        )
    release.valid_from = first
    release.published_at, release.published_by = now, by
    release.save(update_fields=["valid_from", "published_at", "published_by"])
    queue_compiling(release)
    return release


def is_report_fresh(release: CatalogueRelease) -> bool:
    """Whether the report compares with what is the last published release now."""
    last = last_published(release.manufacturer, release.series)
    against: str = release.report.get("against", "")
    return against == (last.code if last else "")


@transaction.atomic
def report_again(*, release_id: int) -> CatalogueRelease:
    """Examine a draft as it is now, against the release that is now the last.

    :raises CannotImport: nobody could build a line of it.
    :raises CannotPublish: it is published, so its report stays.
    """
    release = locked(CatalogueRelease.objects.all(), pk=release_id)
    if not release.is_draft:
        raise CannotPublish(f"{release.title} is published; its report is part of its history.")
    against = last_published(release.manufacturer, release.series)
    lines = release.model_lines.order_by("position", "pk")
    reports = examine([read_catalogue(line) for line in lines], against)
    report = replace(
        kept_report(release, is_unchanged=False),
        lines=tuple(reports),
        against=against.code if against else "",
    )
    release.report = report.as_json()
    release.save(update_fields=["report"])
    return release


@transaction.atomic
def discard_release(*, release_id: int) -> None:
    """Throw a draft away. :raises CannotDiscard: it was published."""
    release = locked(CatalogueRelease.objects.all(), pk=release_id)
    if not release.is_draft:
        raise CannotDiscard(f"{release.title} was published; it can only be withdrawn.")
    release.delete()


@transaction.atomic
def withdraw_release(*, release_id: int, because: str, by: User, now: datetime) -> CatalogueRelease:
    """Take a published release off sale; orders and quotes from it stay as they are.

    :raises CannotWithdraw: it is a draft, or withdrawn already.
    """
    release = locked(CatalogueRelease.objects.all(), pk=release_id)
    if release.is_draft:
        raise CannotWithdraw(f"{release.title} is a draft; discard it instead.")
    if release.withdrawn_at is not None:
        raise CannotWithdraw(f"{release.title} is withdrawn already.")
    release.withdrawn_at, release.withdrawn_by = now, by
    release.withdrawn_because = because
    release.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    return release
