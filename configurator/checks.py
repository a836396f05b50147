"""What a solver says about a model line before it is published, within a time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import monotonic

from pysat.solvers import Solver

from configurator.catalogue import Catalogue, Rule, RuleKind
from configurator.engine.cnf import Encoding
from configurator.engine.solvers import SOLVER

SECONDS = 20.0
CONFLICTS = 30_000
"""Beyond so many a single question stays open."""
MOST_REASONS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """An option or a rule, and a smallest set of sentences that make it so."""

    code: str
    because: tuple[str, ...] = ()


class _Open(Exception):
    """The question was not answered in time."""


class Checks:
    """Questions about one model line, with a common deadline; `open_questions` were not answered."""

    def __init__(
        self, catalogue: Catalogue, *, seconds: float = SECONDS, conflicts: int = CONFLICTS
    ) -> None:
        self.catalogue = catalogue
        self.open_questions: list[str] = []
        self._conflicts = conflicts
        self._deadline = monotonic() + seconds
        self._reasons = 0
        encoding = Encoding(catalogue)
        self._variable, self._condition = encoding.variable, encoding.condition
        self._selector = encoding.selector
        self._claimed = {
            rule.code: encoding.literal(rule.claim()) for rule in _comparable(catalogue.rules)
        }
        self._claims = dict(enumerate(encoding.claims, encoding.top + 1))
        self._loose = Solver(name=SOLVER, bootstrap_with=encoding.definitions)
        for switch, claim in self._claims.items():
            for clause in claim.clauses:
                self._loose.add_clause([-switch, *clause])
        self._whole = Solver(name=SOLVER, bootstrap_with=encoding.clauses())
        self._idle: list[Finding] = []

    @cached_property
    def clash(self) -> tuple[str, ...] | None:
        """The sentences of a smallest set that leaves no car at all; None if there are cars."""
        try:
            if self._asked(self._whole, ()) is not None:
                return None
            return self._smallest([], list(self._claims))
        except _Open:
            self.open_questions.append("whether any car can be built")
            return None

    def closed_markets(self) -> list[Finding]:
        """Markets for which no car can be built."""
        markets = ((code, [selector]) for code, selector in self._selector.items())
        return self._impossible("for which markets cars can be built", markets)

    def dead_options(self) -> list[Finding]:
        """Options that no car has."""
        return self._never("which options no car has", 1)

    def forced_options(self) -> list[Finding]:
        """Options that every car has."""
        return self._never("which options every car has", -1)

    def idle_rules(self) -> list[Finding]:
        """Rules whose condition holds in no car."""
        rules = ((rule.code, [self._condition[rule.code]]) for rule in self.catalogue.rules)
        self._idle = self._impossible("which rules never apply", rules)
        return self._idle

    def redundant_rules(self) -> list[Finding]:
        """Rules that say nothing the others do not say already; idle ones are not told again."""
        idle = {finding.code for finding in self._idle}
        found, asked = list[Finding](), 0
        try:
            for rule in _comparable(self.catalogue.rules):
                if rule.code not in idle:
                    others = [s for s, claim in self._claims.items() if claim.code != rule.code]
                    denied = [-self._claimed[rule.code]]
                    is_said = self._asked(self._loose, [*denied, *others]) is None
                    if is_said and self._is_given_elsewhere(rule):
                        found.append(self._finding(rule.code, denied, others))
                asked += 1
        except _Open:
            left = len(self._claimed) - asked
            self.open_questions.append(f"whether {left} of the rules say anything new")
        return found

    def _is_given_elsewhere(self, rule: Rule) -> bool:
        """Whether what the rule includes is included by others wherever it holds.

        A rule that includes nothing takes nothing away by going.
        """
        if rule.kind is not RuleKind.INCLUDES:
            return True
        givers = [
            other
            for other in self.catalogue.rules
            if other.kind is RuleKind.INCLUDES and other.code != rule.code and not other.market
        ]
        return all(
            self._asked(self._whole, [self._condition[rule.code], *self._without(givers, code)])
            is None
            for code in rule.then.codes()
        )

    def _without(self, givers: Iterable[Rule], code: str) -> Iterator[int]:
        return (-self._condition[giver.code] for giver in givers if code in giver.then.codes())

    def can_be(self, literals: Sequence[int]) -> bool:
        """Whether some car has all of these; what stays open counts as yes."""
        try:
            return self._asked(self._whole, literals) is not None
        except _Open:
            return True

    def condition(self, rule: Rule) -> int:
        """The literal that is true when the rule's condition holds."""
        return self._condition[rule.code]

    def _never(self, question: str, sign: int) -> list[Finding]:
        options = ((o.code, [sign * self._variable[o.code]]) for o in self.catalogue.options)
        return self._impossible(question, options)

    def _impossible(self, question: str, wanted: Iterable[tuple[str, list[int]]]) -> list[Finding]:
        """Those that no car fulfils; a car found for one shows that others are possible too."""
        found, seen = list[Finding](), set[int]()
        try:
            for code, literals in wanted:
                if seen.issuperset(literals):
                    continue
                car = self._asked(self._whole, literals)
                if car is None:
                    found.append(self._finding(code, literals, list(self._claims)))
                else:
                    seen.update(car)
        except _Open:
            self.open_questions.append(question)
        return found

    def _finding(self, code: str, literals: list[int], switches: list[int]) -> Finding:
        self._reasons += 1
        if self._reasons > MOST_REASONS:
            return Finding(code)
        try:
            return Finding(code, self._smallest(literals, switches))
        except _Open:
            return Finding(code)

    def _smallest(self, literals: list[int], switches: list[int]) -> tuple[str, ...]:
        """Sentences of which none can be left out for the literals to be impossible."""
        untested = self._core(literals, switches) or []
        needed: list[int] = []
        while untested:
            switch, *rest = untested
            smaller = self._core(literals, [*needed, *rest])
            if smaller is None:
                needed.append(switch)
                untested = rest
            else:
                untested = [other for other in rest if other in smaller]
        return tuple(self._said(needed))

    def _said(self, switches: Iterable[int]) -> Iterator[str]:
        for switch in switches:
            claim = self._claims[switch]
            yield f"{claim.code}: {claim.sentence}"

    def _core(self, literals: list[int], switches: list[int]) -> list[int] | None:
        if self._asked(self._loose, [*literals, *switches]) is not None:
            return None
        core = set(self._loose.get_core() or ())
        return [switch for switch in switches if switch in core]

    def _asked(self, solver: Solver, literals: Sequence[int]) -> list[int] | None:
        """A car with these literals, None if there is none. :raises _Open: out of time."""
        if monotonic() > self._deadline:
            raise _Open
        solver.conf_budget(self._conflicts)
        answer = solver.solve_limited(assumptions=list(literals))
        if answer is None:
            raise _Open
        return list(solver.get_model() or ()) if answer else None


def _comparable(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Rules that forbid something; what prices forbids nothing.

    A rule of a market is left out: it is there for its paper, whatever else it repeats.
    """
    return (rule for rule in rules if rule.kind is not RuleKind.PRICE and not rule.market)
