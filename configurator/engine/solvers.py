"""Two incremental solvers over one encoding: one that answers, one that explains."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from pysat.solvers import Solver

from configurator.engine.gates import Claim, Clause, Gates

# Glucose, because CaDiCaL's propagate() after solve() can report a conflict that is not there
# (pysathq/pysat#232).
SOLVER = "glucose4"
EXPLAINER = "minisat22"  # the quickest of those tried where every rule is an assumption
PROBES_BEFORE_REBUILD = 5_000
WITNESSES_KEPT = 384


class Answering:
    """Which options can be in and which can be out, with models kept as witnesses."""

    def __init__(
        self, encoding: Gates, option_count: int, probes: int = PROBES_BEFORE_REBUILD
    ) -> None:
        self._encoding = encoding
        self._most_probes = probes
        self._count = option_count
        self._every = (1 << option_count) - 1
        self._clauses = encoding.clauses()
        self._selectors = tuple(encoding.selector.values())
        self._witnesses: deque[int] = deque(maxlen=WITNESSES_KEPT)
        self._rebuild()

    def model(self, fixed: Sequence[int]) -> list[int] | None:
        """One car with these literals, as the solver's whole model, or None."""
        if not self._solver.solve(assumptions=list(fixed)):
            return None
        return list(self._solver.get_model() or ())

    def prefer_few(self) -> None:
        """Let the next models have few options."""
        self._solver.set_phases([-index for index in range(1, self._count + 1)])

    def bounds(self, fixed: Sequence[int]) -> tuple[int, int] | None:
        """Bit sets of the options that can be in and that can be out; None if no car exists."""
        can_be_in, can_be_out = self._seen_before(fixed)
        if not can_be_in | can_be_out:
            first = self.model(fixed)
            if first is None:
                return None
            can_be_in, can_be_out = self._witness(first)
        _, implied = self._solver.propagate(assumptions=list(fixed))
        must_in = _bits(literal for literal in implied if 0 < literal <= self._count)
        must_out = _bits(-literal for literal in implied if 0 < -literal <= self._count)
        can_be_in = self._widen(fixed, can_be_in, must_out, sign=1)
        can_be_out |= self._seen_before(fixed)[1]
        can_be_out = self._widen(fixed, can_be_out, must_in, sign=-1)
        return can_be_in, can_be_out

    def _widen(self, fixed: Sequence[int], seen: int, impossible: int, *, sign: int) -> int:
        """Ask for a car that has any option not yet seen that way, until there is none."""
        while open_bits := self._every & ~seen & ~impossible:
            wanted = [sign * index for index in _indexes(open_bits)]
            found = self._probe(fixed, wanted)
            if found is None:
                break
            has, has_not = self._witness(found)
            seen |= has if sign > 0 else has_not
        return seen

    def _probe(self, fixed: Sequence[int], wanted: Sequence[int]) -> list[int] | None:
        if self._probes >= self._most_probes:
            self._rebuild()
        self._probes += 1
        self._top += 1
        switch = self._top
        self._solver.set_phases(list(wanted))
        self._solver.add_clause([-switch, *wanted])
        found = self.model([*fixed, switch])
        self._solver.add_clause([-switch])
        return found

    def _seen_before(self, fixed: Sequence[int]) -> tuple[int, int]:
        inside = _bits(literal for literal in fixed if literal > 0)
        outside = _bits(-literal for literal in fixed if literal < 0)
        can_be_in = can_be_out = 0
        for witness in self._witnesses:
            if witness & inside == inside and not witness & outside:
                can_be_in |= witness
                can_be_out |= ~witness
        return can_be_in & self._every, can_be_out & self._every

    def _witness(self, model: Sequence[int]) -> tuple[int, int]:
        has = _bits(literal for literal in model[: self._count] if literal > 0)
        chosen = _bits(selector for selector in self._selectors if model[selector - 1] > 0)
        self._witnesses.append(has | chosen)
        return has, self._every & ~has

    def _rebuild(self) -> None:
        """Start afresh: spent switches would slow the solver down for ever."""
        self._solver = Solver(name=SOLVER, bootstrap_with=self._clauses)
        self._top = self._encoding.top
        self._probes = 0


class Checking:
    """Whether everything holds for a given choice of literals."""

    def __init__(self, encoding: Gates) -> None:
        self._solver = Solver(name=SOLVER, bootstrap_with=encoding.clauses())

    def holds(self, fixed: Sequence[int]) -> bool:
        """With all named variables fixed, their gates follow by propagation alone."""
        return bool(self._solver.solve(assumptions=list(fixed)))


class Explaining:
    """Smallest clashes: every claim can be switched off."""

    def __init__(self, encoding: Gates) -> None:
        self._solver = Solver(name=EXPLAINER, bootstrap_with=encoding.definitions)
        self._defining: dict[int, list[Clause]] = {}
        for clause in encoding.definitions:  # a gate is younger than what defines it
            self._defining.setdefault(max(map(abs, clause)), []).append(clause)
        self.claim_of: dict[int, Claim] = {}
        for switch, claim in enumerate(encoding.claims, encoding.top + 1):
            self.claim_of[switch] = claim
            for clause in claim.clauses:
                self._solver.add_clause([-switch, *clause])

    def smallest_clash(self, fixed: Sequence[int], always: Sequence[int]) -> list[int] | None:
        """A subset-minimal set of ``fixed`` and claim switches that clashes with ``always``.

        Earlier literals of ``fixed`` are left out first, switches last; None without a clash.
        """
        core = _core(self._solver, [*always, *fixed, *self.claim_of])
        if core is None:
            return None
        untested = [literal for literal in (*fixed, *self.claim_of) if literal in core]
        # A set that does not clash has a whole model, so it is looked for among these claims only.
        few = _Few(self._stating(untested, always))
        needed: list[int] = []
        while untested:
            literal, *rest = untested
            smaller = few.core([*always, *needed, *rest])
            if smaller is None:
                needed.append(literal)
                untested = rest
            else:
                untested = [literal for literal in rest if literal in smaller]
        return needed

    def chained(self, clash: Sequence[int], first: int) -> list[Claim]:
        """The claims of a clash as a chain: each speaks of something that was spoken of before."""
        waiting = [self.claim_of[literal] for literal in clash if literal in self.claim_of]
        spoken, chain = {abs(first)}, list[Claim]()
        while waiting:
            claim = next((claim for claim in waiting if _variables(claim) & spoken), waiting[0])
            waiting.remove(claim)
            chain.append(claim)
            spoken |= _variables(claim)
        return chain

    def _stating(self, literals: Iterable[int], always: Iterable[int]) -> Iterator[Clause]:
        """The claims among the literals, and the definitions of all gates that these rest on."""
        open_names = [abs(literal) for literal in (*literals, *always)]
        seen = set(open_names)
        while open_names:
            name = open_names.pop()
            claim = self.claim_of.get(name)
            clauses = self._defining.get(name, []) if claim is None else claim.clauses
            for clause in clauses:
                yield clause if claim is None else [-name, *clause]
                new = {abs(literal) for literal in clause} - seen
                seen |= new
                open_names += new


class _Few:
    """A few clauses under numbers of their own: a solver looks at every number up to the highest."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self._number: dict[int, int] = {}
        self._name: list[int] = [0]
        own = [[self._own(literal) for literal in clause] for clause in clauses]
        self._solver = Solver(name=EXPLAINER, bootstrap_with=own)

    def core(self, literals: Sequence[int]) -> set[int] | None:
        """Which of the literals clash; None if they do not."""
        found = _core(self._solver, [self._own(literal) for literal in literals])
        return found and {self._name[abs(n)] * (1 if n > 0 else -1) for n in found}

    def _own(self, literal: int) -> int:
        number = self._number.setdefault(abs(literal), len(self._name))
        if number == len(self._name):
            self._name.append(abs(literal))
        return number if literal > 0 else -number


def _core(solver: Solver, literals: Sequence[int]) -> set[int] | None:
    if solver.solve(assumptions=list(literals)):
        return None
    return set(solver.get_core() or ())


def _variables(claim: Claim) -> set[int]:
    return {abs(literal) for clause in claim.clauses for literal in clause}


def _bits(indexes: Iterable[int]) -> int:
    """A bit set of one-based indexes."""
    found = 0
    for index in indexes:
        found |= 1 << (index - 1)
    return found


def _indexes(bits: int) -> Iterable[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length()
        bits ^= lowest
