"""What engineering finds about a special request, and who agrees to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from configurator.commands.specials import (
    Given,
    attach_file,
    locked_special,
    note_special,
    save_special,
)
from configurator.models import (
    SpecialAnswer,
    SpecialEventKind,
    SpecialKind,
    SpecialRequest,
    SpecialState,
    Upfitter,
)
from configurator.models.specials import LAST_CHANGE, SPECIALS
from customers.models import User
from kernel.refusals import Refusal, Stale, refusing


class CannotReview(Refusal):
    """It is not there to be reviewed, or not by this person."""


class CannotAnswer(Refusal):
    """The answer is not complete, or not this person's to give."""


class CannotAcceptAnswer(Refusal):
    """There is no answer to accept, or it holds no longer."""


class CannotApprovePrototype(Refusal):
    """It is no prototype with an answer, or another person was named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What engineering says. Amounts are for one unit, in the car's currency."""

    verdict: str
    evidence: str
    retail: Decimal = Decimal(0)
    invoice: Decimal = Decimal(0)
    added_days: int = 0
    freeze_class: str = SPECIALS
    milestone: str = LAST_CHANGE
    upfitter: Upfitter | None = None
    conditions: str = ""
    valid_until: date | None = None
    is_for_any_car: bool = False


@transaction.atomic
def review_special(*, request_id: int, by: User, now: datetime) -> SpecialRequest:
    """Take it on. :raises CannotReview: it does not wait, or the person asked for it himself."""
    request = locked_special(request_id)
    return _review(request, by=by, now=now)


@transaction.atomic
def answer_special(
    *,
    request_id: int,
    finding: Finding,
    files: Sequence[Given] = (),
    by: User,
    now: datetime,
    version: int | None = None,
) -> SpecialRequest:
    """Say what engineering found. A newer answer supersedes; acceptance is then asked for anew.

    :raises CannotAnswer: to one's own request, without evidence, or an offer that is incomplete.
    :raises Stale: somebody changed it meanwhile.
    """
    request = locked_special(request_id, version)
    _check_other(request, by, CannotAnswer)
    _check_finding(request, finding, now)
    if request.state == SpecialState.ASKED:
        request = _review(request, by=by, now=now)
    for given in files:
        attach_file(request, given, is_evidence=True, by=by, now=now)
    answer = _written(request, finding, by=by, now=now)
    verdicts = {
        SpecialState.FEASIBLE: request.find_feasible,
        SpecialState.WITH_CONDITIONS: request.set_conditions,
        SpecialState.REFUSED: request.refuse,
    }
    before = str(request.state)
    with refusing(CannotAnswer):
        verdicts[SpecialState(finding.verdict)](answer=answer)
    save_special(request)
    note_special(
        request,
        SpecialEventKind.ANSWERED,
        by=by,
        at=now,
        before=before,
        answer=answer.number,
        text=f"{request.get_state_display()}. {finding.conditions or finding.evidence}".strip(),
    )
    return request


@transaction.atomic
def accept_answer(
    *,
    request_id: int,
    answer: int,
    customer_name: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> SpecialRequest:
    """The customer agrees to price, days and conditions of the answer he was shown.

    :param answer: the number of that answer; a newer one refuses.
    :raises CannotAcceptAnswer: no offer, an expired one, or nobody named.
    :raises Stale: somebody changed it meanwhile.
    """
    request = locked_special(request_id, version)
    offer, name = request.answer, " ".join(customer_name.split())
    if not request.is_offered or offer is None:
        raise CannotAcceptAnswer("There is no answer that could be accepted.")
    if offer.number != answer:
        raise Stale("Engineering has answered again meanwhile. Look at the new answer first.")
    if offer.is_lapsed(request.dealership.today(now)):
        raise CannotAcceptAnswer("This answer has expired. Ask engineering again.")
    if not name:
        raise CannotAcceptAnswer("Say who agreed.")
    if request.is_accepted:
        return request
    request.accepted_answer, request.accepted_by = offer, by
    request.accepted_at, request.accepted_name = now, name
    save_special(request)
    note_special(
        request, SpecialEventKind.ACCEPTED, by=by, at=now, answer=offer.number, text=f"By {name}"
    )
    return request


@transaction.atomic
def approve_prototype(*, request_id: int, answer: int, by: User, now: datetime) -> SpecialRequest:
    """The named approver lets a prototype be built as answered.

    :raises CannotApprovePrototype: for other kinds, without an offer, or by anybody else.
    :raises Stale: engineering has answered again.
    """
    request = locked_special(request_id)
    if request.kind != SpecialKind.PROTOTYPE or not request.is_offered or request.answer is None:
        raise CannotApprovePrototype("There is no prototype to approve here.")
    if request.answer.number != answer:
        raise Stale("Engineering has answered again meanwhile. Look at the new answer first.")
    if request.approver_id != by.pk or by.pk in {request.created_by_id, request.asked_by_id}:
        raise CannotApprovePrototype(f"It is {request.approver} who was named to approve this.")
    if not request.needs_approval:
        return request
    request.approved_answer, request.approved_at = request.answer, now
    save_special(request)
    note_special(request, SpecialEventKind.APPROVED, by=by, at=now, answer=answer)
    return request


def _review(request: SpecialRequest, *, by: User, now: datetime) -> SpecialRequest:
    _check_other(request, by, CannotReview)
    before = str(request.state)
    with refusing(CannotReview):
        request.review(by=by)
    save_special(request)
    note_special(request, SpecialEventKind.REVIEW_STARTED, by=by, at=now, before=before)
    return request


def _check_other(request: SpecialRequest, by: User, refusal: type[Refusal]) -> None:
    if by.pk in {request.created_by_id, request.asked_by_id}:
        raise refusal("Nobody reviews his own request. A colleague has to answer it.")


def _check_finding(request: SpecialRequest, finding: Finding, now: datetime) -> None:
    if not finding.evidence.strip():
        raise CannotAnswer("Say what the answer rests on.")
    if finding.verdict == SpecialState.REFUSED:
        return
    if finding.verdict == SpecialState.WITH_CONDITIONS and not finding.conditions.strip():
        raise CannotAnswer("Say what the conditions are.")
    if finding.valid_until is None:
        raise CannotAnswer("Say until when the answer holds.")
    if finding.valid_until < request.dealership.today(now):
        raise CannotAnswer("The answer would already have expired.")
    if finding.retail < 0 or finding.invoice < 0:
        raise CannotAnswer("A price is nothing or more.")
    fitter = finding.upfitter
    if fitter is not None and fitter.dealership_id != request.dealership_id:
        raise CannotAnswer("This upfitter works for another dealership.")


def _written(
    request: SpecialRequest, finding: Finding, *, by: User, now: datetime
) -> SpecialAnswer:
    configuration = request.configuration
    is_offer = finding.verdict != SpecialState.REFUSED
    terms: dict[str, Any] = {}
    if is_offer:
        terms = {
            "retail_amount": finding.retail,
            "invoice_amount": finding.invoice,
            "added_days": finding.added_days,
            "freeze_class": finding.freeze_class,
            "milestone": finding.milestone,
            "upfitter": finding.upfitter,
            "conditions": finding.conditions.strip(),
            "valid_until": finding.valid_until,
        }
    made: SpecialAnswer = request.answers.create(
        number=request.answers.count() + 1,
        verdict=finding.verdict,
        evidence=finding.evidence.strip(),
        currency=configuration.model_line.currency,
        picks=configuration.picks,
        market=configuration.market,
        is_for_any_car=finding.is_for_any_car,
        by=by,
        at=now,
        **terms,
    )
    return made
