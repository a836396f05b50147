"""What can still be changed after an order is sent, and until when, in words. Pure.

A class of options may have several points. Before the first of them a change is free; after one that
answers "ask" the plant decides; after "later" the part is fitted once the car is built; after "no" it
stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from production.milestones import RANK

UNTIL = {
    "ORD-ACK": "the factory confirms the order",
    "SCH-WK": "the build week is confirmed",
    "SCH-FRZ": "the build week is frozen",
    "BIW-IN": "the body is begun",
    "BIW-OUT": "the body is finished",
    "PNT-IN": "it goes to paint",
    "PNT-OUT": "it is painted",
    "TRM-IN": "assembly begins",
    "FIN-OUT": "it leaves the line",
    "UPF-IN": "the upfitter begins",
    "UPF-OUT": "the upfitter is done",
    "REL": "it leaves the plant",
    "SHP-DEP": "it is on its way",
}
AFTERWARDS = {
    "ask": "then we ask the plant",
    "later": "then it is fitted after the car is built",
    "no": "then it stays",
}


@dataclass(frozen=True, slots=True)
class Openness:
    """How long the options named can be changed, in a sentence."""

    sentence: str
    options: tuple[str, ...]


def openness(
    freezes: Iterable[Mapping[str, str]], options: Sequence[tuple[str, str]]
) -> tuple[Openness, ...]:
    """What is fixed first comes first; options of a class without a point are left out.

    :param freezes: rows of a model line: ``freeze_class``, ``milestone``, ``answer_after``.
    :param options: the car's, by name and class.
    """
    points: dict[str, list[Mapping[str, str]]] = {}
    for row in freezes:
        if row["milestone"] in RANK:
            points.setdefault(row["freeze_class"], []).append(row)
    found: dict[tuple[tuple[int, str], ...], list[str]] = {}
    for name, freeze_class in options:
        rows = points.get(freeze_class, [])
        key = tuple(sorted((RANK[row["milestone"]], row["answer_after"]) for row in rows))
        if key:
            found.setdefault(key, []).append(name)
    codes = list(RANK)
    return tuple(
        Openness(_sentence([(codes[rank], answer) for rank, answer in key]), tuple(names))
        for key, names in sorted(found.items())
    )


def _sentence(points: Sequence[tuple[str, str]]) -> str:
    """“Until the build week is frozen; then we ask the plant, until it goes to paint.”"""
    said = f"Until {_until(points[0][0])}"
    for (_, before), (after, _) in pairwise(points):
        said += f"; {AFTERWARDS.get(before, AFTERWARDS['no'])}, until {_until(after)}"
    return f"{said}; {AFTERWARDS['later']}." if points[-1][1] == "later" else f"{said}."


def _until(code: str) -> str:
    return UNTIL.get(code, "it is at the dealership")
