"""What the configurator page shows of one build: steps, groups, choices, prices, the picture.

Pure: catalogue, engine and picks go in, values for the template come out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from configurator.catalogue import Area, Assumption, Catalogue, Group, Option, charge_beside
from configurator.engine import Engine, Status
from configurator.pricing import DESTINATION, PriceSheet
from kernel.pictures import wheel_design

EXPLAINED_PER_PAGE = 40  # reasons written out on one step; the others are told when clicked
SUMMARY = "summary"
STEPS: tuple[tuple[str, str, tuple[Area, ...]], ...] = (
    ("trim", "Trim", (Area.MODEL, Area.TRIM, Area.POWERTRAIN)),
    ("exterior", "Exterior", (Area.EXTERIOR, Area.WHEELS, Area.APPEARANCE)),
    ("interior", "Interior", (Area.INTERIOR, Area.COMFORT)),
    ("packages", "Packages", (Area.PACKAGES, Area.TECHNOLOGY)),
    ("accessories", "Accessories", (Area.ACCESSIBILITY, Area.COMMERCIAL, Area.EXPORT)),
)
STEP_OF = {area: slug for slug, _, areas in STEPS for area in areas}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as a row, card or swatch."""

    code: str
    name: str
    description: str
    amount: Decimal
    days: int
    is_chosen: bool
    status: Status
    reason: str = ""
    rgb: str | None = None
    rgb2: str | None = None
    wheel: str = ""

    @property
    def is_blocked(self) -> bool:
        return self.status is Status.BLOCKED and not self.is_chosen

    @property
    def is_forced(self) -> bool:
        return self.status is Status.FORCED and self.is_chosen


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """A fieldset: ``shape`` is swatches, wheels, cards, radios or checks."""

    code: str
    name: str
    shape: str
    choices: tuple[Choice, ...]
    may_be_empty: bool

    @property
    def is_single(self) -> bool:
        return self.shape != "checks"

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the build as a link; ``state`` is now, done or later."""

    slug: str
    label: str
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    """How the car is drawn."""

    paint: str | None
    roof: str | None
    wheel: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the build list, with the step where it can be changed."""

    code: str
    text: str
    amount: Decimal
    note: str
    step: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one step, for the page that lets the answers be checked."""

    slug: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """All that is known of one configuration at one moment."""

    catalogue: Catalogue
    engine: Engine
    picks: tuple[str, ...]
    assumptions: Sequence[Assumption]
    car: frozenset[str]
    sheet: PriceSheet
    days: Mapping[str, int] = field(default_factory=dict)

    def steps(self, current: str) -> tuple[Step, ...]:
        """The steps this car has, in order; done ones hold a choice of the customer's own."""
        areas = {group.area for group in self.catalogue.groups}
        touched = {STEP_OF[self.catalogue.group_of(code).area] for code in self.picks}
        shown = [(s, label) for s, label, own in STEPS if areas & set(own)] + [(SUMMARY, "Summary")]
        return tuple(
            Step(
                slug,
                label,
                number,
                "now" if slug == current else "done" if slug in touched else "later",
            )
            for number, (slug, label) in enumerate(shown, start=2)
        )

    def groups(self, step: str) -> tuple[ChoiceGroup, ...]:
        """The groups of a step with an answer for every option."""
        areas = next((own for slug, _, own in STEPS if slug == step), ())
        order = {area: position for position, area in enumerate(areas)}
        mine = [group for group in self.catalogue.groups if group.area in order]
        mine.sort(key=lambda group: (order[group.area], group.position))
        left = EXPLAINED_PER_PAGE
        shown: list[ChoiceGroup] = []
        for group in mine:
            members = self.catalogue.members[group.code]
            if not members:
                continue
            choices = self._choices(group, members, left)
            left -= sum(1 for choice in choices if choice.is_blocked)
            shown.append(
                ChoiceGroup(
                    group.code,
                    group.name,
                    _shape(group, members),
                    choices,
                    may_be_empty=group.min_picks == 0,
                )
            )
        return tuple(shown)

    def _choices(
        self, group: Group, members: Iterable[Option], explain_at_most: int
    ) -> tuple[Choice, ...]:
        codes = {option.code for option in members}
        single = group.max_picks == 1
        picks = tuple(p for p in self.picks if not (single and p in codes))
        status = self.engine.status(picks, self.assumptions).status
        beside = self.car - codes if single else self.car
        found: list[Choice] = []
        for option in members:
            is_chosen = option.code in self.car
            reason = ""
            if status[option.code] is Status.BLOCKED and not is_chosen and explain_at_most > 0:
                explain_at_most -= 1
                reason = self.reason(option.code, picks)
            found.append(
                Choice(
                    code=option.code,
                    name=option.name,
                    description=option.description,
                    amount=charge_beside(self.catalogue, beside, option).retail,
                    days=self.days.get(option.code, 0),
                    is_chosen=is_chosen,
                    status=status[option.code],
                    reason=reason,
                    rgb=option.rgb,
                    rgb2=option.rgb2,
                    wheel=wheel_design(option.name),
                )
            )
        return tuple(found)

    def reason(self, code: str, picks: Collection[str]) -> str:
        """Why the option cannot join, in the manufacturer's words; empty when it can."""
        found = self.engine.explain(picks, code, self.assumptions)
        return " ".join(found.rules[:2]) if found else ""

    def picture(self, title: str) -> Picture:
        """The colours and the wheels of the car as it stands."""
        paint = self._coloured(Area.EXTERIOR, roof=False)
        roof = self._coloured(Area.EXTERIOR, roof=True) or self._coloured(
            Area.APPEARANCE, roof=True
        )
        wheels = [o for o in self._in_car(Area.WHEELS) if "wheel" in _group_name(self, o)]
        wheel = next(iter(wheels or self._in_car(Area.WHEELS)), None)
        words = [title, *(f"in {paint.name}" for _ in [paint] if paint)]
        words += [f"with {wheel.name}"] if wheel else []
        return Picture(
            paint.rgb if paint else None,
            (roof.rgb if roof else None) or (paint.rgb2 if paint else None),
            wheel_design(wheel.name) if wheel else "five",
            "Side view of the " + " ".join(words),
        )

    def _in_car(self, area: Area) -> list[Option]:
        options = self.catalogue.options
        return [
            o for o in options if o.code in self.car and self.catalogue.group_of(o.code).area is area
        ]

    def _coloured(self, area: Area, *, roof: bool) -> Option | None:
        coloured = [o for o in self._in_car(area) if o.rgb]
        return next((o for o in coloured if ("roof" in _group_name(self, o)) is roof), None)

    def lines(self) -> tuple[Line, ...]:
        """The price sheet, each line with the step where it is chosen."""
        return tuple(
            Line(line.code, line.text, line.retail, line.note, self._step_of(line.code))
            for line in self.sheet.lines
        )

    def own_lines(self) -> tuple[Line, ...]:
        """What is worth naming beside the picture: the trim, own picks and all that costs."""
        return tuple(
            line
            for line in self.lines()
            if line.amount or line.code in self.picks or line.step == "trim"
        )

    def sections(self) -> tuple[Section, ...]:
        """The lines by step, for checking."""
        lines = self.lines()
        found = (
            Section(slug, label, tuple(line for line in lines if line.step == slug))
            for slug, label, _ in STEPS
        )
        return tuple(section for section in found if section.lines)

    def _step_of(self, code: str) -> str:
        if code == DESTINATION or code not in self.catalogue.by_code:
            return ""
        return STEP_OF[self.catalogue.group_of(code).area]


def _group_name(build: Build, option: Option) -> str:
    return build.catalogue.group_by_code[option.group].name.lower()


def _shape(group: Group, members: Sequence[Option]) -> str:
    if group.max_picks != 1:
        return "checks"
    if all(option.rgb for option in members):
        return "swatches"
    if group.area is Area.WHEELS and "wheel" in group.name.lower():
        return "wheels"
    return "cards" if len(members) <= 3 else "radios"


def changed_codes(
    group_codes: Collection[str], before: Collection[str], wanted: Collection[str]
) -> tuple[list[str], list[str]]:
    """What a submitted step asks for: the options to take and those to drop, in that order."""
    mine = set(group_codes)
    now, then = mine & set(before), mine & set(wanted)
    return sorted(then - now), sorted(now - then)
