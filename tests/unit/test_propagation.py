"""What the picks decide: propagation over a circuit finds all that the passes over it find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from configurator.catalogue import Assumption, Catalogue
from configurator.engine import passes
from configurator.engine.circuit import Circuit, index_of
from configurator.engine.compiled import CompiledEngine, to_compile
from configurator.engine.compiling import compile_here
from configurator.engine.propagation import Propagation
from tests.unit.catalogues import situations

type Situation = tuple[Catalogue, frozenset[str], tuple[Assumption, ...]]


def circuit_of(catalogue: Catalogue) -> Circuit:
    formula, weighted = to_compile(catalogue)
    return compile_here(formula, weighted=weighted)


@settings(max_examples=20, deadline=None)
@given(situations())
def test_propagation_decides_what_the_passes_decide(situation: Situation) -> None:
    catalogue, _, _ = situation
    circuit = circuit_of(catalogue)
    if not circuit.is_buildable:
        with pytest.raises(ValueError, match="Nothing can be built"):
            Propagation(circuit)
        return
    propagation = Propagation(circuit)
    every = range(1, circuit.smoothed + 1)
    for fixed in ([], *([v] for v in every), *([v, -w] for v in every for w in every)):
        possible, told = passes.possible(circuit, fixed), propagation.implied(fixed)
        assert (possible is None) == (told is None)
        if possible is not None and told is not None:
            decided = {*told, *propagation.always}
            for literal in (*every, *(-v for v in every)):
                assert (-literal in decided) != possible[index_of(literal)]


@settings(max_examples=20, deadline=None)
@given(situations())
def test_a_large_circuit_is_answered_by_the_passes_alike(situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    circuit = circuit_of(catalogue)
    small = CompiledEngine(catalogue, circuit)
    large = CompiledEngine(catalogue, circuit, most_places=0)
    assert small.status(picks, assumptions) == large.status(picks, assumptions)
