"""A settled special request carried over to a unit of a fleet, as it was answered and agreed."""

from __future__ import annotations

from datetime import datetime

from configurator.models import (
    Configuration,
    SpecialAnswer,
    SpecialEvent,
    SpecialEventKind,
    SpecialRequest,
    SpecialState,
)
from customers.models import User
from kernel.events import record

SAME_WISH = ("kind", "title", "description", "quantity", "unit", "destination", "needed_by")
SAME_ANSWER = (
    "verdict",
    "retail_amount",
    "invoice_amount",
    "currency",
    "added_days",
    "freeze_class",
    "milestone",
    "upfitter",
    "conditions",
    "evidence",
    "valid_until",
    "is_for_any_car",
    "by",
    "at",
)


def carry_special(
    request: SpecialRequest, build: Configuration, *, by: User, now: datetime
) -> SpecialRequest:
    """The same request on another build of the same car, with its answer; its files stay where they are.

    ``request`` counts for the car of ``build``: whoever carries it has seen to that.
    """
    answer, asked_by, asked_at = request.answer, request.asked_by, request.asked_at
    assert answer is not None
    assert asked_by is not None
    assert asked_at is not None
    made = SpecialRequest(
        configuration=build,
        dealership=build.dealership,
        created_by=request.created_by,
        created_at=now,
        approver=request.approver,
        **{name: getattr(request, name) for name in SAME_WISH},
    )
    made.save()
    carried = SpecialAnswer.objects.create(
        request=made,
        number=1,
        picks=build.picks,
        market=build.market,
        **{name: getattr(answer, name) for name in SAME_ANSWER},
    )
    made.ask(by=asked_by, at=asked_at)
    made.review(by=answer.by)
    if answer.verdict == SpecialState.FEASIBLE:
        made.find_feasible(answer=carried)
    else:
        made.set_conditions(answer=carried)
    made.accepted_answer, made.accepted_by = carried, request.accepted_by
    made.accepted_at, made.accepted_name = request.accepted_at, request.accepted_name
    if request.approved_at is not None:
        made.approved_answer, made.approved_at = carried, request.approved_at
    made.save()
    told = f"As agreed for {request.number}, on a unit of the fleet"
    body = {"answer": carried.number, "text": told}
    record(
        SpecialEvent,
        kind=SpecialEventKind.ACCEPTED.value,
        by=by,
        at=now,
        body=body,
        request=made,
    )
    return made
