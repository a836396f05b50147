"""A car held against what was wished: each wish fulfilled, partly, or not, and by what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Func, TextField

from configurator.catalogue import Area, Assumption, Catalogue
from configurator.catalogue.facts import LIMITS, MEASURES, options_with, value_in
from configurator.models import Option
from configurator.needs import Answers, Want, Weight, listed
from configurator.pricing import PriceSheet
from configurator.selectors.decisions import names
from configurator.selectors.needs_words import codes_of
from kernel.money import Money


class State(StrEnum):
    """What became of a wish."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    ABSENT = "absent"  # the line has nothing that would do it
    UNKNOWN = "unknown"  # the catalogue does not say
    UNMATCHED = "unmatched"  # nobody has said what the words mean


FAILED = frozenset({State.PARTLY, State.UNMET, State.ABSENT})
OPEN = frozenset({State.UNKNOWN, State.UNMATCHED})
WORDS: Mapping[State, str] = {
    State.MET: "Fulfilled",
    State.PARTLY: "Partly",
    State.UNMET: "Not fulfilled",
    State.ABSENT: "Not fulfilled",
    State.UNKNOWN: "Not known",
    State.UNMATCHED: "Not known",
}
WISH = "Wished was"
"""How a sentence begins that stands for a wish among the manufacturer's."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One wish and what the car does about it.

    ``amount`` is what fulfilling it costs in this car; ``remedy`` says what would fulfil it, at
    ``remedy_amount`` for the whole car.
    """

    want: Want
    state: State
    answer: str
    amount: Money | None = None
    points: int = 0
    remedy: str = ""
    remedy_amount: Money | None = None

    @property
    def words(self) -> str:
        """The state as a person reads it."""
        return WORDS[self.state]

    @property
    def is_failed(self) -> bool:
        """A wish the car is known not to fulfil."""
        return self.state in FAILED


@dataclass(frozen=True, slots=True)
class Ground:
    """A line as wishes see it: its catalogue, and the facts its release speaks of at all."""

    lines: Catalogue
    stated: frozenset[str]

    def codes(self, want: Want) -> tuple[str, ...]:
        """The options that fulfil the wish; of a limit or a never, those that break it."""
        if want.fact in LIMITS:
            return options_with(self.lines, want.fact, want.amount + 1)
        if want.fact:
            return options_with(self.lines, want.fact, want.amount)
        found = [code for meaning in want.meanings for code in codes_of(meaning, self.lines)]
        return tuple(dict.fromkeys(found))

    def knows(self, want: Want) -> bool:
        """Whether the catalogue says anything about the wish."""
        if want.fact in LIMITS:
            return bool(options_with(self.lines, want.fact))
        if want.fact:
            return want.fact in self.stated
        facts = {meaning.partition(":")[2] for meaning in want.meanings if meaning[:5] == "fact:"}
        return len(facts) < len(want.meanings) or bool(facts & self.stated)

    def is_forbidding(self, want: Want) -> bool:
        """Whether the wish keeps options out of the car."""
        return want.weight is Weight.NEVER or want.fact in LIMITS

    def assumptions(self, wants: Iterable[Want]) -> tuple[Assumption, ...]:
        """What may not be in the car because of the wishes, each with its sentence."""
        return tuple(
            Assumption(code, _sentence(want))
            for want in wants
            if self.is_forbidding(want)
            for code in self.codes(want)
        )


def _sentence(want: Want) -> str:
    if want.weight is Weight.NEVER:
        return f"{WISH} never {want.label}."
    return f"{WISH} “{want.text}”."


def stated_by_release(release_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    """The facts each of these releases speaks of; one query."""
    rows = (
        Option.objects.filter(model_line__release__in=release_ids)
        .exclude(meets={})
        .values_list(
            "model_line__release_id",
            Func("meets", function="jsonb_object_keys", output_field=TextField()),
        )
        .distinct()
        .order_by()
    )
    found: dict[int, set[str]] = {release_id: set() for release_id in release_ids}
    for release_id, fact in rows:
        found[release_id].add(fact)
    return {release_id: frozenset(facts) for release_id, facts in found.items()}


def fits(
    ground: Ground,
    wants: Sequence[Want],
    answers: Answers,
    codes: Collection[str],
    sheet: PriceSheet,
) -> tuple[Fit, ...]:
    """What a whole car does about each wish, in the order of the wishes."""
    return tuple(_fit(ground, want, answers, frozenset(codes), sheet) for want in wants)


def _fit(
    ground: Ground, want: Want, answers: Answers, codes: frozenset[str], sheet: PriceSheet
) -> Fit:
    if not want.fact and not want.meanings:
        return Fit(want, State.UNMATCHED, "nobody has said yet what this means in the catalogue")
    if not ground.knows(want):
        return Fit(want, State.UNKNOWN, "not known from the catalogue")
    if want.fact in LIMITS:
        return _within(ground, want, answers, codes)
    able = set(ground.codes(want))
    inside = [option.code for option in ground.lines.options if option.code in codes & able]
    if want.weight is Weight.NEVER:
        return _kept_out(ground, want, inside)
    if inside:
        by = listed(_short(ground.lines, inside))
        return Fit(want, State.MET, by, _amount(ground.lines, inside, sheet))
    return _missed(ground, want, answers, codes, is_offered=bool(able))


def _missed(
    ground: Ground, want: Want, answers: Answers, codes: frozenset[str], *, is_offered: bool
) -> Fit:
    value = value_in(ground.lines, codes, want.fact) if want.fact in MEASURES else None
    if value:
        here = answers.shown(want.fact, value)
        offered = "" if is_offered else "; more is not offered on this line"
        return Fit(want, State.PARTLY, f"this car: {here}{offered}")
    if not is_offered:
        return Fit(want, State.ABSENT, "not offered on this line")
    return Fit(want, State.UNMET, "not in this car")


def _within(ground: Ground, want: Want, answers: Answers, codes: frozenset[str]) -> Fit:
    value = value_in(ground.lines, codes, want.fact)
    if value is None:
        return Fit(want, State.UNKNOWN, "not known from the catalogue")
    state = State.MET if value <= want.amount else State.UNMET
    return Fit(want, state, f"this car: {answers.shown(want.fact, value)}")


def _kept_out(ground: Ground, want: Want, inside: Sequence[str]) -> Fit:
    if inside:
        return Fit(want, State.UNMET, f"in the car: {listed(names(ground.lines, inside))}")
    return Fit(want, State.MET, "not in the car")


def _short(lines: Catalogue, codes: Sequence[str]) -> list[str]:
    """Their names; a trim says that it is one."""
    return [
        f"the {lines.by_code[code].name} trim"
        if _is_trim(lines, code)
        else lines.by_code[code].name
        for code in codes
    ]


def _is_trim(lines: Catalogue, code: str) -> bool:
    return lines.group_of(code).area is Area.TRIM


def _amount(lines: Catalogue, codes: Collection[str], sheet: PriceSheet) -> Money:
    """What these options cost in the car; a trim is no price of a wish."""
    counted = [line for line in sheet.lines if line.code in codes]
    paid = (line.retail for line in counted if not _is_trim(lines, line.code))
    return Money(sum(paid, Decimal(0)), sheet.currency)
