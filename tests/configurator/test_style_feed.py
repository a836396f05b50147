"""Real cars: every click on them equals brute SAT, every price the raw file."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from configurator import selectors
from configurator.commands import choose, freeze, start_configuration
from configurator.engine import CompiledEngine, Engine, SatEngine, Status
from configurator.feeds import read_styles
from configurator.models import CatalogueRelease, ModelLine, Option, Rule
from configurator.pricing import price
from configurator.tasks import compile_lines
from customers.models import Dealership, User
from tests.configurator.moments import NOW
from tests.configurator.style_cars import (
    STYLE_FEED,
    BruteCar,
    attribute,
    files,
    ids_by_code,
    raw_total,
    style_of,
)

CLICKS = 200
needs_cars = pytest.mark.skipif(
    not files(), reason=f"the shared style records are not at hand ({STYLE_FEED})"
)


@pytest.fixture(params=files(), ids=lambda path: path.stem)
def car_file(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def line(car_file: Path, db: None) -> ModelLine:
    call_command("import_style_feed", str(car_file), stdout=StringIO())
    return ModelLine.objects.select_related("release").get()


@needs_cars
@pytest.mark.parametrize("engine_class", [SatEngine, CompiledEngine])
def test_two_hundred_clicks_answer_as_brute_sat_and_cost_what_the_file_says(
    car_file: Path, line: ModelLine, engine_class: type[Engine]
) -> None:
    if engine_class is CompiledEngine:
        compile_lines()
    assert isinstance(selectors.engine(line.pk), engine_class)
    style = style_of(car_file)
    lines, engine = selectors.catalogue(line.pk), selectors.engine(line.pk)
    trim = next(o.code for o in lines.options if o.group == "TRIM")
    names = {o.code: o.name for o in lines.options if o.code != trim}
    ids = ids_by_code(style, names)
    brute = BruteCar(style)
    lot = random.Random(car_file.stem)
    picks: set[str] = set()
    blocked_clicks = 0
    for _ in range(CLICKS):
        code = lot.choice(sorted(names))
        if code in picks:
            picks.discard(code)
        elif engine.explain(picks, code) is None:
            picks.add(code)
        else:
            blocked_clicks += 1
            repairs = engine.repairs(picks, code)
            assert repairs or engine.status(()).status[code] is Status.BLOCKED
            if repairs and lot.random() < 0.7:
                picks = (picks - set(lot.choice(repairs).dropped)) | {code}
        answer = engine.status(picks)
        expected = brute.statuses({ids[pick] for pick in picks})
        assert {ids[c]: s.value for c, s in answer.status.items() if c != trim} == expected
        assert answer.status[trim] is Status.FORCED
        car = engine.complete(picks)
        assert brute.can([brute.variable[ids[c]] for c in car if c != trim])
        sheet = price(lines, car)
        feed_ids = {ids[c] for c in car if c != trim}
        assert sheet.total_retail == raw_total(style, feed_ids, "retail")
        assert sheet.total_invoice == raw_total(style, feed_ids, "invoice")
    assert blocked_clicks or not line.rules.exists()


@needs_cars
def test_dates_and_fleet_marks_block_as_brute_sat_without_those_options(
    car_file: Path, line: ModelLine
) -> None:
    style = style_of(car_file)
    lines, engine = selectors.catalogue(line.pk), selectors.engine(line.pk)
    names = {o.code: o.name for o in lines.options if o.group != "TRIM"}
    ids = ids_by_code(style, names)
    fleet = {
        row["id"]
        for row in style["options"]
        if (attribute(row, "OPTION_INFO", "FLEET") or attribute(row, "COLOR_INFO", "FLEET"))
        == "fleet"
    }
    limits = selectors.assumptions_on(line.pk, on=date(2026, 11, 23))
    assert {ids[limit.code] for limit in limits} == fleet
    found = engine.status((), limits).status
    expected = BruteCar(style).statuses((), fleet)
    assert {ids[c]: found[c].value for c in names} == expected


@needs_cars
def test_every_option_colour_price_and_rule_of_the_file_is_in_the_release(
    car_file: Path, line: ModelLine
) -> None:
    style = style_of(car_file)
    rows = {o.code: o for o in Option.objects.filter(model_line=line).exclude(group__code="TRIM")}
    ids = ids_by_code(style, {code: row.name for code, row in rows.items()})
    by_id = {feed_id: rows[code] for code, feed_id in ids.items()}
    for raw in style["options"]:
        row = by_id[raw["id"]]
        chip = [attribute(raw, "COLOR_CHIPS", f"PRIMARY_{c}_CODE") for c in "RGB"]
        assert row.rgb == (None if chip[0] is None else "#{:02x}{:02x}{:02x}".format(*chip))
        starts = attribute(raw, "OPTION_INFO", "OPTION_START_DATE") or attribute(
            raw, "COLOR_INFO", "OPTION_START_DATE"
        )
        assert row.available_from == date.fromisoformat(starts)
        assert row.available_to is None
    assert Rule.objects.filter(model_line=line).count() == len(style["specification"]["elements"])
    assert line.destination_amount == style["price"]["deliveryCharges"]
    assert line.release.published_at is not None


@needs_cars
def test_a_real_car_is_configured_and_frozen(
    line: ModelLine, harbor: Dealership, ada: User
) -> None:
    started = start_configuration(dealership=harbor, model_line_id=line.pk, by=ada, now=NOW)
    page = selectors.configurator_page(started, NOW)
    free = next(
        option.code
        for area in page.areas
        for group in area.groups
        for option in group.options
        if option.status == Status.FREE
    )
    choose(configuration_id=started.pk, take=free, version=1, by=ada, now=NOW)
    frozen = freeze(configuration_id=started.pk, by=ada, now=NOW)
    assert free in frozen.codes
    assert selectors.buildable_today(frozen, date(2026, 11, 23)) == []
    assert frozen.total_amount == sum(Decimal(row["retail"]) for row in frozen.lines)


@needs_cars
def test_importing_the_same_file_twice_changes_nothing(car_file: Path, line: ModelLine) -> None:
    out = StringIO()
    call_command("import_style_feed", str(car_file), stdout=out)
    assert "unchanged" in out.getvalue()
    assert CatalogueRelease.objects.count() == 1


# ---- other cars of the same shape, written by hand


def option(feed_id: str, name: str, **fields: Any) -> dict[str, Any]:
    info = {
        "OPTION_CATEGORY": "Interior",
        "OPTION_MANUFACTURER_CODE": f"M{feed_id}",
        "OPTION_START_DATE": "2012-01-31",
        "OPTION_END_DATE": "2099-09-09",
        "FLEET": "consumer",
        **fields.pop("info", {}),
    }
    groups = {"OPTION_INFO": info, **fields.pop("groups", {})}
    return {
        "id": feed_id,
        "name": name,
        "equipmentClass": "OPTION",
        "price": {"baseMSRP": 100, "baseInvoice": 90},
        "attributeGroups": {
            group: {"attributes": {key: {"value": value} for key, value in values.items()}}
            for group, values in groups.items()
        },
        **fields,
    }


def has(feed_id: str) -> dict[str, Any]:
    return {"type": "CONTAINS_OPTION", "optionId": feed_id}


def car(*elements: dict[str, Any], options: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    style = {
        "id": 77,
        "makeName": "Acme",
        "modelName": "Road",
        "year": 2013,
        "name": "GT 2dr Coupe",
        "trim": {"name": "GT"},
        "price": {"baseMSRP": 20000, "baseInvoice": "18,000", "deliveryCharges": 700},
        "options": options
        if options is not None
        else [option("1", "Rails"), option("2", "Bars"), option("3", "Net"), option("4", "Mat")],
        "specification": {"type": "AND", "elements": list(elements)},
    }
    return {"styleHolder": [style]}


@pytest.fixture
def imported(tmp_path: Path, db: None) -> Iterator[Any]:
    def run(source: object) -> ModelLine:
        path = tmp_path / "car.json"
        path.write_text(json.dumps(source))
        call_command("import_style_feed", str(path), stdout=StringIO(), stderr=StringIO())
        return ModelLine.objects.order_by("-pk")[0]

    return run


def test_including_one_of_several_forces_one_and_frees_the_dearest(imported: Any) -> None:
    dear = option("3", "Net", price={"baseMSRP": 250, "baseInvoice": 200})
    line = imported(
        car(
            {
                "type": "INCLUDES",
                "antecedent": has("1"),
                "consequent": {"type": "OR", "elements": [has("2"), has("3")]},
            },
            options=[option("1", "Rails"), option("2", "Bars"), dear],
        )
    )
    engine, lines = selectors.engine(line.pk), selectors.catalogue(line.pk)
    assert engine.status(("M1",)).status["M2"] is Status.FREE
    assert engine.explain_forced(("M1",), "M2") is None
    sheet = {row.code: row.retail for row in price(lines, ("M1", "M2", "M3")).lines}
    assert (sheet["M2"], sheet["M3"]) == (100, 0)
    assert line.rules.get().sentence == "Rails includes Bars or Net."


def test_counts_and_negations_and_other_cars_conditions_are_read(imported: Any) -> None:
    line = imported(
        car(
            {
                "type": "REQUIRES",
                "antecedent": {"type": "VEHICLE", "styleId": 77},
                "consequent": {
                    "type": "CONTAINS_EXACT_COUNT",
                    "count": 2,
                    "options": ["1", "2", "3"],
                },
            },
            {
                "type": "EXCLUDES",
                "antecedent": {"type": "VEHICLE", "styleId": 99},
                "consequent": has("4"),
            },
            {
                "type": "REQUIRES",
                "antecedent": has("4"),
                "consequent": {"type": "NOT", "elements": [has("1")]},
            },
        )
    )
    status = selectors.engine(line.pk).status(("M4",)).status
    assert status["M1"] is Status.BLOCKED
    assert status["M2"] is status["M3"] is Status.FORCED


def test_a_price_change_of_two_options_becomes_two_prices(imported: Any) -> None:
    line = imported(
        car(
            {
                "type": "VALUE_CHANGE",
                "antecedent": has("1"),
                "consequent": {"type": "AND", "elements": [has("2"), has("3")]},
                "adjustedPrice": {"baseMSRP": 40, "baseInvoice": 30},
            }
        )
    )
    lines = selectors.catalogue(line.pk)
    assert price(lines, ("M1", "M2", "M3")).total_retail == 700 + 100 + 40 + 40
    assert price(lines, ("M2",)).total_invoice == 700 + 90


@pytest.mark.parametrize(
    "spelling",
    ["2013-03-19", "3/19/2013", "2013/03/19", "19-Mar-2013", "March 19, 2013", "20130319",
     "2013-03-19T00:00:00", "19.03.2013", 1363651200000],
)  # fmt: skip
def test_a_date_is_read_in_any_spelling(imported: Any, spelling: object) -> None:
    line = imported(car(options=[option("1", "Rails", info={"OPTION_START_DATE": spelling})]))
    assert line.options.get(code="M1").available_from == date(2013, 3, 19)


def test_clashing_and_missing_maker_codes_and_names_are_told_apart(imported: Any) -> None:
    line = imported(
        car(
            options=[
                option("1", "Heater", info={"OPTION_MANUFACTURER_CODE": "41H"}),
                option("2", "Heater", info={"OPTION_MANUFACTURER_CODE": "41H ", "FLEET": "fleet"}),
                option("3", "Net", info={"OPTION_MANUFACTURER_CODE": None}),
            ]
        )
    )
    rows = {row.code: row for row in line.options.exclude(group__code="TRIM")}
    assert set(rows) == {"41H", "41H-FLEET", "3"}
    assert rows["41H-FLEET"].is_fleet_only
    assert len({row.name for row in rows.values()}) == 3


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (car({"type": "PERHAPS", "antecedent": has("1"), "consequent": has("2")}),
         "specification.elements[0].type"),
        (car({"type": "REQUIRES", "antecedent": has("1"), "consequent": {"type": "CONTAINS_SMELL"}}),
         "specification.elements[0].consequent.type"),
        (car({"type": "REQUIRES", "antecedent": has("1"),
              "consequent": {"type": "OR", "elements": [has("2"), {"type": "MOON"}]}}),
         "specification.elements[0].consequent.elements[1].type"),
        (car(options=[option("1", "Rails", info={"OPTION_START_DATE": "soon"})]),
         "options[0] Rails.OPTION_START_DATE"),
        (car(options=[option("1", "Rails", price={"baseMSRP": "cheap"})]),
         "options[0] Rails.price.baseMSRP"),
        (car(options=[option("1", "Rails", equipmentClass="GHOST")]),
         "options[0] Rails.equipmentClass"),
        ({"styleHolder": []}, "no style record"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_nothing_is_half_imported(
    tmp_path: Path, db: None, broken: object, place: str
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(car()))
    bad.write_text(json.dumps(broken))
    told = StringIO()
    with pytest.raises(CommandError, match="1 refused"):
        call_command("import_style_feed", str(bad), str(good), stdout=StringIO(), stderr=told)
    assert "bad.json" in told.getvalue()
    assert place in told.getvalue()
    assert CatalogueRelease.objects.count() == 1  # the good file beside it


def test_a_car_nobody_could_build_is_refused(tmp_path: Path, db: None) -> None:
    nothing = {"type": "OR", "elements": []}
    always = {"type": "VEHICLE", "styleId": 77}
    path = tmp_path / "car.json"
    path.write_text(
        json.dumps(car({"type": "REQUIRES", "antecedent": always, "consequent": nothing}))
    )
    told = StringIO()
    with pytest.raises(CommandError):
        call_command("import_style_feed", str(path), stdout=StringIO(), stderr=told)
    assert "no car can be built" in told.getvalue()
    assert not CatalogueRelease.objects.exists()


def test_a_contradictory_price_follows_the_price_list_and_is_noted() -> None:
    odd = option(
        "1",
        "Group",
        price={"baseMSRP": -16705, "baseInvoice": -14586},
        groups={
            "PRICING": {
                "MSRP": "2360",
                "DEALER_INVOICE": "2060",
                "MANUFACTURERS_DISCOUNT_MSRP": "-465",
                "MANUFACTURERS_DISCOUNT_INVOICE": "-406",
            }
        },
    )
    (style,) = read_styles(car(options=[odd]), "car.json")
    assert style.payload is not None
    found = style.payload["model_lines"][0]["groups"][1]["options"][0]
    assert (found["retail"], found["invoice"]) == ("1895", "1654")
    assert any("-16705" in str(note) for note in style.notes)


def test_rules_in_nested_conjunctions_and_a_lone_rule_are_found(imported: Any) -> None:
    excludes = {"type": "EXCLUDES", "antecedent": has("1"), "consequent": has("2")}
    nested = imported(car({"type": "AND", "elements": [excludes]}))
    assert nested.rules.get().sentence == "Rails cannot be combined with Bars."
    lone = car()
    lone["styleHolder"][0]["specification"] = excludes
    assert imported(lone).rules.count() == 1


def test_a_rule_about_an_option_the_car_does_not_have_never_holds(imported: Any) -> None:
    line = imported(
        car(
            {"type": "REQUIRES", "antecedent": has("99"), "consequent": has("1")},
            {
                "type": "INCLUDES",
                "antecedent": has("2"),
                "consequent": {"type": "AND", "elements": [has("99"), has("3")]},
            },
            {"type": "REQUIRES", "antecedent": has("4"), "consequent": has("99")},
        )
    )
    status = selectors.engine(line.pk).status(("M2",)).status
    assert (status["M1"], status["M3"], status["M4"]) == (
        Status.FREE,
        Status.FORCED,
        Status.BLOCKED,
    )
    report = line.release.report
    assert sum("99 is no option of this car" in note for note in report["notes"]) == 3
    assert report["lines"][0]["dead_options"] == ["M4"]


def test_very_long_names_are_shortened_and_kept_whole_in_the_description(imported: Any) -> None:
    name = "Rails " * 60
    row = imported(car(options=[option("1", name)])).options.get(code="M1")
    assert len(row.name) == 160
    assert name.strip() in row.description
