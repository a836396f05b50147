"""What the configurator page shows, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from configurator.catalogue import Area, Assumption
from configurator.engine import Explanation, Status
from configurator.models import Configuration, ModelLine
from configurator.pricing import PriceSheet
from configurator.selectors.catalogues import catalogue
from configurator.selectors.markets import Homologation, homologation
from configurator.selectors.specials import Special
from kernel.money import Money

AREA_NAMES: Mapping[Area, str] = {
    Area.MODEL: "Model",
    Area.TRIM: "Trim",
    Area.POWERTRAIN: "Powertrain",
    Area.EXTERIOR: "Exterior",
    Area.WHEELS: "Wheels",
    Area.INTERIOR: "Interior",
    Area.PACKAGES: "Packages",
    Area.TECHNOLOGY: "Technology",
    Area.COMFORT: "Comfort",
    Area.APPEARANCE: "Appearance",
    Area.ACCESSIBILITY: "Accessibility",
    Area.COMMERCIAL: "Commercial use",
    Area.EXPORT: "Export",
}
SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option on the page.

    ``status`` is picked, forced, free, blocked, or “switch”: takes the place of the one picked in
    its group. ``is_in_car`` also holds for what the rules or the cheapest completion bring along.
    ``effect`` is what the whole car costs more with it, all that comes along counted; of a blocked
    one ``way_out`` says the same for the cheapest way to have it, which gives up ``gives_up`` picks.
    """

    code: str
    name: str
    description: str
    rgb: str | None
    rgb2: str | None
    status: str
    is_in_car: bool
    price: Money
    effect: Money
    way_out: Money | None
    gives_up: int
    is_one_of: bool
    is_included: bool
    effect_days: int
    freeze_class: str

    @property
    def is_blocked(self) -> bool:
        """Still clickable, but the click asks for a decision."""
        return self.status == Status.BLOCKED

    @property
    def is_picked(self) -> bool:
        """Chosen by the customer."""
        return self.status == Status.PICKED

    @property
    def mark(self) -> str:
        """All that a click can change about it, in a line."""
        way = self.way_out and self.way_out.amount
        return (
            f"{self.code} {self.status} {self.is_in_car} {self.price.amount} {self.effect.amount} "
            f"{way} {self.gives_up} {self.is_included}"
        )

    @property
    def brings_more(self) -> bool:
        """A free option that changes the price of the car by more or less than its own price."""
        is_open = self.status == Status.FREE and not self.is_in_car and not self.is_one_of
        return is_open and self.effect != self.price

    @property
    def is_automatic(self) -> bool:
        """In the car without having been picked."""
        return self.is_in_car and not self.is_picked


@dataclass(frozen=True)
class GroupView:
    """Options to choose from; ``is_one_of`` groups take at most one.

    ``choosable`` of the ``count`` options need nothing else given up, the ``chosen`` ones are in the
    car, by name. The options are put together when somebody looks: a page shows one step of many.
    """

    code: str
    name: str
    is_one_of: bool
    is_needed: bool
    has_pick: bool
    count: int
    choosable: int
    chosen: tuple[str, ...]
    make_options: Callable[[], tuple[OptionView, ...]] = field(repr=False, compare=False)

    @cached_property
    def options(self) -> tuple[OptionView, ...]:
        """In the order of the catalogue."""
        return self.make_options()


@dataclass(frozen=True, slots=True)
class AreaView:
    """A step of the page."""

    area: str
    name: str
    groups: tuple[GroupView, ...]


@dataclass(frozen=True, slots=True)
class ConfiguratorPage:
    """The whole page."""

    configuration: Configuration
    model_line: ModelLine
    areas: tuple[AreaView, ...]
    sheet: PriceSheet
    total: Money
    invoice_total: Money
    change: Money
    is_buildable: bool
    clash: Explanation | None
    open_groups: tuple[str, ...]
    can_undo: bool
    can_redo: bool
    effect_days: int
    in_car: frozenset[str]
    limits: tuple[Assumption, ...]
    specials: tuple[Special, ...] = ()

    def chosen(self, area: str) -> tuple[OptionView, ...]:
        """What is in the car of that area, for the picture and the summary."""
        return tuple(
            option
            for view in self.areas
            if view.area == area
            for group in view.groups
            for option in group.options
            if option.is_in_car
        )

    @property
    def has_markets(self) -> bool:
        """Whether the car is built for markets beside the home market."""
        return bool(catalogue(self.configuration.model_line_id).markets)

    @property
    def market_name(self) -> str:
        """The market the car is for; empty for the home market."""
        return self.homologation.name if self.homologation else ""

    @property
    def homologation(self) -> Homologation | None:
        """What its market asks for; None at home."""
        return homologation(self.configuration)

    @property
    def paint(self) -> OptionView | None:
        """The colour of the body: the first coloured option of the exterior."""
        return next((option for option in self.chosen(Area.EXTERIOR) if option.rgb), None)

    @property
    def upholstery(self) -> OptionView | None:
        """The colour inside."""
        return next((option for option in self.chosen(Area.INTERIOR) if option.rgb), None)

    @property
    def wheels(self) -> OptionView | None:
        """What is on the wheels."""
        return next(iter(self.chosen(Area.WHEELS)), None)
