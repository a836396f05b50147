"""The process that compiles: clauses on standard input, a circuit on standard output."""

from __future__ import annotations

import json
import os
import sys

import numpy as np

from configurator.engine.d4 import circuit_of

BASE_MEGABYTES = 600
"""What Python and its libraries map before the first clause is read."""


def _main() -> None:
    """Read clauses from standard input, write the circuit to standard output."""
    answer = os.dup(1)
    os.dup2(2, 1)  # the compiler talks on standard output
    head = json.loads(sys.stdin.buffer.readline())
    _limit(head["megabytes"])
    flat = np.frombuffer(sys.stdin.buffer.read(), dtype=np.int32)
    parts = np.split(flat, np.flatnonzero(flat == 0) + 1)[:-1]
    circuit = circuit_of(head, [part[:-1].tolist() for part in parts])
    with os.fdopen(answer, "wb") as out:
        out.write(circuit.to_bytes())


def _limit(megabytes: int) -> None:
    """Bound this process's memory, where the system can (Linux; not macOS)."""
    import resource  # noqa: PLC0415 - absent on Windows

    if sys.platform == "linux":
        most = (megabytes + BASE_MEGABYTES) << 20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    _main()
