"""The compiler D4 (Lagniez, Marquis 2017), called in this process: clauses in, circuit out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from configurator.engine.circuit import Circuit, built_circuit
from configurator.engine.nnf import read_nnf

PAGE = 1 << 26
"""Bytes of the compiler's cache pages; its own choice of 4 GiB would defeat any limit."""


def circuit_of(head: Mapping[str, Any], clauses: Sequence[Sequence[int]]) -> Circuit:
    """:param head: ``named`` variables to smooth over, ``top`` variable, ``weighted`` ones to keep.

    :raises ModuleNotFoundError: where the library is not installed.
    """
    import py_d4  # noqa: PLC0415 - few processes compile, and the library may be absent

    pages = {"sizeFirstPage": str(PAGE), "sizeAdditionalPage": str(PAGE)}
    options = py_d4.load_options_from_dict({"cache": {"bucket": pages}})
    found = py_d4.Solver(clauses, head["top"], options).compile().getNNFString()
    kept = frozenset([*range(1, head["named"] + 1), *head["weighted"]])
    nodes = read_nnf(found, kept=kept, smoothed=head["named"])
    return built_circuit(nodes, variables=head["top"], smoothed=head["named"])
