"""What an engine is asked and what it answers; every engine keeps these promises."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from configurator.catalogue import Assumption, Catalogue


class UnknownOption(ValueError):
    """A code that this model line does not have."""


class Unbuildable(ValueError):
    """No car has these picks; ask :meth:`Engine.explain` why."""


class Status(StrEnum):
    """What a click on an option can still mean, given the picks."""

    FREE = "free"
    PICKED = "picked"
    FORCED = "forced"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of every option. Without a buildable car every option not picked is blocked."""

    status: Mapping[str, Status]
    is_buildable: bool = True

    def codes(self, status: Status) -> tuple[str, ...]:
        """The options with that status, in catalogue order."""
        return tuple(code for code, found in self.status.items() if found is status)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A smallest clash: leave out any one pick or sentence and it is gone.

    ``picks`` are the customer's own; automatic selections never appear.
    """

    picks: tuple[str, ...]
    rules: tuple[str, ...]
    rule_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to have an option after all: what goes, what comes along, what it costs."""

    dropped: tuple[str, ...]
    added: tuple[str, ...]
    price_difference: Decimal
    car: tuple[str, ...]
    """The whole car this leads to, as completing the picks that stay would find it."""


@dataclass(frozen=True, slots=True)
class RepairPrice:
    """What the cheapest way to an option means, without saying which: picks lost, price change."""

    dropped: int
    price_difference: Decimal


@dataclass(frozen=True, slots=True)
class Taste:
    """How much a car with the option, and one without it, is regretted; whole, not negative."""

    if_in: int = 0
    if_out: int = 0


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule a whole car breaks."""

    code: str
    sentence: str


class Engine(Protocol):
    """Exact answers about one model line. Stateless to its callers and safe between threads."""

    @property
    def is_compiled(self) -> bool:
        """Whether every answer comes at the speed of a click."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """What is answered about."""
        ...

    def status(self, picks: Collection[str], assumptions: Sequence[Assumption] = ()) -> Answer:
        """For every option: can a car with these picks have it, must it have it?"""
        ...

    def goes_together(self, picks: Collection[str], assumptions: Sequence[Assumption] = ()) -> bool:
        """Whether there is a car with these picks."""
        ...

    def explain(
        self,
        picks: Collection[str],
        take: str | None,
        assumptions: Sequence[Assumption] = (),
    ) -> Explanation | None:
        """Why ``take`` cannot join the picks (or, without it, why they clash); None if it can."""
        ...

    def explain_forced(
        self, picks: Collection[str], code: str, assumptions: Sequence[Assumption] = ()
    ) -> Explanation | None:
        """Why every car with these picks has the option; None if one has not."""
        ...

    def repairs(
        self,
        picks: Collection[str],
        take: str | None,
        assumptions: Sequence[Assumption] = (),
        limit: int = 3,
        pinned: Collection[str] = (),
    ) -> list[Repair]:
        """Fewest picks dropped first, then the lowest price; empty if no car has the option.

        Without ``take``: the ways to make picks that clash buildable again.

        :param pinned: picks that are not dropped in any case.
        """
        ...

    def repair_prices(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> Mapping[str, RepairPrice]:
        """The first repair's price for every blocked option that some car has, all at once.

        Empty where the model is not compiled or the picks clash; then ask :meth:`repairs` for one.
        """
        ...

    def take_prices(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> Mapping[str, Decimal]:
        """How taking each option that needs nothing given up changes the price of the whole car.

        What it brings along, and what it makes free, is counted. Empty where the model is not
        compiled or the picks clash.
        """
        ...

    def count(
        self,
        picks: Collection[str],
        assumptions: Sequence[Assumption] = (),
        *,
        is_exact: bool = False,
    ) -> int | None:
        """How many cars have these picks; None where the model is not compiled.

        Exact below 2**64, above it to some twelve digits unless ``is_exact``.
        """
        ...

    def like(
        self,
        picks: Collection[str],
        tastes: Mapping[str, Taste],
        assumptions: Sequence[Assumption] = (),
    ) -> tuple[str, ...]:
        """The car of least regret with these picks, the cheapest among several.

        :raises Unbuildable: when there is none.
        """
        ...

    def complete(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> tuple[str, ...]:
        """The cheapest whole car with these picks, as codes in catalogue order.

        Among equally cheap ones defaults win, then few and early options; an option that
        lowers the price is never added unasked. :raises Unbuildable: when there is none.
        """
        ...

    def validate(
        self, codes: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> list[Violation]:
        """Every rule, group and assumption a whole car breaks; empty when it can be built."""
        ...
