"""What every engine of a catalogue shares: its encoding, its explanations, its checks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from threading import RLock
from typing import NamedTuple

import numpy as np

from configurator.catalogue import Assumption, Catalogue, charges
from configurator.engine.answers import Explanation, Repair, Unbuildable, UnknownOption, Violation
from configurator.engine.cnf import Encoding
from configurator.engine.gates import Claim
from configurator.engine.solvers import Checking, Explaining
from configurator.engine.weights import Weights

CLASHES_KEPT = 4
"""For each option so many reasons are remembered."""


class _Clash(NamedTuple):
    """What of the question clashes, and the claims it clashes with."""

    fixed: tuple[int, ...]
    claims: tuple[Claim, ...]


class CatalogueEngine(ABC):
    """One per catalogue and process; a lock lets threads take turns where a solver is asked."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._encoding = Encoding(catalogue)
        self._weights = Weights(catalogue, self._encoding)
        self._encoding.settle()
        self._out = -np.arange(1, len(catalogue.options) + 1)
        self._clashes: dict[tuple[int, ...], list[_Clash]] = {}
        self._lock = RLock()

    @abstractmethod
    def complete(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> tuple[str, ...]:
        """The cheapest whole car with these picks. :raises Unbuildable: when there is none."""

    @cached_property
    def _checking(self) -> Checking:
        """Made when first asked."""
        return Checking(self._encoding)

    @cached_property
    def _explaining(self) -> Explaining:
        """Made when first asked: its solver is larger than everything else here."""
        return Explaining(self._encoding)

    def goes_together(self, picks: Collection[str], assumptions: Sequence[Assumption] = ()) -> bool:
        """Whether there is a car with these picks."""
        return self.explain(picks, None, assumptions) is None

    def explain(
        self,
        picks: Collection[str],
        take: str | None,
        assumptions: Sequence[Assumption] = (),
    ) -> Explanation | None:
        """Why ``take`` cannot join the picks (or, without it, why they clash); None if it can."""
        always = [] if take is None else [self._variable(take)]
        return self._explain(set(picks) - {take}, always, assumptions)

    def explain_forced(
        self, picks: Collection[str], code: str, assumptions: Sequence[Assumption] = ()
    ) -> Explanation | None:
        """Why every car with these picks has the option; None if one has not."""
        return self._explain(set(picks) - {code}, [-self._variable(code)], assumptions)

    def _explain(
        self,
        picks: Collection[str],
        always: list[int],
        assumptions: Sequence[Assumption],
    ) -> Explanation | None:
        # Deletion tries the front first: picks to the customer's favour, then outside reasons.
        pick_of = {self._variable(code): code for code in self._in_order(picks)}
        reason_of = {self._assumed(assumption): assumption for assumption in assumptions}
        with self._lock:
            clash = self._clash((*pick_of, *reason_of), tuple(always))
        if clash is None:
            return None
        return Explanation(
            picks=tuple(pick_of[literal] for literal in clash.fixed if literal in pick_of),
            rules=(
                *(said for lit in clash.fixed if (said := _said(reason_of.get(lit)))),
                *(claim.sentence for claim in clash.claims),
            ),
            rule_codes=tuple(claim.code for claim in clash.claims),
        )

    def _clash(self, fixed: tuple[int, ...], always: tuple[int, ...]) -> _Clash | None:
        """A smallest clash; one found before holds as long as all it names is still asked for."""
        asked = set(fixed)
        known = self._clashes.setdefault(always, [])
        for clash in known:
            if asked.issuperset(clash.fixed):
                return clash
        literals = self._explaining.smallest_clash(fixed, always)
        if literals is None:
            return None
        claims = self._explaining.chained(literals, next(iter((*always, *fixed)), 0))
        known.append(_Clash(tuple(lit for lit in literals if lit in asked), tuple(claims)))
        del known[:-CLASHES_KEPT]
        return known[-1]

    def validate(
        self, codes: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> list[Violation]:
        """Every rule, group and assumption a whole car breaks; empty when it can be built."""
        car = frozenset(codes)
        if self.is_valid(car, assumptions):
            return []
        markets = {"", *(each.code for each in assumptions if each.is_market)}
        return [
            *self._unknown(car),
            *(
                Violation(assumption.code, assumption.sentence)
                for assumption in assumptions
                if not assumption.is_market and (assumption.code in car) != assumption.allowed
            ),
            *self._broken_groups(car),
            *(
                Violation(rule.code, self.catalogue.sentence_of(rule))
                for rule in self.catalogue.rules
                if rule.market in markets and not rule.claim().holds(car)
            ),
        ]

    def is_valid(self, codes: Collection[str], assumptions: Sequence[Assumption] = ()) -> bool:
        """Whether a whole car breaks nothing; thousands a second."""
        car = self._out.copy()
        try:
            for code in codes:
                car[self._encoding.variable[code] - 1] *= -1
        except KeyError:
            return False
        fixed = [*car.tolist(), *(self._assumed(assumption) for assumption in assumptions)]
        with self._lock:
            return self._checking.holds(fixed)

    def _unknown(self, car: frozenset[str]) -> Iterable[Violation]:
        for code in sorted(car - self.catalogue.by_code.keys()):
            yield Violation(code, f"{code} is not an option of {self.catalogue.name}.")

    def _broken_groups(self, car: frozenset[str]) -> Iterable[Violation]:
        for group in self.catalogue.groups:
            number = sum(option.code in car for option in self.catalogue.members[group.code])
            too_many = group.max_picks is not None and number > group.max_picks
            if number < group.min_picks or too_many:
                yield Violation(group.code, self.catalogue.group_sentence(group))

    def _complete_or_none(
        self, picks: Collection[str], assumptions: Sequence[Assumption]
    ) -> tuple[str, ...] | None:
        try:
            return self.complete(picks, assumptions)
        except Unbuildable:
            return None

    def _repair(
        self,
        picks: frozenset[str],
        take: str | None,
        dropped: Collection[str],
        car: tuple[str, ...],
        before: tuple[str, ...] | None,
    ) -> Repair:
        """:param before: the car that completes the picks as they are, if there is one."""
        old = picks if before is None else before
        return Repair(
            dropped=self._in_order(dropped),
            added=self._in_order(code for code in set(car) - set(old) if code != take),
            price_difference=self._price(car) - self._price(old),
            car=car,
        )

    def _price(self, codes: Collection[str]) -> Decimal:
        return sum(
            (charge.retail for charge in charges(self.catalogue, codes).values()),
            Decimal(0),
        )

    def _literals(self, picks: Collection[str], assumptions: Sequence[Assumption]) -> list[int]:
        return [
            *(self._variable(code) for code in self._in_order(picks)),
            *(self._assumed(assumption) for assumption in assumptions),
        ]

    def _assumed(self, assumption: Assumption) -> int:
        if assumption.is_market:
            return self._market(assumption.code)
        variable = self._variable(assumption.code)
        return variable if assumption.allowed else -variable

    def _market(self, code: str) -> int:
        try:
            return self._encoding.selector[code]
        except KeyError:
            raise UnknownOption(f"{self.catalogue.name} has no market {code}.") from None

    def _variable(self, code: str) -> int:
        try:
            return self._encoding.variable[code]
        except KeyError:
            raise UnknownOption(f"{self.catalogue.name} has no option {code}.") from None

    def _in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(codes, key=self._variable))


def _said(reason: Assumption | None) -> str:
    return "" if reason is None else reason.sentence
