"""Markets of a model line in our own JSON: countries it is built for beside the home market."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from configurator.catalogue import Market
from configurator.feeds.reading import Reading

MOST_MARKETS = 60


def read_markets(read: Reading, line: Mapping[str, Any], where: str) -> tuple[Market, ...]:
    """The markets with the documents a car needs there."""
    codes: dict[str, str] = {}
    found = []
    for index, row in enumerate(read.rows(line, "markets", where, most=MOST_MARKETS)):
        place = f"{where}.markets[{index}]"
        source = read.mapping(row, place)
        code = read.text(source, "code", place, longest=8)
        read.once(codes, code, f"{place}.code")
        name = read.text(source, "name", place, longest=60)
        documents = read.texts(source, "documents", place, longest=120)
        found.append(Market(code, name, tuple(documents)))
    return tuple(found)
