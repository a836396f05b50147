"""The engine on a SAT solver: exact, incremental, models kept as witnesses."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from itertools import islice
from threading import RLock

from configurator.catalogue import Assumption, Catalogue, charges
from configurator.engine.answers import (
    Answer,
    Explanation,
    Repair,
    Status,
    Unbuildable,
    UnknownOption,
    Violation,
)
from configurator.engine.cnf import Encoding
from configurator.engine.costs import Costs
from configurator.engine.solvers import Answering, Explaining

COMPLETIONS_KEPT = 256


class SatEngine:
    """One per catalogue and process; a lock lets threads take turns."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._encoding = Encoding(catalogue)
        self._costs = Costs(catalogue, self._encoding)
        self._answering = Answering(self._encoding, len(catalogue.options))
        self._explaining = Explaining(self._encoding)
        self._completions: OrderedDict[frozenset[int], tuple[str, ...]] = OrderedDict()
        self._lock = RLock()

    def status(self, picks: Collection[str], assumptions: Sequence[Assumption] = ()) -> Answer:
        """For every option: can a car with these picks have it, must it have it?"""
        picked = frozenset(picks)
        fixed = self._literals(picked, assumptions)
        with self._lock:
            bounds = self._answering.bounds(fixed)
        can_be_in, can_be_out = (0, 0) if bounds is None else bounds
        status: dict[str, Status] = {}
        for index, option in enumerate(self.catalogue.options):
            bit = 1 << index
            if option.code in picked:
                status[option.code] = Status.PICKED
            elif not can_be_in & bit:
                status[option.code] = Status.BLOCKED
            elif not can_be_out & bit:
                status[option.code] = Status.FORCED
            else:
                status[option.code] = Status.FREE
        return Answer(status, is_buildable=bounds is not None)

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
            clash = self._explaining.smallest_clash([*pick_of, *reason_of], always)
            if clash is None:
                return None
            claims = [
                self._explaining.claim_of[literal]
                for literal in clash
                if literal in self._explaining.claim_of
            ]
        outside = [reason_of[literal].sentence for literal in clash if literal in reason_of]
        return Explanation(
            picks=tuple(pick_of[literal] for literal in clash if literal in pick_of),
            rules=(*outside, *(claim.sentence for claim in claims)),
            rule_codes=tuple(claim.code for claim in claims),
        )

    def repairs(
        self,
        picks: Collection[str],
        take: str,
        assumptions: Sequence[Assumption] = (),
        limit: int = 3,
    ) -> list[Repair]:
        """Fewest picks dropped first, then the lowest price; empty if no car has the option."""
        kept_if_possible = [self._variable(code) for code in self._in_order(set(picks) - {take})]
        fixed = [*self._literals((take,), assumptions)]
        with self._lock:
            before = self._complete_or_none(picks, assumptions)
            drops = list(islice(self._costs.fewest_dropped(fixed, kept_if_possible), limit))
            return [
                self._repair(frozenset(picks), take, frozenset(drop), assumptions, before)
                for drop in drops
            ]

    def _repair(
        self,
        picks: frozenset[str],
        take: str,
        drop: frozenset[int],
        assumptions: Sequence[Assumption],
        before: tuple[str, ...] | None,
    ) -> Repair:
        dropped = frozenset(code for code in picks if self._variable(code) in drop)
        car = self.complete((picks - dropped) | {take}, assumptions)
        old = picks if before is None else before
        return Repair(
            dropped=self._in_order(dropped),
            added=self._in_order(set(car) - set(old) - {take}),
            price_difference=self._price(car) - self._price(old),
        )

    def complete(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> tuple[str, ...]:
        """The cheapest whole car with these picks, as codes in catalogue order.

        :raises Unbuildable: when there is none.
        """
        fixed = self._literals(frozenset(picks), assumptions)
        key = frozenset(fixed)
        with self._lock:
            if key not in self._completions:
                self._completions[key] = self._cheapest(fixed)
                if len(self._completions) > COMPLETIONS_KEPT:
                    self._completions.popitem(last=False)
            return self._completions[key]

    def _complete_or_none(
        self, picks: Collection[str], assumptions: Sequence[Assumption]
    ) -> tuple[str, ...] | None:
        try:
            return self.complete(picks, assumptions)
        except Unbuildable:
            return None

    def _cheapest(self, fixed: Sequence[int]) -> tuple[str, ...]:
        self._answering.prefer_few()
        given = set(fixed)
        unpaid = [-cost for cost in self._costs.cents if cost not in given]
        model = self._answering.model([*fixed, *unpaid])
        if model is None:
            paid = self._costs.paid(fixed)
            if paid is None:
                raise Unbuildable("No car has these picks.")
            unpaid = [-cost for cost in self._costs.cents if cost not in paid]
            model = self._answering.model([*fixed, *unpaid])
        return self._without_extras([*fixed, *unpaid], set(model or ()))

    def _without_extras(self, fixed: Sequence[int], model: set[int]) -> tuple[str, ...]:
        """Give up what can be given up at this price: last non-defaults first, defaults last."""
        settled = list(fixed)
        known = set(fixed)
        order = sorted(
            enumerate(self.catalogue.options, 1),
            key=lambda pair: (pair[1].is_default, -pair[0]),
        )
        for literal, _ in order:
            if literal in known:
                continue
            if literal in model:
                smaller = self._answering.model([*settled, -literal])
                if smaller is None:
                    settled.append(literal)
                    continue
                model = set(smaller)
            settled.append(-literal)
        return tuple(
            option.code for index, option in enumerate(self.catalogue.options, 1) if index in model
        )

    def validate(
        self, codes: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> list[Violation]:
        """Every rule, group and assumption a whole car breaks; empty when it can be built."""
        car = frozenset(codes)
        return [
            *self._unknown(car),
            *(
                Violation(assumption.code, assumption.sentence)
                for assumption in assumptions
                if (assumption.code in car) != assumption.allowed
            ),
            *self._broken_groups(car),
            *(
                Violation(rule.code, rule.sentence)
                for rule in self.catalogue.rules
                if not rule.claim().holds(car)
            ),
        ]

    def _unknown(self, car: frozenset[str]) -> Iterable[Violation]:
        for code in sorted(car - self.catalogue.by_code.keys()):
            yield Violation(code, f"{code} is not an option of {self.catalogue.name}.")

    def _broken_groups(self, car: frozenset[str]) -> Iterable[Violation]:
        for group in self.catalogue.groups:
            number = sum(option.code in car for option in self.catalogue.members[group.code])
            too_many = group.max_picks is not None and number > group.max_picks
            if number < group.min_picks or too_many:
                yield Violation(group.code, self.catalogue.group_sentence(group))

    def dead_options(self) -> tuple[str, ...]:
        """Options that no car can have, whatever the day."""
        return self.status(()).codes(Status.BLOCKED)

    def idle_rules(self) -> tuple[str, ...]:
        """Rules whose condition holds in no car."""
        with self._lock:
            return tuple(
                rule.code
                for rule in self.catalogue.rules
                if self._answering.model([self._encoding.condition[rule.code]]) is None
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
        variable = self._variable(assumption.code)
        return variable if assumption.allowed else -variable

    def _variable(self, code: str) -> int:
        try:
            return self._encoding.variable[code]
        except KeyError:
            raise UnknownOption(f"{self.catalogue.name} has no option {code}.") from None

    def _in_order(self, codes: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted(codes, key=self._variable))
