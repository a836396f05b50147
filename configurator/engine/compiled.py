"""The engine on a compiled circuit: every answer is one or two passes over small arrays."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import count as counting
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from configurator.catalogue import Assumption, Catalogue
from configurator.engine import passes
from configurator.engine.answers import Answer, Repair, RepairPrice, Status, Taste, Unbuildable
from configurator.engine.base import CatalogueEngine
from configurator.engine.cheapest import NEVER, Cheapest, Priced, Ranking
from configurator.engine.circuit import Circuit, index_of
from configurator.engine.cnf import Encoding
from configurator.engine.propagation import MOST_PLACES, Propagation, suits
from configurator.engine.weights import Weights

CENT = Decimal("0.01")
type _Asked = tuple[frozenset[int], frozenset[int]]
ANSWERS_KEPT = 2
"""A page asks three questions about the same picks; each answer is a few arrays."""
COMPLETIONS_KEPT = 256


def to_compile(catalogue: Catalogue) -> tuple[Encoding, frozenset[int]]:
    """What has to be compiled for a catalogue: its clauses, and the literals to keep beside options.

    Those that carry a price, and the markets.
    """
    encoding = Encoding(catalogue)
    weights = Weights(catalogue, encoding)
    return encoding, frozenset(weights.priced) | frozenset(encoding.selector.values())


class Misfit(ValueError):
    """The circuit is not that of this catalogue, or its prices are beyond what a pass adds up."""


class CompiledEngine(CatalogueEngine):
    """Stateless after construction; threads need no turns except for explanations.

    :param most_places: the size of a circuit up to which propagation is asked for the statuses.
    :raises Misfit: when circuit and catalogue do not belong together.
    """

    is_compiled = True

    def __init__(
        self, catalogue: Catalogue, circuit: Circuit, *, most_places: int = MOST_PLACES
    ) -> None:
        super().__init__(catalogue)
        self._most_places = most_places
        named = len(catalogue.options)
        if (circuit.smoothed, circuit.variables) != (named, self._encoding.top):
            raise Misfit(f"The compiled form of {catalogue.name} is that of another catalogue.")
        self._circuit = circuit
        # A literal's weight: its cents, and in the low bits which reductions it stands for.
        self._scale = 1 << len(self._weights.lowering)
        weights = np.zeros(2 * circuit.variables + 2, dtype=np.int64)
        for literal, cents in self._weights.cents.items():
            weights[index_of(literal)] += cents * self._scale
        for bit, literal in enumerate(reversed(self._weights.lowering)):
            weights[index_of(literal)] += 1 << bit
        self._reductions = tuple(reversed(self._weights.lowering.values()))
        total = int(weights.sum())
        self._drop = total + 1
        if self._drop * (named + 1) >= NEVER:
            raise Misfit(f"The prices of {catalogue.name} are beyond what can be added up.")
        self._priced = Priced(circuit, weights)
        self._answered: deque[tuple[_Asked, Cheapest | None]] = deque(maxlen=ANSWERS_KEPT)
        self._completed = lru_cache(COMPLETIONS_KEPT)(self._complete)
        self._ranking = Ranking(circuit, self._ranks())

    def _ranks(self) -> Sequence[int]:
        """The bit of each option in the number by which equally cheap cars are compared."""
        named = self._circuit.smoothed
        order = [literal for literal in self._weights.give_up if 0 < literal <= named]
        first_come = {variable: place for place, variable in reversed(list(enumerate(order)))}
        return [0, *(len(order) - first_come[variable] for variable in range(1, named + 1))]

    def status(self, picks: Collection[str], assumptions: Sequence[Assumption] = ()) -> Answer:
        """For every option: can a car with these picks have it, must it have it?"""
        picked = frozenset(picks)
        if self._propagation is not None:
            found = self._propagated(self._literals(picked, assumptions))
        elif (priced := self._just_asked(self._asked(picked, assumptions))) is not None:
            found = self._by_prices(priced)
        else:
            found = self._by_passes(self._literals(picked, assumptions))
        if found is None:
            found = dict.fromkeys(self._encoding.variable, Status.BLOCKED)
            return Answer(found | dict.fromkeys(picked, Status.PICKED), is_buildable=False)
        return Answer(found | dict.fromkeys(picked, Status.PICKED))

    @cached_property
    def _propagation(self) -> Propagation | None:
        """Made when first asked, where the circuit is small enough for it."""
        with self._lock:
            return Propagation(self._circuit) if suits(self._circuit, self._most_places) else None

    @cached_property
    def _anyway(self) -> dict[str, Status]:
        """What each option is before anything is picked."""
        assert self._propagation is not None
        found = dict.fromkeys(self._encoding.variable, Status.FREE)
        return self._decided(found, self._propagation.always)

    def _propagated(self, fixed: list[int]) -> dict[str, Status] | None:
        assert self._propagation is not None
        with self._lock:
            told = self._propagation.implied(fixed)
        return None if told is None else self._decided(self._anyway.copy(), told)

    def _decided(self, found: dict[str, Status], told: Iterable[int]) -> dict[str, Status]:
        """With what is told: those in every car, those in none."""
        options = self.catalogue.options
        for literal in told:
            code = options[abs(literal) - 1].code
            found[code] = Status.FORCED if literal > 0 else Status.BLOCKED
        return found

    def _by_passes(self, fixed: list[int]) -> dict[str, Status] | None:
        found = passes.possible(self._circuit, fixed)
        if found is None:
            return None
        return self._statuses(found)

    def _by_prices(self, ways: Cheapest) -> dict[str, Status] | None:
        """The same from the prices of the same cars: what none gives a pick up for, is possible."""
        return (
            None if ways.cost >= self._drop else self._statuses(ways.with_each_literal < self._drop)
        )

    def _statuses(self, found: NDArray[np.bool_]) -> dict[str, Status]:
        """From which literals some car has."""
        codes = self._encoding.variable
        last = 2 * len(codes) + 2
        kinds = (found[2:last:2].astype(np.int8) + 2 * found[3:last:2]).tolist()
        meaning = (Status.BLOCKED, Status.FORCED, Status.BLOCKED, Status.FREE)
        return {code: meaning[kind] for code, kind in zip(codes, kinds, strict=False)}

    def goes_together(self, picks: Collection[str], assumptions: Sequence[Assumption] = ()) -> bool:
        """Whether there is a car with these picks, by the pass that prices them as well."""
        return self._keeping_all(*self._asked(picks, assumptions)) is not None

    def count(
        self,
        picks: Collection[str],
        assumptions: Sequence[Assumption] = (),
        *,
        is_exact: bool = False,
    ) -> int:
        """How many cars have these picks."""
        fixed = self._literals(frozenset(picks), assumptions)
        # Elsewhere it does no harm to leave a market open; here it would count cars twice.
        fixed += [-market for market in self._encoding.selector.values() if market not in fixed]
        return (passes.count if is_exact else passes.rough_count)(self._circuit, fixed)

    def complete(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> tuple[str, ...]:
        """The cheapest whole car with these picks. :raises Unbuildable: when there is none."""
        return self._completed(*self._asked(picks, assumptions))

    def _complete(self, fixed: frozenset[int], picked: frozenset[int]) -> tuple[str, ...]:
        return self._car(self._keeping_all(fixed, picked))

    def _asked(self, picks: Collection[str], assumptions: Sequence[Assumption]) -> _Asked:
        """What holds in any case, and what was picked, as literals."""
        fixed = frozenset(self._literals((), assumptions))
        return fixed, frozenset(self._variable(code) for code in picks)

    def _open_ways(self, fixed: frozenset[int], picked: frozenset[int]) -> Cheapest | None:
        """The cars of fewest picks dropped, then of the lowest price; None when there is none.

        One pass answers for a pick kept and given up alike: where none is dropped, it is the
        cheapest car with all of them.
        """
        for asked, answer in tuple(self._answered):
            if asked == (fixed, picked):
                return answer
        found = self._priced.cheapest(fixed, dict.fromkeys((-v for v in picked), self._drop))
        self._answered.append(((fixed, picked), found))
        return found

    def _just_asked(self, asked: _Asked) -> Cheapest | None:
        """What was priced a moment ago; None where nothing was, or there is no car at all."""
        return next((answer for known, answer in tuple(self._answered) if known == asked), None)

    def _keeping_all(self, fixed: frozenset[int], picked: frozenset[int]) -> Cheapest | None:
        """The same where all picks can be kept; None where they cannot."""
        found = self._open_ways(fixed, picked)
        return found if found is not None and found.cost < self._drop else None

    def _car(self, found: Cheapest | None) -> tuple[str, ...]:
        if found is None:
            raise Unbuildable("No car has these picks.")
        return self._in_codes(found.car(self._ranking))

    def _in_codes(self, car: Collection[int]) -> tuple[str, ...]:
        """The options of a car, in the order of the catalogue."""
        options = self.catalogue.options
        return tuple(options[variable - 1].code for variable in sorted(car))

    def like(
        self,
        picks: Collection[str],
        tastes: Mapping[str, Taste],
        assumptions: Sequence[Assumption] = (),
    ) -> tuple[str, ...]:
        """The car of least regret with these picks, the cheapest among several."""
        weights = self._priced.weights.copy()
        for code, taste in tastes.items():
            variable = self._variable(code)
            weights[2 * variable] += taste.if_in * self._drop
            weights[2 * variable + 1] += taste.if_out * self._drop
        priced = Priced(self._circuit, weights)
        return self._car(priced.cheapest(self._literals(frozenset(picks), assumptions)))

    def take_prices(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> Mapping[str, Decimal]:
        """How taking each option that needs nothing given up changes the price of the whole car."""
        ways = self._keeping_all(*self._asked(picks, assumptions))
        if ways is None:
            return {}
        before, options = self._cents(ways.cost), self.catalogue.options
        costs = ways.with_each_literal[2 : 2 * len(options) + 2 : 2].tolist()
        # Most options cost what others cost, so each amount is worked out once.
        prices = {c: (self._cents(c) - before) * CENT for c in set(costs) if c < self._drop}
        return {
            option.code: prices[cost]
            for option, cost in zip(options, costs, strict=True)
            if cost < self._drop
        }

    def repair_prices(
        self, picks: Collection[str], assumptions: Sequence[Assumption] = ()
    ) -> Mapping[str, RepairPrice]:
        """The first repair's price for every blocked option that some car has, all at once."""
        ways = self._keeping_all(*self._asked(picks, assumptions))
        if ways is None:
            return {}
        before, found = self._cents(ways.cost), {}
        costs = ways.with_each_literal[2 : 2 * len(self.catalogue.options) + 2 : 2]
        blocked = np.flatnonzero((costs >= self._drop) & (costs < NEVER))
        for variable, cost in zip(blocked.tolist(), costs[blocked].tolist(), strict=True):
            dropped, price = divmod(cost, self._drop)
            found[self.catalogue.options[variable].code] = RepairPrice(
                dropped, (self._cents(price) - before) * CENT
            )
        return found

    def _cents(self, cost: int) -> int:
        """The price in a cost, up to what every car costs alike."""
        cents, bits = divmod(cost, self._scale)
        return cents - sum(cut for bit, cut in enumerate(self._reductions) if bits >> bit & 1)

    def repairs(
        self,
        picks: Collection[str],
        take: str | None,
        assumptions: Sequence[Assumption] = (),
        limit: int = 3,
        pinned: Collection[str] = (),
    ) -> list[Repair]:
        """Fewest picks dropped first, then the lowest price; empty if no car has the option."""
        picked = frozenset(picks)
        wanted = {*pinned} if take is None else {take, *pinned}
        fixed = self._literals(wanted, assumptions)
        loose = frozenset(self._variable(code) for code in picked - wanted)
        before = self._complete_or_none(picked, assumptions)
        options = self.catalogue.options
        return [
            self._repair(
                picked,
                take,
                {options[variable - 1].code for variable in drop},
                self._in_codes(car),
                before,
            )
            for drop, car in islice(self._ways(fixed, loose), limit)
        ]

    def _ways(
        self, fixed: Sequence[int], loose: frozenset[int]
    ) -> Iterator[tuple[frozenset[int], frozenset[int]]]:
        """What to drop and the car without it, best first; none drops all of another.

        A way that is no answer any more because it drops all of an earlier one is split: one of
        the earlier one's picks is kept, in turn, until nothing cheaper can hide.
        """
        turn = counting()
        queue: list[tuple[int, int, frozenset[int], Cheapest]] = []
        asked: set[frozenset[int]] = set()
        given: list[frozenset[int]] = []

        def ask(kept: frozenset[int]) -> None:
            if kept in asked:
                return
            asked.add(kept)
            extra = {-variable: self._drop for variable in loose - kept}
            found = self._priced.cheapest([*fixed, *kept], extra)
            if found is not None:
                heapq.heappush(queue, (found.cost, next(turn), kept, found))

        ask(frozenset())
        while queue:
            _, _, kept, found = heapq.heappop(queue)
            car = found.car(self._ranking)
            drop = loose - car
            covered = next((earlier for earlier in given if earlier <= drop), None)
            if covered is None:
                given.append(drop)
                yield drop, car
                covered = drop
            for variable in sorted(covered):
                ask(kept | {variable})
