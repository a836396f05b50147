"""python -m bench.engine [--only NAME] [--clicks N]: every answer of the engine, timed and checked.

For each model the same seeded clicks go to the compiled engine, to the solver and to z3; every
status is compared. Times are milliseconds, p50 / p95; ratios are of medians in this one run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from random import Random
from time import perf_counter
from typing import Any

import numpy as np

from bench.sources import Source, sources
from configurator.engine import CompiledEngine, passes
from configurator.engine.cheapest import NEVER, Priced, Ranking
from configurator.engine.circuit import Circuit, index_of
from configurator.engine.compiling import Limits, compile_formula
from configurator.engine.costs import Costs
from configurator.engine.propagation import Propagation, suits
from configurator.engine.solvers import Answering, Explaining

LONGEST_CLICKS = 8
SLOW_CLICKS = 12  # of z3, which takes up to a second each
LARGE, CLICKS_OF_LARGE = 5_000, 5  # from so many options on, slow ones are asked so often
EXPLAINED = 40
REPAIRED = 40
REPAIRED_BY_MAXSAT = 6


def main() -> None:
    """Print a table, a model a block."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--clicks", type=int, default=60)
    options = parser.parse_args()
    for source in sources(options.only):
        print(f"\n## {source.name}", flush=True)
        for what, said in _measured(source, options.clicks):
            print(f"{what:<34} {said}", flush=True)


def _measured(source: Source, clicks: int) -> Iterable[tuple[str, str]]:
    formula = source.formula
    began = perf_counter()
    circuit = compile_formula(formula, weighted=source.weighted, limits=Limits(300, 6_000))
    yield "options / clauses", f"{formula.named} / {len(formula.clauses())}"
    yield "compiled in s", f"{perf_counter() - began:.1f}"
    yield "nodes / arcs / labels", f"{circuit.nodes} / {circuit.arcs} / {circuit.labels}"
    yield (
        "memory of the arrays",
        f"{circuit.nbytes / 1e6:.1f} MB, stored {len(circuit.to_bytes()) / 1e6:.2f} MB",
    )
    yield "cars", _short(passes.count(circuit))

    sequence = _clicks(circuit, clicks)
    by_passes = [_timed(lambda picks=picks: passes.possible(circuit, picks)) for picks in sequence]
    yield "status of every option by numpy", _spread(by_passes)
    propagation, status = None, by_passes
    if suits(circuit):
        began = perf_counter()
        propagation = Propagation(circuit)
        yield "clauses for propagation made in s", f"{perf_counter() - began:.2f}"
        implied = propagation.implied
        status = [_timed(lambda picks=picks: implied(picks)) for picks in sequence]
        ratio = _median(by_passes) / _median(status)
        yield "status by propagation", f"{_spread(status)}   x{ratio:.1f} of numpy"
    yield from _compared(source, circuit, propagation, sequence, status)
    priced = _prices(circuit)
    yield (
        "count after a click",
        _spread(
            _timed(lambda picks=picks: passes.rough_count(circuit, picks)) for picks in sequence
        ),
    )
    yield (
        "price of every repair",
        _spread(_timed(lambda picks=picks: _all_repairs(priced, picks)) for picks in sequence),
    )
    yield from _one_repair(source, circuit, priced, sequence)
    yield from _explanations(source, circuit, sequence)
    if source.catalogue is not None:
        yield from _whole_cars(source, circuit)


# ---- the clicks
def _clicks(circuit: Circuit, number: int) -> list[list[int]]:
    """Valid picks of 0 to 8 options, seeded."""
    rng, found = Random(11), list[list[int]]()
    while len(found) < number:
        picks: list[int] = []
        for _ in range(rng.randrange(LONGEST_CLICKS + 1)):
            possible = passes.possible(circuit, picks)
            assert possible is not None
            last = 2 * circuit.smoothed + 2
            free = np.flatnonzero(possible[2:last:2] & possible[3:last:2]) + 1
            if not free.size:
                break
            picks.append(int(rng.choice(free.tolist())))
        found.append(picks)
    return found


def _compared(
    source: Source,
    circuit: Circuit,
    propagation: Propagation | None,
    sequence: Sequence[list[int]],
    status: Sequence[float],
) -> Iterable[tuple[str, str]]:
    is_large = source.formula.named >= LARGE
    sequence = sequence[: CLICKS_OF_LARGE if is_large else len(sequence)]
    answering = Answering(source.formula, source.formula.named)
    wrong, solver_times = 0, []
    for picks in sequence:
        began = perf_counter()
        found = answering.bounds(picks)
        solver_times.append((perf_counter() - began) * 1000)
        wrong += _differences(circuit, picks, found)
        wrong += 0 if propagation is None else _unlike(circuit, propagation, picks)
    yield "wrong statuses against the solver", f"{wrong} of {len(sequence) * circuit.smoothed}"
    mine = _median(status)
    yield "status by the solver", f"{_spread(solver_times)}   x{_median(solver_times) / mine:.1f}"
    asked: Callable[[list[int]], object] = partial(passes.possible, circuit)
    if propagation is not None:
        asked = propagation.implied
    pairs = list(_by_z3(source, sequence[:SLOW_CLICKS], asked))
    if pairs:
        z3_times, mine = [theirs for theirs, _ in pairs], _median(own for _, own in pairs)
        yield "status by z3 consequences", f"{_spread(z3_times)}   x{_median(z3_times) / mine:.1f}"


def _differences(circuit: Circuit, picks: list[int], found: tuple[int, int] | None) -> int:
    possible = passes.possible(circuit, picks)
    assert possible is not None
    assert found is not None
    can_be_in, can_be_out = found
    return sum(
        bool(possible[2 * v]) != bool(can_be_in >> v - 1 & 1)
        or bool(possible[2 * v + 1]) != bool(can_be_out >> v - 1 & 1)
        for v in range(1, circuit.smoothed + 1)
    )


def _unlike(circuit: Circuit, propagation: Propagation, picks: list[int]) -> int:
    """How many literals propagation holds for possible and the passes do not, or the reverse."""
    possible, told = passes.possible(circuit, picks), propagation.implied(picks)
    assert possible is not None
    assert told is not None
    decided = {*told, *propagation.always}
    every = range(1, circuit.smoothed + 1)
    return sum(
        bool(possible[index_of(literal)]) == (-literal in decided)
        for variable in every
        for literal in (variable, -variable)
    )


def _by_z3(
    source: Source, sequence: Sequence[list[int]], asked: Callable[[list[int]], object]
) -> Iterable[tuple[float, float]]:
    """z3's time and ours for each click, in turn, so that both meet the same noise."""
    try:
        import z3  # noqa: PLC0415 - only for comparing, and not everywhere
    except ImportError:
        print("z3 is not installed: pip install -r bench/requirements.txt")
        return
    names = [z3.Bool(f"v{number}") for number in range(source.formula.top + 1)]
    solver = z3.Solver()
    for clause in source.formula.clauses():
        solver.add(z3.Or([names[lit] if lit > 0 else z3.Not(names[-lit]) for lit in clause]))
    solver.check()
    every = names[1 : source.formula.named + 1]
    for picks in sequence:
        theirs = _timed(lambda picks=picks: solver.consequences([names[v] for v in picks], every))
        yield theirs, _timed(lambda picks=picks: asked(picks))


# ---- repairs
def _prices(circuit: Circuit) -> Priced:
    rng = np.random.default_rng(3)
    weights = np.zeros(2 * circuit.variables + 2, dtype=np.int64)
    weights[2 : 2 * circuit.smoothed + 2 : 2] = rng.integers(0, 300, circuit.smoothed) * 10
    return Priced(circuit, weights)


def _heavy(priced: Priced) -> int:
    return int(priced.weights.sum()) + 1


def _all_repairs(priced: Priced, picks: Sequence[int]) -> Any:
    found = priced.cheapest((), dict.fromkeys((-v for v in picks), _heavy(priced)))
    assert found is not None
    return found.with_each_literal


def _one_repair(
    source: Source, circuit: Circuit, priced: Priced, sequence: Sequence[list[int]]
) -> Iterable[tuple[str, str]]:
    heavy, ranking = _heavy(priced), Ranking(circuit, range(circuit.smoothed + 1))
    wants = [(picks, take) for picks in sequence for take in _blocked(priced, picks)[:2]]

    def repair(picks: list[int], take: int) -> int:
        found = priced.cheapest([take], dict.fromkeys((-v for v in picks), heavy))
        assert found is not None
        found.car(ranking)
        return found.cost

    times = [_timed(lambda p=p, t=t: repair(p, t)) for p, t in wants[:REPAIRED]]
    yield "one concrete repair", _spread(times)
    cents = {v: int(priced.weights[2 * v]) for v in range(1, circuit.smoothed + 1)}
    costs = Costs({v: price for v, price in cents.items() if price}, source.formula)
    same, rc2 = 0, []
    for picks, take in wants[:REPAIRED_BY_MAXSAT]:
        began = perf_counter()
        model = costs.least_regret([take], dict.fromkeys((-v for v in picks), 1))
        rc2.append((perf_counter() - began) * 1000)
        assert model is not None
        price = sum(cents[v] for v in model if v in cents)
        price += heavy * sum(v not in model for v in picks)
        same += price == repair(picks, take)
    if rc2:
        ratio = _median(rc2) / _median(times)
        yield "the same by RC2", f"{_spread(rc2)}   x{ratio:.1f}, {same} of {len(rc2)} equal"


def _blocked(priced: Priced, picks: Sequence[int]) -> list[int]:
    costs = _all_repairs(priced, picks)
    heavy = _heavy(priced)
    every = range(1, priced.circuit.smoothed + 1)
    return [v for v in every if heavy <= costs[2 * v] < NEVER]


# ---- explanations and whole cars
def _explanations(
    source: Source, circuit: Circuit, sequence: Sequence[list[int]]
) -> Iterable[tuple[str, str]]:
    explaining, times, lengths = Explaining(source.formula), [], []
    for picks in sequence:
        possible = passes.possible(circuit, picks)
        assert possible is not None
        blocked = [v for v in range(1, circuit.smoothed + 1) if not possible[2 * v]]
        for take in Random(5).sample(blocked, min(2, len(blocked))):
            began = perf_counter()
            clash = explaining.smallest_clash(picks, [take])
            times.append((perf_counter() - began) * 1000)
            lengths.append(len(clash or ()))
        if len(times) >= EXPLAINED:
            break
    if times:
        yield "explanation, subset-minimal", f"{_spread(times)}   {max(lengths)} parts at most"


def _whole_cars(source: Source, circuit: Circuit) -> Iterable[tuple[str, str]]:
    assert source.catalogue is not None
    engine = CompiledEngine(source.catalogue, circuit)
    car = engine.complete(())
    yield "completion", _spread(_timed(lambda: engine.complete(())) for _ in range(20))
    began, number = perf_counter(), 300
    for _ in range(number):
        engine.is_valid(car)
    yield "whole cars checked per second", f"{number / (perf_counter() - began):,.0f}"


# ---- figures
def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def _median(times: Iterable[float]) -> float:
    return float(np.median(list(times)))


def _spread(times: Iterable[float]) -> str:
    known = list(times)
    return f"{np.percentile(known, 50):.2f} / {np.percentile(known, 95):.2f}" if known else "-"


def _short(number: int) -> str:
    digits = str(number)
    return f"{number:,}" if len(digits) < 16 else f"{digits[0]}.{digits[1:4]}e{len(digits) - 1}"


if __name__ == "__main__":
    main()
