"""A special request as its asker writes it: the wish, its files, asking and taking back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from configurator.attachments import BadFile, attachment
from configurator.models import (
    Configuration,
    SpecialEvent,
    SpecialEventKind,
    SpecialFile,
    SpecialKind,
    SpecialRequest,
    SpecialState,
)
from configurator.models.specials import ANSWERED
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
        attach_file(made, given, is_evidence=False, by=by, now=now)
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
    request = locked_special(request_id, version)
    if request.is_open or request.state == SpecialState.WITHDRAWN:
        state = request.get_state_display().lower()
        raise CannotAsk(f"It is {state}: withdraw it and ask anew, or wait for the answer.")
    _put(request, wish)
    if request.state in ANSWERED:
        return _ask(request, "The wish was changed.", by=by, now=now)
    return save_special(request)


@transaction.atomic
def ask_special(
    *, request_id: int, by: User, now: datetime, version: int | None = None, note: str = ""
) -> SpecialRequest:
    """Give it to engineering, or ask once more after an answer.

    :raises CannotAsk: while it waits already.
    :raises Stale: somebody changed it meanwhile.
    """
    return _ask(locked_special(request_id, version), note, by=by, now=now)


@transaction.atomic
def withdraw_special(
    *, request_id: int, by: User, now: datetime, version: int | None = None
) -> SpecialRequest:
    """Take it back: the car is as if it had never been asked for.

    :raises CannotWithdrawRequest: it is withdrawn already.
    :raises Stale: somebody changed it meanwhile.
    """
    request = locked_special(request_id, version)
    before = str(request.state)
    with refusing(CannotWithdrawRequest):
        request.withdraw()
    save_special(request)
    note_special(request, SpecialEventKind.WITHDRAWN, by=by, at=now, before=before)
    return request


@transaction.atomic
def attach(
    *, request_id: int, given: Given, is_evidence: bool, by: User, now: datetime
) -> SpecialFile:
    """Keep a file with the request; the same one again gives the first back.

    :raises CannotAttach: too many, too large, or not what is taken.
    """
    return attach_file(locked_special(request_id), given, is_evidence=is_evidence, by=by, now=now)


def attach_file(
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


def locked_special(request_id: int, version: int | None = None) -> SpecialRequest:
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
    save_special(request)
    note_special(request, SpecialEventKind.ASKED, by=by, at=now, before=before, text=note.strip())
    return request


def save_special(request: SpecialRequest) -> SpecialRequest:
    request.version += 1
    request.save()
    return request


def note_special(
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
