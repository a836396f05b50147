"""The public “style” records: one real car each, read into a release of our own JSON.

Nothing is half read: whatever is not understood is a problem with its place in the file, and a
style with a problem yields no release. What is understood but does not belong to a configurable
car (regional advertising fees, standard equipment) is left out and noted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from configurator.catalogue import Area
from configurator.feeds.reading import Problem, Reading
from configurator.feeds.style_facts import facts_of
from configurator.feeds.style_options import StyleGroup, StyleOption, read_option, with_own_codes
from configurator.feeds.style_rules import read_rules

_BODIES = (
    ("pickup", ("pickup", "crew cab", "extended cab", "regular cab", "truck", "cab ")),
    ("suv", ("suv", "crossover", "sport utility")),
    ("hatchback", ("hatchback", "hatch")),
    ("wagon", ("wagon",)),
    ("van", ("minivan", "van ")),
    ("coupe", ("coupe", "convertible", "roadster")),
    ("sedan", ("sedan", "car")),
)
_FIRST_DAY_OF_A_MODEL_YEAR = (1, 2)  # a model year may be sold from 2 January of the year before


@dataclass(frozen=True, slots=True)
class StyleRelease:
    """One style: its release as our JSON, or the problems that forbid one."""

    where: str
    name: str
    payload: Mapping[str, Any] | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def read_styles(source: object, file_name: str) -> Iterator[StyleRelease]:
    """Every style of a file, read or refused; ``file_name`` begins every place."""
    styles = _styles_in(source)
    if not styles:
        problem = Problem(file_name, "holds no style record (a “styleHolder” list is expected)")
        yield StyleRelease(file_name, "", None, (problem,), ())
    for index, style in enumerate(styles):
        yield _read_style(style, f"{file_name}: styleHolder[{index}]")


def _styles_in(source: object) -> list[Any]:
    if isinstance(source, list):
        return source
    if isinstance(source, Mapping):
        for name in ("styleHolder", "styles"):
            if isinstance(source.get(name), list):
                return list(source[name])
        if "options" in source:
            return [source]
    return []


def _read_style(style: object, where: str) -> StyleRelease:
    read = Reading()
    source = read.mapping(style, where)
    name = read.text(source, "name", where)
    payload = _payload(source, name, where, read)
    return StyleRelease(
        where,
        name,
        None if read.problems else payload,
        tuple(read.problems),
        tuple(read.notes),
    )


def _payload(source: Mapping[str, Any], name: str, where: str, read: Reading) -> dict[str, Any]:
    style = read.text(source, "id", where)
    make = read.text(source, "makeName", where)
    model = read.text(source, "modelName", where)
    year = read.whole(source, "year", where)
    if year is None:
        read.problem(f"{where}.year", "is missing")
    options = _options(source, where, read)
    trim, destination = _trim(source, name, where, read)
    groups = [_trim_group(trim), *_groups(options)]
    rules = read_rules(source, options, where, read)
    _note_what_is_left_out(source, where, read)
    begins = [option.fields["available_from"] for option in options]
    content = {
        "manufacturer": {"code": _code_word(make), "name": make},
        "series": f"style-{style}",
        "title": f"{year} {make} {model} {name}"[:200],
        "currency": "USD",
        "valid_from": min(filter(None, begins), default=_sold_from(year)),
        "model_lines": [
            {
                "code": f"{_code_word(model)}-{style}",
                "name": f"{make} {model} {name}"[:120],
                "body_style": _body_style(source, name, where, read),
                "model_year": year,
                "destination_amount": destination,
                "groups": groups,
                "rules": rules,
                "freezes": [],
            }
        ],
    }
    # A style has no release of its own: what it says is its release, so a changed file is a new one.
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return {**content, "release": f"STYLE-{style}-{digest[:6].upper()}"}


def _options(source: Mapping[str, Any], where: str, read: Reading) -> list[StyleOption]:
    found = [
        read_option(row, f"{where}.options[{index}]", read)
        for index, row in enumerate(read.rows(source, "options", where))
    ]
    return with_own_codes([option for option in found if option is not None])


def _groups(options: list[StyleOption]) -> Iterator[dict[str, Any]]:
    by_group: dict[StyleGroup, list[StyleOption]] = {}
    for option in options:
        by_group.setdefault(option.group, []).append(option)
    order = list(Area)
    for group in sorted(by_group, key=lambda group: (order.index(group.area), group.name)):
        yield {
            "code": group.code,
            "name": group.name,
            "area": group.area.value,
            "min_picks": 1 if group.is_one_of else 0,
            "max_picks": 1 if group.is_one_of else None,
            "options": [option.as_json() for option in by_group[group]],
        }


def _trim(
    source: Mapping[str, Any], name: str, where: str, read: Reading
) -> tuple[dict[str, Any], str]:
    price = read.mapping(source.get("price", {}), f"{where}.price")
    trim = source.get("trim")
    short = trim.get("name") if isinstance(trim, Mapping) else None
    place = f"{where}.price"
    retail = read.amount(price, "baseMSRP", place)
    invoice = read.amount(price, "baseInvoice", place)
    if retail is None:
        read.problem(f"{place}.baseMSRP", "is missing: a car without a base price has no price")
    destination = read.amount(price, "deliveryCharges", place)
    if destination is None:
        read.note(f"{place}.deliveryCharges", "is missing; no destination charge is added")
    option = {
        "code": f"TRIM-{_code_word(str(short or name))}"[:60],
        "name": name[:200],
        "retail": None if retail is None else str(retail),
        "invoice": None if invoice is None else str(invoice),
        "is_default": True,
        "freeze_class": "trim",
        "meets": facts_of(source),
    }
    return option, str(destination or 0)


def _trim_group(trim: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": "TRIM",
        "name": "Trim",
        "area": Area.TRIM.value,
        "min_picks": 1,
        "max_picks": 1,
        "options": [trim],
    }


def _body_style(source: Mapping[str, Any], name: str, where: str, read: Reading) -> str:
    categories = source.get("categories")
    words = [name]
    if isinstance(categories, Mapping):
        words += [str(word) for found in categories.values() for word in _as_list(found)]
    for text in words:
        for body, hints in _BODIES:
            if any(hint in f"{text.lower()} " for hint in hints):
                return body
    read.note(f"{where}.categories", "names no known body style; drawn as a sedan")
    return "sedan"


def _note_what_is_left_out(source: Mapping[str, Any], where: str, read: Reading) -> None:
    regions = source.get("regionRestrictions")
    if isinstance(regions, Mapping) and regions:
        read.note(
            f"{where}.regionRestrictions",
            f"{len(regions)} regional dealer fees are no part of the car and are left out",
        )
    known = {
        str(row.get("id")) for row in _as_list(source.get("options")) if isinstance(row, Mapping)
    }
    for index, typical in enumerate(_as_list(source.get("typicallyEquippedSpecifications"))):
        named = _as_list(typical.get("options")) if isinstance(typical, Mapping) else []
        missing = [str(option) for option in named if str(option) not in known]
        if missing:
            read.note(
                f"{where}.typicallyEquippedSpecifications[{index}]",
                f"names options this car does not have: {', '.join(missing)}",
            )


def _sold_from(year: int | None) -> str:
    return date((year or 2000) - 1, *_FIRST_DAY_OF_A_MODEL_YEAR).isoformat()


def _code_word(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "-", text.upper()).strip("-")


def _as_list(found: object) -> list[Any]:
    return list(found) if isinstance(found, list | tuple) else []
