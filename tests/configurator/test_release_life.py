"""From a file to a draft, from a draft to a release on sale, and off sale again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, transaction

from configurator import selectors
from configurator.commands import (
    CannotChangeRule,
    CannotDiscard,
    CannotFreeze,
    CannotImport,
    CannotPublish,
    CannotWithdraw,
    discard_release,
    freeze,
    import_files,
    import_release,
    publish_release,
    remove_rule,
    report_again,
    save_rule,
    withdraw_release,
)
from configurator.feeds.template import csv_files, workbook
from configurator.models import CatalogueRelease, ModelLine, Source
from customers.models import Dealership, User
from tests.factories_configurator import NOW, configuration, published_line, release_payload

pytestmark = pytest.mark.django_db

ABOUT = {
    "manufacturer": {"code": "OPEN", "name": "Open Models"},
    "release": "1",
    "title": "From a feature model",
    "currency": "USD",
    "valid_from": "2026-01-01",
    "body_style": "sedan",
    "model_year": 2027,
}
MODEL = b"features\n    Car\n        alternative\n            A\n            B\n"


def draft(**changes: Any) -> CatalogueRelease:
    report = import_release(None, release_payload(**changes), Source.FACTORY, NOW)
    return CatalogueRelease.objects.get(pk=report.release_id)


def line_of(release: CatalogueRelease) -> ModelLine:
    return release.model_lines.get()


def rule_changes(release: CatalogueRelease, **fields: Any) -> None:
    given = {
        "release_id": release.pk, "model_line_id": line_of(release).pk, "code": "N1",
        "text": "MATS requires HEAT", "sentence": "Mats come with heated seats.", "now": NOW,
    }  # fmt: skip
    save_rule(**{**given, **fields})


@pytest.mark.parametrize(
    ("name", "content", "source"),
    [
        ("city.xlsx", workbook(), Source.SHEETS),
        ("city.zip", csv_files(), Source.SHEETS),
        ("acme.json", json.dumps(release_payload()).encode(), Source.FILE),
        ("car.uvl", MODEL, Source.MODEL),
    ],
    ids=["xlsx", "csv", "json", "uvl"],
)
def test_a_file_of_every_kind_becomes_a_draft(name: str, content: bytes, source: str) -> None:
    (report,) = import_files(files={name: content}, about=ABOUT, now=NOW)
    release = CatalogueRelease.objects.get()
    assert (release.pk, release.source, release.state) == (report.release_id, source, "Draft")
    publish_release(release_id=release.pk, by=None, now=NOW)
    line = release.model_lines.get()
    assert selectors.engine(line.pk).complete(())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{"),
        ("a.json", b"[]"),
        ("a.json", b'{"styleHolder": [{}]}'),
        ("a.uvl", b"features"),
        ("a.xlsx", b"PK"),
        ("photo.png", b"\x89PNG"),
    ],
    ids=range(6),
)
def test_a_file_that_cannot_be_read_writes_nothing(name: str, content: bytes) -> None:
    with pytest.raises(CannotImport) as refusal:
        import_files(files={name: content}, about=ABOUT, now=NOW)
    assert refusal.value.problems
    assert not CatalogueRelease.objects.exists()


def test_it_is_offered_from_the_day_the_person_says(amy: User) -> None:
    release = draft()
    day = NOW.date() + timedelta(days=10)
    publish_release(release_id=release.pk, by=amy, now=NOW, valid_from=day)
    assert not selectors.current_model_lines(NOW).exists()
    assert selectors.current_model_lines(NOW + timedelta(days=10)).exists()
    release.refresh_from_db()
    assert (release.published_by, release.valid_from) == (amy, day)


def test_a_first_day_after_the_last_is_refused() -> None:
    release = draft(valid_to="2027-01-31")
    with pytest.raises(CannotPublish, match="before it would begin"):
        publish_release(release_id=release.pk, by=None, now=NOW, valid_from=date(2027, 2, 1))


def test_a_report_that_compares_with_an_older_release_is_made_anew_first() -> None:
    second, third = draft(release="2027-2"), draft(release="2027-3")
    publish_release(release_id=second.pk, by=None, now=NOW)
    with pytest.raises(CannotPublish, match="Another release"):
        publish_release(release_id=third.pk, by=None, now=NOW)
    report_again(release_id=third.pk)
    publish_release(release_id=third.pk, by=None, now=NOW)
    third.refresh_from_db()
    assert third.report["against"] == "2027-2"
    assert third.report["lines"][0]["changes"] == []


def test_a_draft_can_be_thrown_away_and_a_published_one_cannot() -> None:
    release = draft()
    discard_release(release_id=release.pk)
    line = published_line()
    with pytest.raises(CannotDiscard):
        discard_release(release_id=line.release_id)
    with pytest.raises(CannotPublish):
        report_again(release_id=line.release_id)


def test_withdrawn_it_is_not_offered_and_the_one_before_is_on_sale_again(amy: User) -> None:
    old = published_line()
    new = published_line(release_payload(release="2027-2"))
    withdraw_release(release_id=new.release_id, because="Wrong prices.", by=amy, now=NOW)
    assert [line.pk for line in selectors.current_model_lines(NOW)] == [old.pk]
    assert selectors.current_model_line(new, on=NOW.date()) == old


def test_withdrawn_its_cars_stay_readable_and_become_no_new_quotes(
    harbor: Dealership, ada: User, amy: User
) -> None:
    line = published_line()
    build = configuration(harbor, ada, line)
    kept = freeze(configuration_id=build.pk, by=ada, now=NOW)
    withdraw_release(release_id=line.release_id, because="Recall.", by=amy, now=NOW)
    kept.refresh_from_db()
    assert kept.model_line.release.state == "Withdrawn"
    assert selectors.catalogue(line.pk).by_code["RED"]
    with pytest.raises(CannotFreeze, match=r"was withdrawn: Recall\."):
        freeze(configuration_id=build.pk, by=ada, now=NOW)


def test_a_draft_is_not_withdrawn_and_nothing_is_withdrawn_twice(amy: User) -> None:
    release = draft()
    with pytest.raises(CannotWithdraw):
        withdraw_release(release_id=release.pk, because="x", by=amy, now=NOW)
    publish_release(release_id=release.pk, by=amy, now=NOW)
    withdraw_release(release_id=release.pk, because="x", by=amy, now=NOW)
    with pytest.raises(CannotWithdraw):
        withdraw_release(release_id=release.pk, because="y", by=amy, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x"},
        {"published_at": None},
        {"withdrawn_at": None, "withdrawn_because": ""},
        {"withdrawn_because": "y"},
    ],
    ids=str,
)
def test_the_database_lets_a_published_release_be_withdrawn_once_and_nothing_else(
    amy: User, change: dict[str, Any]
) -> None:
    line = published_line()
    withdraw_release(release_id=line.release_id, because="x", by=amy, now=NOW)
    with pytest.raises(Error, match=r"never changes|Cannot"), transaction.atomic():
        CatalogueRelease.objects.update(**change)


def test_a_rule_is_added_changed_and_removed_in_a_draft() -> None:
    release = draft()
    rule_changes(release)
    line = line_of(release)
    added = line.rules.get(code="N1")
    assert (added.kind, added.source_text, added.position) == ("requires", "MATS requires HEAT", 4)
    release.refresh_from_db()
    assert release.edited_at == NOW
    assert release.report["lines"][0]["rules"] == 5
    rule_changes(release, code="R1", replaces="R1", text="RAILS excludes SPORT", sentence="No.")
    assert [row.code for row in line.rules.order_by("position")] == ["R1", "R2", "R3", "R4", "N1"]
    lines = selectors.read_catalogue(line)
    assert lines.rules[0].kind == "excludes"
    remove_rule(release_id=release.pk, model_line_id=line.pk, code="N1", now=NOW)
    assert line.rules.count() == 4


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "R1"}, "There is a rule R1 already"),
        ({"replaces": "GONE"}, "The rule GONE is gone"),
        ({"text": "MATS requires"}, "Line 1, column 14: expected an option"),
        ({"text": "MATS requires GHOST"}, "no option “GHOST”"),
        ({"text": "always requires BASE and SPORT"}, "no car can be built at all"),
        ({"sentence": " "}, "is missing"),
    ],
    ids=range(6),
)
def test_a_rule_that_cannot_be_is_refused_and_the_draft_stays(
    fields: dict[str, Any], words: str
) -> None:
    release = draft()
    with pytest.raises(CannotChangeRule, match=words):
        rule_changes(release, **fields)
    release.refresh_from_db()
    assert release.edited_at is None
    assert line_of(release).rules.count() == 4


@pytest.mark.parametrize("act", [rule_changes, lambda r: remove_rule(
    release_id=r.pk, model_line_id=line_of(r).pk, code="R1", now=NOW)], ids=["save", "remove"])  # fmt: skip
def test_the_rules_of_a_published_release_are_final(
    act: Callable[[CatalogueRelease], None],
) -> None:
    release = published_line().release
    with pytest.raises(CannotChangeRule, match="published and final"):
        act(release)


def test_an_edited_draft_is_not_lost_to_the_next_import() -> None:
    release = draft()
    rule_changes(release)
    with pytest.raises(CannotImport, match="Discard it"):
        draft(title="Changed by the maker")
    assert draft().pk == release.pk
    discard_release(release_id=release.pk)
    assert draft(title="Changed by the maker").edited_at is None
