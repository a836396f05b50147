"""The sheets of a small brand: their names and columns, and how a cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from configurator.catalogue import Area
from configurator.feeds.release import BODY_STYLES, FREEZE_ANSWERS

YES, NO = {"yes", "y", "true", "x", "1"}, {"no", "n", "false", "0", "-"}


class UnreadableCell(ValueError):
    """The cell does not hold what its column asks for."""


type Cell = str | int | float | bool | datetime | date | None


def as_text(cell: Cell) -> Any:
    """As it stands; a whole number that a spreadsheet made of a code loses its point."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell if isinstance(cell, str) else str(cell)


def as_number(cell: Cell) -> Any:
    """A number or its text; the reader of the feed judges it."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return str(cell) if isinstance(cell, date | bool) else cell


def as_day(cell: Cell) -> Any:
    """A date cell, or a text that the reader of the feed judges."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, str):
        return cell
    raise UnreadableCell(f"{cell!r:.40} is not a date; write 2027-01-31 or format the cell as one")


def as_flag(cell: Cell) -> Any:
    """Yes or no, in any usual spelling."""
    word = str(cell).strip().lower().removesuffix(".0")
    if word in YES or word in NO:
        return word in YES
    raise UnreadableCell(f"“yes” or “no” is expected, not {cell!r:.40}")


def as_facts(cell: Cell) -> Any:
    """“seats=7 awd” as the feed has it; “awd=no” denies."""
    parts = (part.partition("=") for part in re.split(r"[\s,;]+", str(cell)) if part)
    return {name: _fact(value) if sign else True for name, sign, value in parts}


def _fact(text: str) -> Any:
    if text.isdecimal():
        return int(text)
    return text.lower() in YES if text.lower() in YES | NO else text


def as_list(cell: Cell) -> Any:
    """Several texts in one cell, each after a semicolon or on a line of its own."""
    parts = str(as_text(cell)).replace("\n", ";").split(";")
    return [part.strip() for part in parts if part.strip()]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and where its cells go."""

    heading: str
    field: str
    help: str
    reads: Callable[[Cell], Any] = as_text
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook, or a CSV file of the same name."""

    name: str
    help: str
    columns: tuple[Column, ...]
    is_needed: bool = True


_AREAS = ", ".join(area.value for area in Area)
_BODIES = ", ".join(BODY_STYLES)
_ANSWERS = ", ".join(FREEZE_ANSWERS)
_MODEL = Column("Model", "model", "Code of the model line; may stay empty if there is only one.")

RELEASE = Sheet(
    "Release",
    "One row: whose catalogue this is and from when it holds.",
    (
        Column("Manufacturer code", "maker_code", "Short code of the brand.", is_needed=True),
        Column("Manufacturer", "maker_name", "Name of the brand.", is_needed=True),
        Column("Country", "maker_country", "Two letters, e.g. US."),
        Column("Release", "release", "Code of this release, new for every change.", is_needed=True),
        Column("Series", "series", "Releases of one series replace each other; usually empty."),
        Column("Title", "title", "What people call this release.", is_needed=True),
        Column("Currency", "currency", "Three letters, e.g. USD.", is_needed=True),
        Column("Valid from", "valid_from", "First day, e.g. 2027-01-31.", as_day, is_needed=True),
        Column("Valid to", "valid_to", "Last day; empty for no end.", as_day),
    ),
)
MODELS = Sheet(
    "Models",
    "One row for each model line.",
    (
        Column("Code", "code", "Code of the model line.", is_needed=True),
        Column("Name", "name", "As the customer reads it.", is_needed=True),
        Column("Body style", "body_style", f"One of {_BODIES}.", is_needed=True),
        Column("Model year", "model_year", "e.g. 2027.", as_number, is_needed=True),
        Column("Destination charge", "destination_amount", "Amount; empty for none.", as_number),
    ),
)
GROUPS = Sheet(
    "Groups",
    "One row for each group of options. Exactly one group of a model has the area trim, from 1 to 1.",
    (
        _MODEL,
        Column("Code", "code", "Code of the group.", is_needed=True),
        Column("Name", "name", "As the customer reads it.", is_needed=True),
        Column("Area", "area", f"One of {_AREAS}.", is_needed=True),
        Column("At least", "min_picks", "How many are in every car; empty for 0.", as_number),
        Column("At most", "max_picks", "Empty for any number.", as_number),
    ),
)
OPTIONS = Sheet(
    "Options",
    "One row for each option.",
    (
        _MODEL,
        Column("Group", "group", "Code of its group.", is_needed=True),
        Column("Code", "code", "Code of the option.", is_needed=True),
        Column("Name", "name", "As the customer reads it.", is_needed=True),
        Column("Retail", "retail", "Price to the customer before tax.", as_number),
        Column("Invoice", "invoice", "Price to the dealer.", as_number),
        Column("Description", "description", "A sentence or two."),
        Column("Colour", "rgb", "Of a paint or trim, e.g. #1a2b3c."),
        Column("Second colour", "rgb2", "Of a two-tone, e.g. #1a2b3c."),
        Column("Available from", "available_from", "First day it can be ordered.", as_day),
        Column("Available to", "available_to", "Last day it can be ordered.", as_day),
        Column("Fleet only", "is_fleet_only", "yes or no.", as_flag),
        Column("Default", "is_default", "yes for what a new car starts with.", as_flag),
        Column("Freeze class", "freeze_class", "What fixes it in the plant, e.g. paint."),
        Column("Meets", "meets", "What a car can by it, e.g. seats=7 awd.", as_facts),
        Column("Markets", "markets", "The only markets it is sold in, e.g. DE; CH.", as_list),
    ),
)
RULES = Sheet(
    "Rules",
    "One row for each rule, in the rule language.",
    (
        _MODEL,
        Column("Code", "code", "Code of the rule.", is_needed=True),
        Column("Rule", "text", "e.g. RAILS requires SPORT or LUX.", is_needed=True),
        Column("Sentence", "sentence", "The rule as the customer reads it.", is_needed=True),
        Column("Market", "market", "Code of the only market it holds in; empty for all."),
    ),
    is_needed=False,
)
MARKETS = Sheet(
    "Markets",
    "One row for each country the model is built for beside the home market.",
    (
        _MODEL,
        Column("Code", "code", "Code of the market, e.g. DE.", is_needed=True),
        Column("Name", "name", "As the customer reads it.", is_needed=True),
        Column("Documents", "documents", "What a car needs there, with “;” between.", as_list),
    ),
    is_needed=False,
)
FREEZES = Sheet(
    "Freezes",
    "After which milestone of the plant a class of options is fixed.",
    (
        _MODEL,
        Column("Freeze class", "freeze_class", "As named in the options.", is_needed=True),
        Column("Milestone", "milestone", "Code of the milestone.", is_needed=True),
        Column("Answer after", "answer_after", f"One of {_ANSWERS}."),
    ),
    is_needed=False,
)
SHEETS = (RELEASE, MODELS, GROUPS, OPTIONS, MARKETS, RULES, FREEZES)
