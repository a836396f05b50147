"""Files from outside become values, within bounds."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn

from configurator.feeds.reading import Problem
from configurator.feeds.release import UnreadableFeed

LARGEST_FILE = 25_000_000


class _Refused(ValueError):
    """JSON that is none, in our words."""


def read_json(content: bytes, name: str) -> object:
    """The value a JSON file holds. :raises UnreadableFeed: with the line and column of the fault."""
    refuse_large(content, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise unreadable(name, f"is not UTF-8 text (byte {wrong.start})") from None
    try:
        found: object = json.loads(
            text, object_pairs_hook=_without_repeats, parse_constant=_no_number, parse_int=_whole
        )
    except json.JSONDecodeError as wrong:
        place = f"line {wrong.lineno}, column {wrong.colno}"
        raise unreadable(f"{name}, {place}", f"is no JSON: {wrong.msg}") from None
    except _Refused as wrong:
        raise unreadable(name, str(wrong)) from None
    except RecursionError:
        raise unreadable(name, "is nested too deeply") from None
    return found


def refuse_large(content: bytes, name: str, largest: int = LARGEST_FILE) -> None:
    """:raises UnreadableFeed: for an empty file, or one larger than any catalogue."""
    if not content:
        raise unreadable(name, "is empty")
    if len(content) > largest:
        raise unreadable(name, f"is larger than {largest // 1_000_000} MB")


def unreadable(where: str, what: str) -> UnreadableFeed:
    """A feed with this one fault."""
    return UnreadableFeed([Problem(where, what)])


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise _Refused(f"has the name {repeated!r:.60} twice in one object")
    return found


def _no_number(word: str) -> NoReturn:
    raise _Refused(f"holds {word}, which is no number")


def _whole(digits: str) -> int:
    if len(digits) > 30:
        raise _Refused(f"holds a number of {len(digits):,} digits")
    return int(digits)
