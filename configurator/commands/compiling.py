"""Compiling the lines of a published release, in the worker, within limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random
from time import monotonic

from configurator.catalogue import Catalogue
from configurator.engine import (
    Circuit,
    CompiledEngine,
    Limits,
    Misfit,
    NotCompiled,
    SatEngine,
    Status,
    compile_formula,
    to_compile,
)
from configurator.engine.gates import Gates
from configurator.models import CatalogueRelease, CompiledLine
from configurator.selectors import read_catalogue
from kernel.events import nudge_after_commit

TASK = "configurator.compile_lines"
CLICKS = 25
LEASE = timedelta(minutes=5)


def queue_compiling(release: CatalogueRelease) -> None:
    """Ask the worker for the compiled form of every line; inside the transaction that publishes."""
    lines = release.model_lines.all()
    CompiledLine.objects.bulk_create(
        (CompiledLine(model_line=line) for line in lines), ignore_conflicts=True
    )
    nudge_after_commit(TASK)


def compile_line(work: CompiledLine, *, now: datetime, limits: Limits | None = None) -> None:
    """Compile one claimed row, compare it with the solver on some clicks, and keep it.

    What does not compile within its limits is parked with the reason; the solver goes on answering.
    """
    began = monotonic()
    catalogue = read_catalogue(work.model_line)
    formula, weighted = to_compile(catalogue)
    work.fingerprint = _fingerprint(formula, weighted)
    same = CompiledLine.objects.done().filter(fingerprint=work.fingerprint).first()
    try:
        if same is not None and same.circuit is not None:
            circuit = Circuit.from_bytes(bytes(same.circuit))
        else:
            circuit = compile_formula(formula, weighted=weighted, limits=limits)
        engine = CompiledEngine(catalogue, circuit)
        _compare(catalogue, engine)
    except (NotCompiled, Misfit) as reason:
        work.park(now, str(reason), fingerprint=work.fingerprint)
        return
    work.succeed(
        now,
        fingerprint=work.fingerprint,
        circuit=circuit.to_bytes(),
        cars=str(engine.count((), is_exact=True)),
        seconds=Decimal(str(round(monotonic() - began, 2))),
    )


def _fingerprint(formula: Gates, weighted: frozenset[int]) -> str:
    source = repr((formula.named, formula.top, sorted(weighted), formula.clauses()))
    return sha256(source.encode()).hexdigest()


def _compare(catalogue: Catalogue, engine: CompiledEngine) -> None:
    """Random clicks, answered by both engines. :raises NotCompiled: should they ever differ."""
    solver = SatEngine(catalogue)
    rng = Random(catalogue.code)  # noqa: S311 - clicks, not secrets
    picks: set[str] = set()
    for _ in range(CLICKS):
        found, expected = engine.status(picks), solver.status(picks)
        if found != expected:
            raise NotCompiled(f"The compiled form disagrees with the solver on {sorted(picks)}.")
        free = found.codes(Status.FREE)
        if not free or rng.random() < 0.1:
            picks = set()
        else:
            picks.add(rng.choice(free))
