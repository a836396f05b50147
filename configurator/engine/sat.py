"""The engine on a SAT solver: exact, incremental, models kept as witnesses.

It needs no compiling, so it answers while a release is a draft and wherever compiling failed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from configurator.catalogue import Assumption, Catalogue
from configurator.engine.answers import Answer, Repair, RepairPrice, Status, Taste, Unbuildable
from configurator.engine.base import CatalogueEngine
from configurator.engine.costs import Costs
from configurator.engine.solvers import Answering

COMPLETIONS_KEPT = 256


class SatEngine(CatalogueEngine):
    """One per catalogue and process; a lock lets threads take turns."""

    is_compiled = False

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self._costs = Costs(self._weights.cents, self._encoding)
        self._answering = Answering(self._encoding, len(catalogue.options))
        self._completions: OrderedDict[frozenset[int], tuple[str, ...]] = OrderedDict()

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

    def repairs(
        self,
        picks: Collection[str],
        take: str | None,
        assumptions: Sequence[Assumption] = (),
        limit: int = 3,
        pinned: Collection[str] = (),
    ) -> list[Repair]:
        """Fewest picks dropped first, then the lowest price; empty if no car has the option."""
        wanted = {*pinned} if take is None else {take, *pinned}
        loose = {self._variable(code): code for code in self._in_order({*picks} - wanted)}
        fixed = self._literals(wanted, assumptions)
        with self._lock:
            before = self._complete_or_none(picks, assumptions)
            found = []
            for drop in islice(self._costs.fewest_dropped(fixed, list(loose)), limit):
                dropped = {loose[literal] for literal in drop}
                car = self.complete(({*picks} | wanted) - dropped, assumptions)
                found.append(self._repair(frozenset(picks), take, dropped, car, before))
            return found

    def repair_prices(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> Mapping[str, RepairPrice]:
        """Nothing: one at a time, by :meth:`repairs`, is all that is quick enough here."""
        del picks, assumptions
        return {}

    def take_prices(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> Mapping[str, Decimal]:
        """Nothing, for the same reason."""
        del picks, assumptions
        return {}

    def count(
        self,
        picks: Collection[str],
        assumptions: Sequence[Assumption] = (),
        *,
        is_exact: bool = False,
    ) -> int | None:
        """None: a solver says whether there are cars, not how many."""
        del picks, assumptions, is_exact
        return None

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

    def _cheapest(self, fixed: Sequence[int]) -> tuple[str, ...]:
        self._answering.prefer_few()
        given, costs = set(fixed), self._weights.cents
        unpaid = [-cost for cost in costs if cost not in given]
        model = self._answering.model([*fixed, *unpaid])
        if model is not None:
            return self._in_order_of(self._without_extras([*fixed, *unpaid], set(model)))
        cars = []
        for paid in self._costs.cheapest(fixed):
            settled = [*fixed, *(cost if cost in paid else -cost for cost in costs)]
            model = self._answering.model(settled)
            cars.append(self._without_extras(settled, set(model or ())))
        if not cars:
            raise Unbuildable("No car has these picks.")
        return self._in_order_of(min(cars, key=self._regrets))

    def _regrets(self, model: Collection[int]) -> list[bool]:
        """What is still in the car, in the order in which it should have been given up."""
        return [literal in model for literal in self._weights.give_up]

    def _without_extras(self, fixed: Sequence[int], model: set[int]) -> set[int]:
        """Give up what can be given up at this price, in the order of the weights."""
        settled = list(fixed)
        known = set(fixed)
        for literal in self._weights.give_up:
            if literal in known:
                continue
            if literal in model:
                smaller = self._answering.model([*settled, -literal])
                if smaller is None:
                    settled.append(literal)
                    continue
                model = set(smaller)
            settled.append(-literal)
        return model

    def _in_order_of(self, model: Collection[int]) -> tuple[str, ...]:
        return tuple(
            option.code for index, option in enumerate(self.catalogue.options, 1) if index in model
        )

    def like(
        self,
        picks: Collection[str],
        tastes: Mapping[str, Taste],
        assumptions: Sequence[Assumption] = (),
    ) -> tuple[str, ...]:
        """The car of least regret with these picks, the cheapest among several."""
        fixed = self._literals(frozenset(picks), assumptions)
        regrets = {
            sign * self._variable(code): regret
            for code, taste in tastes.items()
            for sign, regret in ((1, taste.if_in), (-1, taste.if_out))
            if regret
        }
        with self._lock:
            model = self._costs.least_regret(fixed, regrets)
            if model is None:
                raise Unbuildable("No car has these picks.")
            return self._in_order_of(model)

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
