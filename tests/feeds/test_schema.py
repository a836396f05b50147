"""The published schema, its example and the reader agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from configurator.feeds import UnreadableFeed, read_json, read_release
from configurator.feeds.columns import SHEETS
from factory.catalogue import release as factory_release
from tests.factories_configurator import release_payload

DOCS = Path(__file__).parents[2] / "docs/integration"
SCHEMA = json.loads((DOCS / "catalogue.schema.json").read_text())
EXAMPLE = (DOCS / "catalogue.example.json").read_bytes()
VALIDATOR = Draft202012Validator(SCHEMA)

type Change = Callable[[dict[str, Any]], object]


def line(payload: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = payload["model_lines"][0]
    return found


def test_the_schema_is_one_and_the_example_fits_it_and_is_read() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    payload = json.loads(EXAMPLE)
    VALIDATOR.validate(payload)
    draft = read_release(read_json(EXAMPLE, "catalogue.example.json"))
    assert len(draft.lines[0].catalogue.rules) == 5


def test_what_is_read_elsewhere_fits_the_schema() -> None:
    VALIDATOR.validate(release_payload())
    VALIDATOR.validate(json.loads(json.dumps(factory_release(date(2026, 11, 23)))))


CHANGES: dict[str, Change] = {
    "no code": lambda p: p.pop("release"),
    "no manufacturer": lambda p: p["manufacturer"].pop("name"),
    "long code": lambda p: p.update(release="x" * 81),
    "currency": lambda p: p.update(currency="Dollars"),
    "no lines": lambda p: p.update(model_lines=[]),
    "lines no list": lambda p: p.update(model_lines={}),
    "body style": lambda p: line(p).update(body_style="boat"),
    "year": lambda p: line(p).update(model_year="soon"),
    "area": lambda p: line(p)["groups"][0].update(area="cellar"),
    "picks": lambda p: line(p)["groups"][1].update(min_picks=-1),
    "colour": lambda p: line(p)["groups"][1]["options"][0].update(rgb="white"),
    "flag": lambda p: line(p)["groups"][1]["options"][0].update(is_default="yes"),
    "option name": lambda p: line(p)["groups"][1]["options"][0].update(name=None),
    "fact": lambda p: line(p)["groups"][0]["options"][0].update(meets={"wings": 2}),
    "measure": lambda p: line(p)["groups"][0]["options"][0].update(meets={"seats": "many"}),
    "trait": lambda p: line(p)["groups"][0]["options"][0].update(meets={"awd": 4}),
    "facts": lambda p: line(p)["groups"][0]["options"][0].update(meets=["awd"]),
    "retail": lambda p: line(p)["groups"][1]["options"][0].update(retail=[]),
    "rule kind": lambda p: line(p)["rules"][3].update(kind="hopes"),
    "rule twice": lambda p: line(p)["rules"][0].update(kind="requires"),
    "no sentence": lambda p: line(p)["rules"][0].pop("sentence"),
    "operation": lambda p: line(p)["rules"][3].update(when={"op": "xor", "args": []}),
    "no args": lambda p: line(p)["rules"][3].update(when={"op": "and"}),
    "market without a name": lambda p: line(p)["markets"][0].pop("name"),
    "paper twice": lambda p: line(p)["markets"][0].update(documents=["Form 1", "Form 1"]),
    "market list": lambda p: line(p).update(markets={}),
    "option's market": lambda p: line(p)["groups"][1]["options"][0].update(markets="CA"),
    "no price": lambda p: line(p)["rules"][3].update(kind="price"),
    "freeze": lambda p: line(p)["freezes"][0].update(answer_after="perhaps"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_schema_refuses_the_reader_refuses(name: str) -> None:
    payload = deepcopy(json.loads(EXAMPLE))
    CHANGES[name](payload)
    assert not VALIDATOR.is_valid(payload)
    with pytest.raises(UnreadableFeed):
        read_release(payload)


def test_the_page_explains_every_column_and_every_word() -> None:
    page = (DOCS / "catalogue.md").read_text()
    missing = [
        column.heading
        for sheet in SHEETS
        for column in sheet.columns
        if f"| {column.heading} | {'yes' if column.is_needed else ''} | {column.help} |" not in page
    ]
    assert not missing
