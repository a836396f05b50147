"""The paper of a journal export: what the bookkeeping got, entry by entry, with the sums of the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kernel.documents import request_document
from kernel.models import Document
from kernel.money import Money
from orders.framing import dealership_on_paper
from orders.models import JournalEntry, JournalExport, JournalLine
from orders.papers import JOURNAL, NAMES, kept, kept_day

KIND = "journal-export"
LARGEST = 400
"""More entries than this stand in the file only: the paper would be a book."""


def request_journal_paper(made: JournalExport, entries: Sequence[JournalEntry]) -> Document:
    """Ask for the paper of an export that has just been made; ``entries`` come with their lines."""
    zone = made.dealership.zone
    lines = [line for entry in entries for line in entry.lines.all()]
    return request_document(
        kind=KIND,
        subject_kind=JOURNAL,
        subject_key=str(made.pk),
        dealership_key=made.dealership.code,
        template=f"pdf/{KIND}.html",
        snapshot={
            "title": NAMES[KIND],
            "is_internal": True,
            "number": made.number,
            "issued_on": kept_day(made.made_at.astimezone(zone).date()),
            "made_by": str(made.made_by),
            "dealership": dealership_on_paper(made.dealership),
            "sha256": made.sha256,
            "accounts": _by(lines, lambda line: (line.account, line.currency)),
            "totals": _by(lines, lambda line: ("", line.currency)),
            "size": made.size,
            "entries": [
                {
                    "number": entry.pk,
                    "on": kept_day(entry.posted_at.astimezone(zone).date()),
                    "order": entry.order.number,
                    "text": entry.text,
                    "lines": [
                        {"account": line.get_account_display(), **_sides([line], line.currency)}
                        for line in sorted(entry.lines.all(), key=lambda one: one.pk)
                    ],
                }
                for entry in (entries if len(entries) <= LARGEST else ())
            ],
        },
        event_key=f"journal-export:{made.pk}",
    )


def _by(lines: Sequence[JournalLine], key: Any) -> list[dict[str, Any]]:
    """Debits and credits of the lines, apart, for each of the groups ``key`` makes."""
    groups: dict[tuple[str, str], list[JournalLine]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return [
        {
            "account": group[0].get_account_display(),
            **_sides(group, currency),
        }
        for (_, currency), group in sorted(groups.items())
    ]


def _sides(lines: Iterable[JournalLine], currency: str) -> dict[str, Any]:
    """An empty text where nothing stands on a side."""
    amounts = [line.amount for line in lines]
    debit = sum(amount for amount in amounts if amount > 0)
    credit = -sum(amount for amount in amounts if amount < 0)
    return {
        "debit": kept(Money(debit, currency)) if debit else "",
        "credit": kept(Money(credit, currency)) if credit else "",
    }
