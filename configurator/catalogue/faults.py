"""Faults of a rule in plain words: where, what was expected, what was found."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_OPERAND = {"PLAIN", "QUOTED"}
_STARTS_OPERAND = {
    "NOT", "LPAR", "ALWAYS", "NEVER", "ONE", "EXACTLY", "AT", "BETWEEN", "PLAIN", "QUOTED",
}  # fmt: skip
_SIGNS = {
    "LPAR": "“(”",
    "RPAR": "“)”",
    "COMMA": "“,”",
    "AMOUNT": "an amount such as 129.90",
    "WHOLE": "a whole number",
    "$END": "the end of the rule",
}
_FOUND = re.compile(r"\"[^\"\n]*\"?|[\w.\-/+#]+|\S")
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """One place of a rule that cannot be read."""

    line: int
    column: int
    what: str

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.what}."


class UnreadableRule(ValueError):
    """The text is no rule; ``faults`` lists every place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(str(fault) for fault in faults))


def expected_in_words(terminals: Collection[str]) -> str:
    """What may stand here, the way a person would say it."""
    names = set(terminals)
    words: list[str] = []
    if names >= _STARTS_OPERAND:
        names -= _STARTS_OPERAND
        words.append("an option, “not”, “(” or a number of options (such as “one of (A, B)”)")
    elif names & _OPERAND:
        names -= _OPERAND
        words.append("an option")
    is_last = "$END" in names
    words += sorted(_SIGNS.get(name, f"“{name.lower()}”") for name in names - {"$END"})
    if is_last:
        words.append(_SIGNS["$END"])
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def found_in_words(rest: str, reserved: Collection[str]) -> str:
    """The word that stands here instead."""
    match = _FOUND.search(rest)
    if match is None:
        return "the end of the rule"
    word = match[0] if len(match[0]) <= _LONGEST_SHOWN else f"{match[0][:_LONGEST_SHOWN]}…"
    hint = ""
    if word not in reserved and word.lower() in reserved:
        hint = f" (write “{word.lower()}” in small letters)"
    elif word in reserved:
        hint = ", a word of the rule language (an option of that name goes in quotes)"
    return f"“{word}”{hint}"
