"""Answers about any boolean feature model, as values that can be compared with others' answers.

Names are the model's own, groups included. A blocked feature is in no whole configuration with all
picks, a forced one is in all of them. Prices are whole numbers and may be negative; what is not
named costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

from configurator.engine.compiling import Limits, NotCompiled, compile_formula
from configurator.engine.features import FeatureEncoding, FeatureModel, folded
from configurator.engine.reasoning import CircuitReasoner, SolverReasoner, Way
from configurator.engine.solvers import Explaining


class UnknownFeature(ValueError):
    """A name that the model does not have."""


class Reasoner(Protocol):
    """Answers over literals of one formula under one price list."""

    def bounds(self, fixed: Sequence[int]) -> tuple[set[int], set[int]] | None:
        """Variables that can be in and that can be out; None if nothing has ``fixed``."""
        ...

    def count(self, fixed: Sequence[int]) -> int | None:
        """Whole configurations with ``fixed``, exactly; None where that is not known."""
        ...

    def cheapest(self, fixed: Sequence[int]) -> Way | None:
        """The cheapest whole configuration with ``fixed``."""
        ...

    def repair(self, fixed: Sequence[int], loose: Sequence[int]) -> Way | None:
        """The one that drops the fewest of ``loose``, then costs least."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """Picks, and features somebody wants on top of them."""

    picks: tuple[str, ...]
    take: tuple[str, ...]


class Replay:
    """One model and one price list, ready to be asked.

    ``fallback`` says why the model is answered by the slower engine, if it is.
    """

    def __init__(
        self, model: FeatureModel, prices: Mapping[str, int], *, limits: Limits | None = None
    ) -> None:
        self._formula = FeatureEncoding(model)
        self.variable = self._formula.variable
        self._names = model.names
        self._prices = {self._known(name): price for name, price in prices.items()}
        self.fallback = ""
        self._reasoner: Reasoner
        try:
            circuit = compile_formula(self._formula, limits=limits)
            self._reasoner = CircuitReasoner(circuit, self._prices)
        except NotCompiled as reason:
            self.fallback = str(reason)
            self._reasoner = SolverReasoner(self._formula, self._prices)
        self._explaining = Explaining(self._formula)

    def answer(self, case: Case) -> dict[str, Any]:
        """Everything about one case, with the milliseconds each kind of answer took."""
        picks = [self._known(name) for name in case.picks]
        spent: dict[str, float] = {}

        def timed[T](kind: str, work: Callable[[], T]) -> T:
            began = perf_counter()
            found = work()
            spent[kind] = round(spent.get(kind, 0.0) + (perf_counter() - began) * 1000, 3)
            return found

        bounds = timed("status", lambda: self._reasoner.bounds(picks))
        can_be_in, can_be_out = bounds if bounds is not None else (set[int](), set[int]())
        number = timed("count", lambda: self._reasoner.count(picks))
        cheapest = timed("cheapest_completion", lambda: self._reasoner.cheapest(picks))
        before = frozenset(picks) if cheapest is None else cheapest.chosen
        repairs, explanations = [], []
        for name in case.take:
            take = self._known(name)
            way = timed("repairs", lambda take=take: self._way(picks, take))  # type: ignore[misc]
            repairs.append(self._repair(name, way, picks, before))
            if take not in can_be_in:
                found = timed("explanations", lambda take=take: self._why(picks, take))  # type: ignore[misc]
                explanations.append({"take": name, **found})
        every = range(1, len(self._names) + 1)
        return {
            "forced": self._sorted(v for v in every if bounds is not None and v not in can_be_out),
            "blocked": self._sorted(v for v in every if v not in can_be_in),
            "count": None if number is None else str(number),
            "cheapest_completion": None if cheapest is None else cheapest.price,
            "repairs": repairs,
            "explanations": explanations,
            "ms": spent,
        }

    def _way(self, picks: Sequence[int], take: int) -> Way | None:
        return self._reasoner.repair([take], [pick for pick in picks if pick != take])

    def _repair(
        self, name: str, way: Way | None, picks: Sequence[int], before: frozenset[int]
    ) -> dict[str, Any]:
        if way is None:
            return dict.fromkeys(("dropped", "added", "picks_dropped", "price")) | {"take": name}
        dropped = [pick for pick in picks if pick not in way.chosen]
        return {
            "take": name,
            "dropped": self._sorted(dropped),
            "added": self._sorted(way.chosen - before - {self.variable[name]}),
            "picks_dropped": len(dropped),
            "price": way.price,
        }

    def _why(self, picks: Sequence[int], take: int) -> dict[str, Any]:
        """A subset-minimal clash: the picks in it, and the rules in words."""
        clash = self._explaining.smallest_clash([pick for pick in picks if pick != take], [take])
        if clash is None:
            return {"picks": [], "rules": []}
        claims = self._explaining.chained(clash, take)
        chosen = set(picks)
        return {
            "picks": self._sorted(literal for literal in clash if literal in chosen),
            "rules": folded(claims),
            "claims": [claim.code for claim in claims],
        }

    def _sorted(self, variables: Any) -> list[str]:
        return sorted(self._names[variable - 1] for variable in variables)

    def _known(self, name: str) -> int:
        try:
            return self.variable[name]
        except KeyError:
            raise UnknownFeature(f"The model has no feature “{name:.80}”.") from None
