"""A special request from asking to an answer that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from configurator.attachments import BadFile, attachment
from configurator.models import (
    Configuration,
    SpecialAnswer,
    SpecialEvent,
    SpecialEventKind,
    SpecialFile,
    SpecialKind,
    SpecialRequest,
    SpecialState,
    Upfitter,
)
from configurator.models.specials import ANSWERED, LAST_CHANGE, SPECIALS
from configurator.selectors.specials import approvers
from customers.models import User
from kernel.events import record
from kernel.locks import locked
from kernel.refusals import Refusal, Stale, refusing

MOST_FILES = 8


class CannotAsk(Refusal):
    """The request is not complete, or it cannot be asked now."""


class CannotAttach(Refusal):
    """The file is not what is taken, or there are enough of them."""


class CannotReview(Refusal):
    """It is not there to be reviewed, or not by this person."""


class CannotAnswer(Refusal):
    """The answer is not complete, or not this person's to give."""


class CannotAcceptAnswer(Refusal):
    """There is no answer to accept, or it holds no longer."""


class CannotApprovePrototype(Refusal):
    """It is no prototype with an answer, or another person was named."""


class CannotWithdrawRequest(Refusal):
    """It is withdrawn already."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. ``quantity`` units of it in one car."""

    kind: str
    title: str
    description: str
    quantity: int = 1
    unit: str = "piece"
    destination: str = ""
    needed_by: date | None = None
    approver: User | None = None


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


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it came."""

    name: str
    content: bytes


@transaction.atomic
def draft_special(
    *,
    configuration_id: int,
    wish: Wish,
    files: Sequence[Given] = (),
    is_asked: bool = False,
    by: User,
    now: datetime,
) -> SpecialRequest:
    """Write a wish down for a build; asked at once, or kept as a draft.

    :raises CannotAsk: without a destination for an export, or an approver for a prototype.
    :raises CannotAttach: for a file that is not taken.
    """
    configuration = locked(Configuration.objects.for_page(), pk=configuration_id)
    made = SpecialRequest(
        configuration=configuration,
        dealership=configuration.dealership,
        created_by=by,
        created_at=now,
    )
    _put(made, wish)
    made.save()
    for given in files:
        _attach(made, given, is_evidence=False, by=by, now=now)
    return _ask(made, "", by=by, now=now) if is_asked else made


@transaction.atomic
def rewrite_special(
    *, request_id: int, version: int, wish: Wish, by: User, now: datetime
) -> SpecialRequest:
    """Change a wish before it is asked, or before it is asked again.

    What was answered was answered to the old words, so a changed wish of an answered request is
    asked again at once.
    :raises CannotAsk: while engineering looks at it, or when it is incomplete.
    :raises Stale: somebody changed it meanwhile.
    """
    request = _locked(request_id, version)
    if request.is_open or request.state == SpecialState.WITHDRAWN:
        state = request.get_state_display().lower()
        raise CannotAsk(f"It is {state}: withdraw it and ask anew, or wait for the answer.")
    _put(request, wish)
    if request.state in ANSWERED:
        return _ask(request, "The wish was changed.", by=by, now=now)
    return _save(request)


@transaction.atomic
def ask_special(
    *, request_id: int, by: User, now: datetime, version: int | None = None, note: str = ""
) -> SpecialRequest:
    """Give it to engineering, or ask once more after an answer.

    :raises CannotAsk: while it waits already.
    :raises Stale: somebody changed it meanwhile.
    """
    return _ask(_locked(request_id, version), note, by=by, now=now)


@transaction.atomic
def review_special(*, request_id: int, by: User, now: datetime) -> SpecialRequest:
    """Take it on. :raises CannotReview: it does not wait, or the person asked for it himself."""
    request = _locked(request_id)
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
    request = _locked(request_id, version)
    _check_other(request, by, CannotAnswer)
    _check_finding(request, finding, now)
    if request.state == SpecialState.ASKED:
        request = _review(request, by=by, now=now)
    for given in files:
        _attach(request, given, is_evidence=True, by=by, now=now)
    answer = _written(request, finding, by=by, now=now)
    verdicts = {
        SpecialState.FEASIBLE: request.find_feasible,
        SpecialState.WITH_CONDITIONS: request.set_conditions,
        SpecialState.REFUSED: request.refuse,
    }
    before = str(request.state)
    with refusing(CannotAnswer):
        verdicts[SpecialState(finding.verdict)](answer=answer)
    _save(request)
    _note(
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
    request = _locked(request_id, version)
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
    _save(request)
    _note(request, SpecialEventKind.ACCEPTED, by=by, at=now, answer=offer.number, text=f"By {name}")
    return request


@transaction.atomic
def approve_prototype(*, request_id: int, answer: int, by: User, now: datetime) -> SpecialRequest:
    """The named approver lets a prototype be built as answered.

    :raises CannotApprovePrototype: for other kinds, without an offer, or by anybody else.
    :raises Stale: engineering has answered again.
    """
    request = _locked(request_id)
    if request.kind != SpecialKind.PROTOTYPE or not request.is_offered or request.answer is None:
        raise CannotApprovePrototype("There is no prototype to approve here.")
    if request.answer.number != answer:
        raise Stale("Engineering has answered again meanwhile. Look at the new answer first.")
    if request.approver_id != by.pk or by.pk in {request.created_by_id, request.asked_by_id}:
        raise CannotApprovePrototype(f"It is {request.approver} who was named to approve this.")
    if not request.needs_approval:
        return request
    request.approved_answer, request.approved_at = request.answer, now
    _save(request)
    _note(request, SpecialEventKind.APPROVED, by=by, at=now, answer=answer)
    return request


@transaction.atomic
def withdraw_special(
    *, request_id: int, by: User, now: datetime, version: int | None = None
) -> SpecialRequest:
    """Take it back: the car is as if it had never been asked for.

    :raises CannotWithdrawRequest: it is withdrawn already.
    :raises Stale: somebody changed it meanwhile.
    """
    request = _locked(request_id, version)
    before = str(request.state)
    with refusing(CannotWithdrawRequest):
        request.withdraw()
    _save(request)
    _note(request, SpecialEventKind.WITHDRAWN, by=by, at=now, before=before)
    return request


@transaction.atomic
def attach(
    *, request_id: int, given: Given, is_evidence: bool, by: User, now: datetime
) -> SpecialFile:
    """Keep a file with the request; the same one again gives the first back.

    :raises CannotAttach: too many, too large, or not what is taken.
    """
    return _attach(_locked(request_id), given, is_evidence=is_evidence, by=by, now=now)


def _attach(
    request: SpecialRequest, given: Given, *, is_evidence: bool, by: User, now: datetime
) -> SpecialFile:
    if request.state == SpecialState.WITHDRAWN:
        raise CannotAttach("It is withdrawn.")
    try:
        found = attachment(given.name, given.content)
    except BadFile as reason:
        raise CannotAttach(str(reason)) from reason
    known = request.files.filter(sha256=found.sha256).first()
    if known is not None:
        return known
    if request.files.count() >= MOST_FILES:
        raise CannotAttach(f"A request keeps at most {MOST_FILES} files.")
    kept: SpecialFile = request.files.create(
        is_evidence=is_evidence,
        name=found.name,
        content_type=found.content_type,
        size=len(found.content),
        sha256=found.sha256,
        content=found.content,
        by=by,
        at=now,
    )
    return kept


def _locked(request_id: int, version: int | None = None) -> SpecialRequest:
    """The build first, then the request: freezing a build sees each request before or after a change."""
    keys = SpecialRequest.objects.filter(pk=request_id).values_list("configuration_id", flat=True)
    Configuration.objects.select_for_update(no_key=True).get(pk=keys.get())
    request: SpecialRequest = locked(SpecialRequest.objects.for_page(), pk=request_id)
    if version is not None and version != request.version:
        raise Stale("This request changed a moment ago. Look at it again.")
    return request


def _put(request: SpecialRequest, wish: Wish) -> None:
    """:raises CannotAsk: when the wish is incomplete."""
    request.kind, request.title = wish.kind, " ".join(wish.title.split())
    request.description = wish.description.strip()
    request.quantity, request.unit = wish.quantity, wish.unit.strip() or "piece"
    request.needed_by = wish.needed_by
    is_export = wish.kind == SpecialKind.EXPORT
    is_prototype = wish.kind == SpecialKind.PROTOTYPE
    request.destination = wish.destination if is_export else ""
    request.approver = wish.approver if is_prototype else None
    if not request.title or not request.description:
        raise CannotAsk("Say what is wanted, in a title and a few sentences.")
    if is_export and not request.destination:
        raise CannotAsk("Say which country the car goes to.")
    if is_prototype:
        _check_approver(request, request.created_by_id)


def _check_approver(request: SpecialRequest, asker_id: int) -> None:
    others = approvers(request.dealership, other_than={request.created_by_id, asker_id})
    if request.approver is None or not others.filter(pk=request.approver.pk).exists():
        raise CannotAsk("A prototype needs an approver: a manager or administrator, not yourself.")


def _ask(request: SpecialRequest, note: str, *, by: User, now: datetime) -> SpecialRequest:
    if request.kind == SpecialKind.PROTOTYPE:
        _check_approver(request, by.pk)
    before = str(request.state)
    with refusing(CannotAsk):
        request.ask(by=by, at=now)
    _save(request)
    _note(request, SpecialEventKind.ASKED, by=by, at=now, before=before, text=note.strip())
    return request


def _review(request: SpecialRequest, *, by: User, now: datetime) -> SpecialRequest:
    _check_other(request, by, CannotReview)
    before = str(request.state)
    with refusing(CannotReview):
        request.review(by=by)
    _save(request)
    _note(request, SpecialEventKind.REVIEW_STARTED, by=by, at=now, before=before)
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


def _save(request: SpecialRequest) -> SpecialRequest:
    request.version += 1
    request.save()
    return request


def _note(
    request: SpecialRequest,
    kind: SpecialEventKind,
    *,
    by: User,
    at: datetime,
    before: str = "",
    **body: Any,
) -> None:
    told = {key: value for key, value in body.items() if value not in ("", None)}
    if before:
        told |= {"from": before, "to": str(request.state)}
    record(SpecialEvent, kind=kind.value, by=by, at=at, body=told, request=request)
