"""The needs sheet: written, revised, erased, and what is kept of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from configurator.commands.needs import (
    CannotWriteNeeds,
    change_needs,
    compare_with_needs,
    confirm_meanings,
    delete_needs,
    start_from_needs,
    write_needs,
)
from configurator.models import Configuration, NeedsRevision, NeedsSheet
from configurator.needs import Answers
from configurator.selectors.needs_sheets import answers_of, comparison, newest, wishes
from customers.models import Customer, Dealership, User
from kernel.refusals import Stale
from tests.factories_configurator import NOW
from tests.needs.cars import on_sale

FULL = Answers(
    people=5, child_seats=2, has_dog=True, uses=("city",), tow_weight=2000, climates=("snow",),
    budget=Decimal("42000.50"), budget_over=Decimal(900), needed_by=date(2027, 3, 1),
    must=("awd",), never=("leather",), meanings={"awd": ("fact:awd",)},
    accessibility=("hand_controls",),
)  # fmt: skip


@pytest.fixture
def sheet(harbor: Dealership, dana_record: Customer, ada: User) -> NeedsSheet:
    return write_needs(dealership=harbor, customer=dana_record, answers=FULL, by=ada, now=NOW)


def test_what_was_said_is_read_again_word_for_word(sheet: NeedsSheet) -> None:
    assert answers_of(newest(sheet)) == FULL


def test_facts_about_health_are_sealed_and_kept_once(sheet: NeedsSheet, ada: User) -> None:
    change_needs(sheet_id=sheet.pk, customer=None, answers=FULL, version=1, by=ada, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM configurator_needsrevision r ORDER BY number")
        kept = [row[0] for row in cursor.fetchall()]
    assert len(kept) == 2
    assert not any("hand_controls" in row for row in kept)
    assert [bool(r.sealed_aids) for r in sheet.revisions.order_by("number")] == [False, True]
    assert answers_of(newest(sheet)).accessibility == ("hand_controls",)


def test_a_text_that_no_key_opens_leaves_the_rest_readable(
    sheet: NeedsSheet, settings: pytest.FixtureRequest
) -> None:
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    read = answers_of(newest(sheet))
    assert (read.accessibility, read.people) == ((), 5)


def test_meanings_stay_with_the_wishes_that_stay(sheet: NeedsSheet, ada: User) -> None:
    said = Answers(nice=("awd", "sound"))
    change_needs(sheet_id=sheet.pk, customer=None, answers=said, version=1, by=ada, now=NOW)
    assert answers_of(newest(sheet)).meanings == {"awd": ("fact:awd",)}
    confirm_meanings(
        sheet_id=sheet.pk, meanings={"sound": ["area:technology"]}, version=2, by=ada, now=NOW
    )
    assert answers_of(newest(sheet)).unmatched == ("awd",)


def test_two_who_change_it_at_once(sheet: NeedsSheet, ada: User) -> None:
    change_needs(sheet_id=sheet.pk, customer=None, answers=FULL, version=1, by=ada, now=NOW)
    with pytest.raises(Stale):
        change_needs(sheet_id=sheet.pk, customer=None, answers=FULL, version=1, by=ada, now=NOW)


def test_another_dealerships_customer_is_refused(
    lakeside: Dealership, dana_record: Customer, ada: User
) -> None:
    with pytest.raises(CannotWriteNeeds):
        write_needs(dealership=lakeside, customer=dana_record, answers=FULL, by=ada, now=NOW)


def test_words_are_proposals_until_confirmed(db: None) -> None:
    on_sale()
    (wish,) = wishes(Answers(nice=("heated leather seats",)), NOW)
    assert wish.chosen == ()
    assert [p.name for p in wish.proposals] == ["Heated seats"]
    assert wishes(Answers(nice=("teleporter",)), NOW)[0].proposals == ()


def begun(sheet: NeedsSheet, by: User, *picks: str) -> Configuration:
    line = on_sale()["FAM"]
    started = start_from_needs(sheet=sheet, model_line_id=line.pk, picks=picks, by=by, now=NOW)
    return Configuration.objects.for_page().get(pk=started.pk)


def test_a_build_is_compared_with_what_would_fulfil_each_wish(sheet: NeedsSheet, ada: User) -> None:
    build = begun(sheet, ada, "BASE", "HITCH")
    assert (build.customer, build.steps.count()) == (sheet.customer, 1)
    found = comparison(build, sheet, NOW)
    told = {fit.want.text: fit for fit in found.fits}
    towing = told["Tows 2,000 kg, trailer with brakes"]
    assert (towing.words, towing.answer) == ("Partly", "this car: 1,500 kg")
    assert towing.remedy == "Heavy trailer hitch, in place of Base"
    assert towing.remedy_amount is not None
    assert towing.remedy_amount.amount == Decimal("6900.00")
    assert (told["awd"].words, told["awd"].remedy) == ("Not fulfilled", "All-wheel drive")
    assert told["leather"].words == "Not known"
    assert found.budget is not None
    assert not found.budget.is_over


def test_the_comparison_follows_the_sheet(sheet: NeedsSheet, ada: User) -> None:
    build = begun(sheet, ada, "BASE")
    less = Answers(people=5)
    change_needs(sheet_id=sheet.pk, customer=None, answers=less, version=1, by=ada, now=NOW)
    found = comparison(build, sheet, NOW)
    assert [(fit.want.text, fit.words) for fit in found.fits] == [("Seats for 5", "Fulfilled")]


def test_what_must_never_be_in_the_car_is_told_with_the_way_out(
    sheet: NeedsSheet, ada: User
) -> None:
    never = Answers(never=("leather",), meanings={"leather": ("option:Leather, brown",)})
    change_needs(sheet_id=sheet.pk, customer=None, answers=never, version=1, by=ada, now=NOW)
    build = begun(sheet, ada, "BASE", "SKIN")
    (fit,) = comparison(build, sheet, NOW).fits
    assert (fit.answer, fit.remedy) == ("in the car: Leather, brown", "Cloth instead")
    build.picks = ["LUX"]
    (fit,) = comparison(build, sheet, NOW).fits
    assert (fit.answer, fit.remedy) == ("in the car: Leather, brown. The Luxury has leather.", "")


def test_erasing_leaves_the_builds(sheet: NeedsSheet, ada: User) -> None:
    build = begun(sheet, ada, "BASE")
    delete_needs(sheet_id=sheet.pk)
    build.refresh_from_db()
    assert build.needs is None
    assert not NeedsRevision.objects.exists()


def test_a_build_is_not_compared_with_another_dealerships_sheet(
    sheet: NeedsSheet, lakeside: Dealership, ada: User
) -> None:
    build = begun(sheet, ada, "BASE")
    other = write_needs(dealership=lakeside, customer=None, answers=FULL, by=ada, now=NOW)
    with pytest.raises(CannotWriteNeeds):
        compare_with_needs(configuration_id=build.pk, sheet=other, by=ada, now=NOW)
