"""The configurator as seven steps: which groups stand on which page, how they look, what a
decision would change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2s

from django.utils.safestring import mark_safe

from configurator.catalogue import Area, Assumption, Catalogue, Option
from configurator.folding import Folding, folds, is_seen
from configurator.looks import Part, look
from configurator.models import Configuration
from configurator.pricing import DESTINATION
from configurator.selectors import ConfiguratorPage, catalogue, engine
from configurator.selectors.decisions import Offer, car_of, picks_with, told
from configurator.selectors.differences import Change, differences
from configurator.selectors.shown import GroupView, OptionView
from kernel.pictures import Look, wheel_design

EXPLAINED_PER_STEP = 40  # reasons written out on one page; the others are told when clicked
MOST_CARDS = 4
SUMMARY = "summary"
STEPS: tuple[tuple[str, str, tuple[Area, ...]], ...] = (
    ("trim", "Trim", (Area.MODEL, Area.TRIM, Area.POWERTRAIN)),
    ("exterior", "Exterior", (Area.EXTERIOR, Area.WHEELS, Area.APPEARANCE)),
    ("interior", "Interior", (Area.INTERIOR, Area.COMFORT)),
    ("packages", "Packages", (Area.PACKAGES, Area.TECHNOLOGY)),
    ("accessories", "Accessories", (Area.ACCESSIBILITY, Area.COMMERCIAL, Area.EXPORT)),
)
STEP_OF = {area: slug for slug, _, areas in STEPS for area in areas}
SLUGS = tuple(slug for slug, _, _ in STEPS)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as a link; ``state`` is now, done, open (needs a choice) or later."""

    slug: str
    label: str
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option with what the page adds: why it is blocked, if a way out can be offered, its wheel.

    Without a pick of the customer's own in the clash nothing can be given up for it. ``key`` tells
    it apart on the page; it holds numbers only. ``from_on`` is the day on which a blocked one can
    be ordered, ``until_on`` the last day for one that can.
    """

    key: str
    option: OptionView
    reason: str
    has_way: bool
    is_wheel: bool
    from_on: date | None = None
    until_on: date | None = None

    @property
    def wheel(self) -> str:
        """The design that is drawn for it."""
        return wheel_design(self.option.name) if self.is_wheel else ""


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """A fieldset; ``shape`` is swatches, wheels, cards, radios or checks.

    The prices of a base group (the trims) are those of whole cars, not what a choice adds. Of a
    folded one only its name and what is chosen is on the page; ``turn_query`` opens or folds it.
    """

    number: int
    group: GroupView
    shape: str
    choices: tuple[Choice, ...]
    is_base: bool
    is_open: bool = True
    turn_query: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the filter leaves nothing of it to be seen."""
        return self.is_open and not self.choices

    @property
    def state(self) -> str:
        """A mark of everything that can change here: a page that has seen it needs no repeat."""
        if not self.is_open:
            told = f"folded {self.group.choosable} {self.group.chosen}"
            return blake2s(told.encode(), digest_size=5).hexdigest()
        parts = (
            f"{choice.option.mark} {choice.reason} {choice.has_way}" for choice in self.choices
        )
        return blake2s("\n".join((self.shape, *parts)).encode(), digest_size=5).hexdigest()

    @property
    def chosen(self) -> OptionView | None:
        return next((c.option for c in self.choices if c.option.is_in_car), None)

    @property
    def reasons(self) -> tuple[Choice, ...]:
        """The blocked ones of a group of cards, whose reasons stand below the cards."""
        return tuple(choice for choice in self.choices if choice.reason)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the price sheet and the step where it is chosen; ``code`` is the option's, where
    it has one."""

    code: str
    text: str
    amount: Decimal
    note: str
    slug: str
    is_own: bool
    is_base: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The price lines of one step."""

    slug: str
    label: str
    lines: tuple[Line, ...]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def steps(page: ConfiguratorPage, current: str) -> tuple[Step, ...]:
    """The steps this car has. A step is done once it holds a choice of the customer's own."""
    shown: list[Step] = []
    for slug, label, areas in STEPS:
        groups = [g for view in page.areas if view.area in areas for g in view.groups]
        if not groups:
            continue
        done = any(group.has_pick for group in groups)
        state = "now" if slug == current else "done" if done else "later"
        shown.append(Step(slug, label, len(shown) + 2, state))
    last = "now" if current == SUMMARY else "later"
    return (*shown, Step(SUMMARY, "Summary", len(shown) + 2, last))


def groups_of(
    page: ConfiguratorPage, slug: str, now: datetime, folding: Folding | None = None
) -> tuple[ChoiceGroup, ...]:
    """The groups of a step, in the order of its areas, each with the shape that suits it.

    A step of many options is folded but for the groups that ``folding`` opens.
    """
    areas = next(own for known, _, own in STEPS if known == slug)
    by_area = {view.area: view for view in page.areas}
    views = [(area, g) for area in areas if area in by_area for g in by_area[area].groups]
    explain = _Explainer(page, now)
    folding = folding or Folding()
    is_folded = folds(sum(group.count for _, group in views))
    codes = [group.code for _, group in views]
    found = []
    for number, (area, group) in enumerate(views, 1):
        shape = _shape(area, group, explain.lines.members[group.code])
        is_open = not is_folded or folding.is_open(group.code, codes)
        turn = folding.query(slug, turn=group.code) if is_folded else ""
        choices = _choices(number, group, shape, explain, folding.show) if is_open else ()
        base = area == Area.TRIM
        found.append(ChoiceGroup(number, group, shape, choices, base, is_open, turn))
    return tuple(found)


def _choices(
    number: int, group: GroupView, shape: str, explain: _Explainer, show: str
) -> tuple[Choice, ...]:
    return tuple(
        _choice(f"{number}-{at}", option, explain, is_wheel=shape == "wheels")
        for at, option in enumerate(group.options, 1)
        if is_seen(show, is_in_car=option.is_in_car, is_blocked=option.is_blocked)
    )


def _choice(key: str, option: OptionView, explain: _Explainer, *, is_wheel: bool) -> Choice:
    from_on, until_on = explain.days(option)
    reason, has_way = explain(option)
    return Choice(mark_safe(key), option, reason, has_way, is_wheel, from_on, until_on)  # noqa: S308


def located(
    page: ConfiguratorPage, options: Iterable[OptionView], now: datetime
) -> tuple[tuple[str, Choice], ...]:
    """Each option as it stands on its step, with the name of that step."""
    explain, found = _Explainer(page, now), []
    for option in options:
        group = explain.lines.group_of(option.code)
        slug = STEP_OF[group.area]
        number = group_codes(page.configuration, slug).index(group.code) + 1
        members = [member.code for member in explain.lines.members[group.code]]
        key = f"{number}-{members.index(option.code) + 1}"
        found.append((slug, _choice(key, option, explain, is_wheel=False)))
    return tuple(found)


def group_codes(configuration: Configuration, slug: str) -> list[str]:
    """The groups of a step in the order in which they stand on its page."""
    known = catalogue(configuration.model_line_id)
    areas = next(own for step, _, own in STEPS if step == slug)
    return [
        group.code
        for area in areas
        for group in known.groups
        if group.area == area and known.members[group.code]
    ]


def unseen(groups: Iterable[ChoiceGroup], seen: Collection[str]) -> list[ChoiceGroup]:
    """The groups that look otherwise than the page has them: ``seen`` is “number:state” of each."""
    return [entry for entry in groups if f"{entry.number}:{entry.state}" not in seen]


class _Explainer:
    """Reasons for blocked options, in the manufacturer's words, as many as a page can carry."""

    def __init__(self, page: ConfiguratorPage, now: datetime) -> None:
        line_id = page.configuration.model_line_id
        self.lines, self.solver = catalogue(line_id), engine(line_id)
        self.picks, self.limits = page.configuration.picks, page.limits
        self.not_sold = {limit.code: limit.sentence for limit in self.limits if not limit.allowed}
        self.today = page.configuration.dealership.today(now)
        self.left = EXPLAINED_PER_STEP

    def __call__(self, option: OptionView) -> tuple[str, bool]:
        """The reason, and whether giving up a pick would help (unknown counts as yes)."""
        if option.is_blocked and (sentence := self.not_sold.get(option.code)):
            return sentence, False  # no other choice helps against a date or a stop
        if not option.is_blocked or self.left == 0:
            return "", option.is_blocked
        self.left -= 1
        others = picks_with(self.lines, self.picks, option.code) - {option.code}
        found = self.solver.explain(others, option.code, self.limits)
        return (told(self.lines, found.rules), bool(found.picks)) if found else ("", True)

    def days(self, option: OptionView) -> tuple[date | None, date | None]:
        """The day a blocked option can be ordered from, the last day of one that still can."""
        own = self.lines.by_code[option.code]
        if option.is_blocked:
            is_later = own.available_from is not None and own.available_from > self.today
            return own.available_from if is_later else None, None
        return None, own.available_to


def _shape(area: str, group: GroupView, members: Sequence[Option]) -> str:
    if not group.is_one_of:
        return "checks"
    if all(option.rgb for option in members):
        return "swatches"
    if area == Area.TRIM:
        return "radios"
    if area == Area.WHEELS and "wheels" in group.name.lower():
        return "wheels"
    plain = not any(option.description for option in members)
    return "cards" if plain and len(members) <= MOST_CARDS else "radios"


def picture(page: ConfiguratorPage) -> Look:
    """The car as it stands, drawn from what is in it, and the sentence that describes it."""
    known, line = catalogue(page.configuration.model_line_id), page.model_line
    seen = [option for option in known.options if option.code in page.in_car]
    groups = [known.group_of(option.code) for option in seen]
    parts = [
        Part(group.area, group.name, option.name, option.rgb, option.rgb2)
        for option, group in zip(seen, groups, strict=True)
    ]
    return look(line.body_style, str(line), parts)


def lines(page: ConfiguratorPage) -> tuple[Line, ...]:
    """The price sheet as it stands."""
    known = catalogue(page.configuration.model_line_id)
    return tuple(
        Line(
            line.code if line.code in known.by_code else "",
            line.text,
            line.retail,
            line.note,
            _step_of(known, line.code),
            line.code in page.configuration.picks or bool(line.retail),
            line.code in known.by_code and known.group_of(line.code).area is Area.TRIM,
        )
        for line in page.sheet.lines
    )


def sections(page: ConfiguratorPage) -> tuple[Section, ...]:
    """The price sheet by step, for the page on which the answers are checked."""
    known = lines(page)
    found = [
        Section(slug, label, tuple(line for line in known if line.slug == slug))
        for slug, label, _ in STEPS
    ]
    return tuple(section for section in found if section.lines)


def _step_of(known: Catalogue, code: str) -> str:
    if code == DESTINATION or code not in known.by_code:
        return ""
    return STEP_OF[known.group_of(code).area]


def changes(
    configuration: Configuration, take: str, offer: Offer, limits: Sequence[Assumption]
) -> tuple[Change, ...]:
    """What accepting an offer would change in the whole car, group by group."""
    line_id = configuration.model_line_id
    before = engine(line_id).complete(configuration.picks, limits)
    return differences(catalogue(line_id), before, offer.car, take)


def asked(
    configuration: Configuration,
    slug: str,
    wanted: Collection[str],
    shown: Collection[str],
    limits: Sequence[Assumption],
) -> tuple[list[str], list[str]]:
    """What a submitted step asks for: the codes to take and those to drop.

    ``shown`` are the groups whose options were on the page; an untold one is left as it is.
    """
    known, picks = catalogue(configuration.model_line_id), configuration.picks
    in_car = {*(car_of(engine(configuration.model_line_id), picks, limits) or picks)}
    codes = [code for code in group_codes(configuration, slug) if code in shown]
    groups = [known.group_by_code[code] for code in codes]
    take, drop = list[str](), list[str]()
    for group in groups:
        codes = [option.code for option in known.members[group.code]]
        new = [code for code in codes if code in wanted and code not in in_car]
        take += new
        if not new or group.max_picks != 1:
            drop += [code for code in codes if code in in_car and code not in wanted]
    return take, drop
