"""Compile clauses to a circuit in a process of its own, within limits of time and memory.

``python -m configurator.engine.compiler`` is given the clauses on standard input and answers with the
circuit's bytes; a crash, a missing library or a limit that was reached is one sentence for the publisher.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from configurator.engine.circuit import Circuit
from configurator.engine.d4 import circuit_of
from configurator.engine.gates import Gates

SECONDS = 120
MEGABYTES = 2048


class NotCompiled(Exception):
    """The model does not compile within its limits; the message says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one compilation may use."""

    seconds: int = SECONDS
    megabytes: int = MEGABYTES


def compile_formula(
    formula: Gates, *, weighted: Collection[int] = (), limits: Limits | None = None
) -> Circuit:
    """The formula as a circuit, smoothed over its named variables.

    :param weighted: literals beyond the named ones that carry a price.
    :raises NotCompiled: with the reason in a sentence.
    """
    limits = limits or Limits()
    head = {**_head(formula, weighted), "megabytes": limits.megabytes}
    flat = np.fromiter(_flat(formula.clauses()), dtype=np.int32)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "configurator.engine.compiler"],
            input=json.dumps(head).encode() + b"\n" + flat.tobytes(),
            capture_output=True,
            timeout=limits.seconds,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotCompiled(f"Compiling took longer than {limits.seconds} seconds.") from None
    if ended.returncode:
        raise NotCompiled(_reason(ended.stderr.decode(errors="replace"), limits))
    return Circuit.from_bytes(ended.stdout)


def compile_here(formula: Gates, *, weighted: Collection[int] = ()) -> Circuit:
    """As :func:`compile_formula`, in this process and without limits: for small models and tests."""
    return circuit_of(_head(formula, weighted), formula.clauses())


def _head(formula: Gates, weighted: Collection[int]) -> dict[str, Any]:
    return {
        "named": formula.named,
        "top": formula.top,
        "weighted": sorted({abs(literal) for literal in weighted}),
    }


def _flat(clauses: Iterable[Sequence[int]]) -> Iterable[int]:
    for clause in clauses:
        yield from clause
        yield 0


def _reason(errors: str, limits: Limits) -> str:
    if "ModuleNotFoundError" in errors:
        return "The compiler (d4solver) is not installed on this machine."
    if "MemoryError" in errors or "bad_alloc" in errors:
        return f"Compiling needs more than {limits.megabytes} MB of memory."
    said = [line for line in errors.splitlines() if line and not line.startswith("c ")]
    return f"The compiler ended with an error: {said[-1][:200] if said else 'no message'}."
