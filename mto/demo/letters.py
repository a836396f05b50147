"""What the customers of the demonstration were told, and the papers they hold."""

from __future__ import annotations

from django.db.models import F

from customers.models import Message
from kernel.models import Document
from kernel.work import WorkState
from mto.demo.cases import Case
from mto.demo.world import DEMO_CUSTOMER
from orders import lifecycle
from orders.models import Kind, OrderEvent
from orders.reactions import MESSAGES, request_documents, tell_customer

PAPERS_FOR = 1  # order of each state whose papers are made; the others had theirs in print


class Postman:
    """Writes the messages of the open orders as sent long ago, and asks for some of the papers."""

    def write(self, cases: list[Case], events: list[OrderEvent]) -> None:
        told = [case for case in cases if case.state not in lifecycle.END_STATES and case.customer]
        numbers = {case.number for case in told}
        for event in events:
            if event.order.number in numbers and _is_news(event):
                tell_customer(event, now=event.occurred_at)
        Message.objects.filter(state=WorkState.QUEUED, subject_kind="order").update(
            state=WorkState.DONE,
            attempts=1,
            finished_at=F("due_at"),
            created_at=F("due_at"),
            sent_to="customer@example.com",
        )
        with_papers = _with_papers(told)
        for event in events:
            if event.order.number in with_papers:
                request_documents(event, now=event.occurred_at)
                Document.objects.filter(event_key=str(event.pk)).update(
                    created_at=event.occurred_at
                )


def _is_news(event: OrderEvent) -> bool:
    return event.kind in MESSAGES or event.kind == Kind.MILESTONE


def _with_papers(cases: list[Case]) -> set[str]:
    """Numbers of the first orders of each state, and those of the demo customer."""
    by_state: dict[str, list[str]] = {}
    for case in cases:
        by_state.setdefault(case.state, []).append(case.number)
    first = {number for numbers in by_state.values() for number in numbers[:PAPERS_FOR]}
    return first | {
        case.number for case in cases if case.customer and case.customer.email == DEMO_CUSTOMER[0]
    }
