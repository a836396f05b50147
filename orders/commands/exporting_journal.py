"""The journal goes to the bookkeeping: every entry in exactly one export, the exports numbered."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from customers.models import Dealership, User
from kernel.refusals import Refusal
from kernel.spreadsheets import defused
from orders.journal_paper import request_journal_paper
from orders.models import JournalEntry, JournalExport

HEADINGS = ("entry", "key", "posted_at", "kind", "order", "text", "account", "debit", "credit",
            "currency")  # fmt: skip


class CannotExportJournal(Refusal):
    """Nothing was posted since the last export."""


@transaction.atomic
def export_journal(*, dealership_id: int, by: User, now: datetime) -> JournalExport:
    """Hand over what no export holds yet, for good.

    Two exports of one dealership wait for each other at its row, so the numbers have no gaps. An entry
    whose transaction ends meanwhile is not seen here and comes with the next one: what is new is known by
    its mark, never by its number.
    :raises CannotExportJournal: when nothing is new.
    """
    dealership = Dealership.objects.select_for_update(no_key=True).get(pk=dealership_id)
    fresh = JournalEntry.objects.filter(order__dealership=dealership, export=None)
    entries = list(
        fresh.select_related("order").prefetch_related("lines").order_by("posted_at", "pk")
    )
    if not entries:
        raise CannotExportJournal("Nothing was posted since the last export.")
    content = _csv(entries)
    last = JournalExport.objects.filter(dealership=dealership).order_by("-number").first()
    made = JournalExport.objects.create(
        dealership=dealership,
        number=last.number + 1 if last else 1,
        size=len(entries),
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        made_by=by,
        made_at=now,
    )
    JournalEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(export=made)
    request_journal_paper(made, entries)
    return made


def _csv(entries: Iterable[JournalEntry]) -> str:
    """A line per posting: debits and credits apart, times in UTC, cells no spreadsheet runs."""
    page = io.StringIO()
    rows = csv.writer(page)
    rows.writerow(HEADINGS)
    for entry in entries:
        for line in sorted(entry.lines.all(), key=lambda one: one.pk):
            debit, credit = max(line.amount, Decimal(0)), max(-line.amount, Decimal(0))
            rows.writerow(
                [
                    entry.pk,
                    defused(entry.key),
                    entry.posted_at.isoformat(),
                    entry.kind,
                    defused(entry.order.number),
                    defused(entry.text),
                    line.account,
                    f"{debit:.2f}" if debit else "",
                    f"{credit:.2f}" if credit else "",
                    line.currency,
                ]
            )
    return page.getvalue()
