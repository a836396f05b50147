"""What the picks decide: propagation over a circuit finds all that the passes over it find."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from configurator.catalogue import Assumption, Catalogue
from configurator.engine import passes
from configurator.engine.circuit import Circuit, index_of
from configurator.engine.compiled import CompiledEngine, to_compile
from configurator.engine.compiling import compile_here
from configurator.engine.features import FeatureEncoding
from configurator.engine.propagation import Propagation
from configurator.engine.uvl import read_uvl
from tests.unit.catalogues import situations

type Situation = tuple[Catalogue, frozenset[str], tuple[Assumption, ...]]

TANGLED = """features
    Car
        mandatory
            Type
                alternative
                    A
                    B
                    C
            Engine
                alternative
                    E1
                    E2
                    E3
            Market
                alternative
                    M1
                    M2
                    M3
        optional
            X
                or
                    X1
                    X2
                    X3
            Y
                alternative
                    Y1
                    Y2
                    Y3
                    Y4
constraints
    A => E1 | E2
    M1 => !E3
    X1 => A | M2
    X2 => B & !Y1
    Y2 => X3 | E2
    Y3 => M3 | C
    Y4 & X1 => E1
"""


def circuit_of(catalogue: Catalogue) -> Circuit:
    formula, weighted = to_compile(catalogue)
    return compile_here(formula, weighted=weighted)


def decide_alike(circuit: Circuit) -> None:
    """With nothing, each option and each pair, one of them with or without."""
    propagation, every = Propagation(circuit), range(1, circuit.smoothed + 1)
    literals = [*every, *(-v for v in every)]
    for fixed in ([], *([v] for v in literals), *([v, w] for v in every for w in literals)):
        possible, told = passes.possible(circuit, fixed), propagation.implied(fixed)
        assert (possible is None) == (told is None)
        if possible is not None and told is not None:
            decided = {*told, *propagation.always}
            assert all((-lit in decided) != possible[index_of(lit)] for lit in literals)


@settings(max_examples=15, deadline=None)
@given(situations())
def test_propagation_decides_what_the_passes_decide(situation: Situation) -> None:
    catalogue, _, _ = situation
    circuit = circuit_of(catalogue)
    if circuit.is_buildable:
        decide_alike(circuit)
    else:
        with pytest.raises(ValueError, match="Nothing can be built"):
            Propagation(circuit)


def test_propagation_goes_through_shared_branches() -> None:
    circuit = compile_here(FeatureEncoding(read_uvl(TANGLED)))
    assert np.bincount(circuit.child)[1:-1].max() > 4
    decide_alike(circuit)


@settings(max_examples=15, deadline=None)
@given(situations())
def test_a_large_circuit_is_answered_by_the_passes_alike(situation: Situation) -> None:
    catalogue, picks, assumptions = situation
    circuit = circuit_of(catalogue)
    small = CompiledEngine(catalogue, circuit)
    large = CompiledEngine(catalogue, circuit, most_places=0)
    assert small.status(picks, assumptions) == large.status(picks, assumptions)
