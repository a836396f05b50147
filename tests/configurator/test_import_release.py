"""A release comes in whole or not at all, with a report; published it is final."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, connection, transaction

from configurator import selectors
from configurator.commands import (
    CannotImport,
    CannotPublish,
    import_release,
    publish_release,
)
from configurator.models import (
    CatalogueRelease,
    Manufacturer,
    ModelLine,
    Option,
    OptionGroup,
    Rule,
    Source,
)
from factory.catalogue import release as factory_release
from tests.factories_configurator import (
    NOW,
    group,
    has,
    option,
    published_line,
    release_payload,
    rule,
)

pytestmark = pytest.mark.django_db

INSERT_A_RULE = """
    INSERT INTO configurator_rule
           (model_line_id, code, kind, sentence, source_text, "when", "then", position)
    SELECT id, 'Z', 'requires', 's', '', '{}', '{}', 9 FROM configurator_modelline
"""


def load(payload: dict[str, Any], maker: str | None = "ACME") -> Any:
    return import_release(maker, payload, Source.FACTORY, NOW)


def test_the_whole_release_is_written_unpublished() -> None:
    report = load(release_payload())
    release = CatalogueRelease.objects.get()
    assert (release.code, release.published_at, release.currency) == ("2027-1", None, "USD")
    line = release.model_lines.get()
    assert (line.destination_amount, line.body_style) == (Decimal(995), "hatchback")
    assert line.freezes[2]["milestone"] == "PNT-IN"
    heat = line.options.get(code="HEAT")
    assert (heat.retail_amount, heat.invoice_amount) == (Decimal(450), Decimal(405))
    assert [row.code for row in line.rules.order_by("position")] == ["R1", "R2", "R3", "R4"]
    assert report.lines[0].changes == ["Road is new."]
    assert not selectors.current_model_lines(NOW).exists()


def test_what_is_read_back_is_what_was_sent() -> None:
    line = published_line()
    lines = selectors.catalogue(line.pk)
    assert selectors.catalogue(line.pk) is lines
    assert [o.code for o in lines.members["PAINT"]] == ["RED", "BLUE", "TAXI"]
    assert lines.rules[2].then.codes() == {"MATS", "HEAT"}
    assert lines.rules[3].price is not None


def test_the_same_release_twice_is_left_alone_and_a_draft_is_replaced() -> None:
    first = load(release_payload())
    again = load(release_payload())
    assert again.is_unchanged
    assert again.release_id == first.release_id
    assert again.lines == first.lines
    changed = load(release_payload(title="Acme 2027, corrected"))
    assert not changed.is_unchanged
    assert CatalogueRelease.objects.get().title == "Acme 2027, corrected"


def test_the_report_names_dead_options_idle_rules_and_missing_prices() -> None:
    payload = release_payload()
    line = payload["model_lines"][0]
    line["groups"][2]["options"].append(option("GONE", "Never", None))
    line["rules"] += [
        rule("R5", "excludes", "Never in any car.", {"op": "true"}, has("GONE")),
        rule("R6", "requires", "With it, rails.", has("GONE"), has("RAILS")),
    ]
    report = load(payload)
    assert report.lines[0].dead_options == ["GONE"]
    assert report.lines[0].idle_rules == ["R6"]
    assert report.missing_prices == ("GONE: retail and invoice",)


def test_the_report_says_what_changed_against_the_release_before() -> None:
    published_line()
    payload = release_payload(release="2027-2", valid_from="2026-10-01")
    line = payload["model_lines"][0]
    line["groups"][2]["options"][0]["retail"] = "350.00"
    line["groups"][2]["options"].append(option("NET", "Cargo net", "40.00"))
    line["rules"] = line["rules"][1:]
    report = load(payload).lines[0]
    assert report.changes == [
        "NET Cargo net is new.",
        "Rule R1 is gone: Roof rails need the Sport.",
    ]
    assert [(move["code"], move["difference"]) for move in report.price_moves] == [
        ("RAILS", "50.00")
    ]


def broken(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    payload = deepcopy(release_payload())
    change(payload)
    return payload


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda p: p["model_lines"][0]["groups"][1]["options"][1].update(retail="dear"),
         "model_lines[0] ROAD.groups[1] PAINT.options[1] BLUE.retail"),
        (lambda p: p["model_lines"][0]["groups"][1]["options"][1].update(rgb="blue"),
         "model_lines[0] ROAD.groups[1] PAINT.options[1] BLUE.rgb"),
        (lambda p: p["model_lines"][0]["groups"][1].update(max_picks=0),
         "model_lines[0] ROAD.groups[1].max_picks"),
        (lambda p: p["model_lines"][0]["groups"][1].update(area="cellar"),
         "model_lines[0] ROAD.groups[1].area"),
        (lambda p: p["model_lines"][0]["rules"][0].update(then={"op": "xor"}),
         "model_lines[0] ROAD.rules[0] R1.then"),
        (lambda p: p["model_lines"][0]["rules"][0].update(kind="hopes"),
         "model_lines[0] ROAD.rules[0] R1.kind"),
        (lambda p: p["model_lines"][0]["rules"][0].update(sentence=" "),
         "model_lines[0] ROAD.rules[0] R1.sentence"),
        (lambda p: p["model_lines"][0]["rules"][0].update(then=has("GHOST")), "GHOST"),
        (lambda p: p["model_lines"][0]["groups"][2]["options"].append(option("RED", "Again")), "RED"),
        (lambda p: p["model_lines"][0]["groups"].pop(0), "trim"),
        (lambda p: p.update(valid_from="someday"), "release.valid_from"),
        (lambda p: p.update(currency="dollars"), "release.currency"),
        (lambda p: p.update(model_lines=[]), "release.model_lines"),
        (lambda p: p["model_lines"].append(None), "model_lines[1]"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_row_and_field_and_nothing_is_written(
    change: Callable[[dict[str, Any]], None], place: str
) -> None:
    with pytest.raises(CannotImport) as refusal:
        load(broken(change))
    assert any(place in problem for problem in refusal.value.problems), refusal.value.problems
    assert not CatalogueRelease.objects.exists()
    assert not Manufacturer.objects.exists()


def test_every_fault_is_listed_at_once() -> None:
    def spoil(payload: dict[str, Any]) -> None:
        options = payload["model_lines"][0]["groups"][1]["options"]
        options[0]["retail"], options[1]["retail"] = "dear", "dearer"

    with pytest.raises(CannotImport) as refusal:
        load(broken(spoil))
    assert len(refusal.value.problems) == 2


def test_a_line_nobody_could_build_is_refused_with_the_rules_that_clash() -> None:
    payload = release_payload()
    line = payload["model_lines"][0]
    line["groups"].append(group("SEATS", "Seats", "interior", 1, 1, option("SEAT", "Seat")))
    line["rules"].append(rule("R9", "excludes", "No seats.", {"op": "true"}, has("SEAT")))
    with pytest.raises(CannotImport, match="No seats") as refusal:
        load(payload)
    assert "Seats: exactly one per car." in str(refusal.value)


def test_a_feed_of_another_maker_is_refused() -> None:
    with pytest.raises(CannotImport, match="ACME"):
        load(release_payload(), maker="MERIDIAN")


def test_a_published_release_cannot_be_sent_again_with_other_content() -> None:
    published_line()
    with pytest.raises(CannotImport, match="new release code"):
        load(release_payload(title="Changed"))
    assert load(release_payload()).is_unchanged


def test_publishing_twice_is_refused() -> None:
    line = published_line()
    with pytest.raises(CannotPublish):
        publish_release(release_id=line.release_id, by=None, now=NOW)


def test_the_newest_valid_release_of_a_series_is_on_sale() -> None:
    old = published_line()
    new = published_line(release_payload(release="2027-2", valid_from="2026-12-01"))
    other = published_line(release_payload(release="CAR-1", series="one-car"))
    assert {line.pk for line in selectors.current_model_lines(NOW)} == {old.pk, other.pk}
    later = NOW + timedelta(days=30)
    assert {line.pk for line in selectors.current_model_lines(later)} == {new.pk, other.pk}
    assert selectors.current_model_line(old, on=later.date()) == new


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE configurator_cataloguerelease SET title = 'x'",
        "DELETE FROM configurator_cataloguerelease",
        "UPDATE configurator_modelline SET destination_amount = 1",
        "DELETE FROM configurator_modelline",
        "UPDATE configurator_optiongroup SET max_picks = 9",
        "UPDATE configurator_option SET retail_amount = retail_amount + 1",
        "DELETE FROM configurator_option",
        INSERT_A_RULE,
        "UPDATE configurator_rule SET sentence = 'x'",
        "DELETE FROM configurator_rule",
        "TRUNCATE configurator_cataloguerelease CASCADE",
        "TRUNCATE configurator_rule",
    ],
)
def test_the_database_refuses_to_change_a_published_release(statement: str) -> None:
    published_line()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE waits for pending checks
        with pytest.raises(Error, match=r"never changes|Cannot"), transaction.atomic():
            cursor.execute(statement)
    assert Rule.objects.count() == 4


def test_a_draft_may_still_be_changed_and_deleted() -> None:
    load(release_payload())
    Option.objects.update(name="x")
    OptionGroup.objects.update(name="y")
    CatalogueRelease.objects.get().delete()
    assert not ModelLine.objects.exists()


def test_rows_cannot_be_moved_into_a_published_release() -> None:
    published = published_line()
    load(release_payload(release="2027-2"))
    draft = Rule.objects.filter(model_line__release__code="2027-2").order_by("pk")[0]
    with pytest.raises(Error, match="never changes"), transaction.atomic():
        Rule.objects.filter(pk=draft.pk).update(model_line=published.pk, code="Z")


def test_the_demonstration_makers_feed_comes_in_without_complaint() -> None:
    payload = json.loads(json.dumps(factory_release(date(2026, 11, 23))))
    report = load(payload, maker="MERIDIAN")
    assert sum(line.options for line in report.lines) >= 300
    assert sum(line.rules for line in report.lines) >= 120
    assert not any(line.dead_options or line.idle_rules for line in report.lines)
    assert report.missing_prices == ()
