"""python -m bench.memory [--only NAME]: what one catalogue takes in a worker's memory.

Each catalogue is read and asked every question of a click in a process of its own, and then once
more as if it were another. Said is what the other one added to the resident memory (Linux), in MB,
and behind it what the first one did: that has the scratch memory of the answers in it, which all
catalogues of a worker share.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import multiprocessing
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.models import car_line
from bench.sources import DATA
from bench.sources import sources as formulas
from configurator.catalogue import Catalogue, Group, Option
from configurator.engine import Circuit, CompiledEngine, Status, to_compile
from configurator.engine.compiling import Limits, compile_formula
from configurator.engine.uvl import write_uvl
from configurator.feeds import read_release
from configurator.feeds.uvl import read_feature_model

ABOUT = {
    "manufacturer": {"code": "ANY", "name": "Any", "country": "US"},
    "release": "R-1",
    "title": "Any",
    "currency": "USD",
    "valid_from": "2026-09-01",
    "body_style": "suv",
    "model_year": 2027,
}


def main() -> None:
    """Print a line for each catalogue."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    wanted = parser.parse_args().only
    for name, catalogue in _catalogues():
        if wanted in name:
            formula, weighted = to_compile(catalogue)
            circuit = compile_formula(formula, weighted=weighted, limits=Limits(300, 6_000))
            first, other = _asked_alone(catalogue, circuit.to_bytes())
            print(
                f"{name:<32} {len(catalogue.options):>6} options  {other:6.1f} MB, first {first:.1f},"
                f" arrays of the circuit {circuit.nbytes / 1e6:.1f}",
                flush=True,
            )


def _catalogues() -> Iterator[tuple[str, Catalogue]]:
    for path in sorted((DATA / "models").glob("*.uvl.gz")):
        yield path.name.removesuffix(".uvl.gz"), _of_model(gzip.decompress(path.read_bytes()))
    for size in (1_500, 18_000):
        yield f"generated {size}", _of_model(write_uvl(car_line(size)).encode())
    yield from ((s.name, s.catalogue) for s in formulas() if s.catalogue is not None)


def _of_model(content: bytes) -> Catalogue:
    return read_release(read_feature_model(content, "model.uvl", ABOUT)).lines[0].catalogue


def _asked_alone(catalogue: Catalogue, stored: bytes) -> tuple[float, float]:
    """Megabytes by which a fresh process grows when it answers for the catalogue; for another."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_answer, args=(theirs,))
    child.start()
    ours.send((catalogue, stored))
    first: float = ours.recv()
    ours.send((catalogue, stored))
    other: float = ours.recv()
    child.join()
    return first, other


def _answer(pipe: Any) -> None:
    small = Catalogue(
        "S", "S", "USD", (Group("G", "G"),), (Option("A", "A", "G", retail=Decimal(1)),)
    )
    formula, weighted = to_compile(small)
    engines = [CompiledEngine(small, compile_formula(formula, weighted=weighted))]
    _ask(engines[0])
    for _ in range(2):
        gc.collect()
        before = _resident()
        catalogue, stored = pipe.recv()
        engines.append(CompiledEngine(catalogue, Circuit.from_bytes(stored)))
        _ask(engines[-1])
        del stored
        gc.collect()
        pipe.send((_resident() - before) / 1e6)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])  # of Linux
    return pages * os.sysconf("SC_PAGE_SIZE")


def _ask(engine: CompiledEngine) -> None:
    """Every question of a click, on an empty build and on one with a pick."""
    free = [code for code, is_ in engine.status(()).status.items() if is_ is Status.FREE]
    for picks in ((), free[:1], free[:5:2]):
        if engine.status(picks).is_buildable:
            engine.complete(picks)
        engine.take_prices(picks)
        engine.repair_prices(picks)
        blocked = [c for c, is_ in engine.status(picks).status.items() if is_ is Status.BLOCKED]
        for code in blocked[:5]:
            engine.explain(picks, code)


if __name__ == "__main__":
    main()
