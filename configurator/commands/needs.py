"""Writing down what a customer needs, and beginning a car from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from configurator.commands.configurations import CannotStart, keep, start_configuration
from configurator.models import Configuration, NeedsRevision, NeedsSheet
from configurator.needs import AIDS, Answers
from configurator.selectors import catalogue
from configurator.selectors.needs_sheets import AIDS_PURPOSE, answers_of
from customers.models import Customer, Dealership, User
from kernel.locks import locked
from kernel.refusals import Refusal, Stale
from kernel.sealing import seal

CODE_TRIES = 5


class CannotWriteNeeds(Refusal):
    """The sheet stays as it is; the text says why."""


def write_needs(
    *,
    dealership: Dealership,
    customer: Customer | None,
    answers: Answers,
    by: User,
    now: datetime,
) -> NeedsSheet:
    """Begin a sheet. :raises CannotWriteNeeds: the customer is another dealership's."""
    _refuse_strangers(customer, dealership.pk)
    for _ in range(CODE_TRIES):
        try:
            with transaction.atomic():
                sheet = NeedsSheet.objects.create(
                    dealership=dealership,
                    customer=customer,
                    created_by=by,
                    created_at=now,
                    updated_by=by,
                    updated_at=now,
                )
                _append(sheet, 1, answers, by, now)
                return sheet
        except IntegrityError:  # the six letters were taken; draw again
            continue
    raise CannotWriteNeeds("No free code was found. Try again.")


@transaction.atomic
def change_needs(
    *,
    sheet_id: int,
    customer: Customer | None,
    answers: Answers,
    version: int,
    by: User,
    now: datetime,
) -> NeedsSheet:
    """Append a revision; the cars begun from the sheet are compared with it from now on.

    What the words mean is kept for every wish that is still said.

    :raises Stale: somebody else changed it meanwhile.
    :raises CannotWriteNeeds: the customer is another dealership's.
    """
    sheet, last = _locked(sheet_id, version)
    _refuse_strangers(customer, sheet.dealership_id)
    known = {**last.answers.get("meanings", {}), **answers.meanings}
    kept = {text: tuple(known[text]) for text in answers.said if known.get(text)}
    sheet.customer = customer
    return _revised(sheet, last, replace(answers, meanings=kept), by, now)


@transaction.atomic
def confirm_meanings(
    *,
    sheet_id: int,
    meanings: Mapping[str, Sequence[str]],
    version: int,
    by: User,
    now: datetime,
) -> NeedsSheet:
    """Say what wishes mean in the catalogue. :raises Stale: the sheet was changed meanwhile."""
    sheet, last = _locked(sheet_id, version)
    answers = answers_of(last)
    said = {text: tuple(meanings.get(text, ())) for text in answers.said}
    return _revised(sheet, last, replace(answers, meanings=said), by, now)


@transaction.atomic
def delete_needs(*, sheet_id: int) -> None:
    """Erase the sheet with all it said; cars begun from it stay."""
    NeedsSheet.objects.select_for_update(no_key=True).get(pk=sheet_id).delete()


@transaction.atomic
def start_from_needs(
    *,
    sheet: NeedsSheet,
    model_line_id: int,
    picks: Sequence[str],
    by: User,
    now: datetime,
) -> Configuration:
    """Begin a build with these picks for whom the sheet is, compared with it from then on.

    :raises CannotStart: the car is not on sale now, or has not these options.
    """
    begun = start_configuration(
        dealership=sheet.dealership,
        model_line_id=model_line_id,
        customer=sheet.customer,
        by=by,
        now=now,
    )
    known = catalogue(model_line_id)
    if unknown := set(picks) - known.by_code.keys():
        raise CannotStart(f"{known.name} has no option {', '.join(sorted(unknown))} any more.")
    begun.needs = sheet
    begun.save(update_fields=["needs"])
    if picks:
        keep(begun, frozenset(begun.picks), frozenset(picks), by=by, now=now)
    return begun


@transaction.atomic
def compare_with_needs(
    *, configuration_id: int, sheet: NeedsSheet | None, by: User, now: datetime
) -> Configuration:
    """Hold a build against a sheet of its dealership, or against none.

    :raises CannotWriteNeeds: the sheet is another dealership's.
    """
    configuration = locked(Configuration.objects.all(), pk=configuration_id)
    if sheet is not None and sheet.dealership_id != configuration.dealership_id:
        raise CannotWriteNeeds("This needs sheet belongs to another dealership.")
    configuration.needs = sheet
    configuration.updated_at, configuration.updated_by = now, by
    configuration.save(update_fields=["needs", "updated_at", "updated_by"])
    return configuration


def _locked(sheet_id: int, version: int) -> tuple[NeedsSheet, NeedsRevision]:
    sheet = locked(NeedsSheet.objects.for_page(), pk=sheet_id)
    last = sheet.revisions.order_by("-number")[0]
    if last.number != version:
        raise Stale("This sheet was changed elsewhere. Here is its newest state.")
    return sheet, last


def _revised(
    sheet: NeedsSheet, last: NeedsRevision, answers: Answers, by: User, now: datetime
) -> NeedsSheet:
    if last.sealed_aids:  # facts about health are kept once
        last.sealed_aids = ""
        last.save(update_fields=["sealed_aids"])
    _append(sheet, last.number + 1, answers, by, now)
    sheet.updated_by, sheet.updated_at = by, now
    sheet.save(update_fields=["customer", "updated_by", "updated_at"])
    return sheet


def _append(sheet: NeedsSheet, number: int, answers: Answers, by: User, now: datetime) -> None:
    aids = [aid for aid in answers.accessibility if aid in AIDS]
    NeedsRevision.objects.create(
        sheet=sheet,
        number=number,
        answers=answers.as_json(),
        sealed_aids=seal(json.dumps(aids), purpose=AIDS_PURPOSE) if aids else "",
        by=by,
        at=now,
    )


def _refuse_strangers(customer: Customer | None, dealership_id: int) -> None:
    if customer is not None and customer.dealership_id != dealership_id:
        raise CannotWriteNeeds("This customer belongs to another dealership.")
