"""What the dealership writes down in the demonstration, collected and written together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from customers.models import User
from mto.demo.cases import Case
from orders import ledger
from orders.models import (
    CreditDecision,
    Deposit,
    JournalEntry,
    JournalLine,
    OrderEvent,
    PromiseEntry,
    QuoteVersion,
    Signature,
)


@dataclass
class Books:
    """Rows waiting to be written together."""

    quotes: list[QuoteVersion] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    entries: list[JournalEntry] = field(default_factory=list)
    lines: list[JournalLine] = field(default_factory=list)
    deposits: list[Deposit] = field(default_factory=list)
    credits: list[CreditDecision] = field(default_factory=list)
    promises: list[PromiseEntry] = field(default_factory=list)
    events: list[OrderEvent] = field(default_factory=list)
    paid: list[tuple[Deposit, OrderEvent]] = field(default_factory=list)

    def write(self) -> None:
        QuoteVersion.objects.bulk_create(self.quotes)
        Signature.objects.bulk_create(self.signatures)
        JournalEntry.objects.bulk_create(self.entries)
        JournalLine.objects.bulk_create(self.lines)
        Deposit.objects.bulk_create(self.deposits)
        for deposit, event in self.paid:
            event.body["deposit"] = deposit.pk
        CreditDecision.objects.bulk_create(self.credits)
        PromiseEntry.objects.bulk_create(self.promises)
        OrderEvent.objects.bulk_create(self.events, batch_size=500)

    def post(self, case: Case, entry: ledger.Entry, *, key: str, by: User, at: datetime) -> None:
        made = JournalEntry(
            order=case.order, kind=entry.kind, key=key, text=entry.text, posted_at=at, by=by
        )
        self.entries.append(made)
        self.lines += [
            JournalLine(
                entry=made,
                account=posting.account,
                amount=posting.amount.amount,
                currency=posting.amount.currency,
            )
            for posting in entry.postings
        ]
